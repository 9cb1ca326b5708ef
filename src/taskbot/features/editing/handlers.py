"""Editing, assigning and deleting tasks: by command, by button, in answer to a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aiogram import Bot, Router
from aiogram.types import (
    KeyboardButton,
    KeyboardButtonRequestUsers,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    SharedUser,
)

from taskbot.commands import named
from taskbot.domain import rules
from taskbot.domain.models import Awaited, ChangeKind, Person, Priority, Task, TaskAction
from taskbot.domain.rules import Refusal, refusing
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import CardPressHandler, PressedCard
from taskbot.features.editing import commands, deleting, views
from taskbot.features.editing import service as editing
from taskbot.features.editing.commands import Assignment, FieldEdit, TaskEdit, Value, several_people
from taskbot.features.recurrence import service as recurrence
from taskbot.language import writing
from taskbot.language.arguments import TaskNumbers
from taskbot.language.l10n import Html
from taskbot.language.labels import LabelEdit
from taskbot.language.recurring import is_never, parse_rule
from taskbot.language.times import parse_moment_or_none
from taskbot.language.typed_text import clean, name_of
from taskbot.repository import labels, users
from taskbot.telegram import calendar, named_projects, reply_target, several
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, creates, in_private, on, picks
from taskbot.telegram.keyboards import ButtonRow
from taskbot.telegram.message_content import text_of
from taskbot.telegram.replies import Replies, say, toast
from taskbot.telegram.results import Result

PICKED = 10  # people at once in Telegram's own list (Bot API, «KeyboardButtonRequestUsers»)
LONGEST_ID = 18  # digits; a press may be forged


def router() -> Router:
    router = Router(name="editing")
    router.message.filter(in_private, creates)
    router.message.register(edit_task, on(commands.EDIT_TASK))
    router.message.register(assign, on(commands.ASSIGN))
    router.message.register(unassign, on(commands.UNASSIGN))
    router.message.register(delete_task, on(commands.DELETE_TASK))
    router.message.register(restore_task, on(commands.RESTORE_TASK))
    router.message.register(take_title, awaits(Awaited.TASK_TITLE))
    router.message.register(take_description, awaits(Awaited.TASK_DESCRIPTION))
    router.message.register(take_deadline, awaits(Awaited.TASK_DEADLINE))
    router.message.register(take_names, awaits(Awaited.TASK_ASSIGNEE))
    router.message.register(take_picked, picks(Awaited.TASK_ASSIGNEE))
    return router


async def _answer(ctx: Context, result: Result[Task]) -> Replies:
    """Answer in a new message: the reply, and below it the task's card as it is now."""
    return [*await cards.send(ctx, result.subject, result.reply_text), *result.replies]


# --- Commands -------------------------------------------------------------------------------------


async def edit_task(_: Message, args: TaskEdit, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    rules.require(TaskAction.EDIT, task, ctx.user)
    if args.project is not None:
        return await _move(ctx, task, args, args.project)
    if args == TaskEdit(task.id, ()):
        shown = views.card_with_choices(task, ctx.user, ctx.reader, moves=await _moves(ctx))
        return await cards.send_as(ctx, task, *shown)
    return await _edit_values(ctx, task, args)


async def _edit_values(ctx: Context, task: Task, args: TaskEdit) -> Replies:
    if args.repeat is not None or args.later:
        return await _recur(ctx, task, args)
    return await _answer(ctx, await editing.edit(ctx, task, await _meant(ctx, args.changes, task)))


async def _meant(
    ctx: Context, changes: Iterable[FieldEdit], task: Task
) -> list[tuple[ChangeKind, editing.Value]]:
    """Say what typed values mean for a task: its deadline and its labels depend on what it has."""
    with refusing(way="edit", number=str(task.id)):
        return [(kind, await _value(ctx, value, kind, task)) for kind, value in changes]


async def _value(ctx: Context, value: Value, kind: ChangeKind, task: Task) -> editing.Value:
    if isinstance(value, LabelEdit):
        return await editing.labels_of(ctx, task, value)
    if kind is ChangeKind.DEADLINE and isinstance(value, str):
        return parse_moment_or_none(value, ctx.moment_sent, task.deadline)
    return value


async def _move(ctx: Context, task: Task, args: TaskEdit, typed: str) -> Replies:
    """Move a task to another project, once it has its other new values."""
    if not await named_projects.several(ctx):  # who is told of no project
        raise Refusal("refusal-edit-left-over", extra=f"#{typed}", number=str(task.id))
    project = await named_projects.find(ctx, typed)
    if not rules.leads(project.id, ctx.user):
        raise Refusal("refusal-project-move")
    others = replace(args, project=None)
    edited = await _edit_values(ctx, task, others) if others != TaskEdit(task.id, ()) else []
    task = await cards.again(ctx, task) if edited else task
    return [*edited, *await _answer(ctx, await editing.move(ctx, task, project))]


async def _moves(ctx: Context) -> bool:
    """Whether there is a project to which the sender may move a task."""
    return len(await named_projects.led(ctx)) > 1


async def _recur(ctx: Context, task: Task, args: TaskEdit) -> Replies:
    """Edit a task and the later ones of its series, or change or end its repetition."""
    typed = args.repeat or "none"
    if args.repeat is None:
        recurrence.require_series(task)
    with refusing(way="edit", number=str(task.id)):
        rule = None if is_never(typed) else parse_rule(typed, ctx.day_sent)
    changes = await _meant(ctx, args.changes, task)
    edited = await editing.edit(ctx, task, changes) if changes else None
    task = edited.subject if edited else task
    results = [await recurrence.apply_to_later(ctx, task)] if args.later else []
    if rule is not None:
        results.append(await recurrence.set_rule(ctx, task, rule))
    elif args.repeat is not None:
        results.append(await recurrence.stop(ctx, await recurrence.series_of(ctx, task), task))
    said = [*([edited.reply_text] if edited else []), *(it.reply_text for it in results)]
    replies = edited.replies if edited else []
    return [*await cards.send(ctx, await cards.again(ctx, task), Html("\n".join(said))), *replies]


async def assign(message: Message, args: Assignment, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    rules.require(TaskAction.ASSIGN, task, ctx.user)
    replied_person = reply_target.person_of(message)
    people = args.people or (() if args.everybody or replied_person is None else (replied_person,))
    if args.everybody:
        return await _answer(ctx, await editing.unassign(ctx, task, [it.person for it in task.assignees]))
    if not people:
        return await _choose(ctx, task)
    found = await editing.find_assignees(ctx, task, people)
    return await _answer(ctx, await editing.assign(ctx, task, found))


async def unassign(_: Message, args: Assignment, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    rules.require(TaskAction.ASSIGN, task, ctx.user)
    if not (args.people or args.everybody):
        return await _choose(ctx, task)
    everybody = [it.person for it in task.assignees]
    # A `Name` must stay one: by a string method it would become a username.
    named = [it.removeprefix("@") for it in task.pending] if args.everybody else args.people
    dropped, others = await editing.wait_no_more(ctx, task, named)
    if dropped is not None and not (everybody if args.everybody else others):
        return await _answer(ctx, dropped)
    task = dropped.subject if dropped else task
    gone = everybody if args.everybody else await editing.find_to_unassign(ctx, task, others)
    return await _answer(ctx, await editing.unassign(ctx, task, gone))


async def _choose(ctx: Context, task: Task) -> Replies:
    page = await users.page_of_team(ctx.uow)
    return await cards.send_as(ctx, task, *views.chooser(task, page, ctx.l10n))


async def delete_task(_: Message, args: TaskNumbers, ctx: Context) -> Replies:
    if len(args.ids) > 1:
        return await deleting.ask(ctx, args.ids)
    return await _answer(ctx, await editing.delete(ctx, await cards.read(ctx, args.ids[0])))


async def restore_task(message: Message, args: TaskNumbers, ctx: Context) -> Replies:
    if len(args.ids) == 1:
        return await _answer(ctx, await editing.restore(ctx, await cards.read(ctx, args.ids[0])))

    async def restore(task_id: int) -> Result[Task]:
        # No card is sent that would take the place of the sender's others: they follow, as after a press.
        task, own = await cards.read(ctx, task_id), message.message_id
        return await editing.restore(ctx, task, exclude_message_id=own)

    return await several.answer(ctx, args.ids, restore)


# --- What was asked for ---------------------------------------------------------------------------


async def take_title(message: Message, ctx: Context) -> Replies:
    title = text_of(message)
    return await _take(ctx, ChangeKind.TITLE, title and " ".join(title.split()))


async def take_description(message: Message, ctx: Context) -> Replies:
    return await _take(ctx, ChangeKind.DESCRIPTION, text_of(message))


async def take_deadline(message: Message, ctx: Context) -> Replies:
    task = await _asked_about(ctx, ends=False)
    deadline = parse_moment_or_none(message.text or "", ctx.moment_sent, task.deadline)
    result = await editing.edit(ctx, await _asked_about(ctx), [(ChangeKind.DEADLINE, deadline)])
    return await _answer(ctx, result)


async def _take(ctx: Context, kind: ChangeKind, text: str | None) -> Replies:
    """Take the text that was asked for; what shows nothing is asked for again."""
    if text is None:
        return [
            say(ctx.user.telegram_id, views.question(await _asked_about(ctx, ends=False), kind, ctx.l10n))
        ]
    return await _answer(ctx, await editing.edit(ctx, await _asked_about(ctx), [(kind, text)]))


async def _asked_about(ctx: Context, *, ends: bool = True) -> Task:
    """Give the task that the dialogue is about; the dialogue ends, unless told otherwise."""
    if ends:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await cards.read(ctx, ctx.user.awaited_for or 0)


async def take_names(_: Message, ctx: Context) -> Replies:
    """Assign the people who were named in place of a choice."""
    named = several_people(clean(ctx.mentions.text), ctx.user.awaited_for or 0)
    task = await _asked_about(ctx)
    return await _picked(ctx, task, await editing.find_assignees(ctx, task, named))


async def take_picked(message: Message, ctx: Context, bot: Bot) -> Replies:
    """Assign the people who were picked in Telegram's own list; all must have registered, and have access."""
    shared = message.users_shared.users if message.users_shared else []
    task = await _asked_about(ctx)
    found = {it.user_id: await users.by_telegram_id(ctx.uow, it.user_id) for it in shared}
    if strangers := [it for it in shared if found[it.user_id] is None]:
        link = f"t.me/{(await bot.me()).username}"
        people = ", ".join(_called(it) for it in strangers)
        raise Refusal("refusal-not-registered", people=people, link=link, number=str(task.id))
    chosen = [it for it in found.values() if it is not None]
    for person in chosen:
        editing.require_active(person, task)
    return await _picked(ctx, task, chosen)


def _called(shared: SharedUser) -> str:
    name = writing.one_line(f"{shared.first_name or ''} {shared.last_name or ''}", writing.NAME)
    return name_of(name) or (f"@{shared.username}" if shared.username else str(shared.user_id))


async def _picked(ctx: Context, task: Task, chosen: Sequence[Person]) -> Replies:
    result = await editing.assign(ctx, task, chosen)
    reply = say(ctx.user.telegram_id, result.reply_text, ReplyKeyboardRemove())
    return [reply, *await cards.send(ctx, result.subject), *result.replies]


# --- Buttons --------------------------------------------------------------------------------------


async def _edit(pressed: PressedCard) -> Replies:
    ctx, task = pressed.ctx, pressed.task
    rows = views.choices(task, ctx.l10n, moves=await _moves(ctx))
    return await pressed.instead(cards.text(task, ctx.user, ctx.reader), rows)


async def _project(pressed: PressedCard) -> Replies:
    """Move the task to the project that was pressed, or show those to choose from."""
    ctx, task, arg = pressed.ctx, pressed.task, pressed.arg
    led = await named_projects.led(ctx)
    chosen = next((it for it in led if str(it.id) == arg), None)
    if chosen is None:
        number = int(arg[1:]) if re.fullmatch(r"p[0-9]{1,4}", arg) else 1
        return await pressed.instead(*views.projects(task, led, number, ctx.l10n))
    return await pressed.done(await editing.move(ctx, task, chosen, exclude_message_id=pressed.message_id))


async def _title(pressed: PressedCard) -> Replies:
    return await _ask(
        pressed, Awaited.TASK_TITLE, views.question(pressed.task, ChangeKind.TITLE, pressed.ctx.l10n)
    )


async def _description(pressed: PressedCard) -> Replies:
    task, l10n = pressed.task, pressed.ctx.l10n
    if pressed.arg == views.NONE:
        return await _set(pressed, ChangeKind.DESCRIPTION, None)
    text = views.question(task, ChangeKind.DESCRIPTION, l10n)
    return await _ask(pressed, Awaited.TASK_DESCRIPTION, text, views.without_description(task, l10n))


async def _deadline(pressed: PressedCard) -> Replies:
    ctx, task = pressed.ctx, pressed.task
    chosen = calendar.chosen(pressed.arg, task.deadline, ctx.now)
    if chosen is not None or pressed.arg == calendar.NONE:
        return await _set(pressed, ChangeKind.DEADLINE, chosen)
    if task.deadline is not None and pressed.arg.startswith(calendar.HOURS):
        text, rows = views.hours(task, task.deadline, ctx.reader)
    else:
        text, rows = views.deadline(task, calendar.turned(pressed.arg), ctx.reader)
    return await _ask(pressed, Awaited.TASK_DEADLINE, text, rows)


async def _priority(pressed: PressedCard) -> Replies:
    if pressed.arg in list(Priority):
        return await _set(pressed, ChangeKind.PRIORITY, Priority(pressed.arg))
    return await pressed.instead(*views.priority(pressed.task, pressed.ctx.l10n))


async def _labels(pressed: PressedCard) -> Replies:
    """Show a page of the labels, with one more or less; new ones may be typed."""
    ctx, task, arg = pressed.ctx, pressed.task, pressed.arg
    whom, _, number = arg.partition("p")
    edit = await _label_edit(ctx, task, whom)
    if edit is None:
        page = await labels.page_of_project(ctx.uow, task.project_id, _number(number))
        return await _ask(pressed, Awaited.TASK_LABELS, *views.labels(task, page, ctx.l10n))
    wanted = [(ChangeKind.LABELS, await editing.labels_of(ctx, task, edit))]
    result = await editing.edit(ctx, task, wanted, exclude_message_id=pressed.message_id)
    after = replace(pressed, task=result.subject)
    page = await labels.page_of_project(ctx.uow, task.project_id, _number(number))
    _, *edits = await _ask(after, Awaited.TASK_LABELS, *views.labels(result.subject, page, ctx.l10n))
    return [toast(pressed.callback, writing.plain(result.reply_text)), *edits, *result.replies]


async def _label_edit(ctx: Context, task: Task, whom: str) -> LabelEdit | None:
    """Read which label a press adds or takes away; the data of a press may be forged."""
    sign, number = whom[:1], _number(whom[1:], 0)
    label = await labels.by_id(ctx.uow, [task.project_id], number) if number else None
    if label is None or sign not in ("a", "r"):
        return None
    return LabelEdit(added=(label.name,)) if sign == "a" else LabelEdit(removed=(label.name,))


async def _review(pressed: PressedCard) -> Replies:
    return await _set(pressed, ChangeKind.REVIEW, pressed.arg == views.ON)


async def _set(pressed: PressedCard, kind: ChangeKind, value: editing.Value) -> Replies:
    exclude_message_id = pressed.message_id
    return await pressed.done(
        await editing.edit(pressed.ctx, pressed.task, [(kind, value)], exclude_message_id=exclude_message_id)
    )


async def _ask(pressed: PressedCard, awaited: Awaited, text: Html, rows: Sequence[ButtonRow] = ()) -> Replies:
    """Ask for something to be typed, or chosen with a button."""
    ctx = pressed.ctx
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, awaited, pressed.task.id)
    return await pressed.instead(text, list(rows))


async def _assign(pressed: PressedCard) -> Replies:
    ctx, arg = pressed.ctx, pressed.arg
    if arg == views.PICK:
        return await _pick(pressed)
    whom, _, number = arg.partition("p")
    person = await _person(ctx, whom)
    if person is None:
        return await pressed.instead(*await _chooser(ctx, pressed.task, number))
    result = await _toggle(pressed, person)
    after = replace(pressed, task=result.subject)
    _, *edits = await after.instead(*await _chooser(ctx, result.subject, number))
    return [toast(pressed.callback, writing.plain(result.reply_text)), *edits, *result.replies]


async def _person(ctx: Context, whom: str) -> Person | None:
    """Find the person of a button; the data of a press may be forged."""
    digits = whom.removeprefix("u")
    if not (whom.startswith("u") and digits.isascii() and digits.isdigit() and len(digits) < LONGEST_ID):
        return None
    return next(iter(await users.by_ids(ctx.uow, [int(digits)])), None)


async def _toggle(pressed: PressedCard, person: Person) -> Result[Task]:
    ctx, task, exclude_message_id = pressed.ctx, pressed.task, pressed.message_id
    if task.assignee(person) is not None:
        return await editing.unassign(ctx, task, [person], exclude_message_id=exclude_message_id)
    editing.require_active(person, task)
    return await editing.assign(ctx, task, [person], exclude_message_id=exclude_message_id)


async def _chooser(ctx: Context, task: Task, number: str = "") -> tuple[Html, list[ButtonRow]]:
    return views.assignees(task, await users.page_of_team(ctx.uow, _number(number)), ctx.l10n)


def _number(typed: str, otherwise: int = 1) -> int:
    """Read a number in the data of a press, which may be forged."""
    digits = typed.isascii() and typed.isdigit() and len(typed) < LONGEST_ID
    return int(typed) if digits else otherwise


async def _pick(pressed: PressedCard) -> Replies:
    """Let people be picked in Telegram's own list; the card comes back meanwhile."""
    ctx, task = pressed.ctx, pressed.task
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.TASK_ASSIGNEE, task.id)
    text = ctx.l10n("ask-pick", **writing.named(task))
    return [
        toast(pressed.callback),
        *await cards.show(ctx, task, pressed.message_id, pressed.back),
        say(ctx.user.telegram_id, text, _picker(ctx)),
    ]


def _picker(ctx: Context) -> ReplyKeyboardMarkup:
    request = KeyboardButtonRequestUsers(
        request_id=1, user_is_bot=False, max_quantity=PICKED, request_name=True, request_username=True
    )
    cancel = named("cancel").spelled(ctx.l10n.language)
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=ctx.l10n("pick-people"), request_users=request)],
            [KeyboardButton(text=f"/{cancel}")],
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


async def _delete(pressed: PressedCard) -> Replies:
    return await pressed.done(
        await editing.delete(pressed.ctx, pressed.task, exclude_message_id=pressed.message_id)
    )


async def _restore(pressed: PressedCard) -> Replies:
    return await pressed.done(
        await editing.restore(pressed.ctx, pressed.task, exclude_message_id=pressed.message_id)
    )


PRESSES: dict[TaskAction, CardPressHandler] = {
    TaskAction.EDIT: _edit,
    TaskAction.TITLE: _title,
    TaskAction.DESCRIPTION: _description,
    TaskAction.DEADLINE: _deadline,
    TaskAction.PRIORITY: _priority,
    TaskAction.REVIEW: _review,
    TaskAction.LABELS: _labels,
    TaskAction.ASSIGN: _assign,
    TaskAction.DELETE: _delete,
    TaskAction.RESTORE: _restore,
    TaskAction.MOVE: _project,
}
