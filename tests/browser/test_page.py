"""The chat page in Chromium, against the real sandbox and a bot that a test leads by the hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from browser.chat_page import PHONE, WEAK_CONTRASTS, keep_picture, message, png

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from browser.chat_page import Scheme, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANNA, BORIS, CAROL, DAVE = 1001, 1002, 1003, 1004


class TestPeople:
    async def test_one_picks_who_to_be_by_keyboard_and_the_address_keeps_it(self, stage: Stage) -> None:
        page = await stage.open()
        await expect(page.get_by_test_id("composer")).to_be_hidden()
        await page.get_by_test_id("person-1003").focus()
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile(r"/#1003$"))
        await expect(page.get_by_test_id("person-1003")).to_have_attribute("aria-current", "true")
        await page.reload()
        await expect(page.get_by_test_id("bot-name")).to_have_text("Taskbot")
        await expect(page.get_by_test_id("person-1003")).to_have_attribute("aria-current", "true")

    async def test_everybody_has_name_username_language_and_initials(self, stage: Stage) -> None:
        page = await stage.open()
        shown = {1001: ("Анна Петрова", "@anna", "RU", "АП"), 1004: ("Dave Jones", "no username", "EN", "DJ")}
        for person, words in shown.items():
            for word in words:
                await expect(page.get_by_test_id(f"person-{person}")).to_contain_text(word)

    async def test_the_page_speaks_the_language_of_the_person(self, stage: Stage) -> None:
        page = await stage.open(ANNA)
        await expect(page.locator("html")).to_have_attribute("lang", "ru")
        await expect(page.get_by_test_id("start")).to_have_text("Начать")
        await expect(page.get_by_test_id("bot-status")).to_have_text("бот")
        await page.get_by_test_id("person-1003").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.get_by_test_id("start")).to_have_text("Start")

    async def test_no_english_is_left_on_the_russian_page(self, stage: Stage) -> None:
        await stage.started(ANNA)
        first = await stage.bot.send(ANNA, "первое")
        await stage.bot.send(ANNA, "ответ", reply_to_message_id=first)
        await stage.bot.call("editMessageText", chat_id=ANNA, message_id=first, text="исправлено")
        page = await stage.open(ANNA)
        await expect(page.get_by_test_id("message")).to_have_count(3)
        await page.get_by_test_id("chat-menu").click()
        words = await page.evaluate(VISIBLE_AND_SPOKEN)
        known = ("Taskbot", "Carol", "Smith", "Dave", "Jones", "RU", "EN", "CS", "DJ", "/start", "@")
        foreign = [word for word in words if re.search("[A-Za-z]{2}", word) and not word.startswith(known)]
        assert foreign == []

    async def test_what_comes_for_others_is_counted_until_it_is_read(self, stage: Stage) -> None:
        await stage.started(BORIS)
        page = await stage.open(CAROL)
        await stage.bot.send(BORIS, "one")
        await stage.bot.send(BORIS, "two")
        await expect(page.get_by_test_id("unread-1002")).to_have_text("2")
        await expect(page).to_have_title(re.compile(r"^\(2\) "))
        await page.get_by_test_id("person-1002").click()
        await expect(page.get_by_test_id("unread-bar")).to_have_count(1)
        await expect(page.get_by_test_id("unread-1002")).to_have_count(0)
        await expect(page).not_to_have_title(re.compile(r"^\("))

    async def test_a_draft_is_kept_for_each_person(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.started(BORIS)
        page = await stage.open(CAROL)
        await page.get_by_test_id("composer").fill("not yet ready")
        await page.get_by_test_id("person-1002").click()
        await expect(page.get_by_test_id("composer")).to_have_value("")
        await expect(page.get_by_test_id("person-1003")).to_contain_text("not yet ready")
        await page.reload()
        await page.get_by_test_id("person-1003").click()
        await expect(page.get_by_test_id("composer")).to_have_value("not yet ready")


class TestConversation:
    async def test_start_then_talk(self, stage: Stage) -> None:
        await stage.bot.call("setMyDescription", description="I keep the tasks of a team.")
        page = await stage.open(CAROL)
        await expect(page.get_by_test_id("bot-card")).to_contain_text("I keep the tasks of a team.")
        await page.get_by_test_id("start").click()
        assert (await stage.bot.update("message"))["text"] == "/start"
        await expect(page.get_by_test_id("ticks")).to_have_attribute("data-state", "sent")
        await stage.bot.send(CAROL, "Hello, Carol!")
        await expect(message(page, "Hello, Carol!")).to_have_attribute("data-from", "bot")
        await expect(page.get_by_test_id("ticks")).to_have_attribute("data-state", "read")
        await expect(page.get_by_test_id("day")).to_have_text("Today")
        await page.get_by_test_id("composer").fill("one")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("two")
        await page.keyboard.press("Enter")
        assert (await stage.bot.update("message"))["text"] == "one\ntwo"
        await expect(page.get_by_test_id("composer")).to_have_value("")
        await expect(page.get_by_test_id("message")).to_have_count(3)

    async def test_typing_anywhere_goes_to_the_input(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await page.get_by_test_id("messages").focus()
        await page.keyboard.type("hi")
        await expect(page.get_by_test_id("composer")).to_have_value("hi")

    async def test_a_reply_and_its_quote(self, stage: Stage) -> None:
        await stage.started(CAROL)
        number = await stage.bot.send(CAROL, "Which one?")
        page = await stage.open(CAROL)
        await message(page, "Which one?").click(button="right")
        await page.get_by_test_id("menu-reply").click()
        await expect(page.get_by_test_id("reply-bar")).to_contain_text("Which one?")
        await page.get_by_test_id("composer").fill("the first")
        await page.keyboard.press("Enter")
        assert (await stage.bot.update("message"))["reply_to_message"]["message_id"] == number
        await expect(message(page, "the first").get_by_test_id("reply-quote")).to_contain_text("Which one?")
        await expect(page.get_by_test_id("reply-bar")).to_be_hidden()

    async def test_an_edit_in_place_and_a_deletion(self, stage: Stage) -> None:
        await stage.started(CAROL)
        number = await stage.bot.send(CAROL, "Status: pending")
        page = await stage.open(CAROL)
        await expect(message(page, "Status: pending").get_by_test_id("edited")).to_have_count(0)
        await stage.bot.call("editMessageText", chat_id=CAROL, message_id=number, text="Status: done")
        await expect(message(page, "Status: done").get_by_test_id("edited")).to_be_visible()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await stage.bot.call("deleteMessage", chat_id=CAROL, message_id=number)
        await expect(page.get_by_test_id("message")).to_have_count(1)

    async def test_reactions_both_ways(self, stage: Stage) -> None:
        await stage.started(CAROL)
        number = await stage.bot.send(CAROL, "Well done")
        page = await stage.open(CAROL)
        await message(page, "Well done").hover()
        await message(page, "Well done").get_by_test_id("message-menu").click()
        await page.get_by_test_id("reaction-choice").filter(has_text="🎉").click()
        reacted = await stage.bot.update("message_reaction")
        assert [each["emoji"] for each in reacted["new_reaction"]] == ["🎉"]
        await expect(message(page, "Well done").get_by_test_id("reaction")).to_have_text("🎉")
        await page.get_by_test_id("reaction").click()
        assert (await stage.bot.update("message_reaction"))["new_reaction"] == []
        await expect(page.get_by_test_id("reaction")).to_have_count(0)
        own = stage.sandbox.chat(CAROL).messages[0].id
        thumb = [{"type": "emoji", "emoji": "👍"}]
        await stage.bot.call("setMessageReaction", chat_id=CAROL, message_id=own, reaction=thumb)
        await expect(message(page, "/start").get_by_test_id("reaction")).to_have_text("👍")
        assert number != own

    async def test_far_up_a_button_leads_down_and_counts(self, stage: Stage) -> None:
        await stage.started(CAROL)
        for number in range(30):
            await stage.bot.send(CAROL, f"line {number}\nand another")
        page = await stage.open(CAROL)
        await expect(message(page, "line 29")).to_be_attached()
        await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 0; }")
        await expect(page.get_by_test_id("to-bottom")).to_have_class(re.compile("shown"))
        await page.get_by_test_id("to-bottom").click()
        await expect(message(page, "line 29")).to_be_in_viewport()
        await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 0; }")
        await expect(page.get_by_test_id("to-bottom")).to_have_class(re.compile("shown"))
        await stage.bot.send(CAROL, "news")
        await expect(page.get_by_test_id("to-bottom")).to_have_text("1")
        await expect(message(page, "news")).not_to_be_in_viewport()
        await page.get_by_test_id("to-bottom").click()
        await expect(message(page, "news")).to_be_in_viewport()

    async def test_the_floating_day_lets_read_what_is_under_it(self, stage: Stage) -> None:
        await stage.started(CAROL)
        for number in range(20):
            await stage.bot.send(CAROL, f"line {number}\nand another")
        page = await stage.open(CAROL)
        await expect(message(page, "line 19")).to_be_attached()
        await page.get_by_test_id("to-bottom").click()
        await expect(page.locator(".day")).to_have_class(re.compile("day-rests"))
        await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 0; }")
        await expect(page.locator(".day")).not_to_have_class(re.compile("day-rests"))

    async def test_blocked_and_let_in_again(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await page.get_by_test_id("chat-menu").click()
        await page.get_by_test_id("block").click()
        assert (await stage.bot.update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
        await expect(page.get_by_test_id("composer")).to_be_hidden()
        await page.get_by_test_id("restart").click()
        assert (await stage.bot.update("my_chat_member"))["new_chat_member"]["status"] == "member"
        assert (await stage.bot.update("message"))["text"] == "/start"
        await expect(page.get_by_test_id("composer")).to_be_visible()

    async def test_the_keyboard_walks_through_messages(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "first")
        await stage.bot.send(CAROL, "second")
        page = await stage.open(CAROL)
        await expect(message(page, "second")).to_be_visible()
        await page.get_by_test_id("messages").focus()
        await page.keyboard.press("ArrowUp")
        await expect(message(page, "second")).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await expect(message(page, "first")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("menu-reply")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("popup-menu")).to_have_count(0)
        await expect(message(page, "first")).to_be_focused()


FORMATTED = (
    "<b>bold</b> <i>italic</i> <u>under</u> <s>strike</s> <tg-spoiler>secret</tg-spoiler> <code>code</code>\n"
    "<blockquote>a quote</blockquote>"
    "<pre><code class='language-python'>print(1)</code></pre>"
    "<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote>"
    '<a href="https://example.org/">a link</a> @boris /help #tag'
)


class TestFormatting:
    async def test_each_entity_has_its_look(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, FORMATTED, parse_mode="HTML")
        page = await stage.open(CAROL)
        text = message(page, "bold").get_by_test_id("message-text")
        for tag, words in {
            "strong": "bold",
            "em": "italic",
            "u": "under",
            "s": "strike",
            ".tag": "#tag",
        }.items():
            await expect(text.locator(tag)).to_have_text(words)
        await expect(text.locator("blockquote:not(.foldable)")).to_have_text("a quote")
        await expect(text.locator("pre")).to_have_attribute("data-language", "python")
        await expect(text.get_by_role("link", name="a link")).to_have_attribute(
            "href", "https://example.org/"
        )
        await expect(text.get_by_role("link", name="@boris")).to_have_attribute("href", "#1002")

    async def test_a_spoiler_hides_until_pressed(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, FORMATTED, parse_mode="HTML")
        page = await stage.open(CAROL)
        spoiler = page.get_by_test_id("spoiler")
        colour = "node => getComputedStyle(node).color"
        assert await spoiler.evaluate(colour) == "rgba(0, 0, 0, 0)"
        await expect(spoiler).not_to_have_accessible_name(re.compile("secret"))
        await expect(page.get_by_test_id("person-1003")).to_contain_text("▒▒▒▒▒▒ code")
        await spoiler.press("Enter")
        assert await spoiler.evaluate(colour) != "rgba(0, 0, 0, 0)"

    async def test_a_long_quote_folds(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, FORMATTED, parse_mode="HTML")
        await stage.bot.send(CAROL, "<blockquote expandable>short</blockquote>", parse_mode="HTML")
        page = await stage.open(CAROL)
        quote = page.get_by_test_id("foldable-quote").first
        height = "node => node.offsetHeight"
        folded = await quote.evaluate(height)
        await quote.get_by_test_id("fold").click()
        assert await quote.evaluate(height) > folded + 20
        await quote.get_by_test_id("fold").click()
        assert await quote.evaluate(height) == folded
        await expect(page.get_by_test_id("foldable-quote").last.get_by_test_id("fold")).to_be_hidden()

    async def test_a_command_in_a_text_is_sent_by_a_press(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "See /my_tasks and /help")
        page = await stage.open(CAROL)
        await page.get_by_test_id("command-link").filter(has_text="/my_tasks").click()
        assert (await stage.bot.update("message"))["text"] == "/my_tasks"

    async def test_a_date_is_told_in_the_readers_language(self, stage: Stage) -> None:
        await stage.started(ANNA)
        noon = 1_798_200_000  # 2026-12-25 12:00 UTC
        entities = [
            {"type": "date_time", "offset": 4, "length": 3, "unix_time": noon, "date_time_format": "wD"}
        ]
        await stage.bot.send(ANNA, "до: ???", entities=entities)
        page = await stage.open(ANNA, timezone_id="Europe/Moscow")
        await expect(message(page, "до:")).to_contain_text("пятница, 25 декабря 2026")

    async def test_markup_of_people_is_only_text(self, stage: Stage) -> None:
        await stage.started(CAROL)
        evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script><b>no</b>'
        await stage.bot.send(CAROL, evil)
        await stage.bot.send(
            CAROL, "go", reply_markup={"inline_keyboard": [[{"text": evil, "callback_data": "x"}]]}
        )
        await stage.bot.call("setMyDescription", description=evil)
        await stage.bot.call("setMyName", name="<i>Bot</i>")
        page = await stage.open(CAROL)
        await expect(page.get_by_test_id("message-text").nth(1)).to_contain_text(evil)
        await expect(page.get_by_test_id("inline-button")).to_have_text(evil)
        await expect(page.get_by_test_id("bot-name")).to_have_text("<i>Bot</i>")
        assert await page.evaluate("window.hit") is None
        assert await page.locator("main img, main script, main b, main i:not(.spinner)").count() == 0

    async def test_only_harmless_addresses_are_links(self, stage: Stage) -> None:
        page = await stage.open()
        good = ["https://example.org/a?b=c", "example.org:8080/x", "t.me/taskbot", "mailto:a@example.org"]
        bad = [
            "javascript:alert(1)",
            " JaVaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "tg://resolve",
        ]
        check = (
            "async (urls) => { const { safeUrl } = await import('/entities.js'); return urls.map(safeUrl); }"
        )
        assert None not in await page.evaluate(check, good)
        assert await page.evaluate(check, bad) == [None] * len(bad)

    async def test_lone_emoji_are_large(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "🎉")
        await stage.bot.send(CAROL, "🎉 done")
        page = await stage.open(CAROL)
        await expect(page.locator(".jumbo")).to_have_count(1)


BUTTONS = {
    "inline_keyboard": [
        [
            {"text": "Start", "callback_data": "start", "style": "primary"},
            {"text": "Done", "callback_data": "done", "style": "success"},
        ],
        [
            {"text": "Reject", "callback_data": "reject", "style": "danger"},
            {"text": "Docs", "url": "https://example.org/"},
        ],
    ]
}


YES_OR_NO = {"keyboard": [["Yes", "No"]], "resize_keyboard": True}


def button(page: Page, text: str) -> Locator:
    return page.get_by_test_id("inline-button").filter(has_text=text)


class TestButtons:
    async def test_a_press_waits_then_edits_and_toasts(self, stage: Stage) -> None:
        await stage.started(CAROL)
        number = await stage.bot.send(CAROL, "Task #1: pending", reply_markup=BUTTONS)
        page = await stage.open(CAROL)
        await expect(button(page, "Start")).to_have_attribute("data-style", "primary")
        await expect(button(page, "Docs")).to_have_attribute("href", "https://example.org/")
        await button(page, "Start").click()
        query = await stage.bot.update("callback_query")
        assert query["data"] == "start"
        await expect(button(page, "Start")).to_have_attribute("aria-busy", "true")
        text = "Task #1: in progress"
        await stage.bot.call(
            "editMessageText", chat_id=CAROL, message_id=number, text=text, reply_markup=BUTTONS
        )
        await expect(message(page, text).get_by_test_id("edited")).to_be_visible()
        await expect(button(page, "Start")).to_have_attribute("aria-busy", "true")
        await stage.bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Started")
        await expect(page.get_by_test_id("toast")).to_have_text("Started")
        await expect(button(page, "Start")).to_have_attribute("aria-busy", "false")

    async def test_a_toast_is_not_shown_to_who_comes_next(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "Task #1", reply_markup=BUTTONS)
        page = await stage.open(CAROL)
        await button(page, "Start").click()
        query = await stage.bot.update("callback_query")
        await stage.bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Started " * 20)
        await expect(page.get_by_test_id("toast")).to_have_count(1)
        await page.get_by_test_id(f"person-{DAVE}").click()
        await expect(page.get_by_test_id("toast")).to_have_count(0, timeout=1_000)

    async def test_a_double_press_is_one(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "Task #1", reply_markup=BUTTONS)
        page = await stage.open(CAROL)
        await button(page, "Done").dblclick()
        query = await stage.bot.update("callback_query")
        await stage.bot.call("answerCallbackQuery", callback_query_id=query["id"])
        await expect(button(page, "Done")).to_have_attribute("aria-busy", "false")
        assert stage.sandbox.pending_updates <= 1  # the one that is fetched, not yet confirmed

    async def test_an_alert_wants_its_ok(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "Task #1", reply_markup=BUTTONS)
        page = await stage.open(CAROL)
        await button(page, "Reject").click()
        query = await stage.bot.update("callback_query")
        await stage.bot.call(
            "answerCallbackQuery", callback_query_id=query["id"], text="Say why", show_alert=True
        )
        await expect(page.get_by_test_id("alert-text")).to_have_text("Say why")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("alert")).to_have_count(0)
        await expect(page.get_by_test_id("toast")).to_have_count(0)

    async def test_a_reply_keyboard(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await stage.bot.send(CAROL, "Sure?", reply_markup=YES_OR_NO)
        await page.get_by_test_id("reply-button").filter(has_text="Yes").click()
        assert (await stage.bot.update("message"))["text"] == "Yes"
        await page.get_by_test_id("keyboard-toggle").click()
        await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
        await page.get_by_test_id("keyboard-toggle").click()
        await expect(page.get_by_test_id("reply-keyboard")).to_be_visible()
        await stage.bot.send(CAROL, "Fine", reply_markup={"remove_keyboard": True})
        await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
        await expect(page.get_by_test_id("keyboard-toggle")).to_be_hidden()

    async def test_a_forced_reply_is_offered(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await stage.bot.send(CAROL, "Why?", reply_markup={"force_reply": True})
        await expect(page.get_by_test_id("reply-bar")).to_contain_text("Why?")


MENU = [
    {"command": "my_tasks", "description": "Tasks assigned to me"},
    {"command": "task_details", "description": "One task in full"},
    {"command": "update_status", "description": "Change a task's status"},
]


class TestCommandMenu:
    async def test_typing_narrows_and_the_keyboard_picks(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await expect(page.get_by_test_id("menu-button")).to_be_hidden()
        await stage.bot.call("setMyCommands", commands=MENU)  # comes without a reload
        await expect(page.get_by_test_id("menu-button")).to_be_visible()
        await page.get_by_test_id("composer").press_sequentially("/")
        await expect(page.get_by_test_id("command-item")).to_have_count(3)
        await page.keyboard.type("t")
        await expect(page.get_by_test_id("command-item")).to_have_text(["/task_detailsOne task in full"])
        await page.keyboard.press("Tab")
        await expect(page.get_by_test_id("composer")).to_have_value("/task_details ")
        await page.get_by_test_id("composer").fill("/")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("ArrowUp")
        await expect(page.locator('[data-command="update_status"]')).to_have_attribute(
            "aria-selected", "true"
        )
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("commands")).to_be_hidden()
        await page.get_by_test_id("composer").fill("/m")
        await page.keyboard.press("Enter")
        assert (await stage.bot.update("message"))["text"] == "/my_tasks"

    async def test_the_button_opens_it_and_a_press_sends(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.call("setMyCommands", commands=MENU)
        page = await stage.open(CAROL)
        await page.get_by_test_id("menu-button").click()
        await page.locator('[data-command="update_status"]').click()
        assert (await stage.bot.update("message"))["text"] == "/update_status"
        await expect(page.get_by_test_id("commands")).to_be_hidden()

    async def test_each_sees_their_own(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.started(ANNA)
        await stage.bot.call("setMyCommands", commands=MENU)
        own = [{"command": "my_tasks", "description": "Мои задачи"}]
        await stage.bot.call("setMyCommands", commands=own, scope={"type": "chat", "chat_id": ANNA})
        page = await stage.open(CAROL)
        await page.get_by_test_id("composer").fill("/")
        await expect(page.get_by_test_id("command-item")).to_have_count(3)
        await page.get_by_test_id("person-1001").click()
        await page.get_by_test_id("composer").fill("/")
        await expect(page.get_by_test_id("command-item")).to_have_text(["/my_tasksМои задачи"])


class TestFiles:
    async def test_a_photo_is_sent_and_looked_at(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        picture = {"name": "plan.png", "mimeType": "image/png", "buffer": png()}
        await page.get_by_test_id("file-input").set_input_files(picture)  # type: ignore[arg-type]
        await page.get_by_test_id("caption").fill("the plan")
        await page.get_by_test_id("offer-send").click()
        sent = await stage.bot.update("message")
        assert sent["caption"] == "the plan"
        assert (sent["photo"][-1]["width"], sent["photo"][-1]["height"]) == (64, 48)
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await message(page, "the plan").get_by_test_id("photo").click()
        shown = page.get_by_test_id("viewer").locator("img")
        await expect(shown).to_be_visible()
        assert await shown.evaluate("img => img.decode().then(() => img.naturalWidth)") == 64
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("viewer")).to_have_count(0)

    async def test_a_picture_can_go_as_a_file(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        picture = {"name": "plan.png", "mimeType": "image/png", "buffer": png()}
        await page.get_by_test_id("file-input").set_input_files(picture)  # type: ignore[arg-type]
        await page.get_by_test_id("as-document").check()
        await page.get_by_test_id("offer-send").click()
        assert (await stage.bot.update("message"))["document"]["file_name"] == "plan.png"
        await expect(page.get_by_test_id("document")).to_contain_text("plan.png")

    async def test_a_dropped_document_is_sent(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await expect(page.get_by_test_id("composer")).to_be_visible()
        transfer = await page.evaluate_handle(
            "() => { const transfer = new DataTransfer();"
            " transfer.items.add(new File(['a,b\\n1,2'], 'данные.csv', { type: 'text/csv' }));"
            " return transfer; }"
        )
        for event in ("dragenter", "dragover", "drop"):
            await page.get_by_test_id("messages").dispatch_event(event, {"dataTransfer": transfer})
        await page.get_by_test_id("offer-send").click()
        sent = (await stage.bot.update("message"))["document"]
        assert (sent["file_name"], sent["file_size"]) == ("данные.csv", 7)

    async def test_what_the_bot_sends_can_be_kept(self, stage: Stage) -> None:
        await stage.started(CAROL)
        content = "id,title\n1,Отчёт\n".encode()
        await stage.bot.upload(CAROL, "document", "tasks.csv", content, caption="All tasks")
        await stage.bot.upload(CAROL, "photo", "chart.png", png(320, 200), caption="The chart")
        page = await stage.open(CAROL)
        async with page.expect_download() as coming:
            await page.get_by_test_id("document").click()
        download = await coming.value
        assert download.suggested_filename == "tasks.csv"
        assert Path(await download.path()).read_bytes() == content
        photo = message(page, "The chart").get_by_test_id("photo").locator("img")
        assert await photo.evaluate("img => img.decode().then(() => img.naturalWidth)") == 320

    async def test_what_cannot_be_sent_is_said(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        broken = {"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}
        await page.get_by_test_id("file-input").set_input_files(broken)  # type: ignore[arg-type]
        await page.get_by_test_id("offer-send").click()
        await expect(page.get_by_test_id("toast")).to_contain_text("Not accepted")
        await expect(page.get_by_test_id("retry")).to_be_visible()


PICKER = {
    "keyboard": [
        [
            {
                "text": "Choose people",
                "style": "primary",
                "request_users": {
                    "request_id": 3,
                    "max_quantity": 2,
                    "request_name": True,
                    "request_username": True,
                },
            },
            {"text": "Where I am", "request_location": True},
        ]
    ]
}


class TestSharing:
    async def test_people_are_picked_for_the_bot(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await stage.bot.send(CAROL, "Who?", reply_markup=PICKER)
        await page.get_by_test_id("reply-button").filter(has_text="Choose people").click()
        await expect(page.get_by_test_id("picker")).to_contain_text("Choose up to 2 people")
        await expect(page.get_by_test_id("share-send")).to_be_disabled()
        await page.get_by_test_id("pick-1002").check()
        await page.get_by_test_id("pick-1004").check()
        await expect(page.get_by_test_id("pick-1001")).to_be_disabled()
        await page.get_by_test_id("share-send").click()
        shared = (await stage.bot.update("message"))["users_shared"]
        assert shared["request_id"] == 3
        assert [user["first_name"] for user in shared["users"]] == ["Борис", "Dave"]
        await expect(page.get_by_test_id("users-shared")).to_have_text(
            "👥 Shared with the bot: Борис Иванов, Dave Jones"
        )
        await expect(page.get_by_test_id("picker")).to_have_count(0)

    async def test_one_is_picked_where_one_is_asked_for_and_escape_shares_nobody(self, stage: Stage) -> None:
        await stage.started(ANNA)
        page = await stage.open(ANNA)
        asked = {"text": "Кто?", "request_users": {"request_id": 1}}
        await stage.bot.send(ANNA, "Кто?", reply_markup={"keyboard": [[asked]], "one_time_keyboard": True})
        await page.get_by_test_id("reply-button").click()
        await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
        await page.get_by_test_id("pick-1001").check()
        await page.get_by_test_id("pick-1003").check()
        await expect(page.get_by_test_id("pick-1001")).not_to_be_checked()
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("picker")).to_have_count(0)
        await page.get_by_test_id("keyboard-toggle").click()
        await page.get_by_test_id("reply-button").click()
        await page.get_by_test_id("pick-1003").check()
        await page.get_by_test_id("share-send").click()
        assert (await stage.bot.update("message"))["users_shared"]["users"] == [{"user_id": 1003}]

    async def test_a_place_is_shared_by_the_bots_button_and_by_the_clip(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await stage.bot.send(CAROL, "Where?", reply_markup=PICKER)
        await page.get_by_test_id("reply-button").filter(has_text="Where I am").click()
        await page.get_by_test_id("place").filter(has_text="Kazan").click()
        await page.get_by_test_id("share-send").click()
        place = (await stage.bot.update("message"))["location"]
        assert (place["latitude"], place["longitude"]) == (55.7887, 49.1221)
        await expect(page.get_by_test_id("place-shown")).to_have_text("📍 55.7887, 49.1221")
        await page.get_by_test_id("attach").click()
        await page.get_by_test_id("attach-location").click()
        await page.get_by_test_id("latitude").fill("-33.9")
        await page.get_by_test_id("longitude").fill("151.2")
        await page.get_by_test_id("share-send").click()
        assert (await stage.bot.update("message"))["location"]["latitude"] == -33.9

    async def test_messages_are_forwarded_by_their_menu(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, "Buy milk")
        page = await stage.open(CAROL)
        await message(page, "Buy milk").hover()
        await message(page, "Buy milk").get_by_test_id("message-menu").click()
        await page.get_by_test_id("menu-forward").click()
        sent = await stage.bot.update("message")
        assert (sent["text"], sent["forward_origin"]["sender_user"]["is_bot"]) == ("Buy milk", True)
        await expect(page.get_by_test_id("forwarded")).to_have_text("Forwarded from Taskbot")

    async def test_what_a_colleague_wrote_is_forwarded(self, stage: Stage) -> None:
        await stage.started(ANNA)
        page = await stage.open(ANNA)
        await page.get_by_test_id("attach").click()
        await page.get_by_test_id("attach-forward").click()
        await page.get_by_test_id("author").select_option("Dave Jones")
        await page.get_by_test_id("forward-text").fill("Please order paper")
        await page.get_by_test_id("share-send").click()
        sent = await stage.bot.update("message")
        assert (sent["text"], sent["forward_origin"]["sender_user"]["id"]) == ("Please order paper", DAVE)
        await expect(page.get_by_test_id("forwarded")).to_have_text("Переслано от: Dave Jones")

    async def test_the_clip_offers_files(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await page.get_by_test_id("attach").click()
        async with page.expect_file_chooser() as coming:
            await page.get_by_test_id("attach-file").click()
        film = {"name": "walk.mp4", "mimeType": "video/mp4", "buffer": b"abc"}
        await (await coming.value).set_files(film)  # type: ignore[arg-type]
        await page.get_by_test_id("offer-send").click()
        assert (await stage.bot.update("message"))["video"]["file_name"] == "walk.mp4"
        await expect(page.get_by_test_id("document")).to_contain_text("walk.mp4")

    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [
            ("audio", "audio/mpeg"),
            ("voice", "audio/ogg"),
            ("animation", "image/gif"),
            ("document", "text/plain"),
        ],
    )
    async def test_recordings_are_sent_as_what_they_are(
        self, stage: Stage, kind: str, media_type: str
    ) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        file = {"name": "a.bin", "mimeType": media_type, "buffer": b"abc"}
        await page.get_by_test_id("file-input").set_input_files(file)  # type: ignore[arg-type]
        await page.get_by_test_id("offer-send").click()
        assert kind in await stage.bot.update("message")
        await expect(page.get_by_test_id("document")).to_have_count(1)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_dialogs_stand_out_and_fit_a_phone(self, stage: Stage, scheme: Scheme) -> None:
        await stage.started(ANNA)
        await stage.bot.send(ANNA, "Кто?", reply_markup=PICKER)
        anna = stage.sandbox.chat(ANNA)
        anna.share_users([BORIS])
        anna.share_location(55.75, 37.62)
        anna.forward("Купить бумагу", stage.sandbox.state.people[BORIS])
        page = await stage.open(ANNA, scheme=scheme, size=PHONE)
        overflow = "document.scrollingElement.scrollWidth - innerWidth"
        openers = {
            "picker": page.get_by_test_id("reply-button").first,
            "location": page.get_by_test_id("reply-button").last,
            "forward": page.get_by_test_id("attach"),
        }
        for dialog, opener in openers.items():
            await opener.click()
            if dialog == "forward":
                await page.get_by_test_id("attach-forward").click()
            await expect(page.get_by_test_id(dialog)).to_be_visible()
            await page.evaluate(ANIMATIONS_END)
            assert await page.evaluate(overflow) <= 0
            assert await page.evaluate(WEAK_CONTRASTS) == []
            await keep_picture(page, f"share-{dialog}-{scheme}")
            await page.keyboard.press("Escape")
            await expect(page.get_by_test_id(dialog)).to_have_count(0)


class TestConnection:
    async def test_what_was_missed_comes_after_a_reconnection(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await expect(page.get_by_test_id("bot-status")).to_have_text("bot")
        port = stage.sandbox.port
        await stage.sandbox.stop()
        await expect(page.get_by_test_id("bot-status")).to_have_text("connecting…")
        await page.get_by_test_id("composer").fill("are you there?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("retry")).to_be_visible()
        stage.sandbox.chat(CAROL).say("meanwhile, by phone")
        await stage.sandbox.start(port=port)
        await expect(message(page, "meanwhile, by phone")).to_be_visible(timeout=15_000)
        await expect(page.get_by_test_id("bot-status")).to_have_text("bot")
        await page.get_by_test_id("retry").click()
        await expect(page.get_by_test_id("retry")).to_have_count(0)
        texts = [await stage.bot.update("message"), await stage.bot.update("message")]
        assert [update["text"] for update in texts] == ["meanwhile, by phone", "are you there?"]

    async def test_several_windows_are_all_live(self, stage: Stage) -> None:
        """A browser opens six connections to a server over all its windows: each holds one."""
        await stage.started(CAROL)
        first = await stage.open(CAROL)
        pages = [first]
        for _ in range(4):
            page = await first.context.new_page()
            await page.goto(f"{stage.sandbox.url}/#{CAROL}")
            pages.append(page)
        await stage.bot.send(CAROL, "to all windows")
        for page in pages:
            await expect(message(page, "to all windows")).to_be_attached()

    async def test_a_hidden_window_gives_its_connection_back(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await page.clock.install()
        await page.evaluate(LOOK_AWAY, arg=True)
        async with page.expect_event(
            "requestfailed", lambda request: request.url.endswith("/sandbox/events")
        ):
            await page.clock.run_for(11_000)
        await stage.bot.send(CAROL, "behind the back")
        async with page.expect_request("**/sandbox/events"):
            await page.evaluate(LOOK_AWAY, arg=False)
        await expect(message(page, "behind the back")).to_be_visible()


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_every_text_stands_out(self, stage: Stage, scheme: Scheme) -> None:
        """Contrast by WCAG 2.2, 1.4.3: 4.5, or 3 for large text, over the worst colour of a gradient."""
        await self._fill(stage)
        page = await stage.open(CAROL, scheme=scheme)
        await expect(page.get_by_test_id("reply-button")).to_have_count(2)
        assert await page.evaluate(WEAK_CONTRASTS) == []
        await keep_picture(page, f"page-{scheme}")
        await page.get_by_test_id("composer").fill("/")
        await message(page, "Task #1").get_by_test_id("message-menu").click()
        assert await page.evaluate(WEAK_CONTRASTS) == []
        await keep_picture(page, f"page-menus-{scheme}")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("person-1004").click()
        await expect(page.get_by_test_id("start")).to_be_visible()
        assert await page.evaluate(WEAK_CONTRASTS) == []
        await keep_picture(page, f"page-start-{scheme}")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_a_phone_shows_one_thing_at_a_time(self, stage: Stage, scheme: Scheme) -> None:
        await self._fill(stage)
        page = await stage.open(scheme=scheme, size=PHONE, has_touch=True)
        overflow = "document.scrollingElement.scrollWidth - innerWidth"
        await keep_picture(page, f"phone-people-{scheme}")
        assert await page.evaluate(overflow) <= 0
        await expect(page.get_by_test_id("messages")).to_be_hidden()
        await page.get_by_test_id("person-1003").tap()
        await expect(page.get_by_test_id("people")).to_be_hidden()
        await expect(message(page, "Task #1")).to_be_attached()
        assert await page.evaluate(overflow) <= 0
        assert await page.evaluate(CUT_OFF) == []
        assert await page.evaluate(WEAK_CONTRASTS) == []
        await keep_picture(page, f"phone-chat-{scheme}")
        await message(page, "Task #1").get_by_test_id("message-text").tap()
        await expect(page.get_by_test_id("menu-reply")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_test_id("back").tap()
        await expect(page.get_by_test_id("people")).to_be_visible()

    async def _fill(self, stage: Stage) -> None:
        """A chat with about everything in it, and something unread for another."""
        await stage.started(CAROL)
        await stage.started(BORIS)
        await stage.bot.call("setMyCommands", commands=MENU)
        await stage.bot.call(
            "setMyDescription", description="I keep the tasks of a team: who does what until when."
        )
        formatted = await stage.bot.send(CAROL, FORMATTED, parse_mode="HTML")
        await stage.bot.send(
            CAROL, "Task #1: prepare the quarterly report for the board", reply_markup=BUTTONS
        )
        thumb = [{"type": "emoji", "emoji": "👍"}]
        await stage.bot.call("setMessageReaction", chat_id=CAROL, message_id=formatted, reaction=thumb)
        await stage.bot.upload(CAROL, "document", "tasks.csv", b"1,2", caption="All tasks")
        await stage.bot.upload(CAROL, "photo", "chart.png", png(320, 120), caption="The chart")
        stage.sandbox.chat(CAROL).say("Thanks, see @boris or https://example.org", reply_to=formatted)
        await stage.bot.send(CAROL, "Sure?", reply_markup=YES_OR_NO)
        await stage.bot.send(BORIS, "A task for you")


# The window is covered, or uncovered, by another.
LOOK_AWAY = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

ANIMATIONS_END = """() => Promise.all(document.getAnimations()
  .filter((it) => it.effect.getComputedTiming().endTime !== Infinity)
  .map((it) => it.finished))"""

# Every text that is shown or read aloud, by element.
VISIBLE_AND_SPOKEN = """() => [...document.querySelectorAll("body *")]
  .filter((node) => node.checkVisibility())
  .flatMap((node) => [
    ...[...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data),
    ...["aria-label", "title", "placeholder"].map((name) => node.getAttribute(name) ?? ""),
  ])
  .map((text) => text.trim())
  .filter(Boolean)"""

# Elements whose text does not fit into them, other than those that shorten it visibly, with an ellipsis.
CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter((node) => node.checkVisibility() && node.clientWidth && node.scrollWidth > node.clientWidth + 1)
  .filter((node) => getComputedStyle(node).textOverflow !== "ellipsis")
  .filter((node) => getComputedStyle(node).overflowX === "hidden")
  .map((node) => node.outerHTML.slice(0, 120))"""
