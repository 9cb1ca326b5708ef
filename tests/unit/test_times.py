"""Times as people type them. It is Tuesday, 1 December 2026, 12:00 in Moscow, where nothing else is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import Deadline
from taskbot.domain.rules import Refusal
from taskbot.language.times import (
    moment_at_end,
    moment_at_start,
    moment_of,
    parse_moment,
    parse_moment_or_none,
)

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 12, 1, 12, tzinfo=MOSCOW)
READ = {
    "2026-12-02T18:00": """
        завтра 18:00 | завтра в 18:00 | завтра к 18:00 | завтра до 18:00 | завтра, 18:00 | Завтра в 18.00 |
        завтра 18.00 | завтра 18-00 | завтра в 18 | завтра к 18 | завтра до 18 | завтра в 18 часов |
        завтра в 18ч | завтра в 18 ч. | завтра в 6 вечера | завтра 6 вечера | завтра вечером в 6 |
        завтра в шесть вечера | завтра к шести вечера | к 18:00 завтра | в 18:00 завтра | до 18:00 завтра |
        завтра в 18:00 вечера | завтра в 6 часов вечера | в среду 18:00 | на завтра 18:00 |
        до завтра 18:00 | завтра ровно в 18:00 | 2 декабря 18:00 | 2 декабря, 18:00 | 2 декабря в 18:00 |
        02.12 18:00 | 2.12 в 18:00 | 02.12.2026 18:00 | 2026-12-02 18:00 | 2026-12-02T18:00 |
        2026-12-02T18:00:00 | к среде 18:00 | до 18:00 среды | к 18:00 в среду | через 1 день в 18:00 |
        +1d 18:00 | +1д 18:00 | tomorrow 18:00 | tomorrow at 18:00 | tomorrow, 18:00 | tomorrow 6pm |
        tomorrow 6 pm | tomorrow 6 p.m. | tomorrow at 6pm | tomorrow by 6pm | by 6pm tomorrow |
        at 6pm tomorrow | 6pm tomorrow | 6 p.m. tomorrow | tomorrow at 6 in the evening |
        tomorrow evening at 6 | tomorrow at 18 | tomorrow 6:00pm | tomorrow at six pm | Wednesday 18:00 |
        on Wednesday at 6pm | wed 18:00 | Dec 2 18:00 | Dec 2, 6pm | December 2 at 6 p.m. |
        2 December 18:00 | 2nd of December at 6pm | in a day at 18:00 | tomorrow @ 6pm | tomorrow @6pm |
        by Wednesday 18:00 | due tomorrow 18:00 | tomorrow before 18:00 | tomorrow until 6pm |
        18:00 tomorrow | 18:00 on Wednesday
    """,
    "2026-12-04T15:30": """
        в пятницу к 15:30 | в пятницу в 15:30 | пятница 15:30 | пт 15:30 | к пятнице 15:30 |
        в пятницу, в 15:30 | в пятницу 15.30 | в пятницу в 15-30 | в пятницу 15-30 | в пятницу в 15ч30 |
        в пятницу в 15 ч 30 мин | в пятницу в 15 часов 30 минут | до 15:30 пятницы | 4.12 15:30 |
        4 декабря к 15:30 | через три дня в 15:30 | в эту пятницу в 3:30 дня |
        в пятницу в полчетвертого дня | в пятницу в половине четвёртого дня | Friday 15:30 |
        Friday at 3:30pm | on Friday at 3:30 p.m. | Fri 3.30pm | at 15:30 on Friday | 3:30pm Friday |
        Friday, 15:30 | by Friday 15:30 | this Friday at 15:30 | Dec 4 at 3:30 in the afternoon |
        in 3 days at 15:30 | Friday 15h30 | Friday afternoon at 3:30 | Friday at half past 3 pm |
        Friday at half past three pm
    """,
    "2026-12-25T09:00": """
        25.12 9 утра | 25.12 в 9 утра | 25.12 9:00 | 25.12 09:00 | 25.12 в 9:00 утра | 25 декабря в 9 утра |
        25 декабря 2026 в 9:00 | 25 декабря 2026 г. в 9 часов утра | до 25 декабря 2026 г. в 9 часов утра |
        25 дек. 9 утра | 25-го декабря в девять утра | 25.12.2026 в 9 утра | утром в 9 25.12 |
        25.12 утром в 9 | в 9 утра 25 декабря | 2026/12/25 9am | Dec 25 9am | Dec 25, 2026 9am |
        Dec 25 at 9 a.m. | 25 December 2026 at 9 AM | by Dec 25 9:00 | December 25th at 9 in the morning |
        25th of December 9am | Dec 25 at nine in the morning | 9am on Dec 25 | Dec. 25 at 9am |
        on 2026-12-25 at 09:00 | Dec 25 morning at 9
    """,
    "2026-12-25T09:30": """
        до 25 декабря 2026 г. в 9 часов 30 минут утра | 25.12 в 9 ч. 30 мин. утра | Dec 25 9:30am
    """,
    "2026-12-25T12:00": """
        Dec 25 at noon | Dec 25 noon | by noon on Dec 25 | Dec 25 12pm | Dec 25 at 12 pm | Dec 25 12:00 |
        Dec 25 at midday | 25.12 в полдень | 25 декабря к полудню | до полудня 25 декабря | 25.12 12:00 |
        25.12 в 12 дня | 25.12 в 12 часов дня | 25.12 в двенадцать дня | noon Dec 25
    """,
    "2026-12-07T10:00": """
        в понедельник 10:00 | next Monday 10:00 | в следующий понедельник в 10 утра | понедельник, 10:00 |
        Monday 10am | Monday at 10 a.m. | до 10:00 понедельника | к 10 утра понедельника | Mon 10:00 |
        10 утра понедельника
    """,
    "2026-12-08T10:00": """
        через неделю в 10:00 | in a week at 10am | +1w 10:00 | +1н 10:00 | во вторник в 10:00
    """,
    "2026-12-02T13:00": """
        завтра в час дня | завтра в 1 час дня | завтра к часу дня | завтра 13:00 | tomorrow 1pm |
        завтра в 13
    """,
    "2026-12-02T01:00": """
        завтра в час ночи | завтра 1 час ночи | завтра 01:00 | завтра 1:00 | tomorrow 1am | tomorrow 1:00
    """,
    "2026-12-02T23:00": """
        завтра в 11 вечера | завтра в 11 ночи | tomorrow 11pm | tomorrow at 11 at night | завтра 23:00
    """,
    "2026-12-02T00:00": """
        завтра 00:00 | завтра 0:00 | tomorrow 12am | tomorrow 00:00 | завтра в 0 часов
    """,
    "2026-12-02T17:30": """
        завтра в полшестого вечера | завтра в пол шестого вечера | завтра в половине шестого вечера |
        tomorrow at half past five in the evening | завтра в 5:30 вечера | завтра 17:30
    """,
    "2026-12-01T20:00": """
        сегодня 20:00 | сегодня в 8 вечера | сегодня вечером в 8 | tonight at 8 | this evening at 8 |
        today 8pm | tonight 20:00 | today at 20 | 20:00 today | сегодня к 20 | 20:00 | 8pm | 8 pm |
        8 вечера | в 8 вечера | к 8 вечера | до 20:00 | к 20 | at 20:00 | by 8pm | at eight pm |
        вечером в 8 | at 8 in the evening | 20.00 | на 20:00 | @ 8pm | 8:00 pm | 8 P.M.
    """,
    "2026-12-01T15:00": """
        this afternoon at 3 | сегодня днём в 3 | к трём дня | 3pm | 15:00 | в 15 | at 3pm | три часа дня
    """,
    "2026-11-30T18:00": """
        30.11.2026 18:00 | 2026-11-30 18:00 | Nov 30, 2026 6pm
    """,
    "2027-01-01T08:15": """
        1 января 8:15 | Jan 1 8:15am | 01.01.2027 08:15 | 1 января 2027 года в 8:15
    """,
    "2028-02-29T23:59": """
        29.02 23:59 | 29 февраля в 23:59 | Feb 29 11:59pm
    """,
    "2026-12-02T11:00": """
        11:00 | 11 утра | 11am | at 11:00 | до 11:00 | 11:00 am
    """,
    "2026-12-02T12:00": """
        через 24 часа | in 24 hours |
        12:00 | noon | at noon | by noon | полдень | в полдень | 12pm | в 12 дня | 12 noon
    """,
    "2026-12-02T09:00": """
        9:00 | 09:00 | 9 утра | в 9 утра | 9am | at 9am | 9 in the morning | утром в 9 | девять утра |
        9 a.m.
    """,
    "2026-12-01T12:30": """
        12:30 | через полчаса | через пол часа | через 30 минут | через 30 мин | in half an hour |
        in 30 minutes | in 30 min | in thirty minutes | через тридцать минут | +30 min | +30мин | +30 мин. |
        In a half hour | через полчаса.
    """,
    "2026-12-01T14:00": """
        через 2 часа | через два часа | через 2ч | через 2 ч | in 2 hours | in two hours | in 2h |
        in 2 hrs | +2h | +2 h | +2ч | Через 2 часа! | in 120 minutes | через 120 минут
    """,
    "2026-12-01T13:00": """
        через час | через 1 час | через один час | in an hour | in 1 hour | in one hour | через 60 минут |
        +1h
    """,
    "2026-12-01T13:30": """
        in 90 minutes | через 90 минут | через полтора часа | через час с половиной | через час 30 минут |
        через 1 час 30 минут | через 1ч 30м | через 1ч30м | in an hour and a half | in 1h30m | in 1h 30m |
        in 1 hour 30 minutes | in 1 hour and 30 minutes | in 1.5 hours | через 1,5 часа |
        через час и 30 минут | +1h30m | in ninety minutes
    """,
    "2026-12-01T14:30": """
        через 2,5 часа | через 2.5 часа | через два с половиной часа | in two and a half hours |
        in 2.5 hours
    """,
    "2026-12-01T12:15": """
        через 15 минут | через четверть часа | in 15 min | in a quarter of an hour | in fifteen minutes
    """,
    "2026-12-01T12:01": """
        через минуту | in a minute | через 1 минуту | in 1 minute
    """,
    "2026-12-03T12:00": """
        in 48 hours | через 48 часов | через 2880 минут | послезавтра в полдень
    """,
    "2026-12-02": """
        завтра | tomorrow | +1d | в среду | 2.12 | in a day
    """,
    "2026-12-31": """
        31.12 | Dec 31 | 31 декабря | через 30 дней
    """,
}
UNCLEAR = {
    "05:00|17:00": """
        в 5 | at 5 | к 5 | до 5 | by 5 | в пять | at five | в 5 часов | at 5 o'clock | at 5 o’clock | @5 |
        до пяти
    """,
    "11:00|23:00": """
        в 11 | at 11 | до 11 | в одиннадцать
    """,
    "01:00|13:00": """
        в час | в 1 | at 1 | at one | к часу | в 1 час
    """,
    "00:00|12:00": """
        в 12 | at 12 | в двенадцать | at 12 o'clock
    """,
    "05:30|17:30": """
        полшестого | в полшестого | half past 5 | at half past five | в половине шестого
    """,
    "00:30|12:30": """
        полпервого | half past 12
    """,
    "завтра 05:00|завтра 17:00": """
        завтра в 5 | завтра к 5 | в 5 завтра | завтра в пять
    """,
    "tomorrow 05:00|tomorrow 17:00": """
        tomorrow at 5 | at 5 tomorrow | tomorrow by 5 | tomorrow at five o'clock
    """,
    "в пятницу 03:00|в пятницу 15:00": """
        в пятницу в 3 | в пятницу к трем
    """,
    "25.12 09:00|25.12 21:00": """
        25.12 в 9 | в 9 25.12
    """,
    "dec 25 09:00|dec 25 21:00": """
        Dec 25 at 9 | at 9 Dec 25
    """,
    "00:00|23:59": """
        midnight | at midnight | полночь | в полночь | 24:00 | 12 ночи | в 12 ночи | до 24:00
    """,
    "завтра 00:00|завтра 23:59": """
        завтра в полночь | завтра 24:00 | завтра в 12 ночи | до полуночи завтра
    """,
}
IMPOSSIBLE = {
    "09:00|18:00": """
        25:00 | at 25:00 | в 25 | в 25:00 | 18:60 | 26:30 | at 99 | 9:99 | 24:30 | в 31 час
    """,
    "завтра 09:00|завтра 18:00": """
        завтра 25:00 | завтра в 25:00 | 25:00 завтра | завтра в 18:75
    """,
    "tomorrow 09:00|tomorrow 18:00": """
        tomorrow 25:00 | tomorrow at 24:01
    """,
    "09:00|21:00": """
        9 вечера утра | 9am pm | 9 утра вечера | утром в 9 вечера
    """,
    "01:00|13:00": """
        13pm | 13 am | 1 вечера | 13:00am
    """,
    "06:00|18:00": """
        18:00 утра | 18 утра | 18:00 am
    """,
    "завтра 06:00|завтра 18:00": """
        завтра 18:00 утра | завтра в 18 часов утра
    """,
    "00:00|12:00": """
        0pm | 0am | 12 вечера | 12 утра | 12 in the morning
    """,
    "11:00|23:00": """
        в 11 дня
    """,
    "tomorrow 03:00|tomorrow 15:00": """
        tomorrow 15:00 pm | tomorrow 15pm
    """,
}
NO_TIMES = """
5 | 18 | 1800 | 5 часов | 2 часа | 18 часов | 2h | 30 минут | in 30m | in 3m | через 3м | 3m |
in 0 minutes | через 0 часов | in 2 | через 2 | через пару часов | in a few hours | in hour |
скоро | завтра утром | tomorrow morning | tonight | вечером | after lunch | до обеда | morning |
утром | завтра 9 | tomorrow 5 | Friday 18 | 25 декабря 9 | завтра 10-12 | с 10 до 12 | 10:00-12:00 |
from 10 to 12 | завтра с 10:00 до 12:00 | tomorrow 10:00 11:00 | friday tomorrow 18:00 |
18:00 18:00 | завтра 10.12 | в 10.12 | 18:00 МСК | tomorrow 6pm UTC | около 18:00 | after 18:00 |
18:0 | 1:2 | :30 | 18: | -18:00 | +18:00 | 18:00:00 | ٣:٠٠ | in -2 hours | in 99999 hours |
18:00 завтра послезавтра | без четверти шесть | quarter to 6 | 18,00 | 1e3h | next week 18:00 |
25/12 18:00 | завтра в | at | в | до | пол | полчаса | half an hour | час | час дня завтра утром
"""


def _cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(it, meant) for meant, typed in table.items() for it in _phrases(typed)]


def _phrases(typed: str) -> list[str]:
    return [it.strip() for it in typed.split("|")]


def _written(deadline: Deadline) -> str:
    return str(deadline).removesuffix("[Europe/Moscow]")


def test_there_are_many_phrases() -> None:
    phrases = [it for it, _ in (*_cases(READ), *_cases(UNCLEAR), *_cases(IMPOSSIBLE))]
    assert len({*phrases, *_phrases(NO_TIMES)}) == len(phrases) + len(_phrases(NO_TIMES)) > 450


@pytest.mark.parametrize(("typed", "moment"), _cases(READ))
def test_moments_as_people_type_them(typed: str, moment: str) -> None:
    assert _written(parse_moment(typed, NOW)) == moment
    assert _written(parse_moment(f"  {typed.upper()} ", NOW)) == moment


@pytest.mark.parametrize(("typed", "examples"), _cases(UNCLEAR))
def test_what_may_be_two_times_is_refused_with_both(typed: str, examples: str) -> None:
    assert _refused(typed) == ("refusal-time-unclear", examples)


@pytest.mark.parametrize(("typed", "examples"), _cases(IMPOSSIBLE))
def test_what_is_no_time_is_refused_with_two_examples(typed: str, examples: str) -> None:
    assert _refused(typed) == ("refusal-time-impossible", examples)


def _refused(typed: str) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        parse_moment(typed, NOW)
    variables = refused.value.variables
    assert variables["typed"] == typed
    for example in (variables["one"], variables["two"]):
        parse_moment(str(example), NOW)
    return refused.value.key, f"{variables['one']}|{variables['two']}"


@pytest.mark.parametrize("typed", _phrases(NO_TIMES))
def test_what_is_not_understood_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_moment(typed, NOW)
    assert refused.value.key == "refusal-date"


@pytest.mark.parametrize(
    "typed", ["31.02 18:00", "в 18:00 31.11", "Feb 30 at 5pm", "25.13", "30 февраля в 5"]
)
def test_a_day_that_there_is_not_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="refusal-date-impossible"):
        parse_moment(typed, NOW)


def test_no_deadline() -> None:
    assert parse_moment_or_none("без срока", NOW) is None
    assert parse_moment_or_none("завтра 18:00", NOW) == Deadline(date(2026, 12, 2), time(18), "Europe/Moscow")


# --- In a line ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "moment", "count"),
    [
        ("Отчёт завтра 18:00", "2026-12-02T18:00", 2),
        ("Отчёт в пятницу к 15:30", "2026-12-04T15:30", 4),
        ("Отчёт 25.12 9 утра", "2026-12-25T09:00", 3),
        ("Отчёт через 2 часа", "2026-12-01T14:00", 3),
        ("Отчёт через полчаса", "2026-12-01T12:30", 2),
        ("Report tomorrow at 3pm", "2026-12-02T15:00", 3),
        ("Report Friday 15:00", "2026-12-04T15:00", 2),
        ("Report Dec 25 at noon", "2026-12-25T12:00", 4),
        ("Report in 90 minutes", "2026-12-01T13:30", 3),
        ("Report at 6 p.m. tomorrow.", "2026-12-02T18:00", 4),
        ("Отчёт до 25 декабря 2026 г. в 9 часов 30 минут утра", "2026-12-25T09:30", 11),
        ("Отчёт, завтра, 18:00", "2026-12-02T18:00", 2),
        ("Отчёт 1.12 18:00", "2026-12-01T18:00", 2),
        ("Отчёт до 18:00 завтра", "2026-12-02T18:00", 3),
        ("Отчёт завтра", "2026-12-02", 1),
        ("Report by 25th of December 2027", "2027-12-25", 5),
        ("Release 2.50 завтра", "2026-12-02", 1),
        ("Встреча с 10:00 до 12:00 завтра", "2026-12-02", 1),
        ("Meeting from 10 till 12 tomorrow", "2026-12-02", 1),
        ("завтра 18:00", "2026-12-02T18:00", 2),
    ],
)
def test_a_moment_at_the_end_of_a_line(line: str, moment: str, count: int) -> None:
    found = moment_at_end(line.split(), NOW)
    assert found is not None
    assert (_written(found[0]), found[1]) == (moment, count)


@pytest.mark.parametrize(
    "line",
    [
        "Meet @ 5pm",
        "Meeting at 3pm",
        "Встреча в 18:00",
        "Встреча в 5",
        "Call at noon",
        "Позвонить в 9 утра",
        "Отчёт завтра в 5",
        "Report tomorrow at 5",
        "Отчёт завтра 25:00",
        "Отчёт завтра 9 вечера утра",
        "Release 2.5",
        "Python 3.12",
        "Version 45.67 18:00",
        "Meeting at 10.12",
        "Fix 10:15",
        "Psalm 23:4",
        "Move the call to Friday 15:00",
        "Отчёт за пятницу 15:00",
        "Печать 3д",
        "Ремонт 2 часа",
        "Score 3:2",
        "",
        "Итоги прошлой пятницы 18:00",
        "Clean up every Friday 18:00",
        "Report tomorrow 10-12",
    ],
)
def test_what_may_belong_to_a_title_stays(line: str) -> None:
    assert moment_at_end(line.split(), NOW) is None


@pytest.mark.parametrize(
    ("line", "moment", "count"),
    [
        ("Завтра в 18:00 позвонить маме", "2026-12-02T18:00", 3),
        ("Завтра в 10 позвонить", "2026-12-02", 1),
        ("In 2 hours call the bank", "2026-12-01T14:00", 3),
        ("Через полчаса созвон", "2026-12-01T12:30", 2),
        ("at 3pm tomorrow call the bank", "2026-12-02T15:00", 3),
        ("25.12 9 утра отчёт", "2026-12-25T09:00", 3),
    ],
)
def test_a_moment_at_the_beginning_of_a_line(line: str, moment: str, count: int) -> None:
    found = moment_at_start(line.split(), NOW)
    assert found is not None
    assert (_written(found[0]), found[1]) == (moment, count)


def test_a_time_without_a_day_in_a_line_that_waits_for_one() -> None:
    words = ["18:00", "call", "the", "bank"]
    assert moment_at_start(words, NOW) is None
    assert moment_at_start(words, NOW, bare=True) == (
        Deadline(date(2026, 12, 1), time(18), "Europe/Moscow"),
        1,
    )
    assert moment_at_start(["At", "5", "call"], NOW, bare=True) is None
    assert moment_at_end(["Call", "at", "9am"], NOW, bare=True) == (
        Deadline(date(2026, 12, 2), time(9), "Europe/Moscow"),
        2,
    )


# --- Zones and clocks that change -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "now", "typed", "instant"),
    [
        # In the hours that clocks skip and repeat: so many hours are so many.
        ("Europe/Berlin", "2027-03-28T01:30", "in 1 hour", "2027-03-28T01:30"),
        ("Europe/Berlin", "2026-10-25T01:30", "in 2 hours", "2026-10-25T01:30"),
        ("America/New_York", "2026-11-01T00:30", "in 90 minutes", "2026-11-01T06:00"),
        ("America/New_York", "2026-11-01T00:30", "in 2 hours", "2026-11-01T06:30"),
        # A wall time is the wall's: later where it is skipped, the first where it comes twice.
        ("Europe/Berlin", "2027-03-27T12:00", "tomorrow 2:30", "2027-03-28T01:30"),
        ("Europe/Berlin", "2026-10-24T12:00", "tomorrow 2:30", "2026-10-25T00:30"),
        ("America/New_York", "2027-03-13T12:00", "tomorrow 2:30am", "2027-03-14T07:30"),
        ("Asia/Kamchatka", "2026-12-31T23:30", "завтра 9:00", "2026-12-31T21:00"),
        ("Asia/Kamchatka", "2026-12-31T23:30", "через час", "2026-12-31T12:30"),
        ("Pacific/Apia", "2026-12-31T23:59", "0:30", "2026-12-31T11:30"),
        ("America/Los_Angeles", "2028-02-28T20:00", "tomorrow 23:59", "2028-03-01T07:59"),
        ("UTC", "2026-12-31T23:59", "in a minute", "2027-01-01T00:00"),
    ],
)
def test_instants(zone: str, now: str, typed: str, instant: str) -> None:
    here = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone))
    assert parse_moment(typed, here).instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_a_time_keeps_the_zone_in_which_it_was_typed() -> None:
    kamchatka = NOW.astimezone(ZoneInfo("Asia/Kamchatka"))
    assert parse_moment("завтра 18:00", kamchatka) == Deadline(date(2026, 12, 2), time(18), "Asia/Kamchatka")
    assert parse_moment("завтра 18:00", NOW.astimezone(UTC)).zone == "UTC"
    assert parse_moment("завтра", kamchatka).zone is None


# --- Properties -----------------------------------------------------------------------------------

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kamchatka", "Pacific/Apia"])
NOWS = st.builds(
    lambda moment, zone: moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)),
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 (the zone is added)
    ZONES,
)


@given(now=NOWS, clock=st.times())
def test_a_time_is_read_as_it_is_written(now: datetime, clock: time) -> None:
    clock = clock.replace(second=0, microsecond=0)
    tomorrow = now.date() + timedelta(days=1)
    for typed in (f"tomorrow {clock:%H:%M}", f"завтра в {clock:%H:%M}", f"{clock:%I:%M%p} tomorrow"):
        assert parse_moment(typed, now) == Deadline(tomorrow, clock, str(now.tzinfo))


@given(now=NOWS, minutes=st.integers(1, 9999))
def test_so_many_minutes_from_now(now: datetime, minutes: int) -> None:
    instant = (now.astimezone(UTC) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    for typed in (
        f"in {minutes} minutes",
        f"через {minutes} минут",
        f"in {minutes // 60 or 1}h {minutes % 60}m",
    ):
        if "h" not in typed or minutes >= 60:
            assert parse_moment(typed, now).instant == instant


@given(now=NOWS, instant=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_any_instant_is_a_deadline(now: datetime, instant: datetime) -> None:
    exact = instant.replace(second=0, microsecond=0, tzinfo=UTC)
    assert moment_of(exact, now).instant == exact


PIECES = st.sampled_from(
    [
        *("завтра", "tomorrow", "в", "at", "5", "18:00", "25:00", "утра", "pm", "25.12", "Dec", "через"),
        *("in", "2", "часа", "hours", ",", "10.12", "полдень", "half"),
    ]
)


@given(text=st.one_of(st.text(), st.lists(PIECES).map(" ".join)), now=NOWS)
def test_any_text_is_a_moment_or_refused(text: str, now: datetime) -> None:
    try:
        assert isinstance(parse_moment(text, now), Deadline)
    except Refusal as refusal:
        assert refusal.key.startswith(("refusal-date", "refusal-time"))  # noqa: PT017 (only some are refused)
    for find in (moment_at_end, moment_at_start):
        try:
            found = find(text.split(), now)
        except Refusal as refusal:
            assert refusal.key.startswith("refusal-date")  # noqa: PT017
        else:
            assert found is None or found[1] <= len(text.split())
