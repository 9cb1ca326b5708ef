"""Creating tasks: all in one message, or as a draft that is filled in piece by piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Awaited, Draft, File, User
from taskbot.domain.rules import Refusal, refusing
from taskbot.features.cards import service as cards
from taskbot.features.creation import commands, drafts
from taskbot.features.creation import service as creation
from taskbot.features.creation.commands import NewTask, line_of, new_task
from taskbot.features.creation.one_line import is_keyed, read
from taskbot.language.arguments import parse_person
from taskbot.language.labels import few, parse_labels
from taskbot.language.recurring import is_never, parse_rule
from taskbot.language.spans import parse_before
from taskbot.language.times import parse_moment, parse_moment_or_none
from taskbot.language.typed_text import clean, visible
from taskbot.repository import drafts as drafts_repository
from taskbot.repository import loose, users
from taskbot.repository.loose import Loose
from taskbot.telegram import named_projects
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_private, on
from taskbot.telegram.message_content import file_of, replied_file, replied_text, text_of
from taskbot.telegram.people import find_people, has_access, require_access
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.update_handler import ParsedCommand, is_others


def router() -> Router:
    router = Router(name="creation")
    router.message.filter(in_private, creates)
    router.message.register(take_answer, _answers)
    router.message.register(create_task, on(commands.CREATE_TASK))
    router.message.register(create_task, on(commands.TASK))
    router.message.register(take_more, _adds)
    return router


# --- /create_task ---------------------------------------------------------------------------------


async def create_task(message: Message, parsed_command: ParsedCommand, ctx: Context) -> Replies:
    """Create at once what is written as `key:value`; of everything else, begin a draft."""
    text = parsed_command.rest
    if is_keyed(text):
        return await _create_at_once(message, text, ctx)
    with refusing(way="line"):
        projects = await creation.projects_by_name(ctx, text)
        line = ctx.mentions.restored(read(text, ctx.moment_sent, projects))
    earlier = await _earlier(message, ctx)
    moved, edits = await drafts.release(ctx, message.media_group_id)
    files = [*moved, *_files(message, earlier)]
    return [*await drafts.start(ctx, line, _described(message, earlier), files), *edits]


async def _earlier(message: Message, ctx: Context) -> list[Loose]:
    """Give the earlier files of the albums of a command's file and of the message that it answers."""
    replied = message.reply_to_message
    found = await loose.take(ctx.uow, ctx.user, message.media_group_id)
    album = await loose.album_of(ctx.uow, ctx.user, replied.message_id) if replied else None
    return [*found, *await loose.take(ctx.uow, ctx.user, album)]


def _described(message: Message, earlier: Sequence[Loose]) -> str | None:
    texts = (replied_text(message), *(it.text for it in earlier))
    return "\n\n".join(dict.fromkeys(filter(None, texts))) or None


def _files(message: Message, earlier: Sequence[Loose]) -> list[File]:
    """Give the files that go with a command: those of its album, and those of the message that it answers."""
    files = (*(it.file for it in earlier), file_of(message), replied_file(message))
    return list({file.id: file for file in files if file is not None}.values())


async def _create_at_once(message: Message, text: str, ctx: Context) -> Replies:
    with refusing(way="keys"):
        wanted = ctx.mentions.restored(await _read_keys(text, ctx))
        rule = parse_rule(wanted.repeat, ctx.day_sent) if wanted.repeat else None
        project = await creation.project_of(ctx, wanted.project)
    earlier = await _earlier(message, ctx)
    if wanted.description is None:
        wanted = replace(wanted, description=_described(message, earlier))
    named = [] if wanted.assignee is None else [wanted.assignee]
    assignees = await creation.find_assignees(ctx, named)
    moved, edits = await drafts.release(ctx, message.media_group_id)
    files = [*moved, *_files(message, earlier)]
    if assignees.doubtful or rule is not None:  # what recurs is shown before it is created
        line = line_of(wanted, rule, project.id)
        return [*await drafts.start(ctx, line, wanted.description, files), *edits]
    result = await creation.create(ctx, wanted, assignees.found, project_id=project.id, files=files)
    return [*await cards.send(ctx, result.subject, result.reply_text), *result.replies, *edits]


async def _read_keys(text: str, ctx: Context) -> NewTask:
    """Read `key:value`. Who knows of one project only has no field for it, and is told of none."""
    field = _PROJECT_FIELD.search(text)
    if field is None or await named_projects.several(ctx):
        return new_task(text, partial(parse_moment, now=ctx.moment_sent))
    try:
        wanted = new_task(text, partial(parse_moment, now=ctx.moment_sent))
    except Refusal as refusal:
        if refusal.variables.get("field") != "project" and refusal.key != "refusal-project-name":
            raise
    else:
        if wanted.project is None:  # it stands in quotation marks
            return wanted
    raise Refusal("refusal-key-unknown", typed=field[1], nearest="none")


_PROJECT_FIELD = re.compile(r"(?<![\w-])(project|проект)\s*[:：=]", re.IGNORECASE)


# --- What is asked for ----------------------------------------------------------------------------


async def _answers(
    message: Message, user: User | None = None, parsed_command: ParsedCommand | None = None
) -> bool:
    """Match a text or a file while a draft waits for an answer."""
    waits = user is not None and user.awaited in drafts.AWAITED
    return waits and parsed_command is None and (message.text is not None or file_of(message) is not None)


async def take_answer(message: Message, ctx: Context) -> Replies:
    """Put what was asked for into the draft; what is forwarded is description, whatever was asked."""
    draft = await drafts_repository.get(ctx.uow, ctx.user.awaited_for or 0, ctx.user.id)
    if draft is None:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
        return [say(message.chat.id, ctx.l10n("draft-gone"))]
    text = text_of(message)
    goes_on = drafts.goes_on(draft, file_of(message))
    if is_others(message) or (goes_on and text is None):
        return await _add(message, ctx, draft)
    draft = drafts.with_file(draft, file_of(message))
    named = creation.NOBODY
    awaited = ctx.user.awaited or Awaited.TITLE
    if text is not None and awaited is Awaited.TITLE:
        typed = clean(ctx.mentions.text)
        projects = await creation.projects_by_name(ctx, typed)
        line = ctx.mentions.restored(read(typed, ctx.moment_sent, projects))
        draft, named = await drafts.take_line(ctx, draft, line)
    elif text is not None:
        draft = await _TAKERS[awaited](message, ctx, draft)
    return await (drafts.keep_answered(ctx, draft) if goes_on else drafts.go_on(ctx, draft, named))


async def _take_new_title(message: Message, _: Context, draft: Draft) -> Draft:
    title, *further = [line for line in (text_of(message) or "").splitlines() if visible(line)]
    return drafts.with_text(replace(draft, title=title.strip()), "\n".join(further))


async def _take_description(message: Message, _: Context, draft: Draft) -> Draft:
    return replace(draft, description=text_of(message))


async def _take_deadline(message: Message, ctx: Context, draft: Draft) -> Draft:
    return draft.due(parse_moment_or_none(text_of(message) or "", ctx.moment_sent, draft.deadline))


async def _take_repeat(message: Message, ctx: Context, draft: Draft) -> Draft:
    text = text_of(message) or ""
    rule = None if is_never(text) else parse_rule(text, ctx.day_sent)
    return replace(draft, repeat=rule)


async def _take_reminders(message: Message, _: Context, draft: Draft) -> Draft:
    return replace(draft, remind_before=parse_before(text_of(message) or ""))


async def _take_labels(message: Message, _: Context, draft: Draft) -> Draft:
    return replace(draft, labels=few((*draft.labels, *parse_labels(text_of(message) or ""))))


async def _take_assignees(_: Message, ctx: Context, draft: Draft) -> Draft:
    words = clean(ctx.mentions.text).replace(",", " ").split()
    named = [parse_person(word.removeprefix("@") if word[1:].isdigit() else word) for word in words]
    people = await find_people(ctx, named, "refusal-person-not-found", has_access)
    for person in people:
        require_access(person, "refusal-person-no-access")
    return drafts.with_people(draft, people)


_TAKERS = {
    Awaited.DRAFT_TITLE: _take_new_title,
    Awaited.DRAFT_DESCRIPTION: _take_description,
    Awaited.DRAFT_DEADLINE: _take_deadline,
    Awaited.DRAFT_ASSIGNEE: _take_assignees,
    Awaited.DRAFT_REPEAT: _take_repeat,
    Awaited.DRAFT_REMIND: _take_reminders,
    Awaited.DRAFT_LABELS: _take_labels,
}


# --- What is sent besides -------------------------------------------------------------------------


async def _adds(
    message: Message,
    uow: UnitOfWork,
    sent: datetime,
    user: User | None = None,
    parsed_command: ParsedCommand | None = None,
) -> bool | dict[str, Any]:
    """Match what is forwarded, and files, while the person writes a task and nothing else is asked for."""
    if (
        user is None
        or user.awaited is not None
        or parsed_command is not None
        or message.reply_to_message is not None
    ):
        return False
    if file_of(message) is None and (not is_others(message) or text_of(message) is None):
        return False
    draft = await drafts_repository.latest(uow, user.id, sent)
    return {"draft": draft} if draft is not None else False


async def take_more(message: Message, draft: Draft, ctx: Context) -> Replies:
    """Add a message to the draft: its text to the description, its file to the files."""
    return await _add(message, ctx, draft)


async def _add(message: Message, ctx: Context, draft: Draft) -> Replies:
    file = file_of(message)
    added = drafts.with_file(drafts.with_text(draft, text_of(message)), file)
    return await (drafts.keep(ctx, added) if drafts.goes_on(draft, file) else drafts.go_on(ctx, added))
