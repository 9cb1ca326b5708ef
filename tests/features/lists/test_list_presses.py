"""Buttons of lists carry all that their presses need, in 64 bytes, and nothing else is believed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import EVERYTHING, Cursor, Due, Filter, Listing, Page, Priority, Status, TaskRow
from taskbot.features.lists.presses import PagePress, Step
from taskbot.language.arguments import LARGEST_PAGE
from taskbot.language.typed_text import LARGEST

LARGEST_LABEL = 2**30 - 1  # more than are ever made
BIGINTS = st.integers(0, LARGEST)
PRESSES = st.builds(
    PagePress,
    st.sampled_from([it for it in Listing if it is not Listing.FOUND]),
    st.builds(
        Filter,
        st.frozensets(st.sampled_from(Status)),
        st.frozensets(st.sampled_from(Priority)),
        st.frozensets(st.sampled_from(Due)),
        st.none() | st.integers(0, LARGEST - 1),
        st.booleans(),
        st.booleans(),
        st.none() | st.integers(1, LARGEST_LABEL),
    ),
    st.integers(1, LARGEST_PAGE),
    st.none() | st.builds(Cursor, forward=st.booleans(), position=BIGINTS, id=BIGINTS),
    st.sampled_from(Step),
    BIGINTS,
)
FOUND = st.builds(
    PagePress,
    st.just(Listing.FOUND),
    cursor=st.none(),
    number=st.integers(1, LARGEST_PAGE),
    search_id=BIGINTS,
)
LARGEST_PRESS = PagePress(
    Listing.DELETED,
    Filter(
        frozenset(Status),
        frozenset(Priority),
        frozenset(Due),
        LARGEST - 1,
        submitted=True,
        open=True,
        label=LARGEST_LABEL,
    ),
    LARGEST_PAGE,
    Cursor(forward=True, position=LARGEST, id=LARGEST),
    Step.PEOPLE,
    LARGEST,
)


NO_SUCH_LIST = "l:" + base64.urlsafe_b64encode(bytes([0xFF] * 38)).decode().rstrip("=")


@given(PRESSES | FOUND)
def test_a_press_is_read_back(press: PagePress) -> None:
    data = press.pack()
    assert len(data.encode()) <= 64
    assert PagePress.unpack(data) == press


def test_the_largest_press_fits() -> None:
    assert len(LARGEST_PRESS.pack()) <= 64
    assert len(PagePress(Listing.MINE).pack()) < 64


@given(
    st.text(max_size=64)
    | st.text(max_size=62).map("l:{}".format)
    | st.from_regex(r"l:[\w-]{0,62}", fullmatch=True)
)
def test_what_is_forged_is_a_press_or_refused(data: str) -> None:
    try:
        press = PagePress.unpack(data)
    except ValueError:
        return
    assert press.pack() == data
    assert 1 <= press.number <= LARGEST_PAGE
    assert press.task_id < 2**63
    assert press.cursor is None or max(press.cursor.position, press.cursor.id) < 2**63


@pytest.mark.parametrize(
    "data",
    [
        "",
        "l",
        "x:AA",
        "page:all:2:1:5:5",
        "l:====",
        "l:A",
        "l:AA==",
        "l:" + "_" * 62,
        NO_SUCH_LIST,
        LARGEST_PRESS.pack() + "A",
    ],
)
def test_what_no_button_says_is_refused(data: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (of whatever is wrong)
        PagePress.unpack(data)


def _page(number: int, *ids: int) -> Page:
    rows = tuple(TaskRow(it, "A", Priority.LOW, Status.PENDING, None, 7) for it in ids)
    return Page(rows, number, 99, has_previous=True, has_next=True)


def test_the_way_back_leads_to_the_same_rows() -> None:
    press = PagePress(Listing.ALL, Filter(dues=frozenset({Due.TODAY})), 3, task_id=5)
    assert press.to(_page(1, 4, 5)) == PagePress(Listing.ALL, press.filter)
    assert press.to(_page(3, 4, 5)).cursor == Cursor(forward=True, position=7, id=3)
    found = PagePress(Listing.FOUND, number=2, search_id=8)
    assert found.to(_page(2, 5, 4)).cursor == Cursor(forward=True, position=7, id=6)
    assert found.to(_page(2, 5, 4)).search_id == 8
    assert found.to(Page((), 2, 0, has_previous=True, has_next=False)).number == 1


def test_pages_beside_begin_at_rows() -> None:
    press = PagePress(Listing.ALL)
    assert press.beside(_page(2, 4, 5), forward=True) == PagePress(
        Listing.ALL, EVERYTHING, 3, Cursor(forward=True, position=7, id=5)
    )
    assert press.beside(_page(2, 4, 5), forward=False) == PagePress(
        Listing.ALL, EVERYTHING, 1, Cursor(forward=False, position=7, id=4)
    )
    assert press.beside(_page(LARGEST_PAGE, 4), forward=True).number == LARGEST_PAGE
