"""Cities by name and zones by location, at once and in little memory."""

from __future__ import annotations

import resource
import subprocess
from time import process_time

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
    first = next(table.find(name))
    assert (table.fold(first.name), first.zone) == (table.fold(found), zone)


@pytest.mark.parametrize("name", ["", " ", "-", "|", "\t", "\n", "RU", "Europe/Moscow", "Mosc\tow", "qqqq"])
def test_what_is_no_name_finds_nothing(name: str) -> None:
    assert list(table.find(name)) == []


def test_a_beginning_finds_those_whose_names_so_begin_but_not_half_the_world() -> None:
    assert next(table.find("Екатерин")).name.startswith("Екатерин")
    assert list(table.find("Ека")) == []


def test_every_city_has_a_zone_that_can_be_told_the_time_of() -> None:
    zones = {line.split(b"\t")[2].decode() for line in table._cities()[:].splitlines()}
    assert len(zones) > 300
    assert {zone for zone in zones if not places.known_zone(zone)} == set()


def test_the_index_is_that_of_the_table() -> None:
    assert table.index_of(table._cities()[:]) == table._index()[:]


def test_cities_whose_clocks_agree_are_one() -> None:
    assert [it.zone for it in table.find("Киров")] == ["Europe/Kirov", "Europe/Moscow"]
    assert places.find("Киров", 8) == [City("Киров", "RU", "", "Europe/Kirov")]
    assert [it.country for it in places.find("London", 8)] == ["GB", "CA"]
    assert [it.country for it in places.find("London", 1)] == ["GB"]


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
def test_places_have_zones(latitude: float, longitude: float, zone: str | None) -> None:
    found = places.zone_at(latitude, longitude)
    assert found is not None
    assert places.known_zone(found)
    assert zone in (found, None)


@pytest.mark.parametrize("name", ["Mars/Base", "../../etc/passwd", "/etc/localtime", "", "Europe", "a\0b"])
def test_other_names_are_no_zones(name: str) -> None:
    assert not places.known_zone(name)


def test_a_search_starts_no_process_and_takes_no_time_and_little_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subprocess.Popen, "__init__", None)
    monkeypatch.delattr("os.posix_spawn")
    monkeypatch.delattr("os.fork")
    places.find("Santa", 8)  # maps the table
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = process_time()
    for name in ("London", "Санкт-Петербург", "sant", "port", "я" * 80, "\u0301" * 80) * 60:
        places.find(name, 8)
    assert process_time() - begin < 360 * 0.005
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8192  # KiB
