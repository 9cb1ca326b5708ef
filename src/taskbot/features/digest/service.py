"""What the clock may say to people, and their digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import admission, rules
from taskbot.domain.admission import Admission, Item, NotificationSettings
from taskbot.domain.models import PAGE_SIZE, TOTAL_CAP, Page, Person, Task, TaskRow
from taskbot.domain.workdays import Workdays
from taskbot.features.digest import choices, views
from taskbot.features.digest.commands import DigestChoice, QuietChoice
from taskbot.features.digest.views import Digest, Part, Section
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import agenda, notification_settings, tasks, users, workdays
from taskbot.repository.notification_settings import Joined
from taskbot.telegram.context import Context, Team, reader_of, zone_for
from taskbot.telegram.keyboards import View
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.results import Result

T = TypeVar("T", bound=Item)
VIEWS = (View.DIGEST, View.QUIET)


# --- What the clock may say -----------------------------------------------------------------------


async def admit(
    uow: UnitOfWork,
    team: Team,
    now: datetime,
    person: Person,
    items: Sequence[T],
    workdays: Workdays,
    *,
    as_list: bool = False,
) -> Admission[T]:
    """Decide what becomes of what the clock has to say to a person, and count or keep it accordingly.

    The caller sends `now` in this transaction, as `Admission.messages` messages, and nothing of the rest.
    `now` is aware, of any zone; `as_list` items are one message in any case. Somebody who cannot be written
    to is `told`. What a person asked for at that very moment (a reminder of their own, a snooze) does not
    come here: it is said in quiet hours as well, and counts as no noise.
    """
    if not person.can_receive:
        return Admission(told=tuple(items))
    settings = await notification_settings.lock(uow, person.id)
    local = now.astimezone(zone_for(person, team))
    decided = admission.admit(items, settings, local, workdays, as_list=as_list)
    if decided.messages:
        await notification_settings.count(uow, person.id, local.date(), decided.messages)
    if decided.joined:
        await notification_settings.join(uow, person.id, decided.joined)
    return decided


# --- The digest -----------------------------------------------------------------------------------


async def send(uow: UnitOfWork, team: Team, now: datetime, user_id: int) -> Replies:
    """Send a person the digest that is due, if it has something to say, and store when the next one is.

    What was left to a digest is sent also to somebody who wants none any more.
    """
    settings = await notification_settings.lock(uow, user_id)
    if settings.next_digest_at is None or settings.next_digest_at > now:  # it was done meanwhile
        return []
    (person,) = await users.by_ids(uow, [user_id])
    calendar = await workdays.load(uow)
    reader = reader_of(person, team, now)
    if not person.can_receive:
        await notification_settings.schedule(uow, user_id, None)
        return []
    if not settings.digest:
        return await _send_rest(uow, person, reader, settings, calendar)
    following = admission.following_digest(settings, reader.now, calendar)
    if not admission.digest_is_due(settings, reader.now, calendar):
        await notification_settings.schedule(uow, user_id, following)
        return []
    joined = await notification_settings.joined(uow, user_id)
    digest = await compose(uow, person, reader, joined)
    return await _send(uow, person, reader, digest, joined, following)


async def _send_rest(
    uow: UnitOfWork, person: Person, reader: Reader, settings: NotificationSettings, calendar: Workdays
) -> Replies:
    """Send what was left to a digest that does not come; in quiet hours, later."""
    until = settings.quiet_until(reader.now, calendar)
    joined = await notification_settings.joined(uow, person.id)
    if until or not joined:
        await notification_settings.schedule(uow, person.id, until if joined else None)
        return []
    digest = Digest(await _reminders(uow, person, joined, ()))
    return await _send(uow, person, reader, digest, joined, None)


async def _send(
    uow: UnitOfWork,
    person: Person,
    reader: Reader,
    digest: Digest,
    joined: Sequence[Joined],
    following: datetime | None,
) -> Replies:
    if joined:
        await notification_settings.forget_joined(uow, person.id)
    if not digest.sections:
        await notification_settings.schedule(uow, person.id, following)
        return []
    await notification_settings.note_digest(uow, person.id, reader.now, digest.task_ids, following)
    return [say(person.telegram_id, *views.message(digest, reader))]


async def now(ctx: Context) -> Digest:
    """Collect what the sender's digest would say now."""
    joined = await notification_settings.joined(ctx.uow, ctx.user.id)
    return await compose(ctx.uow, ctx.user, ctx.reader, joined)


async def compose(uow: UnitOfWork, person: Person, reader: Reader, joined: Sequence[Joined]) -> Digest:
    """Collect what a person's digest says at `reader.now`; without sections, there is nothing to say."""
    sections = [
        *await _by_deadline(uow, person, reader),
        _of_page(Part.TO_ACCEPT, await agenda.to_accept(uow, person, reader.now)),
        _of_page(Part.FREE, await agenda.unassigned(uow, person, reader.now)),
    ]
    shown = [task.id for section in sections for task in section.tasks]
    said = [it for it in joined if it.task_id not in shown]
    return Digest((*(it for it in sections if it.total), *await _reminders(uow, person, said, shown)))


async def _by_deadline(uow: UnitOfWork, person: Person, reader: Reader) -> list[Section]:
    """Sort a person's tasks by what their deadlines are where the person is."""
    overdue = await agenda.long_overdue(uow, person, reader.today)
    found: dict[Part, list[TaskRow]] = {Part.OVERDUE: overdue, Part.TODAY: [], Part.TOMORROW: []}
    for row in await agenda.around(uow, person, reader.today):
        if part := _part(row, reader):
            found[part].append(row)
    return [views.section(part, rows, cap=TOTAL_CAP) for part, rows in found.items()]


def _part(row: TaskRow, reader: Reader) -> Part | None:
    deadline = row.deadline
    if deadline is None:
        return None
    if deadline.passed(reader.now):
        return Part.OVERDUE
    day = views.local_day(deadline, reader)
    tomorrow = reader.today + timedelta(days=1)
    return {reader.today: Part.TODAY, tomorrow: Part.TOMORROW}.get(day)


def _of_page(part: Part, page: Page) -> Section:
    return Section(part, page.rows[:PAGE_SIZE], (), page.total, page.at_least)


async def _reminders(
    uow: UnitOfWork, person: Person, joined: Sequence[Joined], shown: Sequence[int]
) -> tuple[Section, ...]:
    """Show what the clock has left to the digest, as far as it still matters."""
    ids = [it.task_id for it in joined if it.task_id is not None and it.task_id not in shown]
    known = await tasks.get_all(uow, ids[:TOTAL_CAP])
    listed = [known[it] for it in ids if it in known and _matters(known[it], person)]
    texts = [it.text for it in joined if it.task_id is None and it.text]
    section = views.section(Part.REMINDERS, listed, texts, cap=TOTAL_CAP)
    return (section,) if section.total else ()


def _matters(task: Task, person: Person) -> bool:
    if task.deleted_at is not None or task.status.finished or not rules.may_see(task, person):
        return False
    part = task.assignee(person)
    return part is None or not part.status.finished


# --- Settings -------------------------------------------------------------------------------------


async def lines(ctx: Context) -> tuple[Html, Html]:
    """Say when the sender gets their digest, and when it is quiet for them."""
    settings = await notification_settings.get(ctx.uow, ctx.user.id)
    return choices.when(settings, ctx.l10n), choices.quiet_when(settings, ctx.l10n)


async def view(ctx: Context, which: View) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the message in which the sender chooses when the digest comes, or when it is quiet."""
    settings = await notification_settings.get(ctx.uow, ctx.user.id)
    if which is View.DIGEST:
        when, buttons = choices.when(settings, ctx.l10n), choices.digest_buttons(settings, ctx.l10n)
        return ctx.l10n("settings-digest-ask", when=when), buttons
    when, buttons = choices.quiet_when(settings, ctx.l10n), choices.quiet_buttons(settings, ctx.l10n)
    return ctx.l10n("settings-quiet-ask", when=when), buttons


async def choose(ctx: Context, which: View, pressed: str) -> Result[Context]:
    """Take over what a button says; raises LookupError for what no button says."""
    if which is View.DIGEST:
        return await set_digest(ctx, choices.read_digest(pressed))
    settings = await notification_settings.get(ctx.uow, ctx.user.id)
    return await set_quiet(ctx, choices.read_quiet(pressed, settings))


async def set_digest(ctx: Context, choice: DigestChoice) -> Result[Context]:
    """Let the sender's digest come as they choose."""
    before = await notification_settings.lock(ctx.uow, ctx.user.id)
    after = choices.chosen_digest(before, choice)
    await notification_settings.set_digest(ctx.uow, ctx.user.id, after.digest_hours, on=after.digest)
    return Result(ctx.l10n("digest-set", when=choices.when(after, ctx.l10n)), ctx, [])


async def set_quiet(ctx: Context, choice: QuietChoice) -> Result[Context]:
    """Let it be quiet for the sender as they choose."""
    before = await notification_settings.lock(ctx.uow, ctx.user.id)
    after = choices.chosen_quiet(before, choice)
    await notification_settings.set_quiet(ctx.uow, ctx.user.id, after.quiet_hours, on=after.quiet)
    ctx.team.silence.forget(ctx.user.telegram_id)
    return Result(ctx.l10n("quiet-set", when=choices.quiet_when(after, ctx.l10n)), ctx, [])
