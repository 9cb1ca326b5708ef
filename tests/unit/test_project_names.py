"""Projects in the words of people: `#design`, and all that only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from taskbot.domain.models import Priority
from taskbot.domain.rules import Refusal
from taskbot.features.creation.one_line import Line, is_keyed, read
from taskbot.language import project_names
from taskbot.language.project_names import near_project

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PROJECTS = {"design": 2, "отчеты": 3, "shop-2": 4}
DESIGN, REPORTS, SHOP = 2, 3, 4
HIGH = Priority.HIGH


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Report #design", Line("Report", project=DESIGN)),
        ("Report #Design @anna !high", Line("Report", priority=HIGH, people=("anna",), project=DESIGN)),
        ("Report @anna !high #DESIGN", Line("Report", priority=HIGH, people=("anna",), project=DESIGN)),
        ("#design Report @anna", Line("Report", people=("anna",), project=DESIGN)),
        ("@anna #design Report", Line("Report", people=("anna",), project=DESIGN)),
        ("Сводка #Отчёты", Line("Сводка", project=REPORTS)),
        ("Сводка #отчеты,", Line("Сводка", project=REPORTS)),
        ("Fix the cart (#shop-2)", Line("Fix the cart", project=SHOP)),
        ("Report #design #design", Line("Report", project=DESIGN)),
        # A word that names no project is a hashtag: it stays, and hides nothing behind it.
        ("Report #cats", Line("Report #cats")),
        ("Report @anna !high #cats", Line("Report #cats", priority=HIGH, people=("anna",))),
        ("Report #cats @anna #dogs", Line("Report #cats #dogs", people=("anna",))),
        ("#cats Report @anna", Line("#cats Report", people=("anna",))),
        ("#cats @anna Report", Line("#cats Report", people=("anna",))),
        ("#cats", Line("#cats")),
        ("#cats #design", Line("#cats", project=DESIGN)),
        # Inside a title, and where it would end in the middle without, it is part of that.
        ("Ask #design about colours", Line("Ask #design about colours")),
        ("Write an article about #design", Line("Write an article about #design")),
        ('"Report #design"', Line("Report #design")),
        # No names at all.
        ("Fix task #123", Line("Fix task #123")),
        ("Fix task №5", Line("Fix task №5")),
        ("Fix #5-7", Line("Fix #5-7")),
        ("Learn C#", Line("Learn C#")),
        ("Learn F#design", Line("Learn F#design")),
        ("Read https://example.com/#design", Line("Read https://example.com/#design")),
        ("Raise it to #", Line("Raise it to #")),
        ("Colour ##design", Line("Colour ##design")),
        ("Colour #", Line("Colour #")),
        (f"Report #{'x' * 33}", Line(f"Report #{'x' * 33}")),
    ],
)
def test_lines(text: str, line: Line) -> None:
    assert read(text, NOW, PROJECTS) == line


def test_a_task_has_one_project() -> None:
    with pytest.raises(Refusal) as refused:
        read("Report #design #shop-2", NOW, PROJECTS)
    assert (refused.value.key, refused.value.variables) == ("refusal-projects-several", {"typed": "#design"})


@pytest.mark.parametrize("text", ["Report #design", "#design Report", "Report @anna #design", "#design"])
def test_without_projects_a_hashtag_is_a_word(text: str) -> None:
    line = read(text, NOW)
    assert (line.project, "#design" in (line.title or "")) == (None, True)


@pytest.mark.parametrize(
    "text", ["Project: kick-off", "Start project: alpha", "проект: начать", "Projekt: x"]
)
def test_a_title_about_a_project_is_a_title(text: str) -> None:
    assert not is_keyed(text)
    assert is_keyed(f"title:x {text}")


KNOWN = {"design": (DESIGN, "design"), "отчеты": (REPORTS, "Отчёты"), "shop-2": (SHOP, "shop-2")}


@pytest.mark.parametrize(
    ("title", "near"),
    [
        ("Report #desing", ("#desing", DESIGN, "Report")),
        ("Ask #design about colours", ("#design", DESIGN, "Ask about colours")),
        ("Сводка #отчот", ("#отчот", REPORTS, "Сводка")),
        ("Report project:design", ("project:design", DESIGN, "Report")),
        ("Отчёт проект:shop-2", ("проект:shop-2", SHOP, "Отчёт")),
        ("Report #cats", ("#cats", None, "Report")),
        ("#desing", ("#desing", DESIGN, "#desing")),
        ("Report", None),
        ("Learn C# and fix #123", None),
    ],
)
def test_near_misses(title: str, near: tuple[str, int | None, str] | None) -> None:
    found = near_project(title, KNOWN, 1)
    assert (found and (found.word, found.id, found.title_without)) == near


def test_what_names_the_chosen_project_is_no_miss() -> None:
    assert near_project("Ask #design about colours", KNOWN, DESIGN) is None
    mistyped = near_project("Report #desing", KNOWN, DESIGN)
    assert mistyped is not None
    assert (mistyped.id, mistyped.title_without) == (DESIGN, "Report")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("design", "design"),
        ("#design", "design"),
        (" «Дизайн» ", "Дизайн"),
        ("web_2-0", "web_2-0"),
        ("3d", "3d"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert project_names.parse(typed) == name


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("Дизайн сайта", "Дизайн-сайта"),
        ("R&D", "R-D"),
        ("2026", "none"),
        ("", "none"),
        ("#", "none"),
        ("x" * 33, "x" * 32),
        ("🚀", "none"),
        ("a.b", "a-b"),
    ],
)
def test_what_can_be_no_name(typed: str, mended: str) -> None:
    with pytest.raises(Refusal) as refused:
        project_names.parse(typed)
    assert (refused.value.key, refused.value.variables["mended"]) == ("refusal-project-name", mended)


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("#design 2", ("design",), "2"),
        ("status:pending #design", ("design",), "status:pending"),
        ("#design, due:week", ("design",), ", due:week"),
        ("#2", (), "#2"),
        ("assigned_to:@anna #a #b", ("a", "b"), "assigned_to:@anna"),
        ("C#", (), "C#"),
    ],
)
def test_names_among_filters(text: str, names: tuple[str, ...], rest: str) -> None:
    found, left = project_names.take(text)
    assert (found, " ".join(left.split())) == (names, rest)
