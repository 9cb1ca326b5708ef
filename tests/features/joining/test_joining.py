"""How strangers get in: with an admin's consent, by an invitation, or by neither."""

from __future__ import annotations

import re

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import data_of_button
from taskbot.domain.models import Registration
from taskbot.sandbox.people import Person

ACCESS = "SELECT access || ' ' || role FROM users WHERE telegram_id = $1"
approval = pytest.mark.settings(registration=Registration.APPROVAL)
invited = pytest.mark.settings(registration=Registration.INVITE)

ASKED_EN = "⏳ Thank you, Eve! Your request has been sent to the admins. I'll message you once it's decided."
ASKED_RU = "⏳ Спасибо, Елена Орлова! Администраторы получили ваш запрос..."
WAITING_EN = "⏳ Your request is waiting for an admin. I'll message you once it's decided."
WAITING_RU = "⏳ Ваш запрос ждёт решения администратора. Я сообщу, когда оно будет принято."
CHOICES_EN = ["✅ As an employee", "👑 As an admin", "❌ Decline"]


@pytest.fixture
async def admins(anna: Speaker, carol: Speaker) -> list[Speaker]:
    """Anna and Carol, who are let in whatever registration is set to."""
    await anna.says("/start", "👋 Здравствуйте, Анна Петрова! Вы зарегистрированы как администратор...")
    await carol.says("/start", "👋 Hello, Carol Smith! You are registered as an admin...")
    return [anna, carol]


# --- With an admin's consent ----------------------------------------------------------------------


@approval
@pytest.mark.usefixtures("admins")
async def test_requests_that_wait_to_be_sent_are_one_list(
    bot: Stage, anna: Speaker, carol: Speaker, eve: Speaker, elena: Speaker
) -> None:
    for number in range(3):  # of another bot, so that they go on waiting
        await bot.sql(
            "INSERT INTO outbox (bot_id, chat_id, method, payload, tag) VALUES (1, $1, 'sendMessage', '{}', $2)",
            carol.id,
            f"join:{number}",
        )
    await eve.says("/start", ASKED_EN)
    carol.hears(
        "⏳ Waiting for access · 1 person\n\n⏳ Eve (@eve_s) · waiting for access...",
        buttons=["⏳ Eve (@eve_s)"],
    )
    anna.hears("🙋 Eve (@eve_s) просит доступ...")
    await elena.says("/start", ASKED_RU)
    carol.hears("⏳ Waiting for access · 2 people...")
    anna.hears("🙋 Елена Орлова просит доступ...")
    await bot.sql("DELETE FROM outbox")


@approval
@pytest.mark.usefixtures("admins")
async def test_admins_are_asked_and_one_decides(
    bot: Stage, anna: Speaker, carol: Speaker, eve: Speaker, elena: Speaker
) -> None:
    await eve.says("/help", "👋 We haven't met yet. Send /start...")
    await eve.says("/start", ASKED_EN)
    carol.hears("🙋 Eve (@eve_s) would like to join.\nTelegram ID: 1005", buttons=CHOICES_EN)
    anna.hears(
        "🙋 Eve (@eve_s) просит доступ.\nTelegram ID: 1005",
        buttons=["✅ Сотрудник", "👑 Администратор", "❌ Отказать"],
    )
    for said in ("/start", "/my_tasks", "hello", "/create_task title:A"):
        await eve.says(said, WAITING_EN)
    await eve.forges("people:1:0", toast=WAITING_EN)
    await elena.says("/старт", ASKED_RU)
    carol.hears("🙋 Елена Орлова would like to join...")
    anna.hears("🙋 Елена Орлова просит доступ...")
    await elena.says("/помощь", WAITING_RU)
    await carol.says(
        "/users pending", "⏳ Waiting for access · 2 people\n\n⏳ Eve (@eve_s) · waiting for access\n..."
    )
    await bot.restart()
    decided = "✅ Анна Петрова (@anna) has let Eve (@eve_s) in as an employee."
    await anna.presses(
        "✅ Сотрудник",
        "✅ Анна Петрова (@anna) → Eve (@eve_s): доступ открыт, роль — сотрудник.",
        toast="✅ Анна Петрова (@anna) → Eve (@eve_s): доступ открыт, роль — сотрудник.",
        on=anna.chat.messages[-2],
        buttons=[],
    )
    assert [(it.kind, it.text, it.labels) for it in carol.take()] == [("edit", decided, [])]
    eve.hears("👋 Hello, Eve! You are registered as an employee:...")
    await eve.says("/my_tasks", "📋...")
    assert await bot.sql(ACCESS, 1005) == "active employee"
    assert await bot.sql(ACCESS, 1006) == "pending employee"


@approval
@pytest.mark.usefixtures("admins")
async def test_as_an_admin_or_not_at_all(anna: Speaker, carol: Speaker, eve: Speaker, elena: Speaker) -> None:
    await eve.says("/start", ASKED_EN)
    await elena.says("/start", ASKED_RU)
    anna.take()
    carol.take()
    said = "✅ Carol Smith (@carol) has let Eve (@eve_s) in as an admin."
    ask_eve, ask_elena = carol.chat.messages[-2:]
    await carol.presses("👑 As an admin", said, toast=said, on=ask_eve)
    eve.hears("👋 Hello, Eve! You are registered as an admin...")
    assert "create_task" in eve.menu
    said = (
        "❌ Carol Smith (@carol) has declined the request of Елена Орлова. To let them in after all: /users"
    )
    await carol.presses("❌ Decline", said, toast=said, on=ask_elena)
    elena.hears("❌ Администратор отклонил ваш запрос на доступ.")
    assert [it.text.split("\n")[0] for it in anna.take()] == [
        "✅ Carol Smith (@carol) → Eve (@eve_s): доступ открыт, роль — администратор.",
        "❌ Carol Smith (@carol) → Елена Орлова: в доступе отказано.",
    ]
    await elena.says("/start", "🚫 Администратор закрыл вам доступ к этому боту.")
    await anna.says("/разблокировать 1006", "✅ Елена Орлова: доступ к боту снова открыт.")
    elena.hears("✅ Анна Петрова (@anna): вам снова открыт доступ к боту...")
    await elena.says("/мои_задачи", "📋...")


@approval
@pytest.mark.usefixtures("admins")
async def test_what_was_decided_stays(
    bot: Stage, anna: Speaker, carol: Speaker, eve: Speaker, boris: Speaker
) -> None:
    """Two admins at once, a stale message, a forged press: the first decision counts."""
    await eve.says("/start", ASKED_EN)
    anna.take()
    carol.take()
    ask = carol.last
    number = await bot.sql("SELECT id FROM users WHERE telegram_id = 1005")
    anna.chat.press("✅ Сотрудник")
    carol.chat.press("👑 As an admin")
    await bot.settle()
    anna.take()
    carol.take()
    (welcome,) = [it.text for it in eve.take()]
    role = await bot.sql(ACCESS, 1005)
    assert role.removeprefix("active ") in welcome
    for act in ("joinadm", "joinemp", "joinno"):
        carol.chat.forge(f"u:{act}:{number}:0:0:0", ask)
        await bot.settle()
        toast, *_ = carol.take()
        assert toast.text == "This has already been decided."
    assert await bot.sql(ACCESS, 1005) == role
    assert await bot.sql("SELECT count(*) FROM asks") == 0
    await boris.says("/start", "⏳ Спасибо, Борис Иванов!...")
    await boris.forges(f"u:joinadm:{number}:0:0:0", toast=WAITING_RU)
    for admin in (anna, carol, eve):
        admin.take()
    bot.allowed_refusals.append("message is not modified")


@approval
@pytest.mark.usefixtures("admins")
async def test_deciding_by_command_and_from_the_list(
    bot: Stage, anna: Speaker, carol: Speaker, eve: Speaker, elena: Speaker
) -> None:
    await eve.says("/start", ASKED_EN)
    await elena.says("/start", ASKED_RU)
    anna.take()
    carol.take()
    decided = "✅ Carol Smith (@carol) has let Eve (@eve_s) in as an employee."
    carol.chat.say("/set_role @eve_s employee")
    await bot.settle()
    assert [(it.kind, it.text) for it in carol.take()] == [("message", decided), ("edit", decided)]
    eve.hears("👋 Hello, Eve!...")
    assert [it.kind for it in anna.take()] == ["edit"]
    await anna.says(
        "/сотрудники ожидающие",
        "⏳ Ждут доступа · 1 человек\n\n⏳ Елена Орлова · ждёт решения администратора",
    )
    await anna.presses(
        "⏳ Елена Орлова",
        "⏳ Елена Орлова\n\nИмя пользователя: нет\n...",
        buttons=["✅ Сотрудник", "👑 Администратор", "❌ Отказать", "◀ К списку"],
    )
    anna.chat.press("❌ Отказать", anna.last)
    await bot.settle()
    toast, card, ask = anna.take()
    assert toast.text.startswith("❌ Анна Петрова (@anna) → Елена Орлова: в доступе отказано.")
    assert card.text.startswith("🚫 Елена Орлова")
    assert card.labels == ["📋 Задачи", "✅ Вернуть доступ", "◀ К списку"]
    assert ask.text == toast.text
    elena.hears("❌ Администратор отклонил...")
    assert [it.kind for it in carol.take()] == ["edit"]
    await anna.says("/users pending", "⏳ Доступа никто не ждёт. Все участники: /users")
    await carol.says("/users waiting", "⏳ Nobody is waiting for access. Everyone: /users")


@approval
async def test_without_an_admin_nobody_is_asked_until_there_is_one(
    bot: Stage, eve: Speaker, carol: Speaker
) -> None:
    await eve.says("/start", ASKED_EN)
    await carol.says("/start", "👋 Hello, Carol Smith! You are registered as an admin...")
    await carol.says("/users pending", "⏳ Waiting for access · 1 person...")
    await bot.restart(registration=Registration.OPEN)
    await eve.says("/help", "👋 We haven't met yet. Send /start...")
    await eve.says("/start", "👋 Hello, Eve! You are registered as an employee...")


@approval
@pytest.mark.usefixtures("admins")
async def test_who_is_pending_is_not_given_tasks(
    keys: list[str], anna: Speaker, carol: Speaker, eve: Speaker
) -> None:
    await eve.says("/start", ASKED_EN)
    anna.take()
    carol.take()
    await carol.says(
        "/create_task title:A assigned_to:@eve_s",
        """
        Eve (@eve_s) has no access to the bot now, so no task can be assigned to them.
        See everyone and give access: /users
        """,
    )
    await anna.says(
        "/создать_задачу Отчёт @eve_s завтра",
        """
        Eve (@eve_s): доступа к боту сейчас нет, поэтому назначить задачу нельзя.
        Посмотреть всех и открыть доступ: /users
        """,
    )
    assert set(keys) == {"refusal-person-no-access"}


# --- By invitation --------------------------------------------------------------------------------

BY_INVITATION_EN = "👋 This bot is for the members of one team, and we haven't met yet. Ask one of its admins for an invitation link."
BY_INVITATION_RU = "👋 Этот бот только для участников одной команды, а мы ещё не знакомы. Попросите у администратора команды ссылку-приглашение."
REFUSED_EN = "This invitation is not valid.\nAsk an admin of the team for a new link."
REFUSED_RU = "Это приглашение не действует.\nПопросите у администратора команды новую ссылку."


def token_in(speaker: Speaker) -> str:
    """The word that the link in the last message hands to the bot."""
    found = re.search(
        r"https://t\.me/taskbot_sandbox_bot\?start=([A-Za-z0-9_-]{43})$", speaker.last.text, re.MULTILINE
    )
    assert found, speaker.last.text
    return found[1]


@invited
@pytest.mark.usefixtures("admins")
async def test_only_who_has_a_link_gets_in(
    bot: Stage, anna: Speaker, carol: Speaker, eve: Speaker, elena: Speaker
) -> None:
    for said in ("/start", "hello", "/my_tasks"):
        await eve.says(said, BY_INVITATION_EN)
        await elena.says(said, BY_INVITATION_RU)
    await eve.forges("people:1:0", toast=BY_INVITATION_EN)
    await carol.says(
        "/invite",
        """
        🔗 This link lets one person in, as an employee. It works once, until ... Send it to that person only:

        https://t.me/taskbot_sandbox_bot?start=...

        All open links: /invites
        """,
    )
    token = token_in(carol)
    assert token not in str(await bot.sql("SELECT json_agg(invites)::text FROM invites"))
    await eve.says(f"/start {token}", "👋 Hello, Eve! You are registered as an employee:...")
    carol.hears("🎉 Eve (@eve_s) has accepted your invitation and joined as an employee.")
    await eve.says("/my_tasks", "📋...")
    await elena.says(f"/start {token}", REFUSED_RU)  # once
    await anna.says(
        "/пригласить админ 1", "🔗 По этой ссылке один человек получит доступ как администратор..."
    )
    await elena.says(
        f"/старт {token_in(anna)}", "👋 Здравствуйте, Елена Орлова! Вы зарегистрированы как администратор..."
    )
    anna.hears("🎉 Елена Орлова теперь администратор: ваше приглашение принято.")
    assert await bot.sql("SELECT count(*) FROM users WHERE access <> 'active'") == 0


@invited
@pytest.mark.usefixtures("admins")
async def test_links_that_are_worth_nothing_are_refused_alike(
    bot: Stage, carol: Speaker, eve: Speaker, elena: Speaker
) -> None:
    await carol.says("/invite 1", "🔗...")
    expired = token_in(carol)
    await bot.sql("UPDATE invites SET expires_at = now() - interval '1 second'")
    await carol.says("/invite employee", "🔗...")
    revoked = token_in(carol)
    await carol.says(
        "/invites",
        "🔗 Open invitations · 1\n\n2. employee, until ... · created by Carol Smith (@carol)",
        buttons=["❌ Revoke 2"],
    )
    await carol.presses(
        "❌ Revoke 2",
        "🔗 There are no open invitations. To create one: /invite employee 7",
        toast="The invitation has been revoked: its link no longer works.",
    )
    for token in (expired, revoked, "A" * 43, "-" * 43):
        await eve.says(f"/start {token}", REFUSED_EN)
        await elena.says(f"/start {token}", REFUSED_RU)
    await eve.says("/start short", BY_INVITATION_EN)
    assert await bot.sql("SELECT count(*) FROM users") == 2


@invited
@pytest.mark.usefixtures("admins")
async def test_a_link_admits_one_of_two_at_once(
    bot: Stage, carol: Speaker, eve: Speaker, elena: Speaker
) -> None:
    for number in range(3):
        await carol.says("/invite", "🔗...")
        token = token_in(carol)
        others = [
            bot.person(Person(3000 + 10 * number + it, f"P{it}", language_code="en")) for it in range(4)
        ]
        for other in others:
            other.chat.say(f"/start {token}")
        await bot.settle()
        answers = sorted(answer.split("\n")[0] for other in others for answer in other.overhears())
        assert answers[:3] == ["This invitation is not valid."] * 3
        assert answers[3].startswith("👋 Hello, P")
        assert [text.split()[0] for text in carol.overhears()] == ["🎉"]
    assert (eve.take(), elena.take()) == ([], [])


@pytest.mark.parametrize("registration", list(Registration))
async def test_links_work_whatever_is_set(
    registration: Registration, bot: Stage, carol: Speaker, eve: Speaker
) -> None:
    await carol.says("/start", "👋...")
    await carol.says("/invite admin", "🔗...")
    token = token_in(carol)
    await bot.restart(registration=registration)
    if registration is Registration.APPROVAL:  # also for who waits already: what asks the admins says so then
        await eve.says("/start", ASKED_EN)
        carol.hears("🙋 Eve...")
    await eve.says("/start " + "x" * 43, REFUSED_EN)
    await eve.says(f"/start {token}", "👋 Hello, Eve! You are registered as an admin...")
    edits = [it.text for it in carol.take() if it.kind == "edit"]
    assert edits == ["✅ Eve (@eve_s) has joined as an admin, so there is nothing left to decide."] * (
        registration is Registration.APPROVAL
    )
    await eve.says(f"/start {token}", "👋 Hello again, Eve! You are an admin...")  # a link of no more use


@pytest.mark.usefixtures("team")
async def test_links_are_listed_and_revoked(bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker) -> None:
    await carol.says("/invites", "🔗 There are no open invitations. To create one: /invite employee 7")
    await anna.says("/приглашения", "🔗 Действующих приглашений нет. Создать: /пригласить сотрудник 7")
    await carol.says("/invite 7", "🔗...")
    await anna.says("/пригласить 90 дней администратор", "🔗 ...как администратор...")
    await carol.says(
        "/invites",
        """
        🔗 Open invitations · 2

        1. employee, until ... · created by Carol Smith (@carol)
        2. admin, until ... · created by Анна Петрова (@anna)
        """,
        buttons=["❌ Revoke 1", "❌ Revoke 2"],
    )
    await bot.restart()
    revoked = data_of_button(carol, "❌ Revoke 2")
    await carol.presses(
        "❌ Revoke 2",
        "🔗 Open invitations · 1...",
        toast="The invitation has been revoked: its link no longer works.",
    )
    bot.allowed_refusals.append("message is not modified")
    await carol.forges(revoked, toast="This invitation was no longer valid.")
    await dave.says("/invite", "/invite is for admins only...")
    await dave.forges("inv:1", toast="This is for admins only.")
    # A link is worth as much as who made it.
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await anna.says("/приглашения", "🔗 Действующих приглашений нет...")


@pytest.mark.usefixtures("team")
async def test_links_are_revoked_by_command(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, eve: Speaker
) -> None:
    tokens = []
    for speaker, said in ((carol, "/invite"), (anna, "/пригласить"), (carol, "/invite admin")):
        await speaker.says(said, "🔗...")
        tokens.append(token_in(speaker))
    gone_en, gone_ru = "This invitation was no longer valid.", "Это приглашение уже не действовало."
    await carol.says(
        "/revoke_invite 2",
        """
        The invitation has been revoked: its link no longer works.

        🔗 Open invitations · 2

        1. employee, until ... · created by Carol Smith (@carol)
        3. admin, until ... · created by Carol Smith (@carol)
        """,
        buttons=["❌ Revoke 1", "❌ Revoke 3"],
    )
    await carol.says("/revoke_invite 2", f"{gone_en}\n\n🔗 Open invitations · 2...")  # and not the third
    await anna.says("/отозвать_приглашение № 3", "Приглашение отозвано: ссылка больше не действует.\n\n🔗...")
    await anna.says("/отозвать_приглашение", "🔗 Действующие приглашения · 1...", buttons=["❌ Отозвать 1"])
    await anna.says(f"/отозвать_приглашение {2**63 - 1}", f"{gone_ru}\n\n🔗...")
    await dave.says("/revoke_invite 1", "/revoke_invite is for admins only...")
    await boris.says("/отозвать_приглашение 1", "Команда /отозвать_приглашение доступна только...")
    for token in tokens[1:]:
        assert await bot.sql("SELECT count(*) FROM invites") == 1
        await eve.says(f"/start {token}", "This invitation is not valid...")
    await carol.says("/revoke_invite 1", "...\n\n🔗 There are no open invitations...")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("taken", "given"),
    [
        ("role = 'employee'", "role = 'admin'"),
        ("access = 'blocked'", "access = 'active'"),
        ("role = 'employee', access = 'blocked'", "role = 'admin', access = 'active'"),
    ],
)
async def test_links_do_not_come_back_with_the_role(
    taken: str, given: str, bot: Stage, carol: Speaker, eve: Speaker
) -> None:
    await carol.says("/invite admin", "🔗...")
    link = token_in(carol)
    for change in (taken, given):
        await bot.sql(f"UPDATE users SET {change} WHERE telegram_id = 1003")  # noqa: S608 (own)
    await eve.says(f"/start {link}", "This invitation is not valid...")
    await carol.says("/invites", "🔗 There are no open invitations...")
    await carol.says("/invite", "🔗...")
    await bot.sql(
        "UPDATE users SET language = 'en', role = 'admin' WHERE telegram_id = 1003"
    )  # nothing taken
    assert await bot.sql("SELECT count(*) FROM invites") == 1
