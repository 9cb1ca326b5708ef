"""The demo: the whole bot on this machine alone, with a stand-in for Telegram and a page to chat in."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taskbot import app, logs
from taskbot.config import ConfigurationError, Settings
from taskbot.sandbox.people import SAMPLE_TEAM
from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    import asyncio

    from taskbot.delivery import Delivery
    from taskbot.service import State

ANNA, BORIS, CAROL, DAVE = (person.id for person in SAMPLE_TEAM)
ADMINS = (ANNA, CAROL)
TOKEN = "123456789:SANDBOX-TOKEN-OF-THE-TASKBOT-DEMO-XX"  # noqa: S105 (known to the stand-in alone)

# What the team says before anyone looks: {soon} lies ahead, {late} has passed.
SCENES = (
    *((person.id, "/start") for person in SAMPLE_TEAM),
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
    (BORIS, "/обновить_статус 1 в работе"),
    (BORIS, "/комментарий 1 Продажи готовы, жду расходы от бухгалтерии."),
    (DAVE, "/update_status 4 completed"),
    (BORIS, "/мои_задачи"),
    (DAVE, "/my_tasks"),
    (CAROL, "/all_tasks"),
    (ANNA, "/создать_задачу Забронировать переговорную @boris завтра !высокий"),  # a draft as yet
)

INTRODUCTION = """
  The chat page:  {url}

  Choose a person on the left and chat with the bot as that person:
    Анна Петрова   admin, in Russian      Carol Smith   admin, in English
    Борис Иванов   employee, in Russian   Dave Jones    employee, in English

  Nothing here reaches Telegram, and all of it is gone when you press Ctrl-C.
"""


async def run(stop: asyncio.Event, *, port: int, lively: bool = True) -> None:
    """Serve the chat page on `port` of the loopback (0: any free one) until `stop` is set.

    A lively demo begins with a team at work, an empty one with people who have never met the bot.
    """
    logs.configure("WARNING")
    with tempfile.TemporaryDirectory(prefix="taskbot-demo-") as folder:
        # For the account that runs PostgreSQL when root runs the demo.
        Path(folder).chmod(0o711)  # noqa: ASYNC240 (before anything is served)
        sandbox = Sandbox(token=TOKEN, people=SAMPLE_TEAM)
        await _open(sandbox, port)
        try:
            async with app.running(_settings(Path(folder), sandbox.url), _tell) as delivery:
                if lively:
                    await _begin(sandbox, delivery)
                print(INTRODUCTION.format(url=sandbox.url), flush=True)  # noqa: T201 (for the terminal)
                await stop.wait()
        finally:
            await sandbox.stop()


async def _open(sandbox: Sandbox, port: int) -> None:
    try:
        await sandbox.start(port=port)
    except OSError as error:
        raise ConfigurationError(
            f"The chat page cannot have port {port}: {os.strerror(error.errno or 0).lower()}. "
            f"Choose another: make demo PORT=8081, or taskbot demo --port 8081."
        ) from None


class _OwnSettings(Settings):
    """What the program says and nothing else: no setting of the environment is meant for the demo."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: Any,  # noqa: ARG003 (the library's name)
        init_settings: Any,
        *_: Any,
        **__: Any,
    ) -> tuple[Any]:
        return (init_settings,)


def _settings(folder: Path, url: str) -> Settings:
    return _OwnSettings(
        telegram_bot_token=TOKEN,
        telegram_api_url=url,
        database_url=None,
        data_dir=folder,
        admin_ids=ADMINS,
        default_language=None,
        telegram_rate_limit=0,
    )


async def _begin(sandbox: Sandbox, delivery: Delivery) -> None:
    """Let the team talk to the bot, one after the other."""
    today = datetime.now(UTC).date()
    days = {"soon": today + timedelta(days=3), "late": today - timedelta(days=2)}
    for person, text in SCENES:
        chat = sandbox.chat(person)
        chat.say(text.format(**days))
        await chat.next()
        await delivery.drained()


def _tell(state: State) -> None:
    print(f"==> {state[:1].upper()}{state[1:]}", flush=True)  # noqa: T201 (for the terminal)
