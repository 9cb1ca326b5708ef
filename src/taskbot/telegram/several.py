"""Several tasks in one command: each is handled on its own, and one message reports all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from taskbot.delivery import Reply
from taskbot.domain.models import Task
from taskbot.domain.rules import Refusal
from taskbot.language.l10n import Html, L10n
from taskbot.telegram import refusals
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.results import Result


class Summary(NamedTuple):
    """The results of several tasks: the `head` counts those that were `done`, `lines` tell of each."""

    head: Html
    lines: list[Html]
    replies: Replies
    done: int

    @property
    def text(self) -> Html:
        """The head, and below it a line about each task."""
        return Html("\n".join([self.head, "", *self.lines]))


async def for_each(
    ctx: Context, task_ids: Sequence[int], act: Callable[[int], Awaitable[Result[Task]]]
) -> Summary:
    """Act on tasks one after the other; a refusal for one leaves the others as they are.

    In the order of their numbers, so two people who name the same tasks never wait for each other's rows.
    """
    lines: dict[int, Html] = {}
    replies: list[Reply] = []
    done = 0
    for task_id in sorted(task_ids):
        try:
            async with ctx.uow.savepoint():
                result = await act(task_id)
        except Refusal as refusal:
            lines[task_id] = why(refusal, ctx.l10n)
            continue
        done += result.changed
        lines[task_id] = result.reply_text
        replies += result.replies
    head = ctx.l10n("several-done", done=done, total=len(task_ids))
    return Summary(head, [lines[it] for it in task_ids], replies, done)


async def answer(
    ctx: Context, task_ids: Sequence[int], act: Callable[[int], Awaitable[Result[Task]]]
) -> Replies:
    """Do the same, and answer in a message."""
    summary = await for_each(ctx, task_ids, act)
    return [say(ctx.user.telegram_id, summary.text), *summary.replies]


def why(refusal: Refusal, l10n: L10n) -> Html:
    """Say in one line why a task was refused."""
    return Html(refusals.text(refusal, l10n).partition("\n")[0])
