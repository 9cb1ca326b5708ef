"""Rules of recurring tasks as people type them, in English and in Russian, and as the bot writes them.

The grammar is closed: what it does not hold is refused, never guessed. `words` writes a rule so that it reads
back as the same rule.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from babel.dates import format_date, format_skeleton

from taskbot.domain.recurrence import LAST, Rule, Shift, Unit
from taskbot.domain.rules import Refusal
from taskbot.language.dates import dangles, plain, read_day
from taskbot.language.l10n import Html, L10n
from taskbot.language.times import Unclear, read_time
from taskbot.language.typed_text import excerpt

LONGEST = 200  # characters
MOST = 366  # units between two occurrences, and occurrences of a series
_LONGEST_PHRASE = 16  # words of a rule in a line that holds more
_MOST_PLACES = {True: 5, False: 23}  # of a weekday, or of the workdays of a month

Clause: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str], date], dict[str, Any] | None]]


def parse_rule(text: str, today: date) -> Rule:
    """Read a rule with what may follow it: a time, a beginning, an end, where days off go.

    `today` is the day for the person who wrote it. Raises Refusal for all that is not in the grammar.
    """
    rule = read_rule(text, today)
    if rule is None:
        raise Refusal("refusal-repeat", typed=excerpt(text))
    return rule


def is_never(text: str) -> bool:
    """Whether a text says that something does not recur, or does no more: `none`, `нет`, `never`."""
    return plain(text) in _NEVER


_NEVER = frozenset(("none", "no", "never", "once", "нет", "никогда", "не повторять", "без повтора", "-"))


def read_rule(text: str, today: date) -> Rule | None:
    """Read a rule; None where the text is none. Raises Refusal for a day or a time that is not clear."""
    if len(text) > LONGEST:
        return None
    rest, fields = " ".join(plain(text).replace(",", " , ").split()), dict[str, Any]()
    while (rule := _core(rest)) is None:
        clause = _clause(rest, today)
        if clause is None or fields.keys() & clause[1].keys():
            return None
        rest = clause[0]
        fields |= clause[1]
    if isinstance(unclear := fields.get("time"), Unclear):
        one, two = (f"{rest} {it}" for it in unclear[:2])
        raise Refusal(unclear.key, typed=excerpt(text), one=one, two=two)
    rule = replace(rule, **fields)
    return rule if _makes_sense(rule) else None


def _makes_sense(rule: Rule) -> bool:
    """Whether its parts go together: workdays are never days off, and what ends does so after its start."""
    moves = rule.shift is not None and (
        rule.unit is Unit.WORKDAY or (bool(rule.places) and not rule.weekdays)
    )
    waits = rule.each and rule.after_completion
    ends = rule.start is None or rule.until is None or rule.start <= rule.until
    return not (moves or waits) and ends


def rule_at_start(words: Sequence[str], today: date) -> tuple[Rule, int] | None:
    """Find a rule in the first words of a line; return it and how many words it takes.

    Only rules that say so in so many words are looked for, not `Weekly report`. Raises Refusal for a day that
    there is not.
    """
    counts = range(min(_LONGEST_PHRASE, len(words)), 1, -1)
    return _find([words[:count] for count in counts], today)


def rule_at_end(words: Sequence[str], today: date) -> tuple[Rule, int] | None:
    """Find a rule in the last words of a line, as `rule_at_start`."""
    counts = range(min(_LONGEST_PHRASE, len(words)), 1, -1)
    return _find([words[-count:] for count in counts if not dangles(words[:-count])], today)


def _find(candidates: Sequence[Sequence[str]], today: date) -> tuple[Rule, int] | None:
    for words in candidates:
        text = " ".join(words)
        if looks_recurring(text) and (rule := read_rule(text, today)) is not None:
            return rule, len(words)
    return None


def looks_recurring(text: str) -> bool:
    """Whether a text has a word that a rule begins with: it may be one, or be meant as one."""
    return _MARKER.search(plain(text)) is not None


def may_recur(text: str) -> bool:
    """Whether a text sounds like a rule, though it may mean one day: `on the last workday of the month`."""
    return looks_recurring(text) or _PLACE.search(plain(text)) is not None


_MARKER = re.compile(
    r"\b(?:every|each|кажд(?:ый|ую|ое|ые|ого|ой)|после (?:выполнения|завершения)|after completion)\b"
    r"|\bпо (?:будням|выходным|рабочим|воскресеньям)\b"
    r"|\bпо (?:понедельник|вторник|сред|четверг|пятниц|суббот)ам\b"
    r"|\bраз в\b"
)
_PLACE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|[1-5](?:st|nd|rd|th)) "
    r"(?:working )?\w*day of (?:the|a) month\b"
    r"|\b(?:перв|втор|трет|четверт|пят|последн)\w{1,3} (?:рабочий )?"
    r"(?:день|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье) месяца\b"
)

# --- Words ----------------------------------------------------------------------------------------
#
# Each word, in either language, is a letter with a value, and a rule is a pattern of letters:
#
# E every · J every! · N number · O ordinal in digits · o ordinal in words, of which the last is -1 · D day
# B workday · b workdays · V weekends · W week · M month · K quarter · Y year · w weekday · s weekdays
# m name of a month · P on, in · Q the Russian "по" · F of · C the Russian word for a day's number
# Z the Russian "in" · X after completion · A and


class Word(NamedTuple):
    """A letter of the grammar, and what the word says besides."""

    letter: str
    value: int = 1


def _spelled(letter: str, words: dict[int, str]) -> dict[str, tuple[Word, ...]]:
    return {it: (Word(letter, value),) for value, spelled in words.items() for it in spelled.split(", ")}


_WORDS: dict[str, tuple[Word, ...]] = {
    **_spelled("E", {1: "every, each, once a, once every, раз в"}),
    **_spelled("E", {1: "каждый, каждую, каждое, каждые, каждого, каждой"}),
    **_spelled("J", {1: "every!"}),
    **_spelled("P", {1: "on, in, в, во"}),
    **_spelled("Q", {1: "по"}),
    **_spelled("F", {1: "of"}),
    **_spelled("A", {1: "and, &, и"}),
    **_spelled("C", {1: "числа, число"}),
    **_spelled("Z", {1: "через"}),
    **_spelled("X", {1: "after completion, after it is done, после выполнения, после завершения"}),
    **_spelled("D", {1: "day, days, день, дня, дней"}),
    **_spelled("W", {1: "week, weeks, неделя, неделю, недели, недель"}),
    **_spelled("M", {1: "month, months, месяц, месяца, месяцев"}),
    **_spelled("K", {1: "quarter, quarters, квартал, квартала, кварталов"}),
    **_spelled("Y", {1: "year, years, год, года, лет"}),
    **_spelled("B", {1: "workday, weekday, working day, business day, рабочий день, будний день"}),
    **_spelled("b", {1: "workdays, weekdays, working days, business days, рабочие дни, рабочим дням, "
                     "рабочих дня, рабочих дней, будни, будням, будние дни, будним дням"}),
    **_spelled("V", {1: "weekend, weekends, выходные, выходным"}),
    **_spelled("N", {1: "a, an, one, один, одну", 2: "two, other, два, две", 3: "three, три",
                     4: "four, четыре", 5: "five, пять", 6: "six, шесть", 7: "seven, семь",
                     8: "eight, восемь", 9: "nine, девять", 10: "ten, десять"}),
    **_spelled("o", {1: "first, первый, первую, первое, первого", 2: "second, второй, вторую, второе",
                     3: "third, третий, третью, третье", 4: "fourth, четвертый, четвертую, четвертое",
                     5: "fifth, пятый, пятую, пятое", 6: "sixth, шестой", 7: "seventh, седьмой",
                     8: "eighth, восьмой", 9: "ninth, девятый", 10: "tenth, десятый",
                     LAST: "last, последний, последнюю, последнее",
                     LAST - 1: "second to last, penultimate, предпоследний, предпоследнюю, предпоследнее"}),
    **_spelled("w", {0: "mon, monday, пн, понедельник", 1: "tue, tues, tuesday, вт, вторник",
                     2: "wed, wednesday, ср, среда, среду", 3: "thu, thur, thurs, thursday, чт, четверг",
                     4: "fri, friday, пт, пятница, пятницу", 5: "sat, saturday, сб, суббота, субботу",
                     6: "sun, sunday, вс, воскресенье"}),
    **_spelled("s", {0: "mondays, понедельникам", 1: "tuesdays, вторникам", 2: "wednesdays, средам",
                     3: "thursdays, четвергам", 4: "fridays, пятницам", 5: "saturdays, субботам",
                     6: "sundays, воскресеньям"}),
    **_spelled("m", {1: "january, jan, января, янв", 2: "february, feb, февраля, фев",
                     3: "march, mar, марта, мар", 4: "april, apr, апреля, апр", 5: "may, мая",
                     6: "june, jun, июня, июн", 7: "july, jul, июля, июл", 8: "august, aug, августа, авг",
                     9: "september, sept, sep, сентября, сен, сент", 10: "october, oct, октября, окт",
                     11: "november, nov, ноября, ноя", 12: "december, dec, декабря, дек"}),
    **dict.fromkeys(("daily", "ежедневно"), (Word("E"), Word("D"))),
    **dict.fromkeys(("weekly", "еженедельно"), (Word("E"), Word("W"))),
    **dict.fromkeys(("monthly", "ежемесячно"), (Word("E"), Word("M"))),
    **dict.fromkeys(("quarterly", "ежеквартально"), (Word("E"), Word("K"))),
    **dict.fromkeys(("yearly", "annually", "ежегодно"), (Word("E"), Word("Y"))),
    ",": (Word("A"),),
    "the": (),
}  # fmt: skip
_KNOWN = re.compile(f"({'|'.join(re.escape(it) for it in sorted(_WORDS, key=len, reverse=True))})(?: |$)")
_NUMBER = re.compile(r"([0-9]{1,3})(-?(?:st|nd|rd|th|й|ый|ий|ой|го|ого|ю|ую|ью|е|ое|ье))?(?: |$)")


def _lexed(text: str) -> list[Word] | None:
    """Read a text word by word; None where one of them is not in the grammar."""
    found: list[Word] = []
    place = 0
    while place < len(text):
        if match := _NUMBER.match(text, place):
            found.append(Word("O" if match[2] else "N", int(match[1])))
        elif match := _KNOWN.match(text, place):
            found += _WORDS[match[1]]
        else:
            return None
        place = match.end()
    return found


# --- Rules ----------------------------------------------------------------------------------------


class Found(NamedTuple):
    """The words of a text, and the match of their letters."""

    words: Sequence[Word]
    match: re.Match[str]

    def values(self, name: str, letters: str) -> tuple[int, ...]:
        """Give the values of the words of those letters in a part of the match, each once."""
        first, last = self.match.span(name)
        return tuple(dict.fromkeys(it.value for it in self.words[first:last] if it.letter in letters))

    @property
    def every(self) -> int:
        """How many units; a quarter has three."""
        groups = self.match.groupdict()
        count = self.values("count", "NOo")[0] if groups.get("count") else 1
        return count * (3 if groups.get("unit") == "K" else 1)


Form: TypeAlias = tuple[re.Pattern[str], Callable[[Found], Rule | None]]
_UNITS = {
    "D": Unit.DAY,
    "B": Unit.WORKDAY,
    "b": Unit.WORKDAY,
    "W": Unit.WEEK,
    "M": Unit.MONTH,
    "K": Unit.MONTH,
    "Y": Unit.YEAR,
}


def _core(text: str) -> Rule | None:
    """Read a rule without what may follow it."""
    words = _lexed(text)
    if words is None:
        return None
    letters = "".join(it.letter for it in words)
    for pattern, build in _FORMS:
        if match := pattern.fullmatch(letters):
            rule = build(Found(words, match))
            return rule if rule is not None and _is_possible(rule) else None
    return None


def _is_possible(rule: Rule) -> bool:
    """Whether all numbers of a rule are those of days, months and weeks that there are."""
    days = 31 if rule.month is None else monthrange(2000, rule.month)[1]
    most = _MOST_PLACES[bool(rule.weekdays)]
    return (
        1 <= rule.every <= MOST
        and all(it == LAST or 1 <= it <= days for it in rule.days)
        and all(LAST - 1 <= it <= most and it for it in rule.places)
    )


def _every_unit(found: Found) -> Rule:
    return Rule(_UNITS[found.match["unit"]], found.every)


def _every_nth_unit(found: Found) -> Rule:
    """Every third day is one in three; every last day is that of the month."""
    last = found.every == LAST and found.match["unit"] == "D"
    return Rule(Unit.MONTH, days=(LAST,)) if last else _every_unit(found)


def _after_completion(found: Found) -> Rule:
    return replace(_every_unit(found), after_completion=True)


def _every_workday(_: Found) -> Rule:
    return Rule(Unit.WORKDAY)


def _every_weekend(_: Found) -> Rule:
    return Rule(Unit.WEEK, weekdays=(5, 6))


def _every_other_day(_: Found) -> Rule:
    return Rule(Unit.DAY, 2)


def _weekly(found: Found) -> Rule:
    return Rule(Unit.WEEK, found.every, weekdays=tuple(sorted(found.values("weekdays", "ws"))))


def _monthly(found: Found) -> Rule:
    return Rule(Unit.MONTH, found.every, days=_in_order(found.values("days", "NOo")))


def _at_places(found: Found) -> Rule:
    places = _in_order(found.values("places", "Oo"))
    return Rule(Unit.MONTH, found.every, places=places, weekdays=found.values("placed", "w"))


def _at_last(found: Found) -> Rule | None:
    """Every last Friday is that of the month; every second one may be one in two."""
    rule = _at_places(found)
    return rule if all(it < 0 for it in rule.places) else None


def _in_order(numbers: Sequence[int]) -> tuple[int, ...]:
    """Give numbers in the order of the month, those from its end last."""
    return tuple(sorted(numbers, key=lambda it: (it < 0, it)))


def _yearly(found: Found) -> Rule:
    return Rule(Unit.YEAR, found.every, days=found.values("date", "NO"), month=found.values("date", "m")[0])


def _form(pattern: str, build: Callable[[Found], Rule | None]) -> Form:
    return re.compile(pattern), build


_COUNT = "(?P<count>N)?"
_OF_MONTH = f"F?(?:E{_COUNT})?M"
_AND = "A+[PQE]?"
_DAY = "(?:OD?C?|oD|oC|NC)"  # a number alone may be anything
_DAYS = f"(?P<days>(?:N{_AND})*{_DAY}(?:{_AND}{_DAY})*)"
_PLACED = f"(?P<places>[Oo](?:{_AND}[Oo])*)(?P<placed>[wB])"
_WEEKDAYS = f"(?P<weekdays>[ws](?:{_AND}[ws])*)"
_DATE = "(?P<date>[NO]F?m|m[NO])"

_FORMS: tuple[Form, ...] = (
    _form(f"J{_COUNT}(?P<unit>[DBbWMKY])", _after_completion),
    _form(f"[EZP]?{_COUNT}(?P<unit>[DBbWMKY])X", _after_completion),
    _form(f"E{_COUNT}(?P<unit>[DWMKY])", _every_unit),
    _form("E(?P<count>[Oo])(?P<unit>[DWMKY])", _every_nth_unit),
    _form("EB|Q?b|Pb", _every_workday),
    _form("[PQE]V", _every_weekend),
    _form("ZD", _every_other_day),
    _form(f"E{_COUNT}W[PQ]{_WEEKDAYS}", _weekly),
    _form(f"[PQ]?{_WEEKDAYS}E{_COUNT}W", _weekly),
    _form(f"E{_COUNT}{_WEEKDAYS}", _weekly),
    _form(f"Q{_WEEKDAYS}", _weekly),
    _form(f"P?(?P<weekdays>s(?:{_AND}s)*)", _weekly),
    _form(f"E{_COUNT}MP?{_DAYS}", _monthly),
    _form(f"E{_COUNT}MP(?P<days>N(?:{_AND}N)*)", _monthly),
    _form(f"P?{_DAYS}{_OF_MONTH}", _monthly),
    _form(f"E{_DAYS}(?:F?M)?", _monthly),
    _form(f"E{_COUNT}MP?{_PLACED}", _at_places),
    _form(f"[PE]?{_PLACED}{_OF_MONTH}", _at_places),
    _form(f"E{_PLACED}", _at_last),
    _form(f"E{_COUNT}YP?{_DATE}", _yearly),
    _form(f"P?{_DATE}E{_COUNT}Y", _yearly),
    _form(f"E{_DATE}", _yearly),
)


# --- What follows a rule --------------------------------------------------------------------------

_LONGEST_CLAUSE = 12  # words


def _clause(text: str, today: date) -> tuple[str, dict[str, Any]] | None:
    """Take what follows a rule, or a time before it, from a text; return the rest and what was said."""
    words = text.split()
    for place in range(max(1, len(words) - _LONGEST_CLAUSE), len(words)):
        if found := _said(" ".join(words[place:]), today):
            return " ".join(words[:place]).rstrip(" ,"), found
    for place in range(min(4, len(words) - 1), 0, -1):
        if found := _time_said(" ".join(words[:place]).rstrip(" ,")):
            return " ".join(words[place:]), found
    return None


def _said(text: str, today: date) -> dict[str, Any] | None:
    if time_said := _time_said(text):
        return time_said
    for pattern, read in _CLAUSES:
        if (match := pattern.fullmatch(text)) and (found := read(match, today)) is not None:
            return found
    return None


_NOT_AT = ("by ", "until ", "till ", "before ", "after ", "до ", "после ", "for ")


def _time_said(text: str) -> dict[str, Any] | None:
    found = None if text.startswith(_NOT_AT) else read_time(text, behind_a_day=True)
    return None if found is None else {"time": found}


def _day_of(name: str) -> Callable[[re.Match[str], date], dict[str, Any] | None]:
    def read(match: re.Match[str], today: date) -> dict[str, Any] | None:
        day = read_day(plain(match["day"].replace(" ,", ",")), today)
        return None if day is None else {name: day}

    return read


def _times(match: re.Match[str], _: date) -> dict[str, Any] | None:
    count = int(match["count"])
    return {"count": count} if 1 <= count <= MOST else None


def _always(**found: object) -> Callable[[re.Match[str], date], dict[str, Any]]:
    return lambda _match, _today: found


_OFF_EN = r"(?: if (?:that|it) is a day off)?"
_IF_OFF = r"(?:или|(?:, )?(?:а )?если (?:это )?выходной(?: ,)?(?: то)?)"
_CLAUSES: tuple[Clause, ...] = (
    (re.compile(r"(?:from|starting(?: on| from)?|с|со|начиная с) (?P<day>.{1,40})"), _day_of("start")),
    (
        re.compile(r"(?:until|till|through|до|по) (?P<day>.{1,40}?)(?: inclusive| включительно)?"),
        _day_of("until"),
    ),
    (re.compile(r"(?:for )?(?P<count>[0-9]{1,3}) (?:times?|раза?)"), _times),
    (
        re.compile(
            rf"or (?:on )?(?:the )?next (?:workday|working day|business day){_OFF_EN}"
            rf"|{_IF_OFF} (?:в|на) следующий рабочий день"
        ),
        _always(shift=Shift.NEXT),
    ),
    (
        re.compile(
            rf"or (?:on )?(?:the )?previous (?:workday|working day|business day){_OFF_EN}"
            rf"|{_IF_OFF} (?:в|на) предыдущий рабочий день"
        ),
        _always(shift=Shift.PREVIOUS),
    ),
    (re.compile("even on days off|даже в выходной"), _always(shift=Shift.STAY)),
    (re.compile("each(?: one)? counts|не дожидаясь предыдущей"), _always(each=True)),
)


# --- In words -------------------------------------------------------------------------------------


def words(rule: Rule, l10n: L10n) -> Html:
    """Say a settled rule in words, all but its beginning; `parse_rule` reads them as the same rule."""
    text = _in_words(rule, l10n)
    if rule.time is not None:
        text = l10n("repeat-at", rule=text, time=f"{rule.time:%H:%M}")
    if rule.shift in (Shift.NEXT, Shift.PREVIOUS):
        text = l10n("repeat-shift", rule=text, shift=rule.shift)
    if rule.until is not None:
        day = format_date(rule.until, "long", locale=l10n.locale)
        text = l10n("repeat-until", rule=text, day=day)
    if rule.count is not None:
        text = l10n("repeat-times", rule=text, count=rule.count)
    return l10n("repeat-each", rule=text) if rule.each else text


def _in_words(rule: Rule, l10n: L10n) -> Html:
    if rule.after_completion:
        return l10n("repeat-after-completion", unit=rule.unit, every=rule.every)
    if rule.unit is Unit.WEEK:
        days = [l10n("repeat-weekday", day=it) for it in rule.weekdays]
        return l10n("repeat-weekly", every=rule.every, days=_listed(days, l10n))
    if rule.places:
        places = [_place(it, rule, l10n) for it in rule.places]
        return l10n(
            "repeat-at-places",
            every=rule.every,
            first=rule.places[0],
            places=_listed(places, l10n),
            what=_placed(rule, l10n),
        )
    if rule.unit is Unit.MONTH:
        days = [l10n("repeat-day", day=it) for it in rule.days]
        only_last = "yes" if rule.days == (LAST,) else "no"
        return l10n("repeat-monthly", every=rule.every, days=_listed(days, l10n), last=only_last)
    if rule.unit is Unit.YEAR:
        day = format_skeleton("MMMMd", date(2000, rule.month or 1, rule.days[0]), locale=l10n.locale)
        return l10n("repeat-yearly", every=rule.every, day=day)
    return l10n("repeat-every", unit=rule.unit, every=rule.every)


def _place(place: int, rule: Rule, l10n: L10n) -> Html:
    """Give an ordinal, which in Russian has the gender of the weekday."""
    return l10n("repeat-place", place=place, day=rule.weekdays[0] if rule.weekdays else "workday")


def _placed(rule: Rule, l10n: L10n) -> Html:
    return l10n("repeat-placed", day=rule.weekdays[0] if rule.weekdays else "workday")


def _listed(texts: Sequence[Html], l10n: L10n) -> Html:
    if len(texts) == 1:
        return texts[0]
    return l10n("repeat-and", first=Html(", ".join(texts[:-1])), last=texts[-1])
