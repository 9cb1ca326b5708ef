"""The cities of the world by any of their names, and the time zone of any point on it.

Both are heavy: a search in the table takes 45 MB of memory, the borders of the zones 35 MB. So this is for a
process of its own, which ends with the answer; the daemon asks through `taskbot.places`.

Names and zones of cities are GeoNames's (https://www.geonames.org, CC BY 4.0), as `make cities` wrote them.
"""

from __future__ import annotations

import functools
import gzip
import re
import unicodedata
from importlib.resources import files

_MARKS = re.compile("[\u0300-\u036f]")
_SIGNS = {"-": " ", "–": " ", "—": " ", ".": " ", "'": "", "’": "", "ʼ": ""}
_SPACES = re.compile("  +")
_SHORTEST_BEGINNING = 4  # letters; fewer begin names all over the world


def find(name: str) -> list[dict[str, str]]:
    """Give the cities of that name, the largest first; where there are none, those whose names so begin.

    A city comes under the name that it was found by. Of those in one country and zone there is the largest
    alone: they are the same to a clock.
    """
    wanted = _fold(name).strip()
    same: dict[tuple[str, str], dict[str, str]] = {}
    beginning: dict[tuple[str, str], dict[str, str]] = {}
    for row, folded in _rows():
        if not wanted or wanted not in folded:
            continue
        names = folded.split("\t")[3].split("|")
        if wanted in names:
            _keep(same, row, names.index(wanted))
        elif len(wanted) >= _SHORTEST_BEGINNING:
            at = next((at for at, known in enumerate(names) if known.startswith(wanted)), None)
            if at is not None:
                _keep(beginning, row, at)
    return list((same or beginning).values())


@functools.cache
def _rows() -> list[tuple[str, str]]:
    """Each row of the table, as it is and levelled."""
    packed = files("taskbot.places").joinpath("cities.tsv.gz").read_bytes()
    text = gzip.decompress(packed).decode()
    return list(zip(text.splitlines(), _fold(text).splitlines(), strict=True))


def _keep(found: dict[tuple[str, str], dict[str, str]], row: str, at: int) -> None:
    country, state, zone, names = row.split("\t")
    city = {"name": names.split("|")[at], "country": country, "state": state, "zone": zone}
    found.setdefault((country, zone), city)


def _fold(text: str) -> str:
    """Level what people write in more than one way: case, accents, ё, hyphens, apostrophes."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    for sign, meant in _SIGNS.items():  # ten times as quick as str.translate
        plain = plain.replace(sign, meant)
    return _SPACES.sub(" ", plain)


def zone_at(latitude: float, longitude: float) -> str:
    """Give the IANA zone of a point, by degrees north and east; at sea one of those by the hour (Etc/GMT)."""
    from tzfpy import get_tz  # noqa: PLC0415 (a search for a city does not need it)

    zone: str = get_tz(longitude, latitude)
    return zone
