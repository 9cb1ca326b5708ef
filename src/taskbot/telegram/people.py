"""People as commands name them, and as buttons offer them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import takewhile

from taskbot.domain.models import Access, Person, User
from taskbot.domain.rules import Refusal, require_few
from taskbot.language import writing
from taskbot.language.arguments import Name, name_words
from taskbot.language.l10n import L10n
from taskbot.language.spelling import closest
from taskbot.language.typed_text import fold
from taskbot.repository import drafts, users
from taskbot.telegram.context import Context
from taskbot.telegram.keyboards import LABEL, Button, button

CHOICE = 10  # people who are offered if a name means several


class Unclear(Refusal):
    """A name may mean several `people`: the sender is to choose one of them.

    `sort` is why that is to be chosen, for the text.
    """

    def __init__(
        self, ctx: Context, named: int | str, people: Sequence[User], sort: str | None = None
    ) -> None:
        sort = sort or ("name" if isinstance(named, Name) else "username")
        super().__init__("refusal-person-unclear", person=writing.typed(named), sort=sort, more=more(people))
        self.people = people[:CHOICE]
        self.chosen = ctx.chosen


def more(people: Sequence[Person]) -> str:
    """Tell a text whether there are more people than are offered."""
    return "yes" if len(people) > CHOICE else "no"


async def find_person(
    ctx: Context,
    named: int | str,
    refusal: str,
    likely: Callable[[Person], bool] | None = None,
    **variables: str,
) -> User:
    """Find a person by Telegram id, username or name, whatever their access; of namesakes the `likely`.

    Raises Unclear where several are meant, and where nobody has that username but some have the name. Raises
    Refusal with the key `refusal` where nobody is found; its variables are `person`, `suggested` (the nearest
    username of the team, or `none`) and `variables`. A mentioned person is called as the message called them.
    Where somebody has nearly that username, the key is `refusal-person-near`.
    """
    found = await people_meant(ctx, named, likely)
    if not found:
        raise await _unknown(ctx, named, refusal, variables)
    chosen = [it for it in found if it.id in ctx.chosen]
    if len(chosen) == 1:
        return chosen[0]
    if len(found) > 1 or not is_called(found[0], named):
        raise Unclear(ctx, named, found)
    return found[0]


def require_meant(ctx: Context, named: int | str, person: User) -> None:
    """Ask whether somebody who waits to be let in is meant, where only a name says so.

    Whoever asks to join has chosen that name, so it alone gives them no role.
    """
    waits = person.access is Access.PENDING and person.id not in ctx.chosen
    if waits and isinstance(named, Name):
        raise Unclear(ctx, named, [person], "waiting")


async def find_people(
    ctx: Context,
    named: Sequence[int | str],
    refusal: str,
    likely: Callable[[Person], bool] | None = None,
    **variables: str,
) -> list[User]:
    """Find people as `find_person` does, each once; a full name may take several of the words `named`."""
    require_few(named)
    found: list[User] = []
    rest = list(named)
    while rest:
        count = await _length_of_name(ctx, rest)
        person = rest[0] if count == 1 else Name(" ".join(str(it) for it in rest[:count]))
        found.append(await find_person(ctx, person, refusal, likely, **variables))
        del rest[:count]
    return list({it.id: it for it in found}.values())


NAME_WORDS = 4


async def _length_of_name(ctx: Context, words: Sequence[int | str]) -> int:
    """Count the words that are a name together: as many as somebody is called by, or one."""
    run = [str(it) for it in takewhile(lambda it: isinstance(it, Name), words[:NAME_WORDS])]
    namesakes = await _by_name(ctx, run[0]) if len(run) > 1 else []
    for count in range(len(run), 1, -1):
        if any(_has_name(it, " ".join(run[:count])) for it in namesakes):
            return count
    return 1


async def people_meant(
    ctx: Context, named: int | str, likely: Callable[[Person], bool] | None = None
) -> list[User]:
    """Give everybody whom a Telegram id, a username or a name may mean; only the `likely`, if some are."""
    by_handle = await users.by_id_or_username(ctx.uow, named)
    found = [by_handle] if by_handle else []
    if isinstance(named, Name) or (isinstance(named, str) and not found):
        found = list({it.id: it for it in (*found, *await _by_name(ctx, named))}.values())
    return [it for it in found if likely is None or likely(it)] or found


async def _by_name(ctx: Context, name: str) -> list[User]:
    words = name_words(name)
    if not words:
        return []
    namesakes = await users.by_name(ctx.uow, max(words, key=len))
    found = [it for it in namesakes if _has_name(it, name)]
    whole = [it for it in found if len(words) > 1 and sorted(name_words(it.full_name)) == sorted(words)]
    return whole or found


def _has_name(person: Person, name: str) -> bool:
    """Whether somebody is called that: all words of it are among those of their name."""
    return set(name_words(name)) <= set(name_words(person.full_name))


def is_called(person: Person, named: int | str) -> bool:
    """Whether a person has that very id, username or name: an at sign does not mean a name."""
    return not isinstance(named, str) or isinstance(named, Name) or has_username(person, named)


def has_username(person: Person, username: str) -> bool:
    return (person.username or "").lower() == username.lower()


async def _unknown(ctx: Context, named: int | str, refusal: str, variables: dict[str, str]) -> Refusal:
    suggested = await _nearest_username(ctx, named) or "none"
    if suggested != "none":
        refusal = "refusal-person-near"
    return Refusal(refusal, **variables | {"suggested": suggested, "person": called(ctx, named)})


def called(ctx: Context, named: int | str) -> str:
    """Write whom a message names as it named them."""
    shown = ctx.mentions.names.get(named) if isinstance(named, int) else None
    return shown or writing.typed(named)


async def nearly_called(ctx: Context, named: int | str) -> list[User]:
    """Give the person whose username is nearest to one that nobody has, if any is near."""
    nearest = await _nearest_username(ctx, named)
    person = await users.by_username(ctx.uow, nearest) if nearest else None
    return [person] if person else []


async def _nearest_username(ctx: Context, named: int | str) -> str | None:
    if isinstance(named, int):
        return None
    return closest(named, {fold(it): it for it in await drafts.usernames(ctx.uow)})


def has_access(person: Person) -> bool:
    """Whether a person may use the bot now."""
    return person.access is Access.ACTIVE


def require_access(person: Person, refusal: str, **variables: str) -> None:
    """Refuse a person who may not use the bot: not yet, or no longer."""
    if not has_access(person):
        raise Refusal(refusal, person=writing.name(person), **variables)


def people_rows(
    people: Iterable[Person],
    chosen_ids: Collection[int],
    l10n: L10n,
    data: Callable[[str], str],
    page: int = 1,
    pages: int = 1,
) -> list[list[Button]]:
    """Give rows that choose among people: each one's name, and the way to the other pages.

    `data` turns an argument into the data of its button: `u<id>` takes a person in or out, `p<number>` turns
    to a page. Chosen people have a tick.
    """
    rows = [[button(_label(it, chosen=it.id in chosen_ids), data(f"u{it.id}"))] for it in people]
    return [*rows, *page_buttons(l10n, data, page, pages)]


def page_buttons(l10n: L10n, data: Callable[[str], str], page: int, pages: int) -> list[list[Button]]:
    """Give the row that turns pages, where there are several; see `people_rows`."""
    if pages <= 1:
        return []
    row = [button(f"{page} / {pages}", data(f"p{page}"))]
    if page > 1:
        row.insert(0, button(l10n("list-previous"), data(f"p{page - 1}")))
    if page < pages:
        row.append(button(l10n("list-next"), data(f"p{page + 1}")))
    return [row]


def _label(person: Person, *, chosen: bool) -> str:
    return f"{'✓' if chosen else '👤'} {writing.shorten(writing.name(person), LABEL)}"


def choice_of_people(people: Sequence[Person], data: Callable[[Person], str]) -> list[list[Button]]:
    """Give a row for each of the people whom a name may mean; namesakes can be told apart by their ids."""
    names = [writing.name(it) for it in people]
    return [
        [button(_as_they_stand(it, alike=names.count(name) > 1), data(it))]
        for it, name in zip(people, names, strict=True)
    ]


_STANDING = {Access.ACTIVE: "👤", Access.PENDING: "⏳", Access.BLOCKED: "🚫"}


def _as_they_stand(person: Person, *, alike: bool) -> str:
    name = f"{writing.name(person)} · {person.telegram_id}" if alike else writing.name(person)
    return f"{_STANDING[person.access]} {writing.shorten(name, LABEL)}"
