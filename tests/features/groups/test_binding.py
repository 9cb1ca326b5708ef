"""What a group sees: bound by button and by command, by those who lead the project."""

from __future__ import annotations

import pytest

from dialogues.stage import Group, Speaker, Stage
from features.groups.conftest import bind, found, project

BOT = "taskbot_sandbox_bot"
NOT_LEAD_EN = "Only an admin of the team, or a lead of the project, can do this. Being an admin of the group doesn't count."
BINDINGS = "SELECT string_agg(thread_id || ' ' || project_id, ', ' ORDER BY thread_id) FROM group_bindings"


async def test_with_one_project_a_press_binds_and_nothing_is_said_of_projects(
    bot: Stage, team: list[Speaker], carol: Speaker, dave: Speaker
) -> None:
    group = await found(bot, carol, *team)
    await group.presses(dave, "🔗 Bind this group", toast=NOT_LEAD_EN)
    await group.presses(
        carol,
        "🔗 Bind this group",
        "edit: 👋...",
        "✅ This group is bound: tasks can be made here with /task, and everybody here sees them.",
    )
    assert await bot.sql(BINDINGS) == "0 1"
    await group.says(carol, f"/bind@{BOT}")
    carol.hears("This is bound already.")
    assert "project" not in "".join(it.text for it in group.messages()).replace("lead of the project", "")


async def test_the_same_in_russian_by_command(
    bot: Stage, team: list[Speaker], anna: Speaker, boris: Speaker
) -> None:
    group = await found(bot, anna, *team, rights=())
    await group.says(boris, f"/bind@{BOT}", "→ Борис: Это может сделать только администратор команды...")
    await group.says(
        anna,
        f"/bind@{BOT}",
        "✅ Группа привязана: здесь можно ставить задачи командой /task, и их увидят все участники.",
    )
    await group.says(anna, "/отвязать", "Группа больше не привязана. Карточки задач остаются здесь как есть.")
    await group.says(anna, f"/unbind@{BOT}", "→ Анна: Эта группа не привязана.")
    assert await bot.sql(BINDINGS) is None


async def test_of_several_projects_the_presser_alone_chooses(
    bot: Stage, team: list[Speaker], boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    number = await project(bot, "Website", lead=dave, member=boris)
    await project(bot, "Secret")
    group = await found(bot, carol, *team, rights=())
    await group.presses(
        boris, "🔗 Bind this group", toast="Это может сделать только администратор команды..."
    )
    await group.presses(dave, "🔗 Bind this group", "→ Dave: 🔗 Which project should be seen here?")
    assert group.last.labels == ["#Website"]
    await group.presses(
        dave,
        "#Website",
        "edit: → Dave: ✅ This group sees the project #Website from now on...",
        "✅ This group sees the project #Website from now on: tasks can be made here with /task.",
    )
    assert await bot.sql(BINDINGS) == f"0 {number}"
    await group.says(carol, f"/bind@{BOT}", "→ Carol: 🔗 Which project should be seen here?")
    assert group.last.labels == ["#General", "#Website", "#Secret"]


async def test_a_project_is_named(
    bot: Stage, team: list[Speaker], boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    website = await project(bot, "Website", lead=dave, member=boris)
    secret = await project(bot, "Secret")
    group = await found(bot, carol, *team, rights=())
    await group.says(dave, f"/bind@{BOT} #website", "✅ This group sees the project #Website from now on...")
    for name in ("#secret", "#nothing"):
        await group.says(
            dave, f"/bind@{BOT} {name}", f"→ Dave: There is no project {name}, or you have no access to it..."
        )
    await group.says(boris, f"/bind@{BOT} #website", "→ Борис: Это может сделать только...")
    await group.says(dave, f"/bind@{BOT} #12 a", "→ Dave: #12 a is not a project's name...")
    await group.says(carol, f"/bind@{BOT} Secret", "✅ This group sees the project #Secret from now on...")
    # Dave leads the one, but would hide the other.
    await group.says(dave, f"/bind@{BOT} website", f"→ Dave: {NOT_LEAD_EN}")
    await group.says(dave, f"/unbind@{BOT}", f"→ Dave: {NOT_LEAD_EN}")
    assert await bot.sql(BINDINGS) == f"0 {secret}"
    assert website != secret


async def test_where_no_one_alone_can_be_answered_the_choice_is_typed(
    bot: Stage, team: list[Speaker], carol: Speaker, dave: Speaker
) -> None:
    await project(bot, "Website", lead=dave)
    group = await found(bot, carol, *team)
    await group.says(dave, f"/bind@{BOT}")
    dave.hears("🔗 Which project should the group see? Type it in the group:\n/bind #Website")


async def test_a_topic_has_a_project_of_its_own(bot: Stage, team: list[Speaker], carol: Speaker) -> None:
    website = await project(bot, "Website")
    group = await found(bot, carol, *team, rights=(), topics=["Backend", "Office"])
    await group.says(carol, f"/bind@{BOT} #general", "→ Carol: There is no project #general...")
    await bot.sql("UPDATE projects SET name = 'Office', folded = 'office' WHERE id = 1")
    await bot.restart()
    await group.says(carol, f"/bind@{BOT} #office", "✅ This group sees the project #Office...")
    await group.says(
        carol, f"/bind@{BOT} #website", "✅ This topic sees the project #Website...", thread="Backend"
    )
    backend = group.topic("Backend")
    assert await bot.sql(BINDINGS) == f"0 1, {backend} {website}"
    for thread, number in (("Backend", website), ("Office", 1), ("General", 1)):
        await group.says(carol, f"/task@{BOT} Report", "→ Carol: 📝 New task\nReport...", thread=thread)
        group.press(carol, "✅ Create")
        await bot.settle()
        card = next(it for it in group.take() if it.kind == "message")
        assert card.message is not None
        assert card.message.topic == (group.topic(thread) if thread != "General" else 0)
        assert await bot.sql("SELECT project_id FROM tasks ORDER BY id DESC LIMIT 1") == number
    await group.says(
        carol, f"/unbind@{BOT}", "→ Carol: This topic is not bound on its own...", thread="Office"
    )
    await group.says(carol, f"/unbind@{BOT}", "This topic is not bound any more...", thread="Backend")


async def test_forged_choices_bind_nothing(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    website = await project(bot, "Website", viewer=dave)
    await bot.sql("DELETE FROM group_bindings")
    await group.says(carol, f"/bind@{BOT}", "→ Carol: 🔗...")
    choice = group.last
    bot.allowed_refusals.append("message to edit not found")
    for person, data in (
        (dave, f"bind:{website}:0"),
        (boris, "bind:1:0"),
        (boris, f"bind:{website}:7"),
        (carol, "bind:99:0"),
        (dave, "bind:0:-5"),
        (dave, "bind:x:y"),
    ):
        group.forge(person, data, choice)
    await bot.settle()
    assert {it.kind for it in group.take()} == {"toast"}
    assert await bot.sql(BINDINGS) is None


async def test_in_private_it_is_said_where_to_type(
    team: list[Speaker], anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    assert team
    for command in ("/bind", "/unbind", "/bind #website"):
        await carol.says(
            command, f"This command belongs in a group: add me to it, and type /bind@{BOT} there."
        )
    await anna.says("/привязать", "Эта команда нужна в группе...")
    await dave.says("/bind", "/bind is for admins only...")


@pytest.mark.usefixtures("team")
async def test_pressed_twice_it_is_bound_once(bot: Stage, carol: Speaker) -> None:
    group = await found(bot, carol, rights=())
    welcome = next(it for it in group.messages() if it.labels)
    for _ in range(3):
        group.forge(carol, "bind:0:0", welcome)
    bot.allowed_refusals.append("message is not modified")
    await bot.settle()
    assert [it.kind for it in group.take()].count("message") == 1
    await bind(bot, await found(bot, carol))
