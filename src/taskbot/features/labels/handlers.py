"""Labels by command and by button: the list, the labels of a task, and what leads do with labels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, Awaited, ChangeKind, Label, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.cards import service as cards
from taskbot.features.editing import service as editing
from taskbot.features.labels import commands, views
from taskbot.features.labels import service as labelling
from taskbot.features.labels.commands import Act, LabelsCommand
from taskbot.features.labels.views import LabelAction, LabelPress
from taskbot.features.lists import service as lists
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.labels import LabelEdit, parse_label, parse_labels
from taskbot.repository import cards as cards_repository
from taskbot.repository import labels, projects, users
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, in_private, on, registered
from taskbot.telegram.keyboards import button
from taskbot.telegram.labels import of_name
from taskbot.telegram.replies import Replies, edit_message, say, toast
from taskbot.telegram.results import Result


def router() -> Router:
    router = Router(name="labels")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(label, on(commands.LABELS))
    router.message.register(take_labels, awaits(Awaited.TASK_LABELS))
    router.message.register(take_name, awaits(Awaited.LABEL_NAME))
    router.callback_query.register(press, LabelPress.filter())
    return router


# --- The command ----------------------------------------------------------------------------------


async def label(_: Message, args: LabelsCommand, ctx: Context) -> Replies:
    """Show labels, or do with them what is said."""
    match args.act:
        case Act.LIST:
            return [say(ctx.user.telegram_id, *await _list(ctx, 1))]
        case Act.OPEN:
            return [say(ctx.user.telegram_id, *await _one(ctx, await of_name(ctx, args.name)))]
        case Act.OF_TASK:
            return await _of_task(ctx, args)
        case Act.DELETE:
            found = await labelling.to_manage(ctx, args.name)
            count = await labels.count(ctx.uow, found.id)
            return [say(ctx.user.telegram_id, *views.ask_delete(found, count, ctx.l10n))]
    found = await labelling.to_manage(ctx, args.name)
    result = await (_merge(ctx, found, args.other) if args.act is Act.MERGE else _rename(ctx, found, args))
    return [say(ctx.user.telegram_id, result.reply_text), *result.replies]


async def _rename(ctx: Context, found: Label, args: LabelsCommand) -> Result[Label]:
    return await labelling.rename(ctx, found, args.other)


async def _merge(ctx: Context, found: Label, other: str) -> Result[Label]:
    into = await labels.by_names(ctx.uow, [found.project_id], [other])
    if not into:  # without any to merge into, it is a new name
        raise Refusal("refusal-label-no-other", label=found.name, other=other)
    return await labelling.merge(ctx, found, into[0])


async def _of_task(ctx: Context, args: LabelsCommand) -> Replies:
    """Give a task labels, or show those that can be chosen."""
    task = await cards.read(ctx, args.task_id)
    rules.require(TaskAction.LABELS, task, ctx.user)
    if args.edit is None:
        page = await labels.page_of_project(ctx.uow, task.project_id)
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.TASK_LABELS, task.id)
        return await cards.send_as(ctx, task, *editing.label_chooser(task, page, ctx.l10n))
    return await _label(ctx, task.id, args.edit)


async def _label(ctx: Context, task_id: int, edit: LabelEdit) -> Replies:
    task = await cards.read(ctx, task_id)
    rules.require(TaskAction.LABELS, task, ctx.user)
    wanted = await editing.labels_of(ctx, task, edit)
    result = await editing.edit(ctx, task, [(ChangeKind.LABELS, wanted)])
    return [*await cards.send(ctx, result.subject, result.reply_text), *result.replies]


async def _list(ctx: Context, number: int) -> tuple[Html, InlineKeyboardMarkup | None]:
    page = await labels.counted(ctx.uow, labels.seen_by(ctx.user), number)
    several = any(it.project_id != DEFAULT_PROJECT for it in page.labels)
    return views.listed(page, await projects.every(ctx.uow) if several else {}, ctx.l10n)


async def _one(ctx: Context, found: Label) -> tuple[Html, InlineKeyboardMarkup]:
    """Show a label, with the way to its tasks: all of them for admins, one's own for others."""
    tasks = button(ctx.l10n("label-tasks"), lists.press_of_label(ctx, found).pack(), "primary")
    leads = rules.leads(found.project_id, ctx.user)
    count = await labels.count_open(ctx.uow, found.id)
    return views.one(found, tasks, ctx.l10n, leads=leads, count=count)


async def take_labels(message: Message, ctx: Context) -> Replies:
    """Add the labels that were typed to those of the task that the dialogue is about."""
    added = LabelEdit(added=parse_labels(message.text or ""))
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await _label(ctx, ctx.user.awaited_for or 0, added)


async def take_name(message: Message, ctx: Context) -> Replies:
    """Give a label the name that was asked for."""
    name = parse_label(" ".join((message.text or "").split()))
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    found = await labelling.get(ctx, ctx.user.awaited_for or 0)
    if found is None:
        return [say(ctx.user.telegram_id, ctx.l10n("label-gone"))]
    result = await labelling.rename(ctx, found, name)
    return [say(ctx.user.telegram_id, result.reply_text), *result.replies]


# --- Buttons --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What a press leads to: what its message shows then, a toast, and what follows elsewhere."""

    shown: tuple[Html, InlineKeyboardMarkup | None]
    said: Html | None = None
    replies: Replies = ()


async def press(callback: CallbackQuery, callback_data: LabelPress, ctx: Context) -> Replies:
    """Show a label or the list; ask and change, as far as the sender still may."""
    if callback.message is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    message_id = callback.message.message_id
    await end_dialogue(ctx)
    after = await _pressed(ctx, callback_data)
    await cards_repository.forget(ctx.uow, ctx.user.telegram_id, message_id)
    edit = edit_message(ctx.user.telegram_id, message_id, *after.shown)
    return [toast(callback, writing.plain(after.said) if after.said else None), edit, *after.replies]


async def _pressed(ctx: Context, data: LabelPress) -> Shown:
    if data.action is LabelAction.LIST:
        return Shown(await _list(ctx, data.arg))
    found = await labelling.get(ctx, data.id)
    if found is None:
        return Shown(await _list(ctx, 1), ctx.l10n("label-gone"))
    if data.action is not LabelAction.OPEN:
        labelling.require_lead(ctx, found)
    return await _PRESSES[data.action](ctx, found, data.arg)


async def _open(ctx: Context, found: Label, _: int) -> Shown:
    return Shown(await _one(ctx, found))


async def _ask_name(ctx: Context, found: Label, _: int) -> Shown:
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.LABEL_NAME, found.id)
    return Shown(views.ask_name(found, ctx.l10n))


async def _ask_other(ctx: Context, found: Label, page: int) -> Shown:
    others = await labels.page_of_project(ctx.uow, found.project_id, page)
    return Shown(views.ask_other(found, others, ctx.l10n))


async def _merge_into(ctx: Context, found: Label, label_id: int) -> Shown:
    into = await labelling.get(ctx, label_id)
    if into is None:
        return Shown(await _one(ctx, found), ctx.l10n("label-gone"))
    result = await labelling.merge(ctx, found, into)
    return Shown(await _one(ctx, into), result.reply_text, result.replies)


async def _ask_delete(ctx: Context, found: Label, _: int) -> Shown:
    return Shown(views.ask_delete(found, await labels.count(ctx.uow, found.id), ctx.l10n))


async def _delete(ctx: Context, found: Label, _: int) -> Shown:
    result = await labelling.delete(ctx, found)
    return Shown(await _list(ctx, 1), result.reply_text, result.replies)


_PRESSES: dict[LabelAction, Callable[[Context, Label, int], Awaitable[Shown]]] = {
    LabelAction.OPEN: _open,
    LabelAction.RENAME: _ask_name,
    LabelAction.MERGE: _ask_other,
    LabelAction.INTO: _merge_into,
    LabelAction.ASK: _ask_delete,
    LabelAction.DELETE: _delete,
}
