"""New tasks in one line. Today is a Tuesday, 1 December 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taskbot.domain.models import Priority
from taskbot.domain.recurrence import Rule, Unit
from taskbot.domain.rules import Refusal
from taskbot.features.creation.one_line import Line, is_keyed, read

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
TOMORROW, FRIDAY = date(2026, 12, 2), date(2026, 12, 4)
HIGH, URGENT = Priority.HIGH, Priority.URGENT
REPORT = Line("Prepare the report", None, HIGH, TOMORROW, ("boris",))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "Подготовить отчёт @boris завтра !высокий",
            Line("Подготовить отчёт", None, HIGH, TOMORROW, ("boris",)),
        ),
        ("Prepare the report @boris tomorrow !high", REPORT),
        ("!high tomorrow @boris Prepare the report", REPORT),
        ("@boris Prepare the report by Wed !HIGH", REPORT),
        ("Завтра подготовить отчёт", Line("подготовить отчёт", due_date=TOMORROW)),
        ("Report @anna @boris, @1004", Line("Report", people=("anna", "boris", 1004))),
        ("@anna Report @boris,@dave_j", Line("Report", people=("anna", "boris", "dave_j"))),
        ("Report @Anna @anna", Line("Report", people=("anna",))),
        ("Report\nSales by region,\nby quarter", Line("Report", "Sales by region,\nby quarter")),
        ("Report @boris\n\nСрок обсудим завтра", Line("Report", "Срок обсудим завтра", people=("boris",))),
        ("Отчёт, к пятнице, !срочно", Line("Отчёт", None, URGENT, FRIDAY)),
        ("Report, tomorrow.", Line("Report", due_date=TOMORROW)),
        # What is inside the title stays, and so does what is none of all this.
        ("Ask @anna of today @boris +3d", Line("Ask @anna of today", None, None, FRIDAY, ("boris",))),
        ("Fix !important in CSS @boris", Line("Fix !important in CSS", people=("boris",))),
        ("Sum up what Friday brought us", Line("Sum up what Friday brought us")),
        ("Fix it now!!!", Line("Fix it now!!!")),
        ("Write to me@example.com", Line("Write to me@example.com")),
        ("Meet @ 5pm", Line("Meet @ 5pm")),
        ("Upgrade to 3.12", Line("Upgrade to 3.12")),
        ("https://example.com/a?title=b", Line("https://example.com/a?title=b")),
        # Quotation marks keep a title as it is.
        ('"Watch it tomorrow" @boris', Line("Watch it tomorrow", people=("boris",))),
        ("«Отчёт завтра» завтра", Line("Отчёт завтра", due_date=TOMORROW)),
        ('"Dune" and "Solaris" tomorrow', Line('"Dune" and "Solaris"', due_date=TOMORROW)),
        # Without a title it is asked for.
        ("@boris tomorrow", Line(due_date=TOMORROW, people=("boris",))),
        ("", Line()),
        ("\u3164\nDescription", Line(description="Description")),
    ],
)  # fmt: skip
def test_lines(text: str, line: Line) -> None:
    assert read(text, NOW) == line


@pytest.mark.parametrize(
    ("text", "key", "variables"),
    [
        ("Report @__", "refusal-mention", {"typed": "@__"}),
        ("Report @99999999999999999999", "refusal-mention", {"typed": "@99999999999999999999"}),
        ("Report !hgih", "refusal-mark", {"typed": "!hgih", "nearest": "high"}),
        ("!сроный Отчёт", "refusal-mark", {"typed": "!сроный", "nearest": "urgent"}),
        ("!high Report !high", "refusal-mark-repeated", {"typed": "!high"}),
        ("Report 31.02", "refusal-date-impossible", {"typed": "31.02", "nearest": "2027-02-28"}),
    ],
)
def test_what_cannot_be_is_refused(text: str, key: str, variables: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        read(text, NOW)
    assert (refused.value.key, refused.value.variables) == (key, variables)


@pytest.mark.parametrize(
    "text",
    [
        'title:"Report"',
        "название: Отчёт",
        "Report priority:high",
        "priority=high Report",
        "titel:Report",
        "due:tomorrow Report",
        'title "Report"',
        "«Отчёт» срок:завтра",
    ],
)
def test_key_value_is_recognised(text: str) -> None:
    assert is_keyed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Report",
        "Подготовить отчёт @boris завтра !высокий",
        'Read "title: a novel"',
        "Meeting: agenda",
        "https://example.com/title:x",
        "Title page of the report",
        "",
    ],
)
def test_everything_else_is_a_line(text: str) -> None:
    assert not is_keyed(text)


WORDS = st.sampled_from(["Report", "отчёт", "of", "sales", "№", "3.12", "!!!", "title"])
MARKS = st.permutations(["@boris", "tomorrow", "!high"])


@example(title=["3.12", "!!!"], marks=["@boris", "tomorrow", "!high"], before=2)
@given(
    title=st.lists(WORDS, min_size=1).filter(lambda it: it[0] != "!!!" and it[-1] != "of"),
    marks=MARKS,
    before=st.integers(0, 3),
)
def test_marks_stand_at_both_ends_in_any_order(title: list[str], marks: list[str], before: int) -> None:
    text = " ".join([*marks[:before], *title, *marks[before:]])
    assert read(text, NOW) == Line(" ".join(title), None, HIGH, TOMORROW, ("boris",))


MARKED = st.text(st.sampled_from('@!. \n"«»tomorowзавтра12+d,'))


@given(text=st.one_of(st.text(), MARKED))
def test_any_text_is_a_line_or_refused(text: str) -> None:
    try:
        line = read(text, NOW)
    except Refusal as refusal:
        assert refusal.key.startswith("refusal-")  # noqa: PT017 (only some texts are refused)
    else:
        assert line.title is None or line.title.strip()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # A title does not end in the middle: what would leave it so is part of it.
        ("Meeting at 10.12", Line("Meeting at 10.12")),
        ("Встреча в 10.12 @boris", Line("Встреча в 10.12", people=("boris",))),
        ("Move the meeting to Friday", Line("Move the meeting to Friday")),
        ("Отчёт за пятницу", Line("Отчёт за пятницу")),
        ("Clean up every second Friday", Line("Clean up every second Friday")),
        ("Clean up every Friday", Line("Clean up", repeat=Rule(Unit.WEEK, weekdays=(4,)))),
        ("Итоги прошлой пятницы", Line("Итоги прошлой пятницы")),
        ("Встреча в следущую пятницу", Line("Встреча в следущую пятницу")),
        ("Настроить среду", Line("Настроить среду")),
        ("Buy a gift for @boris", Line("Buy a gift for @boris")),
        ("Report on @boris", Line("Report on @boris")),
        ("Подарок для @boris завтра", Line("Подарок для @boris", due_date=TOMORROW)),
        # A letter and one word alone may be a title.
        ("Plan A tomorrow", Line("Plan A", due_date=TOMORROW)),
        ("План В @boris", Line("План В", people=("boris",))),
        ("A @boris", Line("A", people=("boris",))),
        ("for @boris tomorrow", Line("for", due_date=TOMORROW, people=("boris",))),
        # What is clear is taken.
        ("Report due Friday", Line("Report", due_date=FRIDAY)),
        ("Report due by Friday", Line("Report", due_date=FRIDAY)),
        ("Отчёт в среду", Line("Отчёт", due_date=TOMORROW)),
        ("Report @anna and @boris tomorrow", Line("Report", due_date=TOMORROW, people=("anna", "boris"))),
        ("@anna и @boris, отчёт", Line("отчёт", people=("anna", "boris"))),
        ("Report (@boris)", Line("Report", people=("boris",))),
        ("@boris: report", Line("report", people=("boris",))),
    ],
)
def test_a_title_ends_where_it_reads_well(text: str, line: Line) -> None:
    assert read(text, NOW) == line
