"""Bad input: every refusal there is, in both languages, for whom it concerns; and nothing changes."""

from __future__ import annotations

import re

import pytest

from dialogues.refusals import OF_ADMINS, OF_EVERYONE, Refused
from dialogues.stage import Speaker, Stage
from taskbot.domain.models import Language
from taskbot.language.l10n import texts_of

EVERYTHING = "SELECT (SELECT array_agg(users) FROM users)::text || (SELECT count(*) FROM tasks)"
# It takes a task to be refused: see test_one_s_own_creation_is_not_one_s_own_work.
OF_OWN_WORK = {"refusal-status-not-yours"}
# See test_team and test_joining.
OF_THE_TEAM = {
    *("refusal-block-yourself", "refusal-last-admin", "refusal-no-access", "refusal-link"),
    "refusal-person-no-access",
}
# See test_editing and test_assigning.
OF_EDITS = {
    *(f"refusal-edit-{it}" for it in ("quote", "unquoted", "empty", "field", "repeated", "left-over")),
    *(f"refusal-edit-{it}" for it in ("assignee", "priority", "review")),
    *("refusal-assignee", "refusal-assignee-unknown", "refusal-assignee-no-access", "refusal-not-registered"),
}
# See test_lists.
OF_FILTERS = {
    *(f"refusal-filter-{it}" for it in ("bare", "deleted", "due", "empty", "key", "not-here", "person")),
    *(f"refusal-filter-{it}" for it in ("priority", "repeated", "status", "stranger")),
}
# See test_talking, test_edited_comments, test_reviewing and test_cards.
OF_TALK = {
    *(f"refusal-comment-{it}" for it in ("moved", "command", "empty", "number")),
    "refusal-talk",
    "refusal-not-submitted",
    "refusal-not-yours-to-accept",
    "refusal-act",
}
# See test_picking: it comes with what can be chosen.
OF_PICKERS = {"refusal-number-missing"}
# See test_remind.
OF_REMINDERS = {
    *(f"refusal-remind-{it}" for it in ("over", "past", "full", "no-deadline", "which", "when", "what")),
    *(f"refusal-reminder-{it}" for it in ("before", "early", "every")),
    *("refusal-remind-moment", "refusal-reminders-many"),
}
# See test_workdays_dialogue: who may change the calendar, and how much it holds.
OF_THE_CALENDAR = {"refusal-calendar-admins", "refusal-calendar-many"}
# See test_project_refusals, where there are several projects.
OF_GROUPS = {  # in groups/test_binding.py and groups/test_tasks_of_groups.py
    "refusal-bind",
    "refusal-bind-not-lead",
    "refusal-bind-unknown",
    "refusal-group-task",
    "refusal-group-title",
    "refusal-group-unbound",
    "refusal-unbind",
}
OF_PROJECTS = {
    *(
        f"refusal-project-{it}"
        for it in ("admins", "create", "deed", "default", "extra", "lead", "move", "name")
    ),
    *(
        f"refusal-project-{it}"
        for it in ("name-taken", "no-access", "not-empty", "not-found", "person", "role")
    ),
    *(f"refusal-project-{it}" for it in ("stranger", "switch", "which")),
    *(
        "refusal-projects-several",
        "refusal-projects-many",
        "refusal-filter-project",
        "refusal-filter-projects",
    ),
}
# Those not named above take ten files, a place, or namesakes: see test_attaching, test_settings, test_names.
OF_LABELS = {  # test_labels.py, test_saved_filters.py, test_label_words.py
    "refusal-label",
    "refusal-label-long",
    "refusal-label-merge",
    "refusal-label-no-other",
    "refusal-label-taken",
    "refusal-label-unknown",
    "refusal-labels-full",
    "refusal-labels-lead",
    "refusal-labels-many",
    "refusal-labels-names",
    "refusal-labels-several",
    "refusal-labels-what",
    "refusal-filter-labels",
    "refusal-filter-name",
    "refusal-filter-taken",
    "refusal-filter-unknown",
    "refusal-filters-how",
    "refusal-filters-list",
    "refusal-filters-many",
}
ELSEWHERE = {
    "refusal-namesakes",
    "refusal-people-many",
    "refusal-person-near",
    "refusal-person-not-found",
    "refusal-person-unclear",
    "refusal-whom-hidden",
    "refusal-draft-files",
    "refusal-location",
    "refusal-digest",  # these five: test_choosing_hours.py
    "refusal-quiet",
    "refusal-quiet-equal",
    "refusal-half-day",
    "refusal-clock",
    "refusal-repeat-never",
    "refusal-not-recurring",
    "refusal-edit-apply",
    *OF_OWN_WORK,
    *OF_THE_TEAM,
    *OF_EDITS,
    *OF_FILTERS,
    *OF_LABELS,
    *OF_TALK,
    *OF_PICKERS,
    *OF_THE_CALENDAR,
    *OF_REMINDERS,
    *OF_PROJECTS,
    *OF_GROUPS,
}


async def _refuses(bot: Stage, case: Refused, in_english: Speaker, in_russian: Speaker) -> None:
    for text, quoted in case.said.items():
        before = await bot.sql(EVERYTHING)
        await in_english.says(text, case.english.replace("{}", quoted))
        await in_russian.says(text, case.russian.replace("{}", quoted))
        assert await bot.sql(EVERYTHING) == before


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("key", OF_EVERYONE)
async def test_refusals(
    key: str, keys: list[str], bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for case in OF_EVERYONE[key]:
        await _refuses(bot, case, in_english=carol, in_russian=anna)
        await _refuses(bot, case, in_english=dave, in_russian=boris)
    assert set(keys) == {key}


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("key", OF_ADMINS)
async def test_refusals_of_what_admins_do(
    key: str, keys: list[str], bot: Stage, anna: Speaker, carol: Speaker
) -> None:
    for case in OF_ADMINS[key]:
        await _refuses(bot, case, in_english=carol, in_russian=anna)
    assert set(keys) == {key}


@pytest.mark.usefixtures("team")
async def test_one_s_own_creation_is_not_one_s_own_work(keys: list[str], carol: Speaker, bot: Stage) -> None:
    await carol.says("/create_task title:A", "✅ Task #1...")
    await bot.sql("UPDATE users SET role = 'employee'")
    await carol.says(
        "/update_status 1 completed", "Only the assignee and admins can change the status of task #1..."
    )
    assert set(keys) == {"refusal-status-not-yours"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_refusal_is_without_a_dialogue(language: str) -> None:
    written = {
        key
        for file in texts_of(Language(language))
        for key in re.findall(r"^(refusal-[\w-]+) =", file.read_text("utf-8"), re.MULTILINE)
    }
    assert written == {*OF_EVERYONE, *OF_ADMINS, *ELSEWHERE}


def test_each_refusal_of_input_has_something_to_copy() -> None:
    for table in (OF_EVERYONE, OF_ADMINS):
        for key, cases in table.items():
            for case in cases:
                copied = re.findall(r"/\w+|\w+:@username|starting with this: {}", case.english)
                assert copied, f"{key}: {case.english}"


@pytest.mark.usefixtures("team")
async def test_only_what_the_reader_may_use_is_suggested(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await dave.says("/hand_ove", "I don't know the command /hand_ove.\nAll commands: /help")
    await carol.says(
        "/hand_ove",
        "I don't know the command /hand_ove. Did you mean /hand_over?\nAll commands: /help",
    )
    await boris.says("/все_задач", "Команды /все_задач нет.\nВсе команды: /help")
    await anna.says(
        "/все_задач", "Команды /все_задач нет. Может быть, /all_tasks (/все_задачи)?\nВсе команды: /help"
    )
