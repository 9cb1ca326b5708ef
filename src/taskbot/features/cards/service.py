"""The live card of a task: one message in each chat, edited in place when the task changes."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from aiogram.methods import DeleteMessage, EditMessageReplyMarkup
from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery import Reply, Sent, Tagged
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import Card, Person, ProjectRole, Task
from taskbot.domain.rules import Sight
from taskbot.features.cards import in_group, views
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.repository import cards, tasks
from taskbot.telegram.context import Context, Team, reader_of
from taskbot.telegram.keyboards import next_steps
from taskbot.telegram.replies import Replies, edit_message, say

TAG = "card"
NEWS = "news"
REMINDER = "reminder"
# Cards of one task that follow it in a chat: each edit uses some of what Telegram lets through there.
FOLLOWING = 3


offers = views.offers


async def read(ctx: Context, task_id: int) -> Task:
    """Read a task for the sender; a task that they may not see is refused like one that does not exist."""
    return rules.visible(await tasks.get(ctx.uow, task_id), task_id, ctx.user)


async def again(ctx: Context, task: Task) -> Task:
    """Read a task again, after a change."""
    return await read(ctx, task.id)


def card(
    task: Task, viewer: Person, reader: Reader, back: str | None = None, head: Html | None = None
) -> tuple[Html, InlineKeyboardMarkup]:
    """Give what a person sees of a task, below `head`, and the buttons of what they may do with it."""
    return text(task, viewer, reader, head), views.buttons(task, viewer, reader.l10n, back)


def text(task: Task, viewer: Person, reader: Reader, head: Html | None = None) -> Html:
    """Show what a person sees of a task, below `head`."""
    return views.card(rules.seen(task, viewer), reader, head)


async def send(ctx: Context, task: Task, head: Html | None = None) -> Replies:
    """Show a task to the sender in a new message, below `head`; older ones in the chat are deleted."""
    return await send_as(ctx, task, *card(task, ctx.user, ctx.reader, head=head))


async def send_as(ctx: Context, task: Task, text: Html, keyboard: InlineKeyboardMarkup) -> Replies:
    """Send a message that stands for a task: its card, or choices about it; older ones in the chat go."""
    chat_id = ctx.user.telegram_id
    older = await cards.forget_of_chat(ctx.uow, chat_id, task.id) if task.watched else []
    return [new(task, chat_id, text, keyboard), *_deletions(chat_id, older)]


def new(task: Task, chat_id: int, text: Html, keyboard: InlineKeyboardMarkup) -> Tagged:
    """Make a message that becomes the card of a task once it is sent."""
    return Tagged(say(chat_id, text, keyboard), tag(task))


def _deletions(chat_id: int, message_ids: Sequence[int]) -> Replies:
    return [DeleteMessage(chat_id=chat_id, message_id=it) for it in message_ids]


async def bring(uow: UnitOfWork, task: Task, person: Person, reader: Reader, text: Html) -> Replies:
    """Write to a person about a task: the message is its live card from now on, in place of older ones.

    Cards opened from a list, and questions about the task, stay.
    """
    chat_id, keyboard = person.telegram_id, views.buttons(task, person, reader.l10n)
    older = await cards.forget_live_of_chat(uow, chat_id, task.id)
    return [new(task, chat_id, text, keyboard), *_deletions(chat_id, older)]


async def bring_news(uow: UnitOfWork, task: Task, person: Person, reader: Reader, text: Html) -> Replies:
    """Send a person news of a task, with what they do next: the buttons follow the task, the text stays."""
    await cards.forget_kept_of_chat(uow, person.telegram_id, task.id)
    message = say(person.telegram_id, text, next_steps(task, person, reader.l10n))
    return [Tagged(message, f"{NEWS}:{task.id}:{task.version}")]


def tag(task: Task) -> str:
    """Give the tag of a task's card, by which its message is stored once Telegram has given it an id.

    The tag holds the versions that the card shows: a card that waited long in the outbox is edited if needed.
    """
    comment = task.last_comment
    edited = int(comment.edited_at.timestamp()) if comment and comment.edited_at else 0
    return f"{TAG}:{task.id}:{task.version}:{comment.id if comment else 0}:{edited}:{task.comments}"


def reminder_tag(task: Task, person: Person) -> str:
    """Give the tag of a message that reminds a person of a task, until it is pointless."""
    return f"{REMINDER}:{task.id}:{task.version}:{rules.reminds_of(task, person)}"


async def remember(uow: UnitOfWork, messages: Mapping[Sent, int]) -> None:
    """Store which messages show which tasks. No change of these is under way until the transaction ends.

    The tasks are held before that: who presses a button changes the task and then the card.
    """
    if messages:
        await cards.hold(uow, list(messages.values()))
    for message, task_id in messages.items():
        kind, reminds_of = message.tag.partition(":")[0], None
        if kind == REMINDER:
            reminds_of = message.tag.split(":", 3)[3]
        kept = kind in (NEWS, REMINDER)
        await cards.put(uow, message.chat_id, message.message_id, task_id, kept=kept, reminds_of=reminds_of)


async def outdated(uow: UnitOfWork, task_id: int, *then: int) -> bool:
    """Whether a task has changed since it was as it was `then`."""
    latest = await cards.latest(uow, task_id)
    return latest is not None and latest[: len(then)] != then


async def catch_up(uow: UnitOfWork, team: Team, now: datetime, message: Sent, task_id: int) -> Replies:
    """Edit a card to what its task is now."""
    task = await tasks.get(uow, task_id)
    for shown_card in await cards.of_task(uow, task_id):
        viewer = shown_card.viewer
        if (viewer.telegram_id, shown_card.message_id) == (message.chat_id, message.message_id) and task:
            return await _as_now(uow, task, shown_card, reader_of(viewer, team, now))
    return []


async def way_back(ctx: Context, message_id: int) -> str | None:
    """Give the press that leads from a message to the list that its task was opened from."""
    return await cards.back_of(ctx.uow, ctx.user.telegram_id, message_id)


async def show(ctx: Context, task: Task, message_id: int, back: str | None = None) -> Replies:
    """Show a task in a message that the person already has."""
    await cards.put(ctx.uow, ctx.user.telegram_id, message_id, task.id, back=back)
    text, keyboard = card(task, ctx.user, ctx.reader, back)
    return [edit_message(ctx.user.telegram_id, message_id, text, keyboard)]


async def show_instead(
    ctx: Context, task: Task, message_id: int, text: Html, keyboard: InlineKeyboardMarkup, back: str | None
) -> Replies:
    """Put something about a task where its card was; it comes back on `Act.OPEN`."""
    await cards.put(ctx.uow, ctx.user.telegram_id, message_id, task.id, back=back, live=False)
    return [edit_message(ctx.user.telegram_id, message_id, text, keyboard)]


async def put_back(ctx: Context, task_id: int) -> Replies:
    """Show a task again where something was asked about it in its place."""
    task = await tasks.get(ctx.uow, task_id)
    if task is None or not rules.may_see(task, ctx.user):
        return []
    return [
        reply
        for it in await cards.of_task(ctx.uow, task_id)
        if it.viewer.id == ctx.user.id and not (it.live or it.kept)
        for reply in await show(ctx, task, it.message_id, it.back)
    ]


async def refresh(
    ctx: Context, task: Task, exclude_message_id: int | None = None, *, own: bool = True, news: bool = True
) -> Replies:
    """Edit every live card of a task, in all chats, but for the sender's message `exclude_message_id`.

    Without `own` the sender's cards are left out, for the sender gets a new one. Of `news` only the buttons
    are edited, which a comment does not change: without `news` they are left out, and so are the cards of
    people who do not see comments. A card whose reader may not see the task any more says so, and so does
    one that is not among the chat's newest.
    """
    replies: list[Reply] = []
    shown_cards = await cards.of_task(ctx.uow, task.id) if task.watched else []
    newest = _newest(shown_cards)
    for shown_card in shown_cards:
        of_actor = shown_card.viewer.id == ctx.user.id
        left_out = of_actor and (not (own or shown_card.kept) or shown_card.message_id == exclude_message_id)
        if (
            not shown_card.live
            or left_out
            or not shown_card.viewer.can_receive
            or (not news and (shown_card.kept or rules.sight(task, shown_card.viewer) is Sight.OUTLINE))
        ):
            continue
        reader = ctx.reader_of(shown_card.viewer)
        if shown_card.kept or (shown_card.viewer.id, shown_card.message_id) in newest:
            replies += await _as_now(ctx.uow, task, shown_card, reader)
        else:
            replies += await _let_go(ctx.uow, task, shown_card, reader.l10n)
    if task.in_group and news:
        replies += await in_group.follow(ctx.uow, ctx.team, ctx.now, task)
    return replies


def _newest(shown_cards: Sequence[Card]) -> set[tuple[int, int]]:
    """Give the viewers and messages of the newest cards of each chat; `shown_cards` come oldest first."""
    latest: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=FOLLOWING))
    for it in shown_cards:
        if it.live and not it.kept:
            latest[it.viewer.id].append(it.message_id)
    return {(viewer_id, message_id) for viewer_id, ids in latest.items() for message_id in ids}


async def _let_go(uow: UnitOfWork, task: Task, shown_card: Card, l10n: L10n) -> Replies:
    """Let an older card say that it does not follow its task any more, and how to open that again."""
    key = "card-let-go" if rules.may_see(task, shown_card.viewer) else "card-closed"
    return await _end(uow, shown_card.viewer, shown_card.message_id, l10n(key, id=str(task.id)))


async def _as_now(uow: UnitOfWork, task: Task, shown_card: Card, reader: Reader) -> Replies:
    chat_id, message_id = shown_card.viewer.telegram_id, shown_card.message_id
    if shown_card.reminds_of is not None:
        return await _as_reminder(uow, task, shown_card)
    if not rules.may_see(task, shown_card.viewer):
        return await close(uow, task.id, shown_card.viewer, message_id, reader.l10n)
    if shown_card.kept:
        keyboard = next_steps(task, shown_card.viewer, reader.l10n)
        return [EditMessageReplyMarkup(chat_id=chat_id, message_id=message_id, reply_markup=keyboard)]
    text, keyboard = card(task, shown_card.viewer, reader, shown_card.back)
    return [edit_message(chat_id, message_id, text, keyboard)]


async def _as_reminder(uow: UnitOfWork, task: Task, shown_card: Card) -> Replies:
    """Take the buttons away from a reminder that is pointless by now; else they work as they are."""
    if rules.reminds_of(task, shown_card.viewer) == shown_card.reminds_of:
        return []
    return await without_buttons(uow, shown_card.viewer, shown_card.message_id)


async def without_buttons(uow: UnitOfWork, viewer: Person, message_id: int) -> Replies:
    """Take the buttons away from a message, which follows its task no longer."""
    await cards.forget(uow, viewer.telegram_id, message_id)
    return [EditMessageReplyMarkup(chat_id=viewer.telegram_id, message_id=message_id)]


async def close(uow: UnitOfWork, task_id: int, viewer: Person, message_id: int, l10n: L10n) -> Replies:
    """Turn a card into the notice that its reader may not see the task any more."""
    return await _end(uow, viewer, message_id, l10n("card-closed", id=str(task_id)))


async def _end(uow: UnitOfWork, viewer: Person, message_id: int, text: Html) -> Replies:
    await cards.forget(uow, viewer.telegram_id, message_id)
    return [edit_message(viewer.telegram_id, message_id, text)]


async def shows(ctx: Context, message_id: int, task_id: int) -> bool:
    """Whether a message of this chat is known to show that task."""
    return await cards.task_of(ctx.uow, ctx.user.telegram_id, message_id) == task_id


REFRESHED = 50  # tasks whose cards are edited at once: more edits would hold up everything else


async def refresh_all(ctx: Context, task_ids: list[int]) -> Replies:
    replies: list[Reply] = []
    for task_id in task_ids[:REFRESHED]:
        task = await tasks.get(ctx.uow, task_id)
        if task is not None:
            replies += await refresh(ctx, task)
    return replies


# --- Who comes into its project for it ------------------------------------------------------------


def joiners(project_id: int, people: Iterable[Person]) -> list[Person]:
    """Give those of `people` who are to become members of a project, as they stand before."""
    return [it for it in people if rules.role_in(project_id, it) in (None, ProjectRole.VIEWER)]


def joined(ctx: Context, task: Task, people: Sequence[Person]) -> list[Html]:
    """Say who has become a member of a task's project, if anybody has."""
    if not people:
        return []
    name = writing.project(task.project, ctx.l10n)
    return [ctx.l10n("task-joined", name=name, people=writing.names(people))]
