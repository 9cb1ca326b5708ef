"""The cities of the world by any of their names, the largest first, without keeping them in memory.

`cities.tsv` has a city in each line: country, state (of the USA alone), IANA zone, names. `cities.index` has
the places of all names in it, in bytes, ordered by the name as `fold` levels it. Both are mapped, and a name
is found by bisection. `make cities` writes them.

Names and zones of cities are GeoNames's (https://www.geonames.org, CC BY 4.0).
"""

from __future__ import annotations

import functools
import mmap
import re
import struct
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MARKS = re.compile("[\u0300-\u036f]")
_SIGNS = {"-": " ", "–": " ", "—": " ", ".": " ", "'": "", "’": "", "ʼ": ""}
_SPACES = re.compile("  +")
_NAME = re.compile(rb"[^|\n]*")
_PLACE = struct.Struct("<I")
_LAST = "\U0010ffff"  # greater than every letter
_SHORTEST_BEGINNING = 4  # letters; fewer begin names all over the world


class Row(NamedTuple):
    """A city under one of its names."""

    name: str
    country: str
    state: str
    zone: str


def find(name: str) -> Iterator[Row]:
    """Give the cities of that name, the largest first; where there are none, those whose names so begin.

    A city comes under the name that it was found by. Of those in one country and zone there is the largest
    alone: they are the same to a clock.
    """
    wanted = fold(name).strip()
    if not wanted:
        return
    places = _between(wanted, wanted + " ")
    if not places and len(wanted) >= _SHORTEST_BEGINNING:
        places = sorted(_between(wanted, wanted + _LAST))  # in the order of the cities
    seen = set()
    for row in map(_row, places):
        if (row.country, row.zone) not in seen:
            seen.add((row.country, row.zone))
            yield row


def _between(first: str, end: str) -> list[int]:
    """Give the places of the names from the first on, before the end."""
    numbers = range(len(_index()) // _PLACE.size)
    start = bisect_left(numbers, first, key=_folded)
    return [_place(number) for number in numbers[start : bisect_left(numbers, end, start, key=_folded)]]


def _folded(number: int) -> str:
    return fold(_name(_place(number)))


def _place(number: int) -> int:
    place: int = _PLACE.unpack_from(_index(), number * _PLACE.size)[0]
    return place


def _name(place: int) -> str:
    match = _NAME.match(_cities(), place)
    return match[0].decode() if match else ""


def _row(place: int) -> Row:
    start = _cities().rfind(b"\n", 0, place) + 1
    country, state, zone, _ = _cities()[start:place].decode().split("\t")
    return Row(_name(place), country, state, zone)


@functools.cache
def _cities() -> mmap.mmap:
    return _mapped("cities.tsv")


@functools.cache
def _index() -> mmap.mmap:
    return _mapped("cities.index")


def _mapped(name: str) -> mmap.mmap:
    with Path(__file__).with_name(name).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def index_of(cities: bytes) -> bytes:
    """Give the index of a table of cities."""
    places = [
        place
        for line in re.finditer(rb"[^\n]+", cities)
        for place in _starts(line[0].rpartition(b"\t")[2], line.end())
    ]
    names = {place: fold(_NAME.match(cities, place)[0].decode()) for place in places}  # type: ignore[index]
    return b"".join(_PLACE.pack(place) for place in sorted(places, key=lambda it: (names[it], it)))


def _starts(names: bytes, end: int) -> Iterator[int]:
    """Give where each name begins, in what ends at `end`."""
    begin = end - len(names)
    return (begin + match.start() for match in re.finditer(rb"[^|]+", names))


def fold(text: str) -> str:
    """Level what people write in more than one way: case, accents, ё, hyphens, apostrophes."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    for sign, meant in _SIGNS.items():  # ten times as quick as str.translate
        plain = plain.replace(sign, meant)
    return _SPACES.sub(" ", plain)
