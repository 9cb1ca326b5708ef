"""What people see of series: their rules and next days, a card of each, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import Person
from taskbot.domain.recurrence import Rule
from taskbot.domain.series import Series
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.language.recurring import words
from taskbot.repository.series import SeriesPage
from taskbot.telegram.keyboards import Bigint, Button, ButtonRow, button, in_rows, markup

_TITLE = 60  # UTF-16 code units on a line of the list


class SeriesAction(StrEnum):
    """What a press does with series; the values stand in the data of buttons, so they never change."""

    OPEN = "open"
    STOP = "stop"
    AFTER = "after"  # a page of the list: those after that one
    BEFORE = "before"


class SeriesPress(CallbackData, prefix="se"):
    """A press about a series; of pages of the list, the one that the page begins behind or before."""

    action: SeriesAction
    id: Bigint


def _button(action: SeriesAction, series_id: int, text: str, style: str | None = None) -> Button:
    return button(text, SeriesPress(action=action, id=series_id).pack(), style)


def named(series: Series) -> dict[str, str]:
    """Give the variables by which a sentence names a series."""
    return {"id": str(series.id), "title": writing.one_line(series.title, writing.TITLE_IN_LIST)}


def repeat_lines(rule: Rule, days: Sequence[date], reader: Reader) -> Html:
    """Say how a task recurs, with its next days."""
    l10n = reader.l10n
    lines = [repeat_line(rule, l10n)]
    if days:
        key = "repeat-days-if-done" if rule.after_completion and len(days) > 1 else "repeat-days"
        lines.append(l10n(key, days=_listed(days, reader), count=len(days)))
    return Html("\n".join(lines))


def repeat_line(rule: Rule, l10n: L10n) -> Html:
    """Say how a task recurs."""
    return l10n("repeat-line", rule=words(rule, l10n))


def _listed(days: Sequence[date], reader: Reader) -> str:
    return "; ".join(reader.l10n.day(it, reader.today) for it in days)


def card(series: Series, people: Sequence[Person], days: Sequence[date], reader: Reader) -> Html:
    """Show a series: its rule, its next days, who gets its tasks."""
    l10n = reader.l10n
    head = l10n(
        "series-card",
        id=str(series.id),
        title=writing.shorten(series.title, writing.TITLE_IN_CARD),
        description=writing.quote(series.description, writing.DESCRIPTION),
    )
    names = writing.names(people) if people else l10n("unassigned")
    lines = [head, "", l10n("series-people", count=len(people) or 1, names=names)]
    if series.ended:
        return Html("\n".join([*lines, repeat_line(series.rule, l10n), l10n("series-ended")]))
    lines.append(repeat_lines(series.rule, days, reader))
    if not days:
        lines.append(l10n("series-waits"))
    return Html("\n".join(lines))


def buttons(series: Series, l10n: L10n) -> list[ButtonRow]:
    """Give the buttons of a series' card: to end it, and to see all others."""
    stop = [_button(SeriesAction.STOP, series.id, l10n("series-stop"), "danger")]
    everything = [_button(SeriesAction.AFTER, 0, l10n("series-all"))]
    return [everything] if series.ended else [stop, everything]


def listed(page: SeriesPage, reader: Reader) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show a page of the series that go on, with a button for each."""
    l10n = reader.l10n
    if not page.series:
        return l10n("series-none"), None
    rows = [
        l10n(
            "series-row",
            id=str(it.id),
            title=writing.one_line(it.title, _TITLE),
            rule=words(it.rule, l10n),
            next="yes" if it.next_day else "no",
            day=reader.l10n.day(it.next_day, reader.today) if it.next_day else "",
        )
        for it in page.series
    ]
    opening = [_button(SeriesAction.OPEN, it.id, str(it.id)) for it in page.series]
    turning = []
    if page.has_previous:
        turning.append(_button(SeriesAction.BEFORE, page.series[0].id, "◀"))
    if page.has_next:
        turning.append(_button(SeriesAction.AFTER, page.series[-1].id, "▶"))
    keyboard = markup([*in_rows(opening, 5), *([turning] if turning else [])])
    return Html("\n".join([l10n("series-list"), "", *rows])), keyboard
