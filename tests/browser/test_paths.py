"""The paths that people walk most on a phone, in taps, messages, scrolls and refusals, in both languages.

`TASKBOT_PICTURES=1` keeps the pictures of docs/ux.md, which says the counts as they are asserted here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from browser.walking import PHONE, answered, demo_running, picture, window

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

    from browser.chat_page import Scheme

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CUT_TEXT = (Path(__file__).parent / "cut_text.js").read_text()
CLEAR = """() => {
  document.activeElement.blur();
  document.querySelector(".day-label").style.visibility = "hidden"; // the date that floats over messages
  for (const toast of document.querySelectorAll("[data-testid=toast]")) toast.click();
}"""
# One step, for an edit replaces the message's element: between two steps it may be gone.
SHOW_NEWEST = """() => {
  const newest = [...document.querySelectorAll("[data-testid=message]")].at(-1);
  newest.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { y, height } = newest.getBoundingClientRect();
  return { y, height };
}"""
SCROLL = (Path(__file__).parent / "scroll.js").read_text()
# Commands (as a picker writes them, too), usernames, addresses.
NOT_OF_A_LANGUAGE = re.compile(r"/\w+(?: \d+ [a-z_]+)?|@\w+|https?://\S+")
FOREIGN = {
    "en": re.compile(r"\w*[А-Яа-яЁё]\w*"),
    "ru": re.compile(r"[A-Za-z][\w-]*"),
}
REFUSES = {
    "en": re.compile(r"Example:|That isn't a command"),
    "ru": re.compile(r"Пример:|Такой команды я не знаю"),
}
PROPER = {"Telegram", "ID", "UTC"}  # names that are written so in every language
OTHERS = 12  # tasks besides, so that lists have pages


@dataclass(frozen=True)
class Words:
    """What is said, pressed and answered, in one language."""

    language: str
    scheme: Scheme
    admin: int
    employee: int
    name: str  # of the employee
    new_task: str
    title: str
    assigned: str
    tomorrow: str
    create: str
    created: str
    in_one_line: str
    line_title: str
    line_says: tuple[str, ...]
    start: str
    started: str
    done: str
    completed: str
    plain: str
    make: str
    my_tasks: str
    reopen: str
    which_task: str
    which_status: str
    other: str
    search: str
    sought: str
    all_tasks: str
    filters: str
    typed_filters: str
    pending: str
    show: str
    next_page: str
    second_page: str
    back_to_list: str
    first: str
    details: str
    deadline: str
    month_before: str
    next_month: str
    due_says: str
    assign: str
    chosen: str
    back_to_task: str
    comment: str
    commented: str
    history: str
    history_says: str
    edit: str
    require: str
    review_on: str
    submitted: str
    awaits: str
    return_: str
    why: str
    reason: str
    returned: str
    accept: str
    accepted: str
    settings: str
    languages: str
    other_language: str
    other_settings: str
    other_languages: str
    same_language: str


ENGLISH = Words(
    language="en",
    scheme="light",
    admin=1003,
    employee=1004,
    name="Dave Jones",
    new_task="➕ New task",
    title="Order three laptops",
    assigned="has assigned a task to you",
    tomorrow="Tomorrow",
    create="✅ Create",
    created="📋 Task #",
    in_one_line="/create_task Renew the office lease @1004 in 3 days !high",
    line_title="Renew the office lease",
    line_says=("🟠 high", "in 3 days", "Dave Jones"),
    start="▶ Start",
    started="🔄 in progress",
    done="✅ Done",
    completed="✅ completed",
    plain="Water the plants",
    make="📝 Make it a task",
    my_tasks="📋 My tasks",
    reopen="↩ Reopen",
    which_task="Which task?",
    which_status="What is the new status?",
    other="Clean desk",
    search="/search laptop",
    sought="Search: “laptop”",
    all_tasks="/all_tasks",
    filters="🎛 Filters",
    typed_filters="/all_tasks status:pending",
    pending="⏳ pending",
    show="Done",
    next_page="Next ▶",
    second_page="page 2 of 2",
    back_to_list="◀ Back to the list",
    first="/task_details 1",
    details="/task_details 2",
    deadline="📅 Deadline",
    month_before="◀",
    next_month="▶",
    due_says="15",
    assign="👤 Assign",
    chosen="✓ Dave Jones",
    back_to_task="◀ Back to the task",
    comment="The landlord has sent the papers.",
    commented="Your comment on task #2",
    history="🕓 History",
    history_says="🔄 in progress → ✅ completed",
    edit="✏️ Edit",
    require="👍 Require acceptance",
    review_on="acceptance: on",
    submitted="submitted, awaiting acceptance",
    awaits="is awaiting your acceptance",
    return_="↩ Return",
    why="Write in one message why",
    reason="The rent of the second year is missing",
    returned="for rework",
    accept="👍 Accept",
    accepted="has accepted the work",
    settings="⚙️ Settings",
    languages="🌐 Language",
    other_language="Русский",
    other_settings="Настройки",
    other_languages="🌐 Язык",
    same_language="English",
)
RUSSIAN = Words(
    language="ru",
    scheme="dark",
    admin=1001,
    employee=1002,
    name="Борис Иванов",
    new_task="➕ Новая задача",
    title="Заказать три ноутбука",
    assigned="→ вам: новая задача",
    tomorrow="Завтра",
    create="✅ Создать",
    created="📋 Задача №",
    in_one_line="/создать_задачу Продлить аренду офиса @boris через 3 дня !высокий",
    line_title="Продлить аренду офиса",
    line_says=("🟠 высокий", "через 3 дня", "Борис Иванов"),
    start="▶ Начать",
    started="🔄 в работе",
    done="✅ Готово",
    completed="✅ завершена",
    plain="Полить цветы",
    make="📝 Сделать задачей",
    my_tasks="📋 Мои задачи",
    reopen="↩ Вернуть в работу",
    which_task="Какая задача?",
    which_status="Какой теперь статус?",
    other="Прибрать стол",
    search="/найти ноутбуки",
    sought="Поиск: «ноутбуки»",
    all_tasks="/все_задачи",
    filters="🎛 Фильтры",
    typed_filters="/все_задачи статус:ожидает",
    pending="⏳ ожидает",
    show="Готово",
    next_page="Вперёд ▶",
    second_page="страница 2 из 2",
    back_to_list="◀ К списку",
    first="/детали_задачи 1",
    details="/детали_задачи 2",
    deadline="📅 Срок",
    month_before="◀",
    next_month="▶",
    due_says="15",
    assign="👤 Исполнитель",
    chosen="✓ Борис Иванов",
    back_to_task="◀ К задаче",
    comment="Хозяин прислал бумаги.",
    commented="Комментарий к задаче № 2",
    history="🕓 История",
    history_says="🔄 в работе → ✅ завершена",
    edit="✏️ Изменить",
    require="👍 Включить приёмку",
    review_on="приёмка: включена",
    submitted="сдана, ждёт приёмки",
    awaits="ждёт вашей приёмки",
    return_="↩ Вернуть",
    why="Напишите одним сообщением, почему",
    reason="Не хватает цены за второй год",
    returned="возвращена на доработку",
    accept="👍 Принять",
    accepted="принята, задача завершена",
    settings="⚙️ Настройки",
    languages="🌐 Язык",
    other_language="English",
    other_settings="Settings",
    other_languages="🌐 Language",
    same_language="Русский",
)


@dataclass
class Hand:
    """Somebody's hand on the phone: it counts what it taps, sends and scrolls, and what it is refused."""

    page: Page
    words: Words
    taps: int = 0
    messages: int = 0
    scrolls: int = 0
    refusals: int = 0
    troubles: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Begin to count again."""
        self.taps = self.messages = self.scrolls = self.refusals = 0

    def took(self, *, taps: int = 0, messages: int = 0, scrolls: int = 0, refusals: int = 0) -> None:
        """Assert what was needed since the hand began to count."""
        counted = (self.taps, self.messages, self.scrolls, self.refusals)
        assert counted == (taps, messages, scrolls, refusals), "taps, messages, scrolls, refusals"

    async def become(self, person: int) -> None:
        await self.page.evaluate("person => { location.hash = person; }", str(person))
        await expect(self.page.get_by_test_id(f"person-{person}")).to_have_attribute("aria-current", "true")

    async def answer(self, person: int) -> None:
        """Become somebody who has something unread: the chat opens there, not at its end."""
        await expect(self.page.get_by_test_id(f"unread-{person}")).to_have_count(1)
        await self.become(person)

    async def meet(self) -> None:
        """Say /start, and begin to count when its buttons are there."""
        await self.say("/start")
        await self.reads("👋")
        self.begin()

    async def say(self, text: str) -> None:
        self.messages += 1
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def reply(self, text: str) -> None:
        """Answer the newest message, as a swipe does."""
        await self.newest.get_by_test_id("bubble").click(button="right", position={"x": 20, "y": 20})
        await self.page.get_by_test_id("menu-reply").click()
        await self.say(text)

    async def choose(self, command: str) -> None:
        """Take a command from the menu."""
        self.taps += 2
        await self.page.get_by_test_id("menu-button").click()
        line = self.page.locator(f'[data-command="{command}"]')
        await self.scroll_to(line)
        await line.click()

    async def tap(self, label: str) -> None:
        """Press a button of the newest message."""
        self.taps += 1
        await self.scroll_to(self.button(label))
        await self.button(label).click()

    async def scroll_to(self, target: Locator) -> None:
        """Swipe until all of it is in view."""
        while (swipes := await target.evaluate(SCROLL)) is None:
            pass  # an edit has just replaced it
        self.scrolls += swipes

    def button(self, label: str) -> Locator:
        """A button of the newest message."""
        return self.newest.get_by_test_id("inline-button").get_by_text(label, exact=True)

    @property
    def newest(self) -> Locator:
        return self.page.get_by_test_id("message").last

    async def sees(self, *said: str) -> None:
        """See the newest message say that."""
        await answered(self.page, *said)
        await self.scroll_to(self.newest)
        self.refusals += await self._is_refused()

    async def _is_refused(self) -> bool:
        """Whether the newest message says what is missing, and is no question with buttons for an answer."""
        text = await self.newest.get_by_test_id("message-text").inner_text()
        buttons = await self.newest.get_by_test_id("inline-button").count()
        asks = text.partition("\n")[0].endswith("?") and buttons > 0
        return bool(REFUSES[self.words.language].search(text)) and not asks

    async def reads(self, *said: str) -> None:
        """See the newest message say that, uncut and in one language."""
        await self.sees(*said)
        self.troubles |= set(await self.page.evaluate(CUT_TEXT))
        self.troubles |= {f"foreign: {it}" for it in await self._foreign_words()}

    async def _foreign_words(self) -> list[str]:
        texts = await self.page.locator('[data-testid="message"][data-from="bot"]').all_inner_texts()
        plain = NOT_OF_A_LANGUAGE.sub(" ", "\n".join(texts))
        return [it for it in FOREIGN[self.words.language].findall(plain) if it not in PROPER]

    async def picture(self, path: str) -> None:
        """Keep the newest message as it is now, without what lies over it."""
        await self.page.evaluate(CLEAR)
        box = await self.page.evaluate(SHOW_NEWEST)
        below = await self.page.locator("footer .panel").bounding_box()  # which the messages go under
        assert below is not None
        top = max(box["y"] - 8, 0)
        height = min(box["y"] + box["height"] + 8, below["y"]) - top
        clip = {"x": 0, "y": top, "width": PHONE["width"], "height": height}
        await picture(self.page, f"ux-{path}-{self.words.language}", clip)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN], ids=lambda words: words.language)
async def test_paths(browser: Browser, words: Words) -> None:
    async with demo_running() as (_, url), window(browser, url, words.scheme, PHONE) as page:
        hand = Hand(page, words)
        for person in (words.employee, words.admin):
            await hand.become(person)
            await page.get_by_test_id("start").click()
            await hand.reads(str(person))
        await create_by_taps(hand, words)
        await create_in_one_line(hand, words)
        await do(hand, words)
        await make_of_a_text(hand, words)
        await do_from_start(hand, words)
        await do_from_menu(hand, words)
        await find(hand, words, url)
        await look_through(hand, words)
        await plan(hand, words)
        await talk(hand, words)
        await accept(hand, words)
        await settle(hand, words)


async def create_by_taps(hand: Hand, words: Words) -> None:
    """From /start to the assignee's chat: a title is written, the rest is tapped."""
    await hand.become(words.admin)
    hand.begin()
    await hand.tap(words.new_task)
    await hand.reads("@username")
    await hand.say(words.title)
    await hand.reads(words.title)
    await hand.tap(f"👤 {words.name}")
    await hand.reads(f"✓ {words.name}")
    await hand.tap(words.tomorrow)
    await hand.reads(f"· {words.tomorrow}")
    await hand.picture("draft")
    await expect(hand.page.get_by_test_id(f"unread-{words.employee}")).to_have_count(0)
    await hand.tap(words.create)
    await hand.reads(words.created, words.title, words.name)
    await expect(hand.page.get_by_test_id(f"unread-{words.employee}")).to_have_text("1")
    hand.took(taps=4, messages=1)


async def create_in_one_line(hand: Hand, words: Words) -> None:
    """All in one line; the bot says what it has understood, one tap sends it off."""
    hand.begin()
    await hand.say(words.in_one_line)
    await hand.reads(words.line_title, *words.line_says)
    await hand.tap(words.create)
    await hand.reads(words.created)
    hand.took(taps=1, messages=1)


async def do(hand: Hand, words: Words) -> None:
    """The assignee's card comes by itself; it says that the work has begun, and that it is done."""
    await expect(hand.page.get_by_test_id(f"unread-{words.employee}")).to_have_text("2")
    await hand.become(words.employee)
    hand.begin()
    await hand.reads(words.assigned, words.line_title)
    await hand.picture("card")
    await hand.tap(words.start)
    await hand.reads(words.started)
    await hand.tap(words.done)
    await hand.reads(words.completed)
    hand.took(taps=2, scrolls=1)  # the chat opens at its first unread message


async def make_of_a_text(hand: Hand, words: Words) -> None:
    """A text without a command is not understood, but one tap makes a draft of it."""
    await hand.become(words.admin)
    hand.begin()
    await hand.say(words.plain)
    await hand.reads(words.make)
    await hand.tap(words.make)
    await hand.reads(words.plain, words.create)
    await hand.tap(f"👤 {words.name}")
    await hand.reads(f"✓ {words.name}")
    await hand.tap(words.create)
    await hand.reads(words.created, words.plain)
    hand.took(taps=3, messages=1, refusals=1)


async def do_from_start(hand: Hand, words: Words) -> None:
    """From /start to one's tasks, to a card, which is done."""
    await hand.become(words.employee)
    await hand.meet()
    await hand.tap(words.my_tasks)
    await hand.reads(words.title, words.plain)
    await hand.tap("3")
    await hand.reads(words.plain, words.back_to_list)
    await hand.tap(words.done)
    await hand.reads(words.completed)
    hand.took(taps=3)
    await hand.tap(words.reopen)
    await hand.reads(words.started)


async def do_from_menu(hand: Hand, words: Words) -> None:
    """The command in the menu has neither number nor status: the bot offers them."""
    hand.begin()
    await hand.choose("update_status")
    await hand.reads(words.which_task)
    await hand.tap(f"3 · {words.plain}")
    await hand.reads(words.which_status)
    await hand.tap(words.completed)
    await hand.reads(words.plain, words.history_says)
    hand.took(taps=4)


async def find(hand: Hand, words: Words, url: str) -> None:
    """An old task among others, by another form of a word in its title."""
    chat = f"{url}/sandbox/chats/{words.admin}"
    for number in range(OTHERS):
        title = f'/create_task title:"{words.other} {number + 1}"'
        answer = await hand.page.request.post(f"{chat}/messages", data={"text": title})
        assert answer.ok
    await hand.become(words.admin)
    await hand.reads(f"{words.other} {OTHERS}")
    hand.begin()
    await hand.say(words.search)
    await hand.reads(words.sought, words.title)
    await hand.picture("search")
    hand.took(messages=1)
    await hand.tap("1")
    await hand.reads(words.title, words.back_to_list)


async def look_through(hand: Hand, words: Words) -> None:
    """Filters typed, and by button; a task opens in its list's place, and from there the same page again."""
    hand.begin()
    await hand.say(words.typed_filters)
    await hand.reads(words.pending, words.next_page)
    hand.took(messages=1, scrolls=1)  # ten tasks are longer than the screen
    hand.begin()
    await hand.say(words.all_tasks)
    await hand.reads(words.filters)
    await hand.tap(words.filters)
    await hand.reads(words.pending, words.show)
    await hand.tap(words.pending)
    await hand.reads(f"✓ {words.pending}")
    await hand.tap(words.show)
    await hand.reads(words.next_page)
    hand.took(taps=3, messages=1, scrolls=3)
    await hand.tap(words.next_page)
    await hand.reads(words.second_page, words.pending)
    before = await hand.newest.get_by_test_id("bubble").inner_text()
    await hand.picture("list")
    await hand.newest.get_by_test_id("inline-button").first.click()
    await hand.reads(words.back_to_list)
    await hand.tap(words.back_to_list)
    await hand.reads(words.second_page)
    assert _without_time(await hand.newest.get_by_test_id("bubble").inner_text()) == _without_time(before)


def _without_time(text: str) -> str:
    return text.rpartition("\n")[0]


async def plan(hand: Hand, words: Words) -> None:
    """Another deadline from the calendar, and somebody taken off and put on again."""
    hand.begin()
    await hand.say(words.details)
    await hand.reads(words.line_title)
    await hand.tap(words.deadline)
    await hand.reads(words.next_month)
    await hand.tap(words.next_month)
    await expect(hand.button(words.month_before)).to_be_visible()
    await hand.reads(words.tomorrow)
    await hand.picture("calendar")
    await hand.tap("15")
    await hand.reads(words.due_says, words.assign)
    hand.took(taps=3, messages=1)
    await hand.tap(words.assign)
    await hand.reads(words.chosen)
    await hand.tap(words.back_to_task)
    await hand.reads(words.assign)


async def talk(hand: Hand, words: Words) -> None:
    """A reply to the card is a comment; the history has it all."""
    hand.begin()
    await hand.reply(words.comment)
    await hand.reads(words.commented)
    hand.took(messages=1)
    await hand.say(words.details)
    await hand.reads(words.comment)
    await hand.tap(words.history)
    await hand.reads(words.history_says)
    await hand.picture("history")
    await hand.tap(words.back_to_task)
    await hand.reads(words.edit)


async def accept(hand: Hand, words: Words) -> None:
    """Work is submitted, comes back with a reason, is submitted again and accepted."""
    await hand.say(words.first)
    await hand.reads(words.title)
    await hand.tap(words.edit)
    await hand.reads(words.require)
    await hand.tap(words.require)
    await hand.reads(words.edit, words.review_on)
    await submit(hand, words)
    await hand.answer(words.admin)
    hand.begin()
    await hand.reads(words.awaits)
    await hand.picture("acceptance")
    await hand.tap(words.return_)
    await hand.reads(words.why)
    await hand.say(words.reason)
    await hand.reads(words.returned)
    hand.took(taps=1, messages=1, scrolls=1)
    await hand.become(words.employee)
    await hand.reads(words.returned, words.reason)
    await submit(hand, words)
    await hand.answer(words.admin)
    hand.begin()
    await hand.reads(words.awaits)
    await hand.tap(words.accept)
    await hand.reads(words.completed)
    hand.took(taps=1, scrolls=1)
    await hand.become(words.employee)
    await hand.reads(words.accepted)


async def submit(hand: Hand, words: Words) -> None:
    """Say that the work is done, on the card."""
    await hand.become(words.employee)
    await hand.say(words.first)
    await hand.reads(words.done)
    await hand.tap(words.done)
    await hand.reads(words.submitted)


async def settle(hand: Hand, words: Words) -> None:
    """The language is another at once, and back again."""
    await hand.become(words.admin)
    await hand.meet()
    await hand.tap(words.settings)
    await hand.reads(words.languages)
    assert hand.troubles == set()  # beyond, the chat has both languages
    await hand.picture("settings")
    await hand.tap(words.languages)
    await hand.sees(words.other_language)
    await hand.tap(words.other_language)
    await hand.sees(words.other_settings)
    hand.took(taps=3)
    await hand.tap(words.other_languages)
    await answered(hand.page, words.same_language)
    await hand.tap(words.same_language)
    await answered(hand.page, words.languages)
