"""Groups on the chat page: who wrote, topics, pins, what only one sees, and the bot let in and put out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from browser.chat_page import DESKTOP, PHONE, WEAK_CONTRASTS, keep_picture, message

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from browser.chat_page import Scheme, Stage
    from taskbot.sandbox.views import GroupChat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANNA, BORIS, CAROL, DAVE = 1001, 1002, 1003, 1004
BUTTONS = {"inline_keyboard": [[{"text": "Open", "callback_data": "a"}]]}
EPHEMERAL = [
    {"command": "my_tasks", "description": "Your tasks", "is_ephemeral": True},
    {"command": "board", "description": "The board"},
]


def made(stage: Stage, *members: int, **how: Any) -> GroupChat:
    """A group of these people, or of all, with the bot; its updates are forgotten."""
    people = [stage.sandbox.state.people[it] for it in members or (ANNA, BORIS, CAROL, DAVE)]
    group = stage.sandbox.new_group("Team", people, **how)
    group.add_bot()
    stage.sandbox.state.updates.clear()
    return group


async def opened(stage: Stage, person: int, group: GroupChat, **how: Any) -> Page:
    """The page on a group as that person has it."""
    page = await stage.open(person, **how)
    await page.goto(f"{stage.sandbox.url}/#{person}/{group.id}")
    await expect(page.get_by_test_id("bot-name")).to_have_text("Team")
    return page


async def chosen(page: Page, bubble: Locator, item: str) -> None:
    """Choose from the menu of a message."""
    await bubble.click(button="right")
    await page.get_by_test_id(item).click()


async def test_a_group_is_in_the_list_of_its_members(stage: Stage) -> None:
    group = made(stage, ANNA, CAROL)
    group.say(ANNA, "hello")
    page = await stage.open(CAROL)
    row = page.get_by_test_id(f"group-{group.id}")
    await expect(row).to_contain_text("3 members, the bot is a member")
    await expect(row).to_contain_text("Анна Петрова: hello")
    await expect(page.get_by_test_id(f"unread-{group.id}")).to_have_text("1")
    await row.click()
    await expect(page).to_have_url(re.compile(rf"/#1003/{group.id}$"))
    await expect(page.get_by_test_id(f"unread-{group.id}")).to_have_count(0)
    await page.get_by_test_id(f"person-{DAVE}").click()
    await expect(row).to_have_count(0)


async def test_who_wrote_and_what_was_answered(stage: Stage) -> None:
    group = made(stage)
    said = group.say(ANNA, "Who orders laptops?")
    group.say(BORIS, "I do", reply_to=said)
    page = await opened(stage, ANNA, group)
    answer = message(page, "I do")
    await expect(answer.get_by_test_id("author")).to_have_text("Борис Иванов")
    await expect(answer.get_by_test_id("reply-quote")).to_contain_text("ВыWho orders laptops?")
    own = page.get_by_test_id("message").first
    await expect(own.get_by_test_id("author")).to_have_count(0)
    await chosen(page, answer.get_by_test_id("bubble"), "menu-reply")
    await expect(page.get_by_test_id("reply-bar")).to_contain_text("Борис Иванов")
    await page.get_by_test_id("composer").fill("Спасибо")
    await page.keyboard.press("Enter")
    await expect(message(page, "Спасибо").get_by_test_id("reply-quote")).to_contain_text("I do")
    assert group.messages()[-1].reply_to == group.messages()[-2].id


async def test_one_becomes_another_member_without_leaving(stage: Stage) -> None:
    group = made(stage)
    page = await opened(stage, CAROL, group)
    await page.get_by_test_id("write-as").click()
    await page.get_by_test_id(f"write-as-{BORIS}").click()
    await expect(page).to_have_url(re.compile(rf"/#1002/{group.id}$"))
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await page.get_by_test_id("composer").fill("привет")
    await page.keyboard.press("Enter")
    await expect(message(page, "привет")).to_have_class(re.compile("mine"))
    assert group.messages()[-1].author_id == BORIS


async def test_what_one_person_alone_sees(stage: Stage) -> None:
    group = made(stage)
    await stage.bot.call("setMyCommands", commands=EPHEMERAL, scope={"type": "all_group_chats"})
    await stage.bot.send(group.id, "card", reply_markup=BUTTONS)
    page = await opened(stage, CAROL, group)
    await page.get_by_test_id("inline-button").click()
    query = (await stage.bot.update("callback_query"))["id"]
    how = {"receiver_user_id": CAROL, "callback_query_id": query}
    await stage.bot.send(group.id, "for your eyes", ephemeral_message_parameters=how)
    await expect(message(page, "for your eyes").get_by_test_id("only-you")).to_have_text("Only you see this")
    await page.get_by_test_id("menu-button").click()
    await page.locator("[data-command=my_tasks]").click()
    await expect(message(page, "/my_tasks").get_by_test_id("only-you")).to_be_visible()
    assert (await stage.bot.update("message"))["text"] == "/my_tasks@taskbot_sandbox_bot"
    await page.get_by_test_id("write-as").click()
    await page.get_by_test_id(f"write-as-{BORIS}").click()
    await expect(message(page, "card")).to_be_visible()
    await expect(message(page, "for your eyes")).to_have_count(0)
    await expect(message(page, "/my_tasks")).to_have_count(0)


async def test_a_card_opens_in_its_place_for_who_pressed(stage: Stage) -> None:
    group = made(stage)
    await stage.bot.send(group.id, "card", reply_markup=BUTTONS)
    await stage.bot.send(group.id, "below")
    page = await opened(stage, CAROL, group)
    await page.get_by_test_id("inline-button").click()
    query = (await stage.bot.update("callback_query"))["id"]
    how = {"receiver_user_id": CAROL, "callback_query_id": query, "replace_callback_query_message": True}
    await stage.bot.send(group.id, "details", ephemeral_message_parameters=how)
    await expect(page.get_by_test_id("message-text")).to_have_text(
        [re.compile("details"), re.compile("below")]
    )
    other = await opened(stage, BORIS, group)
    await expect(other.get_by_test_id("message-text")).to_have_text([re.compile("card"), re.compile("below")])


async def test_a_toast_is_for_who_pressed(stage: Stage) -> None:
    group = made(stage)
    await stage.bot.send(group.id, "card", reply_markup=BUTTONS)
    page = await opened(stage, CAROL, group)
    other = await opened(stage, BORIS, group)
    await page.get_by_test_id("inline-button").click()
    query = await stage.bot.update("callback_query")
    assert query["from"]["id"] == CAROL
    await stage.bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Taken")
    await expect(page.get_by_test_id("toast")).to_have_text("Taken")
    await expect(other.get_by_test_id("toast")).to_have_count(0)


async def test_topics(stage: Stage) -> None:
    group = made(stage, topics=["Backend", "Website"])
    group.say(ANNA, "in general")
    group.say(ANNA, "in backend", thread="Backend")
    page = await opened(stage, CAROL, group)
    tabs = page.get_by_test_id("topic")
    await expect(tabs).to_have_text(["General", "Backend1", "Website"])
    await expect(message(page, "in general")).to_be_visible()
    await expect(message(page, "in backend")).to_have_count(0)
    await tabs.nth(1).click()
    await expect(message(page, "in backend")).to_be_visible()
    await expect(tabs).to_have_text(["General", "Backend", "Website"])
    await page.get_by_test_id("composer").fill("/board@taskbot_sandbox_bot")
    await page.keyboard.press("Enter")
    heard = await stage.bot.update("message")
    assert heard["message_thread_id"] == group.topic("Backend")
    await stage.bot.send(group.id, "the answer", message_thread_id=group.topic("Backend"))
    await expect(message(page, "the answer")).to_be_visible()
    group.close_topic("Backend")
    await expect(page.get_by_test_id("composer")).to_be_hidden()
    group.delete_topic("Backend")
    await expect(tabs).to_have_text(["General", "Website"])
    await expect(message(page, "in general")).to_be_visible()


async def test_pins(stage: Stage) -> None:
    group = made(stage)
    group.say(ANNA, "read this")
    page = await opened(stage, CAROL, group)
    bar = page.get_by_test_id("pinned")
    await expect(bar).to_be_hidden()
    await chosen(page, message(page, "read this").get_by_test_id("bubble"), "menu-pin")
    await expect(bar).to_contain_text("read this")
    await expect(page.get_by_test_id("service").last).to_have_text(
        "Carol Smith pinned a message: “read this”"
    )
    assert (await stage.bot.update("message"))["pinned_message"]["text"] == "read this"
    await bar.click()
    await expect(message(page, "read this")).to_have_class(re.compile("found"))
    await chosen(page, message(page, "read this").get_by_test_id("bubble"), "menu-pin")
    await expect(bar).to_be_hidden()


async def test_reactions_of_the_bot(stage: Stage) -> None:
    group = made(stage)
    said = group.say(ANNA, "order laptops")
    page = await opened(stage, CAROL, group)
    await expect(message(page, "order laptops")).to_be_visible()
    eyes = [{"type": "emoji", "emoji": "👀"}]
    await stage.bot.call("setMessageReaction", chat_id=group.id, message_id=said.id, reaction=eyes)
    await expect(message(page, "order laptops").get_by_test_id("reaction")).to_have_text("👀")


async def test_a_group_is_made_and_the_bot_let_in_and_put_out(stage: Stage) -> None:
    page = await stage.open(CAROL)
    await page.get_by_test_id("new-group").click()
    await page.get_by_test_id("group-title").fill("Website")
    await page.get_by_test_id(f"member-{DAVE}").uncheck()
    await page.get_by_test_id("group-topics").fill("Design, Texts")
    await page.get_by_test_id("group-create").click()
    await expect(page.get_by_test_id("bot-name")).to_have_text("Website")
    await expect(page.get_by_test_id("bot-status")).to_have_text("3 members, the bot isn't here")
    await expect(page.get_by_test_id("topic")).to_have_text(["General", "Design", "Texts"])
    await page.get_by_test_id("add-bot").click()
    added = await stage.bot.update("my_chat_member")
    assert (added["from"]["id"], added["new_chat_member"]["status"]) == (CAROL, "member")
    assert "new_chat_members" in await stage.bot.update("message")
    await expect(page.get_by_test_id("add-bot")).to_be_hidden()
    await expect(page.get_by_test_id("service")).to_have_text("Carol Smith added Taskbot")
    for item, status in (
        ("bot-promote", "administrator"),
        ("bot-demote", "member"),
        ("bot-remove", "kicked"),
    ):
        await page.get_by_test_id("chat-menu").click()
        await page.get_by_test_id(item).click()
        change = await stage.bot.update("my_chat_member")
        assert change["new_chat_member"]["status"] == status
    await expect(page.get_by_test_id("add-bot")).to_be_visible()


async def test_a_link_to_the_bot_leads_to_the_private_chat(stage: Stage) -> None:
    group = made(stage)
    await stage.bot.send(group.id, "t.me/taskbot_sandbox_bot?start=task_57")
    page = await opened(stage, CAROL, group)
    await page.get_by_test_id("bot-link").click()
    await expect(page).to_have_url(re.compile(r"/#1003\?start=task_57$"))
    await page.get_by_test_id("start").click()
    assert (await stage.bot.update("message"))["text"] == "/start task_57"


async def test_a_link_to_a_message_leads_there(stage: Stage) -> None:
    group = made(stage, topics=["Backend"])
    said = group.say(ANNA, "order laptops", thread="Backend")
    number = -group.id - 10**12
    await stage.started(CAROL)
    await stage.bot.send(CAROL, f"t.me/c/{number}/{said.id}")
    await stage.bot.send(group.id, f"https://t.me/c/{number}/{said.topic}/{said.id}")
    page = await stage.open(CAROL)
    for _ in range(2):  # from the private chat, then from General
        await page.get_by_test_id("bot-link").click()
        await expect(message(page, "order laptops")).to_have_class(re.compile("found"))
        await expect(page).to_have_url(re.compile(rf"/#1003/{group.id}$"))
        await page.get_by_test_id("topic").first.click()


async def test_commands_name_the_bot(stage: Stage) -> None:
    group = made(stage)
    await stage.bot.call("setMyCommands", commands=EPHEMERAL, scope={"type": "all_group_chats"})
    said = group.say(ANNA, "order laptops")
    page = await opened(stage, CAROL, group)
    await chosen(page, message(page, "order laptops").get_by_test_id("bubble"), "menu-reply")
    await page.get_by_test_id("composer").press_sequentially("/bo")
    await page.keyboard.press("Enter")
    heard = await stage.bot.update("message")
    assert heard["text"] == "/board@taskbot_sandbox_bot"
    assert heard["reply_to_message"]["message_id"] == said.id


async def test_inline_mode(stage: Stage) -> None:
    group = made(stage)
    await stage.bot.call("setMySettings", supports_inline_queries=True)
    page = await opened(stage, CAROL, group)
    await page.get_by_test_id("composer").press_sequentially("@taskbot_sandbox_bot lap")
    query = await stage.bot.update("inline_query")
    assert (query["query"], query["chat_type"]) == ("lap", "supergroup")
    content = {"message_text": "Task 1: laptops"}
    found = {"type": "article", "id": "1", "title": "Laptops", "description": "open"}
    results = [found | {"input_message_content": content}]
    button = {"text": "All my tasks", "start_parameter": "mine"}
    how = {"inline_query_id": query["id"], "results": results, "button": button}
    await stage.bot.call("answerInlineQuery", **how)
    await expect(page.get_by_test_id("inline-result")).to_have_text(["All my tasks", "Laptopsopen"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(message(page, "Task 1: laptops").get_by_test_id("via")).to_have_text(
        "via @taskbot_sandbox_bot"
    )
    assert (await stage.bot.update("message"))["via_bot"]["username"] == "taskbot_sandbox_bot"
    await expect(page.get_by_test_id("composer")).to_have_value("")
    await page.get_by_test_id("composer").press_sequentially("@taskbot_sandbox_bot x")
    query = await stage.bot.update("inline_query")
    await stage.bot.call("answerInlineQuery", **how | {"inline_query_id": query["id"], "results": []})
    await expect(page.get_by_test_id("inline-result")).to_have_text(["All my tasks"])
    await page.get_by_test_id("inline-result").click()
    await expect(page).to_have_url(re.compile(r"/#1003\?start=mine$"))


async def test_no_english_is_left_on_the_russian_page(stage: Stage) -> None:
    group = made(stage, ANNA, BORIS, topics=["Сайт"])
    pinned = group.say(BORIS, "важное")
    group.pin(BORIS, pinned)
    group.remove(BORIS)
    page = await opened(stage, ANNA, group)
    await page.get_by_test_id("chat-menu").click()
    text = await page.locator("main").inner_text()
    text += await page.get_by_test_id("popup-menu").inner_text()
    known = {"Taskbot", "Team"}
    assert set(re.findall(r"[A-Za-z]{2,}", text)) - known == set()
    await page.keyboard.press("Escape")
    await page.get_by_test_id("new-group").click()
    text = await page.get_by_test_id("new-group-form").inner_text()
    assert set(re.findall(r"[A-Za-z]{2,}", text)) - {"Carol", "Smith", "Dave", "Jones", "CS", "DJ"} == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_how_a_group_looks(stage: Stage, scheme: Scheme) -> None:
    group = made(stage, topics=["Backend", "Сайт", "Перепланировка офиса и новая мебель"])
    group.promote("can_pin_messages")
    said = group.say(ANNA, "Надо заказать ноутбуки до пятницы")
    for person, text in ((BORIS, "Сделаю"), (CAROL, "Thanks"), (DAVE, "Order one for me")):
        group.say(person, text)
    group.react(BORIS, said, "👍")
    board = await stage.bot.send(group.id, "📋 Board\n1. Laptops", reply_markup=BUTTONS)
    await stage.bot.call("pinChatMessage", chat_id=group.id, message_id=board)
    only = {"receiver_user_id": CAROL}
    await stage.bot.send(group.id, "Your tasks: 3", ephemeral_message_parameters=only)
    for size in (DESKTOP, PHONE):
        page = await opened(stage, CAROL, group, scheme=scheme, size=size)
        await expect(message(page, "Your tasks: 3")).to_be_visible()
        await looks_well(page, f"group-{scheme}-{size['width']}")
        if size is PHONE:
            await page.get_by_test_id("back").click()
            await expect(page.get_by_test_id(f"group-{group.id}")).to_be_visible()
            await looks_well(page, f"groups-{scheme}")


async def looks_well(page: Page, name: str) -> None:
    assert await page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert await page.evaluate(WEAK_CONTRASTS) == []
    await keep_picture(page, name)
