"""The running bot with a stand-in for Telegram, and people who chat with it.

`await anna.says("/help", "What you can do…")` sends a text and compares all answers in full; `...` in an answer
stands for any text. `boris.hears("…")` compares the messages that came without being asked for. In a group,
`group = bot.group("Team", topics=["Backend"])`, it is `await group.says(anna, "/help", "…", thread="Backend")` and
`group.hears("…")`. At the end of a test nobody may have a message that the test did not expect.
"""

from __future__ import annotations

import asyncio
import re
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from taskbot import app
from taskbot.config import Settings
from taskbot.delivery import Delivery
from taskbot.domain.clock import SteppedClock
from taskbot.sandbox.chats import ChatKind
from taskbot.sandbox.messages import Event, Message
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import Sandbox
from taskbot.sandbox.views import GroupChat, Member, PersonChat

TIMEOUT = 30  # seconds; what is waited for takes some milliseconds


class Clock(SteppedClock):
    """The time of the bot and of its Telegram; it stands still until a test sets `moment`, or advances it.

    It begins on a Tuesday noon, UTC. The daemon's scheduler does what is due when it starts, and then sleeps
    until `Stage.tick`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime(2026, 12, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def at(self, moment: datetime) -> None:  # noqa: ARG002 (it does not go by the machine)
        return None

    def advance(self, by: timedelta) -> None:
        self.moment += by

    async def sleep(self, _: float | None) -> None:
        await super().sleep(None)


class Stage:
    """The bot, its database and its Telegram."""

    def __init__(self, sandbox: Sandbox, pool: asyncpg.Pool, clock: Clock, settings: dict[str, Any]) -> None:
        self.sandbox = sandbox
        self.pool = pool
        self.clock = clock
        # A restart leaves the poll of before to be ended, unheard, by the next. A call without arguments asks
        # whether the server knows messages for one person alone.
        self.allowed_refusals = ["terminated by other getUpdates request", "chat_id is empty"]
        self._settings = settings
        self._people: dict[int, Speaker] = {}
        self._groups: list[Group] = []
        self._stack = AsyncExitStack()
        self.delivery: Delivery

    async def start(self, **settings: Any) -> None:
        """Start the bot; what is given is remembered for the next start."""
        self._settings |= settings
        given = Settings(_env_file=None, **self._settings)
        self.delivery = await self._stack.enter_async_context(app.running(given, lambda _: None, self.clock))
        await self.delivery.drained()

    async def stop(self) -> None:
        await asyncio.wait_for(self._stack.aclose(), TIMEOUT)

    async def restart(self, **settings: Any) -> None:
        await self.stop()
        await self.start(**settings)

    def person(self, person: Person) -> Speaker:
        """Give a person of Telegram, new to the bot or not; a known one gets these names."""
        if person.id in self._people:
            self.sandbox.state.join(person)
        else:
            self._people[person.id] = Speaker(self, self.sandbox.join(person))
        return self._people[person.id]

    def group(
        self,
        title: str,
        *members: Speaker,
        topics: Iterable[str] | None = None,
        kind: ChatKind = "supergroup",
        bot_is_in: bool = True,
    ) -> Group:
        """Make a group of these people, or of all that the bot's Telegram has; a forum where there are topics.

        The first has created it, and has added the bot unless it is said not to be there. Nothing that is said
        in a group may be left unread at the end: `Group.hears`.
        """
        people = [it.chat.person for it in members] or list(self.sandbox.state.people.values())
        group = Group(self, self.sandbox.new_group(title, people, topics=topics, kind=kind))
        self._groups.append(group)
        if bot_is_in:
            group.add_bot()
        return group

    async def settle(self) -> None:
        """Return when the bot has done all that it was sent and has sent all that it wrote."""
        async with asyncio.timeout(TIMEOUT):
            while self.sandbox.pending_updates:  # noqa: ASYNC110 (Telegram's state; confirmed is stored)
                await asyncio.sleep(0.001)
            await self.delivery.drained()

    async def tick(self) -> None:
        """Return when the daemon's scheduler has done all that is due at `clock.moment`, and all that is sent.

        Set or advance the clock first, and stop the bot meanwhile if it was down: `moment` then jumps. See
        `passes` for time with the bot at work. Notices of comments and albums wait by the machine's time.
        """
        async with asyncio.timeout(TIMEOUT):
            await self.clock.catch_up()
        await self.settle()

    async def passes(self, span: timedelta, step: timedelta = timedelta(minutes=15)) -> None:
        """Let time pass with the bot at work: it does what is due at every step, and at the end."""
        end = self.clock.moment + span
        while self.clock.moment < end:
            self.clock.moment = min(end, self.clock.moment + step)
            await self.tick()

    async def sql(self, statement: str, *values: object) -> Any:
        """Run a statement on the bot's database, and give the first value of its answer."""
        return await self.pool.fetchval(statement, *values)

    async def check(self) -> None:
        """Check that Telegram refused nothing, no update failed, and every message was expected."""
        refused = {(it.method, it.description) for it in self.sandbox.refusals}
        assert {it for it in refused if not any(text in it[1] for text in self.allowed_refusals)} == set()
        assert await self.sql("SELECT array_agg(error) FROM inbox WHERE parked_at IS NOT NULL") is None
        assert await self.sql("SELECT array_agg(error) FROM outbox") is None
        for speaker in self._people.values():
            speaker.hears_nothing()
        for group in self._groups:
            group.hears_nothing()


class Speaker:
    """A person in their private chat with the bot."""

    def __init__(self, stage: Stage, chat: PersonChat) -> None:
        self._stage = stage
        self.chat = chat
        self.id = chat.id

    async def says(self, text: str, *answers: str, buttons: Sequence[str] | None = None) -> None:
        """Send a text and get exactly these answers; the last has these buttons, where that is said."""
        self.chat.say(text)
        await self._stage.settle()
        self.hears(*answers, buttons=buttons)

    def hears(self, *texts: str, buttons: Sequence[str] | None = None) -> None:
        """Compare the messages that came since the last time, in full.

        Edits and deletions of live cards are left out: see `take`, and test_cards.
        """
        __tracebackhide__ = True
        events = [event for event in self.take() if not _silent(event)]
        _compare(self, [_seen(event) for event in events], ["message: " + _plain(text) for text in texts])
        if buttons is not None:
            assert events[-1].labels == list(buttons)

    def hears_nothing(self) -> None:
        self.hears()

    async def presses(
        self,
        button: str,
        text: str | None = None,
        *,
        toast: str = "",
        buttons: Sequence[str] | None = None,
        on: Message | None = None,
    ) -> None:
        """Press a button; the answer is this toast, and the message is edited to this text."""
        self.chat.press(button, on)
        await self._reacts(text, toast, buttons)

    async def forges(
        self,
        data: str,
        text: str | None = None,
        *,
        toast: str = "",
        buttons: Sequence[str] | None = None,
        **how: Any,
    ) -> None:
        """Press a button that the last message does not have."""
        self.chat.forge(data, how.pop("on", self.chat.last), **how)
        await self._reacts(text, toast, buttons)

    async def _reacts(self, text: str | None, toast: str, buttons: Sequence[str] | None) -> None:
        await self._stage.settle()
        events = self.take()
        edits = ["edit: " + _plain(text)] if text is not None else []
        _compare(self, [_seen(event) for event in events], ["toast: " + toast, *edits])
        if buttons is not None:
            assert [event.labels for event in events[1:]] == [list(buttons)] * len(edits)

    @property
    def menu(self) -> dict[str, str]:
        """The commands under "/" and what they say."""
        return {command["command"]: command["description"] for command in self.chat.menu()}

    @property
    def last(self) -> Message:
        return self.chat.last

    def shown(self, kind: str) -> list[str]:
        """The pieces of the last message with that kind of formatting."""
        units = self.last.text.encode("utf-16-le")
        return [
            units[2 * it["offset"] : 2 * (it["offset"] + it["length"])].decode("utf-16-le")
            for it in self.last.entities
            if it["type"] == kind
        ]

    def overhears(self) -> list[str]:
        """Take all messages that came, for tests that are about something else."""
        return [ordinary(event.text) for event in self.take()]

    def take(self) -> list[Event]:
        """Take the events that came since the last time."""
        events = self.chat.unread
        for _ in events:
            self.chat._unread.popleft()
        return events

    def __str__(self) -> str:
        return self.chat.person.first_name


class Group(GroupChat):
    """A group with the bot in it, and what people say, press and hear there.

    What one person alone sees is compared with that person's name before it: `→ Anna: text`.
    """

    def __init__(self, stage: Stage, view: GroupChat) -> None:
        super().__init__(view._state, view._chat, view._explain)
        self._stage = stage

    async def says(self, person: Speaker, text: str, *answers: str, **how: Any) -> Message:
        """Send a text and get exactly these answers in the group; `how` is that of `say`."""
        __tracebackhide__ = True
        said = self.say(person, text, **how)
        await self._stage.settle()
        self.hears(*answers)
        return said

    async def presses(
        self, person: Speaker, button: str, *answers: str, toast: str = "", on: Message | None = None
    ) -> None:
        """Press a button; the answers are messages and edits, each with `edit: ` before its text."""
        __tracebackhide__ = True
        self.press(person, button, on)
        await self._stage.settle()
        seen = self._shown()
        _compare(self, seen, ["toast: " + toast, *map(_expected, answers)])

    def hears(self, *texts: str) -> None:
        """Compare what the bot did in the group since the last time, in full."""
        __tracebackhide__ = True
        _compare(self, self._shown(), [_expected(text) for text in texts])

    def hears_nothing(self) -> None:
        self.hears()

    def _shown(self) -> list[str]:
        """Telegram's notice of a pin, which the bot causes, is left out."""
        events = [it for it in self.take() if it.message is None or not it.message.is_service]
        return [f"{it.kind}: {self._to(it)}{ordinary(it.text)}" for it in events]

    def _to(self, event: Event) -> str:
        only = event.message.only_for if event.message else None
        return f"→ {self._person(only).first_name}: " if only is not None else ""

    def migrate(self, by: Member | None = None, new_id: int | None = None) -> Group:
        """Make it a supergroup."""
        after = Group(self._stage, super().migrate(by, new_id))
        self._stage._groups.append(after)
        return after


def _expected(text: str) -> str:
    kinds = ("edit: ", "delete: ")
    return _plain(text) if text.startswith(kinds) else "message: " + _plain(text)


def _silent(event: Event) -> bool:
    """Whether Telegram makes no sound of it: a card goes, or shows how its task stands now."""
    return event.kind == "delete" or (event.kind == "edit" and event.text.startswith("📋 "))


def _plain(text: str) -> str:
    return textwrap.dedent(text).strip()


_ORDINARY = str.maketrans("\u00a0\u202f", "  ")


def ordinary(text: str) -> str:
    """A text as tests write it, with ordinary spaces for those that break no line."""
    return text.translate(_ORDINARY)


def _seen(event: Event) -> str:
    return f"{event.kind}: {ordinary(event.text)}"


def _compare(speaker: Speaker | Group, seen: list[str], expected: list[str]) -> None:
    """Show a difference as a chat, in full."""
    __tracebackhide__ = True
    same = len(seen) == len(expected) and all(map(_matches, expected, seen))
    if not same:
        chat = speaker.chat if isinstance(speaker, Speaker) else speaker
        lines = "\n".join(["", "--- expected", *expected, "--- seen", *seen, "---", str(chat)])
        raise AssertionError(f"{speaker}:{lines}")


def _matches(expected: str, text: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, text, re.DOTALL) is not None
