"""A real aiogram bot on the stand-in: answers parse into its models, refusals into its exceptions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiogram.methods
import aiohttp
import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDice, SendMessage
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    Message,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)

from sandbox.api import Api
from sandbox.pictures import png
from taskbot.sandbox.faults import Fault, FaultKind
from taskbot.sandbox.methods import METHODS
from taskbot.sandbox.methods.missing import MISSING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from taskbot.sandbox.server import Sandbox

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Готово", callback_data="done", style="success")]]
)


@pytest.fixture
async def bot(sandbox: Sandbox, _plain_http: None) -> AsyncIterator[Bot]:
    """A bot whom Anna has written to."""
    sandbox.chat(1001).say("/start")
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(sandbox.token, session=session, default=DefaultBotProperties(parse_mode="HTML")) as bot:
        yield bot


async def test_every_method_answers_in_aiogram_s_models(bot: Bot, sandbox: Sandbox) -> None:
    await _set_up(bot)
    await _write(bot, sandbox)
    await _send_files(bot)
    await _look_around(bot)
    await _work_in_a_group(bot, sandbox)
    await _answer_inline(bot, sandbox)
    await bot.get_updates(timeout=0)
    await bot.close()
    await bot.log_out()
    assert list(sandbox.refusals) == []
    assert {call.method.lower() for call in sandbox.calls} == {*METHODS, "getupdates"}


async def _set_up(bot: Bot) -> None:
    assert (await bot.get_me()).username == "taskbot_sandbox_bot"
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.set_webhook("https://example.org/hook")
    await bot.delete_webhook(drop_pending_updates=True)
    scope = BotCommandScopeChat(chat_id=1001)
    await bot.set_my_commands([BotCommand(command="help", description="Помощь")], scope, "ru")
    assert (await bot.get_my_commands(scope, "ru"))[0].description == "Помощь"
    await bot.delete_my_commands(scope, "ru")
    await bot.set_my_name("Имя", language_code="ru")
    await bot.set_my_description("Описание", language_code="ru")
    await bot.set_my_short_description("Коротко", language_code="ru")
    assert (await bot.get_my_name("ru")).name == "Имя"
    assert (await bot.get_my_description("ru")).description == "Описание"
    assert (await bot.get_my_short_description("ru")).short_description == "Коротко"


async def _write(bot: Bot, sandbox: Sandbox) -> None:
    message = await bot.send_message(1001, "<b>Задача</b> /help", reply_markup=KEYBOARD)
    assert message.entities is not None
    assert [entity.type for entity in message.entities] == ["bold", "bot_command"]
    assert message.reply_markup is not None
    assert message.reply_markup.model_dump() == KEYBOARD.model_dump()
    here: dict[str, Any] = {"chat_id": 1001, "message_id": message.message_id}
    edited = await bot.edit_message_text("новый", **here)
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    await bot.edit_message_reply_markup(**here, reply_markup=KEYBOARD)
    await bot.answer_callback_query(sandbox.chat(1001).press("Готово"), text="ok", show_alert=True)
    reply = await bot.send_message(
        1001,
        "answer",
        parse_mode=None,
        entities=[MessageEntity(type="italic", offset=0, length=3)],
        reply_parameters=ReplyParameters(message_id=1),
        reply_markup=ReplyKeyboardRemove(),
    )
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "/start"
    assert (await bot.copy_message(1001, 1001, 1)).message_id
    assert (await bot.forward_message(1001, 1001, 1)).forward_origin is not None
    await bot.delete_message(**here)
    await bot.delete_messages(1001, [reply.message_id])


async def _send_files(bot: Bot) -> None:
    sent = await bot.send_document(1001, BufferedInputFile(b"abc", "отчёт.txt"), caption="<i>файл</i>")
    assert sent.document is not None
    assert sent.document.file_name == "отчёт.txt"
    file = await bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    downloaded = await bot.download_file(file.file_path)
    assert downloaded is not None
    assert downloaded.read() == b"abc"
    sent = await bot.send_photo(1001, BufferedInputFile(png(640, 480), "p.png"))
    assert sent.photo is not None
    assert sent.photo[-1].width == 640
    await bot.edit_message_caption(chat_id=1001, message_id=sent.message_id, caption="подпись")
    film = await bot.send_video(1001, BufferedInputFile(b"abc", "a.mp4"), caption="фильм")
    assert film.video is not None
    again = await bot.send_video(1001, film.video.file_id)
    assert again.video == film.video
    sound = await bot.send_audio(1001, BufferedInputFile(b"abc", "a.mp3"))
    voice = await bot.send_voice(1001, BufferedInputFile(b"abc", "a.ogg"))
    moving = await bot.send_animation(1001, BufferedInputFile(b"abc", "a.gif"))
    kinds = [message.content_type for message in (film, sound, voice, moving)]
    assert kinds == ["video", "audio", "voice", "animation"]


async def _look_around(bot: Bot) -> None:
    await bot.set_message_reaction(1001, 1, reaction=[ReactionTypeEmoji(emoji="👀")])
    await bot.pin_chat_message(1001, 1)
    assert (await bot.get_chat(1001)).pinned_message is not None
    await bot.unpin_chat_message(1001)
    assert (await bot.get_chat_member(1001, 1001)).status == "member"
    await bot.send_chat_action(1001, "typing")


async def _work_in_a_group(bot: Bot, sandbox: Sandbox) -> None:
    group = sandbox.new_group("Team", [sandbox.chat(1001).person], topics=["Backend"])
    group.add_bot(rights=["can_manage_topics"])
    chat_id, topic = group.id, group.topic("Backend")
    admins = await bot.get_chat_administrators(chat_id)
    assert [admin.status for admin in admins] == ["creator", "administrator"]
    assert await bot.get_chat_member_count(chat_id) == 2
    assert (await bot.create_forum_topic(chat_id, "Docs")).message_thread_id == group.topic("Docs")
    sent = await bot.send_message(chat_id, "x", message_thread_id=topic)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.content_type == "forum_topic_created"
    only_hers = EphemeralMessageParameters(receiver_user_id=1001)
    sent = await bot.send_message(chat_id, "x", ephemeral_message_parameters=only_hers)
    assert sent.receiver_user is not None
    assert sent.ephemeral_message_id is not None
    hers: dict[str, Any] = {
        "chat_id": chat_id,
        "receiver_user_id": 1001,
        "ephemeral_message_id": sent.ephemeral_message_id,
    }
    assert await bot.edit_ephemeral_message_text(**hers, text="y") is True
    await bot.edit_ephemeral_message_reply_markup(**hers, reply_markup=KEYBOARD)
    await bot.delete_ephemeral_message(**hers)
    photo = BufferedInputFile(png(), "p.png")
    sent = await bot.send_photo(chat_id, photo, ephemeral_message_parameters=only_hers)
    hers["ephemeral_message_id"] = sent.ephemeral_message_id
    await bot.edit_ephemeral_message_caption(**hers, caption="y")
    await bot.leave_chat(chat_id)


async def _answer_inline(bot: Bot, sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:  # newer than aiogram's models
        assert await Api(sandbox, session).result("setMySettings", supports_inline_queries=True) is True
    asking = asyncio.create_task(sandbox.chat(1001).ask_inline("words"))
    query = (await bot.get_updates(timeout=5))[-1].inline_query
    assert query is not None
    content = InputTextMessageContent(message_text="Task")
    result = InlineQueryResultArticle(id="1", title="Task", input_message_content=content)
    await bot.answer_inline_query(query.id, [result], cache_time=0, is_personal=True)
    assert [it["title"] for it in (await asking).results or []] == ["Task"]


async def test_every_update_parses(bot: Bot, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    message = await bot.send_message(1001, "x", reply_markup=KEYBOARD)
    picker = KeyboardButton(
        text="Who?", request_users=KeyboardButtonRequestUsers(request_id=1, request_name=True)
    )
    await bot.send_message(1001, "Who?", reply_markup=ReplyKeyboardMarkup(keyboard=[[picker]]))
    chat.edit(1, "/start again")
    chat.send_photo(png(), "caption")
    chat.send_document(b"abc", "a.txt")
    chat.forward("words", sandbox.state.people[1002])
    chat.say("reply", reply_to=message.message_id)
    chat.press("Готово")
    chat.forge("done", message.message_id, inaccessible=True)
    chat.block()
    chat.unblock()
    chat.share_users([1002])
    chat.share_location(55.75, 37.62)
    group = sandbox.group(-5, "Team", [chat.person])
    group.say(1001, "/help@taskbot_sandbox_bot")
    group.migrate(1001, -100500)
    raw = [update async for update in _raw(bot)]
    updates = [Update.model_validate(update, context={"bot": bot}) for update in raw]
    kinds = [update.event_type for update in updates]
    assert kinds[:6] == ["message", "edited_message", *["message"] * 4]
    assert kinds[6:10] == ["callback_query", "callback_query", "my_chat_member", "my_chat_member"]
    assert kinds[10:] == ["message", "message", "my_chat_member", *["message"] * 4]
    shared, place = updates[10].message, updates[11].message
    assert shared is not None
    assert shared.users_shared is not None
    assert shared.users_shared.users[0].first_name == "Борис"
    assert place is not None
    assert place.location is not None
    assert place.location.latitude == 55.75
    assert updates[2].message is not None
    assert updates[2].message.content_type == "photo"


async def test_every_update_of_a_group_parses(bot: Bot, sandbox: Sandbox) -> None:
    await bot.set_my_commands([BotCommand(command="my_tasks", description="Mine", is_ephemeral=True)])
    people = [sandbox.chat(it).person for it in (1001, 1002)]
    group = sandbox.new_group("Team", people, topics=["Backend"])
    group.add_bot(rights=["can_pin_messages"])
    group.demote()
    group.mute()
    group.promote()
    group.promote_member(1002, anonymous=True)
    group.say(1002, "anonymous")
    group.say(1001, "as a channel", channel="News")
    said = group.say(1001, "Dave did it", mentioning=1004, thread="Backend")
    group.pin(1001, said)
    group.say(1001, "/my_tasks")
    group.close_topic("Backend")
    group.add(sandbox.chat(1003).person)
    group.remove(1003)
    group.remove_bot()
    raw = [update async for update in _raw(bot)]
    updates = [Update.model_validate(update, context={"bot": bot}) for update in raw]
    changes = [it.my_chat_member.new_chat_member.status for it in updates if it.my_chat_member]
    assert changes == ["administrator", "member", "restricted", "administrator", "kicked"]
    kinds = [it.message.content_type for it in updates if it.message]
    assert kinds == [
        "text",
        "new_chat_members",
        *["text"] * 3,
        "pinned_message",
        "text",
        "forum_topic_closed",
        "new_chat_members",
        "left_chat_member",
    ]
    command = updates[-5].message
    assert command is not None
    assert (command.message_id, command.text) == (0, "/my_tasks")


async def _raw(bot: Bot) -> AsyncIterator[dict[str, Any]]:
    """Updates, each turned back into what was sent."""
    for update in await bot.get_updates(allowed_updates=[]):
        yield update.model_dump(mode="json", exclude_none=True, by_alias=True)


@pytest.mark.parametrize(
    ("kind", "exception"),
    [
        ("429", TelegramRetryAfter),
        ("5xx", TelegramServerError),
        ("401", TelegramUnauthorizedError),
        ("409", TelegramConflictError),
        ("html", TelegramAPIError),
        ("garbage", TelegramNetworkError),
        ("drop_before", TelegramNetworkError),
        ("drop_after", TelegramNetworkError),
        ("truncate", TelegramNetworkError),
    ],
)
async def test_every_fault_is_an_exception(
    bot: Bot, sandbox: Sandbox, kind: FaultKind, exception: type[Exception]
) -> None:
    sandbox.faults.add(Fault(kind, count=1, retry_after=3))
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the kind is checked below
        await bot.send_message(1001, "x")
    if kind == "html":
        assert "Bad Gateway" in str(caught.value)
    else:
        assert isinstance(caught.value, exception)
    if isinstance(caught.value, TelegramRetryAfter):
        assert caught.value.retry_after == 3


async def test_every_refusal_is_an_exception(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(1002, "x")
    sandbox.group(-5, "Team", [sandbox.chat(1001).person]).migrate(1001, -100500)
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(-5, "x")
    assert caught.value.migrate_to_chat_id == -100500
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot(SendMessage(chat_id=1001, text="<nope>"))
    with pytest.raises(TelegramBadRequest, match="the sandbox does not have the method sendDice"):
        await bot(SendDice(chat_id=1001))


async def test_each_method_of_the_bot_api_is_there_or_said_to_be_missing() -> None:
    names = {name.lower() for name in aiogram.methods.__all__} - {"telegrammethod", "request", "response"}
    assert names == (METHODS.keys() | {"getupdates"} | MISSING.keys()) - {"setmysettings"}  # of 10.5
    assert not METHODS.keys() & MISSING.keys()


async def test_a_dispatcher_polls_it(bot: Bot, sandbox: Sandbox) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def answer(message: Message) -> None:
        await message.answer(f"{message.text}!", reply_markup=KEYBOARD)

    @dispatcher.callback_query()
    async def toast(query: CallbackQuery) -> None:
        await query.answer("pressed")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    chat = sandbox.chat(1001)
    assert (await chat.next()).text == "/start!"
    chat.press("Готово")
    assert (await chat.next()).text == "pressed"
    await dispatcher.stop_polling()
    await polling
    assert list(sandbox.refusals) == []
