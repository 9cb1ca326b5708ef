"""What falls due: some people at a time, each of whom gets a message a task, or one list of all.

A transaction locks what is due of these people, notes what it sends, and writes the messages. So nothing is
lost and nothing comes twice, whenever the program is killed and however many daemons there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from aiogram.methods import EditMessageReplyMarkup

from taskbot.delivery import Reply, Tagged
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import admission, reminding, rules
from taskbot.domain.admission import Item, NotificationSettings
from taskbot.domain.models import Person, Task
from taskbot.domain.reminding import LATE, MORNING, MOST_A_DAY, SINGLE, Plan, Reminders
from taskbot.domain.workdays import Workdays
from taskbot.features.cards import service as cards
from taskbot.features.reminders import views
from taskbot.repository import notification_settings, reminders, tasks, users
from taskbot.repository import workdays as workdays_repository
from taskbot.repository.reminders import Key, OwnReminder, Part, Planned
from taskbot.telegram.context import Team, reader_of, zone_for
from taskbot.telegram.replies import Replies, say

PEOPLE = 25  # in one transaction: one for each would take several times as long


@dataclass(frozen=True, slots=True)
class Reminder(Item):
    """Something to remind a person of: part of a task that is due, or what they have set themselves.

    `late` is by how much it comes later than it should have, were it not for quiet hours.
    """

    task: Task | None = None
    part: Part | None = None
    key: Key | None = None
    own: OwnReminder | None = None
    late: timedelta = timedelta(0)


@dataclass(slots=True)
class _Outcome:
    """What a transaction writes."""

    sent: list[Key] = field(default_factory=list)
    parts: list[Planned] = field(default_factory=list)
    own: list[OwnReminder] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    counts: list[tuple[Person, datetime, int]] = field(default_factory=list)
    joined: list[tuple[Person, Sequence[Item]]] = field(default_factory=list)
    said: list[tuple[Person, datetime, Sequence[Reminder], bool]] = field(default_factory=list)


async def perform(uow: UnitOfWork, team: Team, now: datetime, user_ids: Sequence[int]) -> Replies:
    """Remind people of what is due for them; `now` is aware, of any zone."""
    settings = await notification_settings.lock_all(uow, user_ids)
    locked = list(settings)
    parts, own = _of_whole_people(
        await reminders.lock_parts(uow, locked, now), await reminders.lock_own(uow, locked, now)
    )
    whose = {it.user_id for it in parts} | {it.user_id for it in own}
    people = {it.id: it for it in await users.by_ids(uow, list(whose))}
    known = await tasks.get_all(uow, {it.task_id for it in parts} | {it.task_id for it in own if it.task_id})
    looking = _Looking(team, now, await workdays_repository.load(uow), settings, known)
    standard = {it: looking.at_part(people[it.user_id], it) for it in parts}
    sent = await reminders.sent_already(uow, [it.key for it, _ in standard.values() if it and it.key])
    outcome = _Outcome()
    for person in people.values():
        theirs = {part: it for part, it in standard.items() if part.user_id == person.id}
        looking.decide(person, theirs, [it for it in own if it.user_id == person.id], sent, outcome)
    await _write(uow, outcome)
    return await _messages(uow, team, outcome)


def _of_whole_people(
    parts: Sequence[Part], own: Sequence[OwnReminder]
) -> tuple[list[Part], list[OwnReminder]]:
    """Leave out people of whom not all was read: what is due for a person comes at once, not in pieces.

    A person who has more than that alone does get it in pieces.
    """
    cut = {rows[-1].user_id for rows in (parts, own) if len(rows) >= reminders.AT_ONCE}
    if cut >= {it.user_id for it in parts} | {it.user_id for it in own}:
        return list(parts), list(own)
    return [it for it in parts if it.user_id not in cut], [it for it in own if it.user_id not in cut]


class _Looking:
    """Decides, from what has been read, what people are reminded of."""

    def __init__(
        self,
        team: Team,
        now: datetime,
        workdays: Workdays,
        settings: Mapping[int, NotificationSettings],
        known: Mapping[int, Task],
    ) -> None:
        self._team = team
        self._now = now
        self._workdays = workdays
        self._settings = settings
        self._tasks = known

    def at_part(self, person: Person, part: Part) -> tuple[Reminder | None, Planned]:
        """Say what is due of a person's part in a task, and when to look again."""
        task = self._tasks[part.task_id]
        if task.deadline is None or not rules.is_at_work(task, person):
            return None, Planned(part.task_id, person.id, None, None)
        plan = Plan(
            task.deadline,
            zone_for(person, self._team),
            self._workdays,
            Reminders(self._settings[person.id].reminders),
            task.remind_before,
        )
        moment = plan.due(self._since(part), self._now)
        following = Planned(part.task_id, person.id, plan.next(self._now), self._now)
        if moment is None:
            return None, following
        key = Key(task.id, person.id, moment.kind, moment.occurrence)
        late = self._late(person, moment.at, part.look_at)
        instant = task.deadline.instant
        by = instant if instant is not None and instant > self._now else None
        return Reminder(moment.at, task.id, by=by, task=task, part=part, key=key, late=late), following

    def decide(
        self,
        person: Person,
        standard: Mapping[Part, tuple[Reminder | None, Planned]],
        own: Sequence[OwnReminder],
        sent: set[Key],
        outcome: _Outcome,
    ) -> None:
        """Decide what a person gets now, and what waits."""
        local = self._now.astimezone(zone_for(person, self._team))
        asked_for = list(self._own(person, own, outcome)) if person.can_receive else []
        if not person.can_receive:
            outcome.over += [it.id for it in own]
        asked = {it.task_id for it in asked_for if it.task_id is not None}
        due = {part: it for part, (it, _) in standard.items() if it and it.key not in sent}
        wanted = [it for it in due.values() if person.can_receive and it.task_id not in asked]
        admitted = admission.admit(wanted, self._settings[person.id], local, self._workdays)
        waiting = {it.part for it in admitted.later}
        for part, (_, planned) in standard.items():
            if part in waiting:
                waits = planned._replace(remind_at=admitted.until, since=self._since(part))
                outcome.parts.append(waits)
            else:
                outcome.parts.append(planned)
        outcome.sent += [it.key for part, it in due.items() if part not in waiting and it.key]
        if admitted.messages:
            outcome.counts.append((person, local, admitted.messages))
        if admitted.joined:
            outcome.joined.append((person, admitted.joined))
        said = (*asked_for, *admitted.now)
        if said:
            together = len(said) > 1 and (admitted.together or len(said) > SINGLE)
            outcome.said.append((person, local, said, together))

    def _own(self, person: Person, own: Iterable[OwnReminder], outcome: _Outcome) -> Iterator[Reminder]:
        """Give what a person has asked to be reminded of now, each task once."""
        seen = set[int]()
        for it in own:
            task = self._tasks.get(it.task_id) if it.task_id is not None else None
            if it.task_id is not None and (task is None or not rules.is_open_for(task, person)):
                outcome.over.append(it.id)
                continue
            now, after = self._course(person, it, task)
            if after is None:
                outcome.over.append(it.id)
            else:
                outcome.own.append(after)
            if now and (it.task_id is None or it.task_id not in seen):
                seen |= {it.task_id} if it.task_id is not None else set()
                due = it.remind_at or self._now
                yield Reminder(due, it.task_id, it.text, task=task, own=it, late=self._lateness(due))

    def _course(self, person: Person, it: OwnReminder, task: Task | None) -> tuple[bool, OwnReminder | None]:
        """Say whether a reminder comes now, and what becomes of it."""
        if it.before is not None and task is not None:
            return self._by_deadline(person, it, it.before, task)
        if it.every is not None:
            return self._until_done(person, it, timedelta(minutes=it.every))
        if it.text is not None:  # it may be put off
            return True, replace(it, remind_at=None, since=self._now)
        return True, None

    def _by_deadline(
        self, person: Person, it: OwnReminder, before: int, task: Task
    ) -> tuple[bool, OwnReminder | None]:
        if task.deadline is None:
            return False, replace(it, remind_at=None, since=self._now)
        at = reminding.before(task.deadline, before, zone_for(person, self._team))
        if at > self._now:
            return False, replace(it, remind_at=at, since=self._now)
        return at > self._since(it), replace(it, remind_at=None, since=self._now)

    def _until_done(
        self, person: Person, it: OwnReminder, every: timedelta
    ) -> tuple[bool, OwnReminder | None]:
        local = self._now.astimezone(zone_for(person, self._team))
        settings = self._settings[person.id]
        if until := settings.quiet_until(local, self._workdays):
            return False, replace(it, remind_at=until)
        sent = it.sent if it.sent_on == local.date() else 0
        if sent >= MOST_A_DAY:
            tomorrow = local.date() + timedelta(days=1)
            morning = reminding.at_wall(tomorrow, MORNING, zone_for(person, self._team))
            return False, replace(it, remind_at=morning)
        following = reminding.again(it.remind_at or self._now, every, self._now)
        return True, replace(it, remind_at=following, sent_on=local.date(), sent=sent + 1)

    def _since(self, it: Part | OwnReminder) -> datetime:
        """Give the time of the last look, or of a change after it, by the team's clock.

        PostgreSQL knows the time of a change by the machine alone. Of a clock that was moved, it is known
        only that the change came after the last tick.
        """
        if not it.fresh:
            return it.since
        clock = self._team.clock
        return clock.at(it.since) or clock.looked_at or self._now

    def _late(self, person: Person, at: datetime, look_at: datetime | None) -> timedelta:
        """Say by how much a reminder is late, but for what waited for the end of quiet hours or of a day."""
        local = at.astimezone(zone_for(person, self._team))
        until = self._settings[person.id].quiet_until(local, self._workdays)
        return self._lateness(max(until or at, look_at or at))

    def _lateness(self, at: datetime) -> timedelta:
        late = self._now - at
        return late if late > LATE else timedelta(0)


async def _write(uow: UnitOfWork, outcome: _Outcome) -> None:
    await reminders.note_sent(uow, outcome.sent)
    await reminders.schedule_parts(uow, outcome.parts)
    await reminders.schedule_own(uow, outcome.own)
    await reminders.delete_own(uow, outcome.over)
    counts = [(person.id, local.date(), messages) for person, local, messages in outcome.counts]
    await notification_settings.count_all(uow, counts)
    for person, items in outcome.joined:
        await notification_settings.join(uow, person.id, items)


async def _messages(uow: UnitOfWork, team: Team, outcome: _Outcome) -> Replies:
    """Write to people; earlier reminders of the same tasks lose their buttons."""
    singly = [
        (person.telegram_id, it.task_id)
        for person, _, said, together in outcome.said
        for it in said
        if it.task_id is not None and not together
    ]
    older = defaultdict[int, list[int]](list)
    for chat_id, message_id in await reminders.take_messages(uow, singly) if singly else []:
        older[chat_id].append(message_id)
    replies: list[Reply] = []
    for person, local, said, together in outcome.said:
        reader = reader_of(person, team, local)
        if together:
            replies.append(
                say(person.telegram_id, *views.several([_shown(it) for it in said], person, reader))
            )
            continue
        replies += [
            EditMessageReplyMarkup(chat_id=person.telegram_id, message_id=it)
            for it in older[person.telegram_id]
        ]
        for it in said:
            message = say(person.telegram_id, *views.reminder(_shown(it), person, reader))
            replies.append(
                message if it.task is None else Tagged(message, cards.reminder_tag(it.task, person))
            )
    return replies


def _shown(it: Reminder) -> views.Shown:
    own = it.own
    return views.Shown(
        it.task, it.text, own.id if own else None, own.every if own else None, it.late, own is not None
    )
