"""Editing one's own messages on the chat page, and links to the bot that open inside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from browser.chat_page import PHONE, WEAK_CONTRASTS, keep_picture, message, png

if TYPE_CHECKING:
    from playwright.async_api import Page

    from browser.chat_page import Scheme, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANNA, BORIS, CAROL, DAVE = 1001, 1002, 1003, 1004
LINK = "https://t.me/taskbot_sandbox_bot?start=i-AbC_9"


async def edit_by_menu(page: Page, text: str) -> None:
    await message(page, text).click(button="right")
    await page.get_by_test_id("menu-edit").click()


class TestEditing:
    @pytest.mark.parametrize(
        ("person", "words"),
        [
            (CAROL, ("Edit", "Edit message", "Cancel editing", "Save", "edited")),
            (ANNA, ("Изменить", "Редактирование", "Отменить редактирование", "Сохранить", "изменено")),
        ],
        ids=["en", "ru"],
    )
    async def test_a_text_is_edited_by_its_menu(
        self, stage: Stage, person: int, words: tuple[str, ...]
    ) -> None:
        edit, title, cancel, save, edited = words
        await stage.started(person)
        page = await stage.open(person)
        await page.get_by_test_id("composer").fill("a draft")
        await message(page, "/start").click(button="right")
        await expect(page.get_by_test_id("menu-edit")).to_have_text(edit)
        await page.get_by_test_id("menu-edit").click()
        bar, composer = page.get_by_test_id("reply-bar"), page.get_by_test_id("composer")
        await expect(bar.locator("strong")).to_have_text(title)
        await expect(bar.get_by_role("button")).to_have_accessible_name(cancel)
        await expect(page.get_by_test_id("send")).to_have_accessible_name(save)
        await expect(page.get_by_test_id("attach")).to_be_hidden()
        await expect(composer).to_be_focused()
        await expect(composer).to_have_value("/start")
        await composer.fill("/help <b>")
        await page.keyboard.press("Enter")
        update = await stage.bot.update("edited_message")
        assert (update["text"], update["from"]["id"]) == ("/help <b>", person)
        assert update["edit_date"] >= update["date"]
        await expect(message(page, "/help <b>").get_by_test_id("edited")).to_have_text(edited)
        await expect(page.get_by_test_id("message")).to_have_count(1)
        await expect(bar).to_be_hidden()
        await expect(composer).to_have_value("a draft")

    async def test_the_keyboard_alone_edits_the_last_own_message(self, stage: Stage) -> None:
        await stage.started(CAROL)
        stage.sandbox.chat(CAROL).say("second")
        stage.sandbox.chat(CAROL).forward("a colleague's", stage.sandbox.chat(DAVE).person)
        await stage.bot.send(CAROL, "an answer")
        page = await stage.open(CAROL)
        await expect(message(page, "an answer")).to_be_visible()
        composer = page.get_by_test_id("composer")
        await composer.press("ArrowUp")
        await expect(composer).to_have_value("second")
        await page.keyboard.type(" thought")
        await page.keyboard.press("Enter")
        await expect(message(page, "second thought").get_by_test_id("edited")).to_be_visible()
        await expect(composer).to_have_value("")
        await composer.fill("half")
        await page.keyboard.press("ArrowUp")
        await expect(page.get_by_test_id("reply-bar")).to_be_hidden()

    async def test_escape_and_an_unchanged_text_send_nothing(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        composer, bar = page.get_by_test_id("composer"), page.get_by_test_id("reply-bar")
        await composer.fill("a draft")
        await edit_by_menu(page, "/start")
        await composer.fill("never mind")
        await page.keyboard.press("Escape")
        await expect(bar).to_be_hidden()
        await expect(composer).to_have_value("a draft")
        await edit_by_menu(page, "/start")
        await composer.fill("")
        await page.keyboard.press("Enter")
        await expect(bar).to_be_visible()
        await composer.fill(" /start ")
        await page.keyboard.press("Enter")
        await expect(bar).to_be_hidden()
        await edit_by_menu(page, "/start")
        await bar.get_by_role("button").click()
        await expect(composer).to_have_value("a draft")
        await composer.fill("next")
        await page.keyboard.press("Enter")
        assert (await stage.bot.update("message"))["text"] == "next"

    async def test_a_caption_is_edited_and_emptied(self, stage: Stage) -> None:
        await stage.started(ANNA)
        stage.sandbox.chat(ANNA).send_photo(png(), "старая подпись")
        await stage.bot.update("message")
        page = await stage.open(ANNA)
        composer = page.get_by_test_id("composer")
        await edit_by_menu(page, "старая подпись")
        await expect(composer).to_have_value("старая подпись")
        await composer.fill("новая подпись")
        await page.get_by_test_id("send").click()
        assert (await stage.bot.update("edited_message"))["caption"] == "новая подпись"
        await expect(message(page, "новая подпись").get_by_test_id("photo")).to_be_visible()
        await edit_by_menu(page, "новая подпись")
        await composer.fill("")
        await expect(composer).to_have_attribute("placeholder", "Подпись")
        await page.get_by_test_id("send").click()
        assert "caption" not in await stage.bot.update("edited_message")

    async def test_only_own_messages_offer_it(self, stage: Stage) -> None:
        await stage.started(CAROL)
        stage.sandbox.chat(CAROL).share_location(55.75, 37.62)
        stage.sandbox.chat(CAROL).forward("a colleague's", stage.sandbox.chat(DAVE).person)
        await stage.bot.send(CAROL, "an answer")
        page = await stage.open(CAROL)
        for text in ("55.75", "a colleague's", "an answer"):
            await message(page, text).click(button="right")
            await expect(page.get_by_test_id("menu-reply")).to_be_visible()
            await expect(page.get_by_test_id("menu-edit")).to_have_count(0)
            await page.keyboard.press("Escape")

    async def test_what_ends_an_edit(self, stage: Stage) -> None:
        await stage.started(CAROL)
        chat = stage.sandbox.chat(CAROL)
        number = await stage.bot.send(CAROL, "an answer")
        page = await stage.open(CAROL)
        composer, bar = page.get_by_test_id("composer"), page.get_by_test_id("reply-bar")
        await composer.fill("a draft")
        await edit_by_menu(page, "/start")
        await message(page, "an answer").click(button="right")
        await page.get_by_test_id("menu-reply").click()
        await expect(bar).to_contain_text("Reply to Taskbot")
        await expect(composer).to_have_value("a draft")
        await edit_by_menu(page, "/start")
        await stage.bot.call("deleteMessage", chat_id=CAROL, message_id=chat.messages[0].id)
        await expect(composer).to_have_value("a draft")
        await expect(bar).to_contain_text("Reply to Taskbot")
        assert number == chat.last.id

    async def test_an_edit_that_fails_can_be_sent_again(self, stage: Stage) -> None:
        await stage.started(CAROL)
        page = await stage.open(CAROL)
        await edit_by_menu(page, "/start")
        await page.get_by_test_id("composer").fill("x" * 4097)
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("toast")).to_contain_text("so long a message")
        await expect(page.get_by_test_id("composer")).to_have_value("x" * 4097)
        await page.get_by_test_id("composer").fill("shorter")
        await page.keyboard.press("Enter")
        assert (await stage.bot.update("edited_message"))["text"] == "shorter"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_editing_stands_out_and_fits_a_phone(self, stage: Stage, scheme: Scheme) -> None:
        await stage.started(ANNA)
        page = await stage.open(ANNA, scheme=scheme, size=PHONE)
        await edit_by_menu(page, "/start")
        assert await page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        assert await page.evaluate(WEAK_CONTRASTS) == []
        await keep_picture(page, f"edit-{scheme}")


class TestLinksToTheBot:
    @pytest.mark.parametrize(
        ("person", "note"),
        [
            (CAROL, "This link will open as Carol Smith."),
            (ANNA, "По ссылке перейдёт Анна Петрова."),
        ],
        ids=["en", "ru"],
    )
    async def test_a_link_opens_here_and_start_sends_its_payload(
        self, stage: Stage, person: int, note: str
    ) -> None:
        await stage.started(person)
        await stage.bot.send(person, f"Join: {LINK}")
        page = await stage.open(person)
        await page.get_by_test_id("bot-link").press("Enter")
        await expect(page.get_by_test_id("start-note")).to_contain_text(note)
        await expect(page.get_by_test_id("composer")).to_be_hidden()
        await expect(page.get_by_test_id("start")).to_be_focused()
        await page.keyboard.press("Enter")
        assert (await stage.bot.update("message"))["text"] == "/start i-AbC_9"
        await expect(page.get_by_test_id("start-note")).to_be_hidden()
        await expect(page.get_by_test_id("composer")).to_be_visible()
        await expect(page).to_have_url(re.compile(rf"/#{person}$"))
        assert len(page.context.pages) == 1

    async def test_somebody_else_can_follow_it(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, LINK)
        page = await stage.open(CAROL)
        await page.get_by_test_id("bot-link").click()
        await page.get_by_test_id(f"person-{DAVE}").click()
        await expect(page.get_by_test_id("start-note")).to_contain_text("Dave Jones")
        await page.get_by_test_id("start").click()
        update = await stage.bot.update("message")
        assert (update["text"], update["from"]["id"]) == ("/start i-AbC_9", DAVE)

    async def test_it_can_be_closed(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, LINK)
        page = await stage.open(CAROL)
        await page.get_by_test_id("bot-link").click()
        await page.get_by_test_id("start-note").get_by_role("button").click()
        await expect(page.get_by_test_id("start-note")).to_be_hidden()
        await expect(page.get_by_test_id("composer")).to_be_focused()

    async def test_whoever_has_blocked_the_bot_restarts_it_with_the_link(self, stage: Stage) -> None:
        await stage.started(CAROL)
        await stage.bot.send(CAROL, LINK)
        stage.sandbox.chat(CAROL).block()
        await stage.bot.update("my_chat_member")
        page = await stage.open(CAROL)
        await page.get_by_test_id("bot-link").click()
        await page.get_by_test_id("restart").click()
        await stage.bot.update("my_chat_member")
        assert (await stage.bot.update("message"))["text"] == "/start i-AbC_9"

    async def test_buttons_lead_there_too_and_other_links_leave_the_page(self, stage: Stage) -> None:
        await stage.started(CAROL)
        links = {
            "own": LINK,
            "app": "tg://resolve?domain=Taskbot_Sandbox_bot&start=x",
            "chat": "t.me/taskbot_sandbox_bot",
            "other": "https://t.me/another_bot?start=x",
            "share": "https://t.me/share/url?url=https://example.org",
            "bad": "https://t.me/taskbot_sandbox_bot?start=a%22b",
        }
        rows = [[{"text": name, "url": url}] for name, url in links.items()]
        await stage.bot.send(CAROL, "Join", reply_markup={"inline_keyboard": rows})
        page = await stage.open(CAROL)
        buttons = page.get_by_test_id("inline-button")
        hrefs = await buttons.evaluate_all("nodes => nodes.map((node) => node.getAttribute('href'))")
        assert hrefs[:3] == ["#1003?start=i-AbC_9", "#1003?start=x", "#1003"]
        assert all(href.startswith("https://t.me/") for href in hrefs[3:])

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_it_stands_out_and_fits_a_phone(self, stage: Stage, scheme: Scheme) -> None:
        await stage.started(ANNA)
        await stage.bot.send(ANNA, f"Ссылка: {LINK}")
        page = await stage.open(ANNA, scheme=scheme, size=PHONE)
        await page.get_by_test_id("bot-link").click()
        await expect(page.get_by_test_id("start-note")).to_be_visible()
        assert await page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        assert await page.evaluate(WEAK_CONTRASTS) == []
        await keep_picture(page, f"link-{scheme}")
        await page.get_by_test_id("back").click()
        await page.get_by_test_id(f"person-{DAVE}").click()
        await expect(page.get_by_test_id("start-note")).to_contain_text("Dave Jones")
