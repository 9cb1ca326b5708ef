"""Filters and searches as people type them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import (
    EVERYTHING,
    FINISHED,
    OPEN,
    UNFINISHED,
    Due,
    Filter,
    Listing,
    Priority,
    Status,
)
from taskbot.domain.rules import Refusal
from taskbot.features.lists.commands import ME, NO_ONE, Selection, selection
from taskbot.features.search.commands import SearchQuery, parse_search_query


def read(text: str, listing: Listing = Listing.ALL) -> Selection:
    return selection(text, command="all_tasks", listing=listing)


PENDING_OR_BEGUN = frozenset({Status.PENDING, Status.IN_PROGRESS})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Selection(1, OPEN)),
        (" 3 ", Selection(3, OPEN)),
        ("0003", Selection(3, OPEN)),
        ("1000000000", Selection(1_000_000_000, OPEN)),
        ("status:in_progress", Selection(1, Filter(frozenset({Status.IN_PROGRESS})))),
        ("STATUS = In Progress", Selection(1, Filter(frozenset({Status.IN_PROGRESS})))),
        ("статус:в работе", Selection(1, Filter(frozenset({Status.IN_PROGRESS})))),
        ("статус：Завершён", Selection(1, Filter(frozenset({Status.COMPLETED})))),
        ("status:pending,in_progress 2", Selection(2, Filter(PENDING_OR_BEGUN))),
        ("status: pending, in progress, 2", Selection(2, Filter(PENDING_OR_BEGUN))),
        ("status:pending in_progress", Selection(1, Filter(PENDING_OR_BEGUN))),
        ("2 статус:ожидает;в_работе", Selection(2, Filter(PENDING_OR_BEGUN))),
        (
            "приоритет:высокий,срочный срок:просрочено, сегодня",
            Selection(
                1,
                replace(
                    OPEN,
                    priorities=frozenset({Priority.HIGH, Priority.URGENT}),
                    dues=frozenset({Due.OVERDUE, Due.TODAY}),
                ),
            ),
        ),
        ("due:week", Selection(1, replace(OPEN, dues=frozenset({Due.WEEK})))),
        ("срок:без срока", Selection(1, replace(OPEN, dues=frozenset({Due.NONE})))),
        ("due:none,overdue\n7", Selection(7, replace(OPEN, dues=frozenset({Due.NONE, Due.OVERDUE})))),
        ("assigned_to:@anna_p", Selection(1, OPEN, "anna_p")),
        ("assigned_to:123456", Selection(1, OPEN, 123456)),
        ("assigned_to:123456 2", Selection(2, OPEN, 123456)),
        ("исполнитель:я", Selection(1, OPEN, ME)),
        ("assignee:none", Selection(1, OPEN, NO_ONE)),
        ("status:open", Selection(1, OPEN)),
        ("статус:открытые 2", Selection(2, OPEN)),
        ("status:open,completed", Selection(1, Filter(UNFINISHED | {Status.COMPLETED}))),
        ("status:finished", Selection(1, Filter(FINISHED))),
        ("статус:завершённые", Selection(1, Filter(FINISHED))),
        ("status:done", Selection(1, Filter(frozenset({Status.COMPLETED})))),
        ("status:all", Selection(1, EVERYTHING)),
        ("статус:все,завершена", Selection(1, EVERYTHING)),
        ("status:submitted", Selection(1, Filter(submitted=True))),
        ("статус:на приёмке", Selection(1, Filter(submitted=True))),
        ("статус:ожидает,сдана", Selection(1, Filter(frozenset({Status.PENDING}), submitted=True))),
        ("status:deleted 4", Selection(4, deleted=True)),
        ("статус:удалённые", Selection(deleted=True)),
    ],
)
def test_filters_are_read(text: str, expected: Selection) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "key", "variables"),
    [
        ("0", "refusal-page", {"typed": "0"}),
        ("two", "refusal-page", {"typed": "two"}),
        ("1 2", "refusal-page", {"typed": "1 2"}),
        ("99999999999", "refusal-page", {"typed": "99999999999"}),
        ("status:pending 0", "refusal-page", {"typed": "0"}),
        ("3 status:pending 4", "refusal-page", {"typed": "3"}),
        ("overdue", "refusal-filter-bare", {"typed": "overdue", "field": "due"}),
        ("В работе", "refusal-filter-bare", {"typed": "В работе", "field": "status"}),
        ("high", "refusal-filter-bare", {"typed": "high", "field": "priority"}),
        ("statsu:pending", "refusal-filter-key", {"typed": "statsu", "field": "status"}),
        ("испольнитель:я", "refusal-filter-key", {"typed": "испольнитель", "field": "assigned_to"}),
        ("colour:red", "refusal-filter-key", {"typed": "colour", "field": "none"}),
        ("status:pending status:completed", "refusal-filter-repeated", {"field": "status"}),
        ("status:", "refusal-filter-empty", {"field": "status"}),
        ("status:, priority:high", "refusal-filter-empty", {"field": "status"}),
        ("status:pendign", "refusal-filter-status", {"typed": "pendign", "value": "pending"}),
        ("статус:ожидаит,в работе", "refusal-filter-status", {"typed": "ожидаит", "value": "pending"}),
        ("status:qqqq", "refusal-filter-status", {"value": "none"}),
        ("status:submited", "refusal-filter-status", {"typed": "submited", "value": "submitted"}),
        ("submitted", "refusal-filter-bare", {"typed": "submitted", "field": "status"}),
        ("priority:hihg", "refusal-filter-priority", {"typed": "hihg", "value": "high"}),
        ("due:soon", "refusal-filter-due", {"typed": "soon"}),
        ("assigned_to:!", "refusal-filter-person", {"typed": "!"}),
        ("assigned_to:@anna,@boris", "refusal-filter-person", {"typed": "@anna,@boris"}),
        ("status:deleted,pending", "refusal-filter-deleted", {}),
        ("status:deleted priority:high", "refusal-filter-deleted", {}),
    ],
)
def test_what_is_no_filter_is_refused(text: str, key: str, variables: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert refused.value.key == key
    assert refused.value.variables["command"] == "all_tasks"
    assert refused.value.variables.items() >= variables.items()


@pytest.mark.parametrize(
    ("listing", "text", "field"),
    [
        (Listing.MINE, "assigned_to:me", "assigned_to"),
        (Listing.UNASSIGNED, "исполнитель:@anna", "assigned_to"),
        (Listing.UNASSIGNED, "assigned_to:none", "assigned_to"),
        (Listing.OVERDUE, "due:today", "due"),
        (Listing.TO_ACCEPT, "status:pending", "status"),
        (Listing.TO_ACCEPT, "assigned_to:me", "assigned_to"),
    ],
)
def test_each_list_has_its_filters(listing: Listing, text: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text, listing)
    assert (refused.value.key, refused.value.variables["field"]) == ("refusal-filter-not-here", field)


@pytest.mark.parametrize("listing", [Listing.ALL, Listing.CREATED, Listing.OVERDUE])
def test_lists_of_many_people_can_be_filtered_by_person(listing: Listing) -> None:
    assert read("исполнитель:@anna 2", listing) == Selection(2, listing.unfiltered, "anna")


PIECES = st.sampled_from(
    [
        "status",
        "статус",
        "due",
        ":",
        "=",
        ",",
        " ",
        "pending",
        "в работе",
        "deleted",
        "2",
        "0",
        "@anna",
        "\n",
        "ё",
    ]
)


@given(st.one_of(st.text(st.characters()), st.lists(PIECES).map("".join)), st.sampled_from(Listing))
def test_any_text_is_read_or_refused(text: str, listing: Listing) -> None:
    try:
        found = read(text, listing)
    except Refusal as refused:
        assert refused.key.startswith(("refusal-filter-", "refusal-page"))  # noqa: PT017 (one of several keys)
    else:
        assert found.number >= 1
        assert found.filter in (EVERYTHING, listing.unfiltered) or found.filter.count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", SearchQuery("")),
        (" \n ", SearchQuery("")),
        ("отчёт\n за  год", SearchQuery("отчёт за год")),
        ("7", SearchQuery("7", 7)),
        ("#7", SearchQuery("7", 7, only=True)),
        ("№ 7", SearchQuery("7", 7, only=True)),
        ('"7"', SearchQuery("7")),
        ("«7»", SearchQuery("7")),
        ("0", SearchQuery("0")),
        ("7 отчётов", SearchQuery("7 отчётов")),
        ("9" * 40, SearchQuery("9" * 40)),
        ('"годовой отчёт"', SearchQuery("годовой отчёт")),
        ('""', SearchQuery("")),
    ],
)
def test_what_is_sought(text: str, expected: SearchQuery) -> None:
    assert parse_search_query(text) == expected
