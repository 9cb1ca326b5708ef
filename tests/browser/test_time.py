"""A task that recurs, a reminder and a digest, in the chat page of the real demo, in each language.

The demo's clock is moved on. `TASKBOT_PICTURES=1` keeps the pictures for docs/ux.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from browser.test_paths import ENGLISH, RUSSIAN, Hand, Words
from browser.walking import PHONE, demo_running, window

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True)
class Times:
    """What is said, pressed and answered, in one language."""

    words: Words
    repeat: str
    repeats: tuple[str, ...]
    recurs: str
    due: str
    due_says: tuple[str, ...]
    digest: str
    today: str
    reminder: str
    snooze: str
    snoozed: str
    again: str


TIMES = (
    Times(
        words=ENGLISH,
        repeat="/create_task every last workday of the month 16:00 Hand in the hours @Dave !high",
        repeats=("🔁 Repeats: every last workday of the month at 16:00", "Next: "),
        recurs="🔁 Recurring task",
        due="/create_task Call the bank @Dave tomorrow 15:00",
        due_says=("Call the bank", "15:00 · tomorrow"),
        digest="📰 Your day",
        today="📅 Today · 1",
        reminder="⏰ Reminder",
        snooze="⏰ 15 min",
        snoozed="I'll remind you of task",
        again="⏰ You asked me to remind you of task",
    ),
    Times(
        words=RUSSIAN,
        repeat="/создать_задачу каждый последний рабочий день месяца в 16:00 Сдать часы @Борис !высокий",
        repeats=("🔁 Повтор: каждый месяц в последний рабочий день в 16:00", "Ближайшие: "),
        recurs="🔁 Повторяющаяся задача",
        due="/создать_задачу Позвонить в банк @Борис завтра 15:00",
        due_says=("Позвонить в банк", "15:00 · завтра"),
        digest="📰 Ваш день",
        today="📅 Сегодня · 1",
        reminder="⏰ Напоминание",
        snooze="⏰ 15 мин",
        snoozed="Напомню о задаче",
        again="⏰ Вы просили напомнить",
    ),
)


async def move(hand: Hand, *, days: int = 0, hours: int = 0) -> None:
    """Move the demo's clock on, a day or an hour at a time."""
    for step in ["menu-day-on"] * days + ["menu-hour-on"] * hours:
        await hand.page.get_by_test_id("chat-menu").click()
        item = hand.page.get_by_test_id(step)
        await expect(item).to_be_enabled()
        before = await hand.page.get_by_test_id("clock-time").text_content()
        await item.click()
        await expect(hand.page.get_by_test_id("clock-time")).not_to_have_text(before or "")


async def come_to_ten(hand: Hand) -> None:
    """Let it be ten in the morning, of a workday before another."""
    clock = hand.page.get_by_test_id("clock-time")
    while not re.search(r" 10:[0-9]{2}$", await clock.text_content() or ""):
        await move(hand, hours=1)
    while not re.match("Mon|Tue|Wed|Thu|пн|вт|ср|чт", await clock.text_content() or ""):
        await move(hand, days=1)


# The reminder sometimes does not come after the demo's clock was moved by four hours. The cause is not known
# yet; it must be found, and this mark removed.
@pytest.mark.xfail(reason="a reminder sometimes stays out after the demo's clock was moved", strict=False)
@pytest.mark.parametrize("times", TIMES, ids=lambda times: times.words.language)
async def test_time(browser: Browser, times: Times) -> None:
    words = times.words
    async with demo_running() as (_, url), window(browser, url, words.scheme, PHONE) as page:
        hand = Hand(page, words)
        for person in (words.employee, words.admin):
            await hand.become(person)
            await page.get_by_test_id("start").click()
            await hand.reads(str(person))
        await come_to_ten(hand)
        await repeat(hand, times)
        await be_reminded(hand, times)
        assert hand.troubles == set()


async def repeat(hand: Hand, times: Times) -> None:
    """The rule is typed in one line; the bot says it back with the next dates, one tap creates it."""
    hand.begin()
    await hand.say(times.repeat)
    await hand.reads(*times.repeats, times.words.name)
    await hand.picture("repeat")
    await hand.tap(times.words.create)
    await hand.reads(times.recurs)
    hand.took(taps=1, messages=1)


async def be_reminded(hand: Hand, times: Times) -> None:
    """A deadline with an hour is in the digest of its day, and reminded of an hour before."""
    words = times.words
    hand.begin()
    await hand.say(times.due)
    await hand.reads(*times.due_says)
    await hand.tap(words.create)
    await hand.reads(words.created)
    hand.took(taps=1, messages=1)
    await hand.become(words.employee)
    await move(hand, days=1)  # from ten to ten
    await hand.reads(times.digest, times.today)
    await hand.picture("digest")
    await move(hand, hours=4)
    await hand.reads(times.reminder, "15:00")
    await hand.picture("reminder")
    hand.begin()
    await hand.tap(times.snooze)
    await hand.sees(times.snoozed)
    hand.took(taps=1)
    await move(hand, hours=1)
    await hand.sees(times.again)
    hand.begin()
    await hand.tap(words.done)
    await hand.sees(words.completed)
    hand.took(taps=1)
