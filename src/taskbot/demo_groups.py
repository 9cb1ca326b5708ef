"""The demo's groups, one in each language: what is said there before anyone looks."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from dataclasses import dataclass

from taskbot.delivery import Delivery
from taskbot.sandbox.people import SAMPLE_TEAM
from taskbot.sandbox.server import Sandbox
from taskbot.sandbox.state import BOT_USERNAME

ANNA, BORIS, CAROL, DAVE = (person.id for person in SAMPLE_TEAM)


@dataclass(frozen=True, slots=True)
class Office:
    """A group whose first member lets the bot in, and presses `bind`.

    The second says something, of which the first makes a `task`, and presses `create` in its draft.
    """

    title: str
    members: tuple[int, ...]
    bind: str
    said: str
    task: str
    create: str
    thanks: str


OFFICES = (
    Office(
        title="Office",
        members=(CAROL, DAVE, ANNA),
        bind="🔗 Bind this group",
        said="The coffee machine leaks again",
        task="@carol tomorrow !high",
        create="✅ Create",
        thanks="Thanks! I'll drink tea until then",
    ),
    Office(
        title="Офис",
        members=(ANNA, BORIS, CAROL),
        bind="🔗 Привязать группу",
        said="В переговорной перегорела лампа",
        task="@boris завтра !высокий",
        create="✅ Создать",
        thanks="Хорошо, куплю по дороге",
    ),
)


async def begin(sandbox: Sandbox, delivery: Delivery, joined: Container[int]) -> None:
    """Make the groups, and let people talk there; who has not `joined` asks the bot for nothing."""
    for office in OFFICES:
        await _Opening(sandbox, delivery, office).happen(joined)


class _Opening:
    """The first minutes of a group."""

    def __init__(self, sandbox: Sandbox, delivery: Delivery, office: Office) -> None:
        people = [sandbox.chat(person).person for person in office.members]
        self.group = sandbox.new_group(office.title, people)
        self._sandbox = sandbox
        self._delivery = delivery
        self._office = office

    async def happen(self, joined: Container[int]) -> None:
        office, group = self._office, self.group
        first, second, *_ = office.members
        group.add_bot(first, rights=["can_pin_messages"])
        await self._settle()
        group.press(first, office.bind)
        await self._settle()
        said = group.say(second, office.said)
        group.say(first, f"/task@{BOT_USERNAME} {office.task}", reply_to=said)
        await self._settle()
        group.press(first, office.create)
        await self._settle()
        group.say(second, office.thanks)
        if second in joined:
            group.say(second, f"/my_tasks@{BOT_USERNAME}")
        await self._settle()

    async def _settle(self) -> None:
        """Return when the bot has done all that it was sent, and has sent all that it wrote."""
        while self._sandbox.pending_updates:  # noqa: ASYNC110 (of the stand-in)
            await asyncio.sleep(0.01)
        await self._delivery.drained()
