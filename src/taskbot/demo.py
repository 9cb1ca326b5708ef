"""The demo: the whole bot on this machine alone, with a stand-in for Telegram and a page to chat in."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from taskbot import app, config, demo_groups
from taskbot.config import ConfigurationError, Settings
from taskbot.delivery import Delivery
from taskbot.demo_clock import DemoClock
from taskbot.domain.models import Registration
from taskbot.domain.quiet import USUAL_QUIET
from taskbot.domain.workdays import Workdays
from taskbot.operations import logs
from taskbot.operations.health import State
from taskbot.places import known_zone
from taskbot.sandbox.people import SAMPLE_TEAM
from taskbot.sandbox.server import Sandbox

ANNA, BORIS, CAROL, DAVE = (person.id for person in SAMPLE_TEAM)
ADMINS = (ANNA, CAROL)
TOKEN = "123456789:SANDBOX-TOKEN-OF-THE-TASKBOT-DEMO-XX"  # noqa: S105 (known to the stand-in alone)
LOCALTIME = Path("/etc/localtime")  # a link to the zone's rules, on Linux and macOS
AFTER_QUIET_HOURS = timedelta(hours=1)  # the team begins then if it is night, or a day off

CREATE_EN, CREATE_RU = "✅ Create", "✅ Создать"

# What the team says before anyone looks: {soon} lies ahead, {late} has passed, {created} was created last.
GREETINGS = tuple((person.id, "/start") for person in SAMPLE_TEAM)
SCENES = (
    (
        ANNA,
        (
            '/создать_задачу название:"Подготовить отчёт"\n'
            'описание:"Квартальный отчёт: продажи, расходы, прогноз."\n'
            "приоритет:высокий срок:{soon} исполнитель:@boris"
        ),
    ),
    (ANNA, '/создать_задачу название:"Согласовать договор" приоритет:срочный срок:{late} исполнитель:@boris'),
    (CAROL, '/create_task title:"Order new laptops" priority:urgent due_date:{soon} assigned_to:1004'),
    (CAROL, '/create_task title:"Water the plants" priority:low assigned_to:1004'),
    (CAROL, '/create_task title:"Choose a photo for the website" description:"Whoever has an eye for it"'),
    # The reminders come at the next full minute.
    (ANNA, '/создать_задачу название:"Позвонить в типографию" срок:"через 6 минут" исполнитель:@boris'),
    (BORIS, "/напомнить {created} за 5 минут"),
    (CAROL, '/create_task title:"Call the printers" due_date:"in 6 minutes" assigned_to:1004'),
    (DAVE, "/remind {created} 5 minutes before"),
    (CAROL, '/create_task title:"Check the mail" repeat:"every workday 10:00" assigned_to:@carol'),
    (CAROL, CREATE_EN),
    (ANNA, '/создать_задачу название:"Разобрать почту" повтор:"по будням 10:00" исполнитель:@boris'),
    (ANNA, CREATE_RU),
    (BORIS, "/обновить_статус 1 в работе"),
    (BORIS, "/комментарий 1 Продажи готовы, жду расходы от бухгалтерии."),
    (DAVE, "/update_status 4 completed"),
    (BORIS, "/мои_задачи"),
    (DAVE, "/my_tasks"),
    (CAROL, "/all_tasks"),
    (ANNA, "/создать_задачу Забронировать переговорную @boris завтра !высокий"),  # a draft as yet
)
# How the team begins where not everybody may join: all are in but Dave, whom the visitor can let in.
ARRIVALS = (
    (ANNA, "/start"),
    (CAROL, "/start"),
    (ANNA, "/пригласить сотрудник"),
    (BORIS, "/start {invitation}"),
)

INTRODUCTION = """
  The chat page:  {url}

  Choose a person on the left and chat with the bot as that person:
    Анна Петрова   admin, in Russian      Carol Smith   admin, in English
    Борис Иванов   employee, in Russian   Dave Jones    employee, in English

  Below them are the groups of that person: Office, and Офис in Russian.
  At the bottom is the demo's clock, which you can move on by an hour or a day.{reminder}
{newcomer}
  Nothing here reaches Telegram, and all of it is gone when you press Ctrl-C.
"""
REMINDER = """
  Within a minute the bot reminds Борис of a task. It is due five minutes later."""
NEWCOMERS = {
    Registration.OPEN: "",
    Registration.APPROVAL: """
  Dave has not joined yet. Send /start as Dave, and let him in as Anna or Carol.
""",
    Registration.INVITE: """
  Dave has not joined yet. Make a link as Anna or Carol, with /invite; press the link, then choose Dave
  on the left and press Start.
""",
}


async def run(stop: asyncio.Event, *, port: int, lively: bool = True) -> None:
    """Serve the chat page on `port` of the loopback (0: any free one) until `stop` is set.

    A lively demo begins with a team at work, an empty one with people who have never met the bot.
    """
    logs.configure("WARNING")
    with tempfile.TemporaryDirectory(prefix="taskbot-demo-") as folder:
        # For the account that runs PostgreSQL when root runs the demo.
        Path(folder).chmod(0o711)  # noqa: ASYNC240 (before anything is served)
        clock = DemoClock()
        sandbox = Sandbox(token=TOKEN, people=SAMPLE_TEAM, clock=lambda: clock.now().timestamp())
        await _open(sandbox, port)
        try:
            await _serve(stop, sandbox, clock, _settings(Path(folder), sandbox.url), lively)
        finally:
            clock.let_go()
            await sandbox.stop()


async def _serve(
    stop: asyncio.Event, sandbox: Sandbox, clock: DemoClock, settings: Settings, lively: bool
) -> None:
    if lively:
        await clock.move(_until_work(clock.now().astimezone(settings.timezone)))
    async with app.running(settings, _tell, clock, clock.take_along) as delivery:
        if lively:
            scenes = _scenes(settings.registration)
            await _begin(sandbox, delivery, clock.now(), scenes)
            await demo_groups.begin(sandbox, delivery, {person for person, _ in scenes})
        sandbox.let_clock_move(partial(_advance, clock, delivery))
        newcomer, reminder = (NEWCOMERS[settings.registration], REMINDER) if lively else ("", "")
        text = INTRODUCTION.format(url=sandbox.url, newcomer=newcomer, reminder=reminder)
        print(text, flush=True)  # noqa: T201 (for the terminal)
        await stop.wait()


async def _advance(clock: DemoClock, delivery: Delivery, seconds: float) -> None:
    """Move the clock, and let the bot do what falls due by then."""
    await clock.move(timedelta(seconds=seconds))
    await clock.catch_up()
    await delivery.drained()


async def _open(sandbox: Sandbox, port: int) -> None:
    try:
        await sandbox.start(port=port)
    except OSError as error:
        raise ConfigurationError(
            f"The chat page cannot have port {port}: {os.strerror(error.errno or 0).lower()}. "
            f"Choose another: make demo PORT=8081, or taskbot demo --port 8081."
        ) from None


class _OwnSettings(Settings):
    """What the program says, and who may join; no other setting of the environment is meant for the demo."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: Any,  # noqa: ARG003 (the library's name)
        init_settings: Any,
        env_settings: Any,
        *_: Any,
        **__: Any,
    ) -> tuple[Any, Any]:
        def chosen() -> dict[str, Any]:
            return {name: value for name, value in env_settings().items() if name == "registration"}

        return init_settings, chosen


def _settings(folder: Path, url: str) -> Settings:
    return config.load(
        lambda: _OwnSettings(
            telegram_bot_token=TOKEN,
            telegram_api_url=url,
            database_url=None,
            data_dir=folder,
            admin_ids=ADMINS,
            default_language=None,
            telegram_rate_limit=0,
            timezone=_zone(LOCALTIME),
        )
    )


def _zone(localtime: Path) -> str:
    """Give the time zone of this machine, or UTC if it does not tell."""
    name = str(localtime.resolve()).partition("/zoneinfo/")[2]
    return name if name and known_zone(name) else "UTC"


def _until_work(now: datetime) -> timedelta:
    """Give how long it is until the bot may speak to people of itself; none at an hour of work."""
    end = USUAL_QUIET.ends(now, Workdays.of(None))
    return end + AFTER_QUIET_HOURS - now if end else timedelta(0)


def _scenes(registration: Registration) -> tuple[tuple[int, str], ...]:
    if registration is Registration.OPEN:
        return GREETINGS + SCENES
    return ARRIVALS + tuple(
        (person, text) for person, text in SCENES if person != DAVE and str(DAVE) not in text
    )


async def _begin(
    sandbox: Sandbox, delivery: Delivery, now: datetime, scenes: Iterable[tuple[int, str]]
) -> None:
    """Let the team talk to the bot, one after the other."""
    today = now.date()
    known = {"soon": str(today + timedelta(days=3)), "late": str(today - timedelta(days=2))}
    for person, text in scenes:
        chat = sandbox.chat(person)
        chat.take()  # what others have caused is no answer
        if text in (CREATE_EN, CREATE_RU):
            chat.press(text)
        else:
            chat.say(text.format(**known))
        await chat.next()
        await delivery.drained()
        if link := re.search(r"\?start=([\w-]+)", chat.last.text):
            known["invitation"] = link[1]
        if created := re.match(r"✅.*?[#№]\s?(\d+)", chat.last.text):
            known["created"] = created[1]


def _tell(state: State) -> None:
    print(f"==> {state[:1].upper()}{state[1:]}", flush=True)  # noqa: T201 (for the terminal)
