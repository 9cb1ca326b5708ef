"""Cities by name and zones by location, as the process that looks them up finds them."""

from __future__ import annotations

import asyncio
import resource

import pytest

from taskbot import places
from taskbot.places import City, table


@pytest.mark.parametrize(
    ("name", "found", "zone"),
    [
        ("Москва", "Москва", "Europe/Moscow"),
        ("ПЕТРОПАВЛОВСК-КАМЧАТСКИЙ", "Петропавловск-Камчатский", "Asia/Kamchatka"),
        ("ростов на дону", "Ростов-на-Дону", "Europe/Moscow"),
        ("Королёв", "Королёв", "Europe/Moscow"),
        ("королев", "Королёв", "Europe/Moscow"),
        ("Zurich", "Zürich", "Europe/Zurich"),
        ("são paulo", "São Paulo", "America/Sao_Paulo"),
        ("Saint-Petersburg", "Saint Petersburg", "Europe/Moscow"),
        ("Нью Йорк", "Нью-Йорк", "America/New_York"),
    ],
)
def test_names_are_found_however_they_are_written(name: str, found: str, zone: str) -> None:
    first = table.find(name)[0]
    assert (table._fold(first["name"]), first["zone"]) == (table._fold(found), zone)


@pytest.mark.parametrize("name", ["", " ", "-", "|", "\t", "\n", "RU", "Europe/Moscow", "Mosc\tow", "qqqq"])
def test_what_is_no_name_finds_nothing(name: str) -> None:
    assert table.find(name) == []


def test_a_beginning_finds_those_whose_names_so_begin_but_not_half_the_world() -> None:
    assert table.find("Екатерин")[0]["name"].startswith("Екатерин")
    assert table.find("Ека") == []


def test_every_city_has_a_zone_that_can_be_told_the_time_of() -> None:
    zones = {row.split("\t")[2] for row, _ in table._rows()}
    assert len(zones) > 300
    assert {zone for zone in zones if not places.known_zone(zone)} == set()


async def test_cities_whose_clocks_agree_are_one() -> None:
    assert [it.zone for it in table_of("Киров")] == ["Europe/Kirov", "Europe/Moscow"]
    assert await places.find("Киров") == [City("Киров", "RU", "", "Europe/Kirov")]
    assert [it.country for it in await places.find("London")] == ["GB", "CA"]


def table_of(name: str) -> list[City]:
    return [City(**it) for it in table.find(name)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (55.79, 49.12, "Europe/Moscow"),
        (56.84, 60.6, "Asia/Yekaterinburg"),
        (51.5, -0.12, "Europe/London"),
        (-33.87, 151.2, "Australia/Sydney"),
        (0, -160, "Etc/GMT+11"),
        (90, 0, None),
    ],
)
async def test_places_have_zones(latitude: float, longitude: float, zone: str | None) -> None:
    found = await places.zone_at(latitude, longitude)
    assert found is not None
    assert places.known_zone(found)
    assert zone in (found, None)


@pytest.mark.parametrize("name", ["Mars/Base", "../../etc/passwd", "/etc/localtime", "", "Europe", "a\0b"])
def test_other_names_are_no_zones(name: str) -> None:
    assert not places.known_zone(name)


async def test_the_daemon_s_own_memory_does_not_grow() -> None:
    await places.zone_at(51.5, -0.12)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await asyncio.gather(places.find("London"), places.zone_at(55.79, 49.12))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096  # KiB


async def test_a_search_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_PATIENCE", 0.001)
    with pytest.raises(TimeoutError):
        await places.find("London")


async def test_a_search_that_fails_says_so() -> None:
    with pytest.raises(RuntimeError, match="ended with 1"):
        await places._ask(nonsense="x")
