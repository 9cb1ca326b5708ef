"""Rules of recurring tasks as people type them. Today is a Tuesday, 1 December 2026."""
# ruff: noqa: E501, ISC004 (a phrase is read at once on one line)

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from time import process_time

import pytest

from taskbot.domain.models import Language
from taskbot.domain.recurrence import LAST, Rule, Shift, Unit
from taskbot.domain.rules import Refusal
from taskbot.language.l10n import l10n_of
from taskbot.language.recurring import (
    LONGEST,
    looks_recurring,
    may_recur,
    parse_rule,
    read_rule,
    rule_at_end,
    rule_at_start,
    words,
)
from taskbot.language.writing import without_markup
from taskbot.telegram import refusals

TODAY = date(2026, 12, 1)
EVERY_DAY, MONDAYS = Rule(Unit.DAY), Rule(Unit.WEEK, weekdays=(0,))
MONTHLY = Rule(Unit.MONTH, days=(15,))
LAST_WORKDAY = Rule(Unit.MONTH, places=(LAST,))
DONE = Rule(Unit.DAY, 3, after_completion=True)

READ: tuple[tuple[Rule, str], ...] = (
    (
        EVERY_DAY,
        "every day|each day|daily|EVERY DAY!|every 1 day|каждый день|ежедневно|Каждый день.|раз в день",
    ),
    (
        Rule(Unit.DAY, 2),
        "every 2 days|every other day|every second day|каждые 2 дня|каждые два дня|через день",
    ),
    (Rule(Unit.DAY, 3), "every three days|every third day|каждый третий день|раз в 3 дня|once every 3 days"),
    (
        Rule(Unit.WORKDAY),
        "every workday|every weekday|every working day|on weekdays|каждый рабочий день|по будням",
    ),
    (Rule(Unit.WORKDAY), "по рабочим дням|каждый будний день|в будни|on workdays|every business day"),
    (Rule(Unit.WEEK, weekdays=(5, 6)), "every weekend|on weekends|по выходным|every saturday and sunday"),
    (Rule(Unit.WEEK), "every week|weekly|once a week|каждую неделю|еженедельно|раз в неделю"),
    (MONDAYS, "every monday|every Mon|mondays|on mondays|weekly on monday|every week on monday"),
    (
        MONDAYS,
        "каждый понедельник|по понедельникам|по пн|каждую неделю по понедельникам|раз в неделю в понедельник",
    ),
    (
        Rule(Unit.WEEK, weekdays=(0, 2, 4)),
        "every monday, wednesday and friday|every mon, wed, fri|every monday and every wednesday and every friday"
        "|по понедельникам, средам и пятницам|каждый понедельник, среду и пятницу|по пн, ср и пт|по пн, ср, пт",
    ),
    (Rule(Unit.WEEK, weekdays=(1, 3)), "во вторник и в четверг каждую неделю|по вторникам и по четвергам"),
    (
        Rule(Unit.WEEK, 2, weekdays=(1,)),
        "every 2 weeks on tuesday|every other tuesday|every other week on tuesday|on tuesdays every 2 weeks"
        "|каждые 2 недели по вторникам|каждые две недели во вторник|раз в 2 недели по вторникам"
        "|по вторникам каждые 2 недели",
    ),
    (Rule(Unit.MONTH), "every month|monthly|once a month|каждый месяц|ежемесячно|раз в месяц"),
    (
        Rule(Unit.MONTH, 3),
        "every 3 months|quarterly|every quarter|каждые 3 месяца|ежеквартально|раз в квартал",
    ),
    (
        MONTHLY,
        "every 15th|every month on the 15th|monthly on the 15th|on the 15th of every month|every 15th of the month"
        "|every month on 15|каждое 15-е число|каждое 15 число|15 числа каждого месяца|15-го числа каждого месяца"
        "|каждый месяц 15-го|каждый месяц 15 числа|ежемесячно 15-го числа|раз в месяц 15 числа",
    ),
    (
        Rule(Unit.MONTH, days=(1, 15)),
        "every 1st and 15th|on the 1st and 15th of every month|every month on the 15th and the 1st"
        "|1-го и 15-го числа каждого месяца|1 и 15 числа каждого месяца|каждый месяц 1-го и 15-го числа",
    ),
    (
        Rule(Unit.MONTH, days=(LAST,)),
        "every last day of the month|every last day|every month on the last day|on the last day of every month"
        "|в последний день месяца|каждый последний день месяца|каждый месяц в последний день",
    ),
    (
        LAST_WORKDAY,
        "every last workday|every last workday of the month|on the last workday of every month"
        "|every month on the last workday|в последний рабочий день месяца|каждый последний рабочий день"
        "|каждый месяц в последний рабочий день|в последний рабочий день каждого месяца",
    ),
    (Rule(Unit.MONTH, places=(5,)), "every 5th workday of the month|в пятый рабочий день месяца"),
    (
        Rule(Unit.MONTH, places=(LAST,), weekdays=(4,)),
        "every last friday|every last friday of the month|в последнюю пятницу месяца|каждую последнюю пятницу",
    ),
    (
        Rule(Unit.MONTH, places=(2,), weekdays=(1,)),
        "every second tuesday of the month|every month on the 2nd tuesday|во второй вторник месяца"
        "|каждый месяц во 2-й вторник|каждый второй вторник месяца",
    ),
    (Rule(Unit.MONTH, places=(1, 3), weekdays=(0,)), "every first and third monday of the month"),
    (
        Rule(Unit.YEAR, days=(29,), month=2),
        "every 29 february|every february 29|every year on february 29th|yearly on 29 february|on Feb 29 every year"
        "|каждое 29 февраля|29 февраля каждого года|каждый год 29 февраля|ежегодно 29 февраля",
    ),
    (Rule(Unit.YEAR), "every year|yearly|annually|once a year|каждый год|ежегодно|раз в год"),
    (
        DONE,
        "3 days after completion|every 3 days after completion|every! 3 days|in 3 days after it is done"
        "|через 3 дня после выполнения|через три дня после завершения|каждые 3 дня после выполнения",
    ),
    (replace(DONE, unit=Unit.WEEK, every=1), "a week after completion|через неделю после выполнения"),
    (replace(DONE, unit=Unit.WORKDAY), "3 workdays after completion|через 3 рабочих дня после выполнения"),
    (replace(DONE, every=1), "a day after completion|через день после выполнения"),
    # What follows
    (
        replace(MONDAYS, time=time(10)),
        "every monday 10:00|every monday at 10am|at 10:00 every monday|10:00 on mondays|по понедельникам в 10:00"
        "|каждый понедельник в 10 утра|в 10:00 каждый понедельник|по понедельникам, 10:00",
    ),
    (replace(EVERY_DAY, time=time(18, 30)), "daily at 6:30 pm|каждый день в 18:30|ежедневно в 6:30 вечера"),
    (replace(EVERY_DAY, time=time(12)), "every day at noon|каждый день в полдень|every day at 12 pm"),
    (replace(EVERY_DAY, time=time(0)), "every day at 12am|каждый день в 0:00"),
    (
        replace(EVERY_DAY, until=date(2027, 2, 28)),
        "every day until 2027-02-28|daily till Feb 28|every day, until February 28, 2027|каждый день до 28.02.2027"
        "|каждый день по 28 февраля|ежедневно до 28 февраля 2027 г. включительно",
    ),
    (replace(EVERY_DAY, start=date(2026, 12, 7)), "every day from next monday|каждый день с 7 декабря"),
    (replace(MONDAYS, count=10), "every monday 10 times|every monday, for 10 times|по понедельникам, 10 раз"),
    (
        replace(MONTHLY, shift=Shift.NEXT),
        "every 15th or the next workday|every month on the 15th, or next workday if that is a day off"
        "|15-го числа каждого месяца, а если это выходной, то в следующий рабочий день"
        "|15 числа каждого месяца или в следующий рабочий день",
    ),
    (
        replace(MONTHLY, shift=Shift.PREVIOUS),
        "every 15th or the previous workday|каждое 15-е число или в предыдущий рабочий день",
    ),
    (replace(MONTHLY, shift=Shift.STAY), "every 15th even on days off|каждое 15-е число даже в выходной"),
    (replace(MONDAYS, each=True), "every monday, each one counts|по понедельникам, не дожидаясь предыдущей"),
    (
        replace(MONDAYS, time=time(9), start=date(2027, 1, 1), until=date(2027, 12, 31), count=20),
        "every monday 9:00 from 2027-01-01 until 2027-12-31 20 times"
        "|по понедельникам в 9:00 с 1 января до 31.12.2027, 20 раз",
    ),
)

REFUSED = (
    *(
        "",
        " ",
        "soon",
        "sometimes",
        "никогда",
        "every",
        "каждый",
        "по",
        "every x",
        "on monday",
        "в понедельник",
    ),
    *("monday", "понедельник", "tomorrow", "завтра", "every 0 days", "каждые 0 дней", "every 400 days"),
    # May be one in two, or the second of the month.
    *("every second monday", "каждый второй понедельник", "every 5th workday", "каждый пятый рабочий день"),
    *(
        "every 15",
        "каждые 15",
        "every 32nd",
        "32-го числа каждого месяца",
        "every 30 february",
        "каждое 31 апреля",
    ),
    *("every day at 10:00 at 11:00", "every monday after completion", "по вторникам после выполнения"),
    *(
        "every day until",
        "каждый день до",
        "every day until soon",
        "every day 0 times",
        "every day 400 times",
    ),
    *("every day or", "every workday or the next workday", "every last workday or the next workday"),
    *(
        "every 3 workdays",
        "каждые 3 рабочих дня",
        "every 6th friday of the month",
        "every 24th workday of the month",
    ),
    *("every quarter on the 15th", "every hour", "каждый час", "every 5 minutes", "every day of the week"),
    *("every day from 2027-01-02 until 2027-01-01", "3 days after completion each counts", "every dayly"),
    *(
        "every month on the 15th of the month",
        "every monday tuesday",
        "every and monday",
        "2 months",
        "15 month",
    ),
    "every day " * 30,
)


@pytest.mark.parametrize(("rule", "phrases"), READ, ids=[phrases.split("|")[0] for _, phrases in READ])
def test_a_rule_is_understood(rule: Rule, phrases: str) -> None:
    for phrase in phrases.split("|"):
        assert read_rule(phrase, TODAY) == rule, phrase


def test_what_is_not_in_the_grammar_is_refused_with_two_examples() -> None:
    for text in REFUSED:
        with pytest.raises(Refusal) as refused:
            parse_rule(text, TODAY)
        assert refused.value.key == "refusal-repeat", text
    for language in Language:
        said = refusals.text(Refusal("refusal-repeat", typed="soon"), l10n_of(language))
        examples = said.split("<code>")[2:]
        assert len(examples) == 2
        for example in examples:
            assert read_rule(example.partition("</code>")[0], TODAY), example


def test_a_day_that_there_is_not_is_refused_as_such() -> None:
    for text in ("every day until 31.02.2027", "каждый день до 31 апреля"):
        with pytest.raises(Refusal) as refused:
            parse_rule(text, TODAY)
        assert refused.value.key == "refusal-date-impossible"


def test_a_time_that_may_mean_two_is_refused_with_both() -> None:
    unclear = {
        "every monday at 5": ("every monday 05:00", "every monday 17:00"),
        "по понедельникам в 5": ("по понедельникам 05:00", "по понедельникам 17:00"),
        "every day at midnight": ("every day 00:00", "every day 23:59"),
        "каждый день в 25:00": ("каждый день 09:00", "каждый день 18:00"),
        "каждый день в 9 вечера утра": ("каждый день 09:00", "каждый день 21:00"),
    }
    for text, examples in unclear.items():
        with pytest.raises(Refusal) as refused:
            parse_rule(text, TODAY)
        assert refused.value.key.startswith("refusal-time-")
        assert (refused.value.variables["one"], refused.value.variables["two"]) == examples
        assert all(read_rule(it, TODAY) for it in examples)


def test_a_long_text_is_refused() -> None:
    listed = ", ".join(["monday"] * 40)
    assert len(listed) > LONGEST
    assert read_rule(f"every {listed}", TODAY) is None


ENDS = {
    "Report every monday 10:00": ("Report", replace(MONDAYS, time=time(10))),
    "Отчёт по понедельникам в 10:00": ("Отчёт", replace(MONDAYS, time=time(10))),
    "Call the bank every 2 weeks": ("Call the bank", Rule(Unit.WEEK, 2)),
    "Сдать отчёт каждый последний рабочий день": ("Сдать отчёт", LAST_WORKDAY),
    "Water the plants 3 days after completion": ("Water the plants", DONE),
    "Полить цветы через 3 дня после выполнения": ("Полить цветы", DONE),
    "Pay the rent every month on the 15th": ("Pay the rent", MONTHLY),
    "Report every day until 2027-02-28": ("Report", replace(EVERY_DAY, until=date(2027, 2, 28))),
}
STARTS = {
    "every monday 10:00 Report": ("Report", replace(MONDAYS, time=time(10))),
    "каждый понедельник в 10:00 отчёт": ("отчёт", replace(MONDAYS, time=time(10))),
    "по понедельникам и средам планёрка": ("планёрка", Rule(Unit.WEEK, weekdays=(0, 2))),
}
TITLES = (
    *(
        "Weekly report",
        "Monthly",
        "Every day: standup",
        "Ежемесячный отчёт",
        "Ежедневно",
        "Отчёт за каждый день недели",
        "Daily",
    ),
    *("Check every day's log", "Report for every monday", "Meet on mondays with all", "Каждый понедельник:"),
    *("Сдать отчёт в последний рабочий день месяца", "Report on the last day of the month", "по пн"),
)


def test_a_rule_is_found_at_either_end_of_a_line() -> None:
    for line, (title, rule) in ENDS.items():
        found = rule_at_end(line.split(), TODAY)
        assert found is not None, line
        assert (" ".join(line.split()[: -found[1]]), found[0]) == (title, rule)
    for line, expected in STARTS.items():
        found = rule_at_start(line.split(), TODAY)
        assert found is not None, line
        assert (" ".join(line.split()[found[1] :]), found[0]) == expected


def test_titles_stay_titles() -> None:
    for title in TITLES:
        assert rule_at_end(title.split(), TODAY) is None, title
        assert rule_at_start(title.split(), TODAY) is None, title
    assert looks_recurring("Report for every monday")
    assert not looks_recurring("Weekly report")


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Report on the last workday of the month", True),
        ("1st monday of the month: call", True),
        ("Сдать часы в последний рабочий день месяца", True),
        ("Созвон в последнюю пятницу месяца", True),
        ("Plans for the second half of the month", False),
        ("В первой половине месяца", False),
        ("Employee of the month", False),
    ],
)
def test_what_may_mean_one_day_as_well_sounds_like_a_rule(text: str, may: bool) -> None:
    assert may_recur(text) is may
    assert not looks_recurring(text)


WORDS = (
    (EVERY_DAY, "every day", "каждый день"),
    (Rule(Unit.DAY, 21), "every 21 days", "каждый 21 день"),
    (Rule(Unit.DAY, 5), "every 5 days", "каждые 5 дней"),
    (Rule(Unit.WORKDAY), "every workday", "каждый рабочий день"),
    (Rule(Unit.WEEK, weekdays=(0, 2)), "every Monday and Wednesday", "по понедельникам и средам"),
    (Rule(Unit.WEEK, 2, weekdays=(1,)), "every 2 weeks on Tuesday", "каждые 2 недели по вторникам"),
    (MONTHLY, "every month on the 15th", "каждый месяц 15-го числа"),
    (Rule(Unit.MONTH, 3, days=(22, LAST)), "every 3 months on the 22nd and the last day", "каждые 3 месяца 22-го числа и в последний день"),
    (LAST_WORKDAY, "every last workday of the month", "каждый месяц в последний рабочий день"),
    (Rule(Unit.MONTH, places=(2,), weekdays=(4,)), "every second Friday of the month", "каждый месяц во 2-ю пятницу"),
    (Rule(Unit.MONTH, places=(-2,), weekdays=(6,)), "every second to last Sunday of the month", "каждый месяц в предпоследнее воскресенье"),
    (Rule(Unit.YEAR, days=(29,), month=2), "every year on February 29", "каждый год 29 февраля"),
    (DONE, "3 days after completion", "через 3 дня после выполнения"),
    (replace(MONTHLY, time=time(9, 5), shift=Shift.NEXT, count=2), "every month on the 15th at 09:05, or the next workday if that is a day off, 2 times", "каждый месяц 15-го числа в 09:05, а если это выходной, то в следующий рабочий день, 2 раза"),
    (replace(MONDAYS, until=date(2027, 12, 31), each=True), "every Monday, until December 31, 2027, each one counts", "по понедельникам, до 31 декабря 2027 г. включительно, не дожидаясь предыдущей"),
)  # fmt: skip


def test_a_rule_is_said_in_words() -> None:
    for rule, *expected in WORDS:
        said = [without_markup(words(rule, l10n_of(it))).replace("\u202f", " ") for it in Language]
        assert said == expected


def test_no_text_takes_long() -> None:
    pieces = (
        "every ",
        "каждый ",
        "1 ",
        "monday, ",
        "по ",
        "a ",
        "on the 1st and ",
        "until ",
        "до 1 ",
        "x ",
        ",",
        "or ",
    )
    for piece in pieces:
        text = (piece * LONGEST)[:LONGEST]
        for line in (text, f"every {text}"[:LONGEST], f"{text[:-6]} times"):
            start = process_time()
            with suppress(Refusal):
                read_rule(line, TODAY)
            assert process_time() - start < (0.01 if sys.gettrace() is None else 0.1), line
        start = process_time()
        with suppress(Refusal):
            rule_at_end((f"Report every day {piece}" * 100).split(), TODAY)
        assert process_time() - start < (0.05 if sys.gettrace() is None else 0.5), piece
