"""People who write numbered commands, and the check of what became of each.

Admins create tasks whose titles hold the number; employees change the states of their own tasks in a known
order, and list them now and then. So each command's answer can be told from the others, and each command
leaves a trace in the database: a title, or a line of `harness_log`.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import asyncpg

from taskbot.domain.models import Status
from taskbot.sandbox.messages import Event
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import Sandbox

FIRST_ID = 10_000
TASKS = 10  # of each employee
WINDOW = 60  # so many commands of a person until tokens are the same again
PENDING = 40  # so many unanswered commands, and a person waits before writing more
CYCLE = (Status.IN_PROGRESS, Status.COMPLETED, Status.REJECTED, Status.PENDING)

TASKS_OF = """
SELECT tasks.id FROM tasks JOIN users ON users.id = assigned_to_id WHERE telegram_id = $1 ORDER BY 1
"""
CREATED = "SELECT telegram_id, title FROM tasks JOIN users ON users.id = created_by_id ORDER BY tasks.id"
CHANGED = """
SELECT telegram_id, task_id, status FROM harness_log JOIN users ON users.id = person_id ORDER BY n
"""

# The mark of a command's answer or trace.
Token = tuple[str, str]
LIST: Token = ("list", "")

TITLE = re.compile(r"c\d+-\d+")
STATUS = re.compile(r"#(\d+).*→ \W*([a-z ]+)", re.DOTALL)

# Every change of a state, which the product itself does not keep.
PREPARE = """
CREATE TABLE harness_log (
    n bigint GENERATED ALWAYS AS IDENTITY, task_id bigint, person_id bigint, status text
);
CREATE FUNCTION harness_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO harness_log (task_id, person_id, status) VALUES (NEW.id, NEW.assigned_to_id, NEW.status);
    RETURN NULL;
END $$;
CREATE TRIGGER harness_note AFTER UPDATE OF status ON tasks FOR EACH ROW EXECUTE FUNCTION harness_note();
"""
REGISTER = """
INSERT INTO users (telegram_id, username, full_name, language_code, role)
SELECT id, name, name, 'en', role::user_role
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS _(id, name, role)
"""
GIVE = """
INSERT INTO tasks (title, assigned_to_id)
SELECT 'work of ' || username, id FROM users, generate_series(1, $1) WHERE role = 'employee'
"""


@dataclass(slots=True)
class Line:
    """The expected answers beside those that came, each in their order."""

    expected: list[Token] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)
    repeated: int = 0
    late: list[Token] = field(default_factory=list)
    strange: list[Token] = field(default_factory=list)
    _next: int = 0

    def see(self, token: Token) -> int | None:
        """Place an answer; return the number of the expected one if it has come for the first time."""
        before = range(self._next - 1, max(0, self._next - WINDOW) - 1, -1)
        after = range(self._next, min(len(self.expected), self._next + WINDOW))
        if self._next in after and self.expected[self._next] == token:
            self._next += 1
            return self._next - 1
        if any(self.expected[index] == token for index in self.missing):
            return self._jump(min(index for index in self.missing if self.expected[index] == token))
        if before and self.expected[before[0]] == token:
            self.repeated += 1
            return None
        for index in after:
            if self.expected[index] == token:
                return self._jump(index)
        if any(self.expected[index] == token for index in before):
            self.repeated += 1
        else:
            self.strange.append(token)
        return None

    def _jump(self, index: int) -> int:
        if index < self._next:
            self.missing.remove(index)
            self.late.append(self.expected[index])
        else:
            self.missing.update(range(self._next, index))
            self._next = index + 1
        return index

    @property
    def absent(self) -> int:
        """How many have not come."""
        return len(self.missing) + len(self.expected) - self._next


@dataclass(slots=True)
class Said:
    """A command: when it was said and first answered, by the event loop's clock."""

    at: float
    answered_at: float | None = None


class Writer:
    """A person who writes commands: an admin, or an employee with `tasks`."""

    def __init__(
        self, sandbox: Sandbox, person: Person, tasks: Sequence[int], heard: Callable[[], None]
    ) -> None:
        self.person = person
        self.chat = sandbox.chat(person.id)
        self.answers = Line()
        self.effects = Line()
        self.said: list[Said] = []
        self._tasks = tasks
        self._changes = 0
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        sandbox.state.chats[person.id].watchers[:] = [self._hear]

    def say_next(self) -> None:
        """Write the next command."""
        number = len(self.said)
        if not self._tasks:
            self._say_and_expect(f'/create_task title:"c{self.person.id}-{number}"', number)
        elif number % 3 == 2:
            self._expect(LIST)
            self.chat.say("/my_tasks")
        else:
            self._change_status()

    def _say_and_expect(self, words: str, number: int) -> None:
        token = ("title", f"c{self.person.id}-{number}")
        self.effects.expected.append(token)
        self._expect(token)
        self.chat.say(words)

    def _change_status(self) -> None:
        task = self._tasks[self._changes % TASKS]
        status = CYCLE[self._changes // TASKS % len(CYCLE)]
        self._changes += 1
        token = (str(task), status.replace("_", " "))
        self.effects.expected.append(token)
        self._expect(token)
        self.chat.say(f"/update_status {task} {status}")

    def _expect(self, token: Token) -> None:
        self.answers.expected.append(token)
        self.said.append(Said(self._loop.time()))

    def _hear(self, event: Event) -> None:
        index = self.answers.see(token_of(event.text))
        if index is not None:
            self.said[index].answered_at = self._loop.time()
        self._heard()


def token_of(text: str) -> Token:
    """The mark by which an answer of the bot is known."""
    if title := TITLE.search(text):
        return ("title", title[0])
    if changed := STATUS.search(text):
        return (changed[1], changed[2].strip())
    return LIST if "My tasks" in text or "Nothing to do" in text else ("strange", text[:80])


@dataclass(frozen=True, slots=True)
class Findings:
    """The fate of the commands; `strange` are answers that nobody expected."""

    commands: int
    lost: int
    twice: int
    late_effects: int
    late_answers: int
    unanswered: int
    repeated_answers: int
    strange: list[str]


class Crowd:
    """All people of a sandbox, who write while a block runs, or when they are told to."""

    def __init__(self, sandbox: Sandbox, *, admins: int = 10, employees: int = 20) -> None:
        self._sandbox = sandbox
        self._admins = [_person(number) for number in range(admins)]
        self._employees = [_person(admins + number) for number in range(employees)]
        self.writers: list[Writer] = []
        self._news = asyncio.Event()
        for person in (*self._admins, *self._employees):
            sandbox.join(person)

    async def move_in(self, connection: asyncpg.Connection) -> None:
        """Enter everybody, their tasks and the log of changes in a migrated database."""
        await connection.execute(PREPARE)
        people = [*self._admins, *self._employees]
        roles = ["admin"] * len(self._admins) + ["employee"] * len(self._employees)
        await connection.execute(REGISTER, [it.id for it in people], [it.username for it in people], roles)
        await connection.execute(GIVE, TASKS)
        for person in people:
            ids = await connection.fetch(TASKS_OF, person.id)
            tasks = [record["id"] for record in ids]
            self.writers.append(Writer(self._sandbox, person, tasks, self._news.set))

    async def write(self, rate: float, chance: random.Random, among: Sequence[Writer] | None = None) -> None:
        """Write `rate` commands a second, for ever; in each round everybody once, in an order of chance."""
        loop = asyncio.get_running_loop()
        start, count = loop.time(), 0
        while True:
            round_ = list(among or self.writers)
            chance.shuffle(round_)
            for writer in round_:
                await asyncio.sleep(start + count / rate - loop.time())
                count += 1
                if writer.answers.absent < PENDING:
                    writer.say_next()

    @property
    def commands(self) -> int:
        return sum(len(writer.said) for writer in self.writers)

    @property
    def repeated_answers(self) -> int:
        return sum(writer.answers.repeated for writer in self.writers)

    @property
    def unanswered(self) -> int:
        return sum(writer.answers.absent for writer in self.writers)

    def latencies(self, writers: Iterable[Writer] | None = None) -> list[float]:
        """Seconds from each command to its answer."""
        said = (said for writer in writers or self.writers for said in writer.said)
        return [it.answered_at - it.at for it in said if it.answered_at is not None]

    def first_answer(self, since: float) -> float | None:
        """When the first of the commands said after `since` was answered."""
        times = (
            said.answered_at
            for writer in self.writers
            for said in writer.said[-WINDOW:]
            if said.at > since and said.answered_at is not None
        )
        return min(times, default=None)

    async def answered(self, since: float, patience: float) -> float:
        """Wait until a command said after `since` is answered; return how many seconds after that it was."""
        first: list[float] = []

        def there() -> bool:
            time_ = self.first_answer(since)
            first.extend([] if time_ is None else [time_])
            return time_ is not None

        await self._until(there, patience)
        return first[0] - since

    async def all_answered(self, patience: float) -> None:
        """Wait until every command is answered; after `patience` seconds without any answer, give up."""
        before = -1
        while self.unanswered and self.unanswered != before:
            before = self.unanswered
            try:
                await self._until(lambda: self.unanswered == 0, patience)
            except TimeoutError:
                continue

    async def _until(self, condition: Callable[[], bool], patience: float) -> None:
        async with asyncio.timeout(patience):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def findings(self, fetch: Callable[..., Awaitable[Sequence[asyncpg.Record]]]) -> Findings:
        """Compare what was commanded with what the database holds and what was answered."""
        for record in await fetch(CREATED):
            self._writer(record["telegram_id"]).effects.see(("title", record["title"]))
        for record in await fetch(CHANGED):
            token = (str(record["task_id"]), record["status"].replace("_", " "))
            self._writer(record["telegram_id"]).effects.see(token)
        lines = [writer.effects for writer in self.writers]
        answers = [writer.answers for writer in self.writers]
        return Findings(
            commands=self.commands,
            lost=sum(line.absent for line in lines),
            twice=sum(line.repeated for line in lines),
            late_effects=sum(len(line.late) for line in lines),
            late_answers=sum(len(line.late) for line in answers),
            unanswered=self.unanswered,
            repeated_answers=self.repeated_answers,
            strange=[f"{kind}: {what}" for line in (*lines, *answers) for kind, what in line.strange],
        )

    def _writer(self, person_id: int) -> Writer:
        return self.writers[person_id - FIRST_ID]


def _person(number: int) -> Person:
    return Person(FIRST_ID + number, f"person{number}", None, f"person{number}", "en")
