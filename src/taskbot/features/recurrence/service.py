"""Series of recurring tasks: made, changed, ended; and their occurrences, made and skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery import Reply
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.admission import Item
from taskbot.domain.models import (
    Access,
    ChangeKind,
    Deadline,
    File,
    Listing,
    Person,
    Priority,
    Task,
    TaskAction,
)
from taskbot.domain.recurrence import Rule, Shift, next_day, settled, upcoming
from taskbot.domain.rules import Refusal
from taskbot.domain.series import Series, step
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.digest import service as digest
from taskbot.features.recurrence import views
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.language.recurring import words
from taskbot.repository import labels, projects, talk, tasks, users, workdays
from taskbot.repository import series as repository
from taskbot.repository.tasks import Entry
from taskbot.telegram.context import Context, Team, reader_of, zone_for
from taskbot.telegram.keyboards import list_button, markup
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.results import Result

SHOWN = 3  # dates of a rule before anything is created
LINES = 31  # of a history, about occurrences that were missed

repeat_line, repeat_lines = views.repeat_line, views.repeat_lines


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule as it will count after the day `before`, and its first days."""

    rule: Rule
    before: date
    days: tuple[date, ...]


async def settle(ctx: Context, rule: Rule, deadline: Deadline | None) -> Repeat:
    """Complete a rule for a task with a deadline, which is its first day.

    A day that the rule names by its date moves to the next workday, where the team has chosen a calendar and
    the rule does not say otherwise. Raises Refusal for a rule that has no day.
    """
    calendar = await workdays.calendar(ctx.uow)
    if rule.by_date and rule.shift is None and calendar.country is not None:
        rule = replace(rule, shift=Shift.NEXT)
    if deadline is not None:
        rule = replace(rule, start=rule.start or deadline.day, time=rule.time or deadline.time)
    since = _since(rule, ctx)
    made = settled(rule, since, calendar.workdays)
    days = upcoming(made, since, calendar.workdays, SHOWN) if made else []
    if made is None or not days:
        raise Refusal("refusal-repeat-never", rule=words(rule, ctx.l10n))
    return Repeat(made, since - timedelta(days=1), tuple(days))


def deadline(ctx: Context, rule: Rule, day: date) -> Deadline:
    """Give the deadline of the occurrence of a day, of a series that the sender makes."""
    return Deadline(day, rule.time, zone_for(ctx.user, ctx.team).key if rule.time else None)


def _since(rule: Rule, ctx: Context) -> date:
    """Give the first day that can be one of a rule: today, unless its time is over."""
    today = ctx.today
    over = rule.time is not None and datetime.combine(today, rule.time, ctx.now.tzinfo) <= ctx.now
    if not over or (rule.start is not None and rule.start > today):
        return today
    return today + timedelta(days=1)


# --- A series is made -----------------------------------------------------------------------------


class NewSeries(NamedTuple):
    """What the occurrences of a new series are made of."""

    title: str
    description: str | None
    priority: Priority
    review: bool
    assignees: Sequence[Person]
    files: Sequence[File]
    remind_before: Sequence[int]
    project_id: int
    label_ids: Sequence[int]


class Created(NamedTuple):
    """A new series, and its first occurrence, if that is due already."""

    series: Series
    task: Task | None


async def create(ctx: Context, wanted: NewSeries, repeat: Repeat) -> Result[Created]:
    """Make a series; its first occurrence is made at once, if its day is near, and its assignees are told."""
    series_id = await repository.create(
        ctx.uow,
        ctx.user,
        title=wanted.title,
        description=wanted.description,
        priority=wanted.priority,
        review=wanted.review,
        assignee_ids=[it.id for it in wanted.assignees],
        files=wanted.files,
        remind_before=wanted.remind_before,
        project_id=wanted.project_id,
        label_ids=wanted.label_ids,
        rule=repeat.rule,
        zone=zone_for(ctx.user, ctx.team).key,
        next_day=repeat.days[0],
        last_day=repeat.before,
    )
    made = await _advance(ctx.uow, series_id, ctx.now)
    series = await _get(ctx, series_id)
    if not made:
        told = ctx.l10n("series-created", title=writing.one_line(series.title, writing.TITLE_IN_LIST))
        return Result(told, Created(series, None), [])
    task = await cards.read(ctx, made[0].task_id)
    replies = notices.assigned(ctx, task, [it.person for it in task.assignees])
    return Result(ctx.l10n("task-created", id=str(task.id)), Created(series, task), replies)


async def _get(ctx: Context, series_id: int) -> Series:
    """Give a series; one of a project that the sender does not lead is refused like one that there is not."""
    found = await repository.get(ctx.uow, series_id)
    if found is None or not rules.leads(found.project_id, ctx.user):
        raise Refusal("refusal-no-series", id=str(series_id))
    return found


# --- Occurrences are made -------------------------------------------------------------------------


class Made(NamedTuple):
    """An occurrence that was made; `told` are to learn of it, and that it has `fallen` to them."""

    task_id: int
    told: list[Person]
    fallen: bool


async def perform(uow: UnitOfWork, _: Team, now: datetime, series_id: int) -> Replies:
    """Make the occurrences of a series that are due; the people are told by `announce`."""
    for made in await _advance(uow, series_id, now):
        people = [it.id for it in made.told]
        await repository.announce(uow, made.task_id, people, now.astimezone(UTC), fallen=made.fallen)
    return []


async def _advance(uow: UnitOfWork, series_id: int, now: datetime) -> list[Made]:
    """Do what is due of a series; nothing, where another daemon has done it meanwhile."""
    series, opened = await repository.lock(uow, series_id)
    if series is None or series.ended or series.next_at is None or series.next_at > now:
        return []
    done = step(series, now, await workdays.load(uow), is_open=bool(opened))
    made = [await _make(uow, series, day) for day in done.make]
    history = opened[-1] if opened else made[-1].task_id if made else None
    if history is not None:
        await _note_missed(uow, history, done.missed)
    fallen = bool(made) and made[-1].fallen
    await repository.save(uow, replace(done.series, fallen=fallen if made else series.fallen))
    return [it._replace(fallen=it.fallen and not series.fallen) for it in made]  # they are told so once


async def _make(uow: UnitOfWork, series: Series, day: date) -> Made:
    """Make the occurrence of a day; of people who cannot be told, the creator takes their place."""
    chosen = await users.by_ids(uow, series.assignee_ids) if series.assignee_ids else []
    people = [it for it in chosen if it.can_receive]
    fallen = bool(series.assignee_ids) and not people
    creator = series.creator
    if fallen and creator is not None and creator.access is Access.ACTIVE:
        people = [creator]
    due = series.deadline(day)
    task_id = await tasks.create(
        uow,
        title=series.title,
        description=series.description,
        priority=series.priority,
        due_date=due.day,
        due_time=due.time,
        due_zone=due.zone,
        assigned_to_id=people[0].id if people else None,
        created_by_id=creator.id if creator else None,
        review=series.review,
        remind_before=series.remind_before,
        assignees=[it.id for it in people],
        project_id=series.project_id,
    )
    for person in people[1:]:
        await tasks.assign(uow, task_id, person.id)
    await labels.add(uow, task_id, series.label_ids)
    for file in series.files:
        await talk.add(uow, task_id, creator, None, file)
    await repository.add(uow, task_id, series.id, None if series.rule.after_completion else day)
    told = people or (await projects.deciders(uow, series.project_id) if fallen else [])
    return Made(task_id, list(told), fallen)


async def _note_missed(uow: UnitOfWork, task_id: int, missed: Sequence[date]) -> None:
    """Tell in the history of a task which occurrences were not made; of very many, the last."""
    for day in missed[-LINES:]:
        await tasks.add_history_entry(uow, task_id, None, Entry(ChangeKind.MISSED, after=day.isoformat()))


# --- People are told ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occurrence(Item):
    """An occurrence of which somebody is to be told."""

    task: Task | None = None
    fallen: bool = False


async def announce(uow: UnitOfWork, team: Team, now: datetime, user_id: int) -> Replies:
    """Tell a person of the occurrences that were made for them; not in their quiet hours."""
    taken = await repository.take_announcements(uow, user_id, now)
    person = await users.by_id(uow, user_id)
    if person is None or not taken:
        return []
    items = [
        Occurrence(it.announce_at, it.task_id, by=_too_late(task, person, team), task=task, fallen=it.fallen)
        for it in taken
        if (task := await tasks.get(uow, it.task_id)) and _concerns(task, person)
    ]
    admitted = await digest.admit(uow, team, now, person, items, await workdays.load(uow))
    for it in admitted.later:
        at = admitted.until or now
        await repository.announce(uow, it.task_id or 0, [person.id], at, fallen=it.fallen)
    reader = reader_of(person, team, now)
    if admitted.together:
        return [_listed(person, reader.l10n, admitted.now)]
    return [reply for it in admitted.now for reply in await _told(uow, person, reader, it)]


def _concerns(task: Task, person: Person) -> bool:
    return task.deleted_at is None and not task.status.finished and rules.may_see(task, person)


def _too_late(task: Task, person: Person, team: Team) -> datetime | None:
    return task.deadline.ends(zone_for(person, team)) if task.deadline else None


async def _told(uow: UnitOfWork, person: Person, reader: Reader, it: Occurrence) -> Replies:
    if it.task is None:
        return []
    key = "occurrence-new"
    if it.fallen:
        key = "occurrence-fallen" if it.task.assignee(person) else "occurrence-nobody"
    text = cards.text(it.task, person, reader, reader.l10n(key))
    return await cards.bring(uow, it.task, person, reader, text)


def _listed(person: Person, l10n: L10n, items: Sequence[Occurrence]) -> Reply:
    rows = [
        l10n("occurrences-row", **writing.named(it.task)) for it in items[: writing.TASKS_NAMED] if it.task
    ]
    if len(items) > len(rows):
        rows.append(l10n("tasks-more", count=len(items) - len(rows)))
    text = Html("\n".join([l10n("occurrences-new", count=len(items)), *rows]))
    return say(person.telegram_id, text, markup([[list_button(Listing.MINE, l10n)]]))


# --- What people do with series -------------------------------------------------------------------


async def skip(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Close an occurrence without its being done; the next one comes in its time."""
    require_series(task)
    rules.require(TaskAction.SKIP, task, ctx.user)
    await tasks.change(ctx.uow, task, tasks.SET_SKIPPED, ctx.user, Entry(ChangeKind.SKIPPED))
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)
    replies = [
        *notices.tell(ctx, after, notices.concerned(task), lambda reader: reader.l10n("skipped-by", **by)),
        *await cards.refresh(ctx, after, exclude_message_id, own=exclude_message_id is not None),
    ]
    return Result(ctx.l10n("skipped", **writing.named(task)), after, replies)


def require_series(task: Task) -> None:
    """Refuse what only an occurrence of a series can do."""
    if task.deleted_at is None and task.series_id is None:
        raise Refusal("refusal-not-recurring", id=str(task.id))


async def series_of(ctx: Context, task: Task) -> Series:
    """Give the series of an occurrence."""
    require_series(task)
    return await _get(ctx, task.series_id or 0)


async def card(ctx: Context, series: Series) -> Html:
    """Show a series, with the days on which its next tasks are due."""
    days = await workdays.load(ctx.uow)
    coming = list[date]()
    if series.next_day is not None and not series.ended:
        coming.append(series.next_day)
        while not series.rule.after_completion and len(coming) < SHOWN:
            day = next_day(series.rule, coming[-1], days)
            if day is None or (
                series.rule.count is not None and series.number + len(coming) >= series.rule.count
            ):
                break
            coming.append(day)
    people = await users.by_ids(ctx.uow, series.assignee_ids) if series.assignee_ids else []
    return views.card(series, people, coming, ctx.reader)


async def card_with_buttons(ctx: Context, series: Series) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the card of a series, in a message of its own."""
    return await card(ctx, series), markup(views.buttons(series, ctx.l10n))


async def find(ctx: Context, series_id: int) -> Series:
    """Give a series by its number. Raises Refusal for one that there is not, or not for the sender."""
    return await _get(ctx, series_id)


async def stop(ctx: Context, series: Series, task: Task | None = None) -> Result[Series]:
    """End a series; what it has made stays. The history of `task` tells of it, or that of its latest one."""
    named = views.named(series)
    if series.ended:
        return Result(ctx.l10n("series-stopped-already", **named), series, [], changed=False)
    await repository.stop(ctx.uow, series.id)
    task_id = task.id if task else await repository.latest_task(ctx.uow, series.id)
    if task_id is not None:
        await _note_rule(ctx, task_id, series.rule, None)
    return Result(ctx.l10n("series-stopped", **named), await _get(ctx, series.id), [])


async def _note_rule(ctx: Context, task_id: int, before: Rule | None, after: Rule | None) -> None:
    written = [repository.dump_rule(it) if it else None for it in (before, after)]
    entry = Entry(ChangeKind.REPEAT, before=written[0], after=written[1])
    await tasks.add_history_entry(ctx.uow, task_id, ctx.user, entry)


async def apply_to_later(ctx: Context, task: Task) -> Result[Series]:
    """Make the later occurrences what this one is now: its words, priority, assignees, and project."""
    series = await series_of(ctx, task)
    wanted = replace(
        series,
        title=task.title,
        description=task.description,
        priority=task.priority,
        review=task.review,
        assignee_ids=tuple(it.person.id for it in task.assignees),
        remind_before=task.remind_before,
        project_id=task.project_id,
        label_ids=tuple(it.id for it in task.labels),
    )
    named = views.named(wanted)
    if wanted == series:
        return Result(ctx.l10n("series-same", **named), series, [], changed=False)
    await repository.update(ctx.uow, wanted)
    await tasks.add_history_entry(ctx.uow, task.id, ctx.user, Entry(ChangeKind.LATER))
    return Result(ctx.l10n("series-changed", **named), wanted, [])


async def set_rule(ctx: Context, task: Task, rule: Rule) -> Result[Series]:
    """Let a task recur by a rule from now on; it is an occurrence of the new series, or of its own."""
    rules.require(TaskAction.EDIT, task, ctx.user)
    repeat = await settle(ctx, rule, task.deadline if task.series_id is None else None)
    zone = zone_for(ctx.user, ctx.team).key
    present = await repository.get(ctx.uow, task.series_id) if task.series_id is not None else None
    if task.series_id is None:
        series_id = await _begin_with(ctx, task, repeat, zone)
    else:
        series_id = task.series_id
        latest = await repository.latest_day(ctx.uow, series_id)
        after = max(latest or repeat.before, repeat.before)
        following = await _following(ctx, repeat, after)
        await repository.set_rule(ctx.uow, series_id, repeat.rule, zone, following, after)
    await _note_rule(ctx, task.id, present.rule if present and not present.ended else None, repeat.rule)
    series = await _get(ctx, series_id)
    said = ctx.l10n("series-rule", **views.named(series), rule=words(series.rule, ctx.l10n))
    return Result(said, series, [])


async def _begin_with(ctx: Context, task: Task, repeat: Repeat, zone: str) -> int:
    """Make a series of which a task is the first occurrence."""
    series_id = await repository.create(
        ctx.uow,
        task.creator or ctx.user,
        title=task.title,
        description=task.description,
        priority=task.priority,
        review=task.review,
        assignee_ids=[it.person.id for it in task.assignees],
        files=(),
        remind_before=task.remind_before,
        project_id=task.project_id,
        label_ids=[it.id for it in task.labels],
        rule=repeat.rule,
        zone=zone,
        next_day=await _following(ctx, repeat, repeat.days[0]),
        last_day=repeat.days[0],
        number=1,
    )
    own_day = None if repeat.rule.after_completion else repeat.days[0]
    await repository.add(ctx.uow, task.id, series_id, own_day)
    return series_id


async def _following(ctx: Context, repeat: Repeat, after: date) -> date:
    """Give the first day of a rule after a day that has an occurrence, or is over."""
    if repeat.rule.after_completion:
        return repeat.days[0]
    return next_day(repeat.rule, after, await workdays.load(ctx.uow)) or repeat.days[0]
