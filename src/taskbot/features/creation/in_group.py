"""A task out of what was said in a group: `/task@bot @anna tomorrow`, alone or as a reply to any message.

Only its writer sees the draft: in the group, where that can be, else in private.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.commands import named as command_named
from taskbot.domain import rules
from taskbot.domain.models import Draft, File, Source
from taskbot.domain.rules import Refusal, refusing
from taskbot.features.creation import commands, drafts
from taskbot.features.creation import service as creation
from taskbot.features.creation.commands import line_of, new_task
from taskbot.features.creation.one_line import Line, is_keyed, read
from taskbot.features.creation.service import Assignees
from taskbot.language import writing
from taskbot.language.recurring import parse_rule
from taskbot.language.times import parse_moment
from taskbot.repository import drafts as drafts_repository
from taskbot.repository import groups
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_group, in_private, on, registered
from taskbot.telegram.group_commands import GroupCommand
from taskbot.telegram.group_replies import chat_link, only_to, thread_of
from taskbot.telegram.message_content import file_of, replied_file, replied_text
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.update_handler import ParsedCommand

LONGEST_TITLE = 120  # UTF-16 code units of what was said
_LINK = re.compile(r"draft_([0-9]{1,18})")


def router() -> Router:
    """For groups."""
    router = Router(name="tasks of groups")
    router.message.filter(in_group, registered)
    router.message.register(begin, on(commands.TASK))
    return router


def links() -> Router:
    """For private chats, where a draft can be written on that began in a group."""
    router = Router(name="links to drafts")
    router.message.filter(in_private, creates)
    router.message.register(go_on, _links_to_draft)
    return router


async def begin(
    message: Message, parsed_command: ParsedCommand, ctx: Context, group_command: GroupCommand
) -> Replies:
    """Begin a draft, and show it to its writer alone."""
    source = _source(message)
    binding = await groups.binding(ctx.uow, source.chat_id, source.thread_id)
    if binding is None:
        raise Refusal("refusal-group-unbound")
    if not rules.leads(binding.project_id, ctx.user):
        raise Refusal("refusal-group-task")
    line, description = await _read(parsed_command.rest, ctx)
    line, description = _with_said(line, description, message)
    draft, named = await drafts.begin(ctx, line, description, _files(message))
    if line.project is None:
        draft = await drafts.in_project(ctx, draft, binding.project_id)
    pending, elsewhere = named.strangers, draft.project_id != binding.project_id
    draft = replace(draft, source=None if elsewhere else source, pending=pending)
    named = replace(
        named, unknown=tuple(it for it in named.unknown if it not in [who.name for who in pending])
    )
    return await _show(message, ctx, draft, named, group_command)


async def _show(
    message: Message, ctx: Context, draft: Draft, named: Assignees, command: GroupCommand
) -> Replies:
    start = f"draft_{draft.id}"
    private = await drafts.go_on(ctx, draft, named)
    instead = private if ctx.user.can_receive else [command.write_first(start)]
    if not command.shows(ctx.delay):
        return instead
    look = await drafts.look_in_group(ctx, draft, chat_link(command.bot, start), named)
    return [only_to(ctx.user.telegram_id, message, say(message.chat.id, *look), instead)]


def _source(message: Message) -> Source:
    """Give the message that a task comes from: the one that is replied to, or the command, if all see it."""
    target = _target(message)
    said = (
        target.message_id if target else message.message_id if message.ephemeral_message_id is None else None
    )
    return Source(message.chat.id, thread_of(message), said)


def _target(message: Message) -> Message | None:
    """Give the message that is replied to; what is said in a topic replies to the notice of its creation."""
    target = message.reply_to_message
    if target is None or target.forum_topic_created is not None or target.ephemeral_message_id is not None:
        return None
    return target


async def _read(text: str, ctx: Context) -> tuple[Line, str | None]:
    """Read what is typed behind the command, as one line or as `key:value`."""
    if not is_keyed(text):
        with refusing(way="line"):
            projects = await creation.projects_by_name(ctx, text)
            return ctx.mentions.restored(read(text, ctx.moment_sent, projects)), None
    with refusing(way="keys"):
        wanted = ctx.mentions.restored(new_task(text, partial(parse_moment, now=ctx.moment_sent)))
        rule = parse_rule(wanted.repeat, ctx.day_sent) if wanted.repeat else None
        project = await creation.project_of(ctx, wanted.project) if wanted.project else None
    return line_of(wanted, rule, project.id if project else None), wanted.description


def _with_said(line: Line, description: str | None, message: Message) -> tuple[Line, str | None]:
    """Add what was said: it is the title where none is typed, else the description."""
    said = replied_text(message) if _target(message) or message.external_reply else None
    if line.title is not None or said is None:
        return _titled(line, message), description if description is not None else said
    first, _, rest = said.partition("\n")
    title = writing.shorten(first.strip(), LONGEST_TITLE)
    more = said if rest.strip() or title != first.strip() else None
    return replace(line, title=title), description if description is not None else more


def _titled(line: Line, message: Message) -> Line:
    """Give a line that has a title: its file's name, where nothing is typed; else refuse it."""
    named = line.title or next((it.name for it in _files(message) if it.name), None)
    if named is None:
        raise Refusal("refusal-group-title")
    return replace(line, title=named)


def _files(message: Message) -> list[File]:
    files = (file_of(message), replied_file(message) if _target(message) else None)
    return list({file.id: file for file in files if file is not None}.values())


async def _links_to_draft(
    _: Message, ctx: Context, parsed_command: ParsedCommand | None = None
) -> bool | dict[str, Any]:
    """Match the link from a group to an own draft; one that is gone is greeted like any /start."""
    if parsed_command is None or parsed_command.command is not command_named("start"):
        return False
    link = _LINK.fullmatch(parsed_command.rest.strip())
    draft = await drafts_repository.get(ctx.uow, int(link[1]), ctx.user.id) if link else None
    return draft is not None and {"draft": draft}


async def go_on(_: Message, draft: Draft, ctx: Context) -> Replies:
    """Show a draft in private, where all of it can be written."""
    return await drafts.go_on(ctx, draft)
