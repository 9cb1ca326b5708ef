"""The pins of all dependencies, which pip installs as they are."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PINS = Path(__file__).parents[2] / "requirements"


def _pinned_extras(name: str) -> dict[str, set[str]]:
    """Each package of a file, and the extras that are pinned with it."""
    lines = re.findall(r"^([\w.-]+)(?:\[(.+)\])?==", (PINS / name).read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(package): set(extras.split(",")) - {""} for package, extras in lines}


def _extras_asked_for(extras: dict[str, set[str]]) -> set[tuple[str, str]]:
    """By what is installed, with those extras: each package and extra that it needs."""
    return {
        (canonicalize_name(needed.name), extra)
        for it in distributions()
        if canonicalize_name(it.name) in extras
        for own in extras[canonicalize_name(it.name)] | {""}
        for needed in map(Requirement, it.requires or ())
        if needed.marker is None or needed.marker.evaluate({"extra": own})
        for extra in needed.extras
    }


def test_a_pin_has_the_extras_that_are_asked_for() -> None:
    """Or else pip 23 takes the pin for none, as soon as there is a newer release."""
    pinned = _pinned_extras("dev.txt")
    asked_for = _extras_asked_for(pinned)
    assert ("coverage", "toml") in asked_for
    assert asked_for <= {(name, extra) for name, extras in pinned.items() for extra in extras}


def test_what_runs_is_what_was_tested() -> None:
    tested = _pins("dev.txt")
    for name in ("run.txt", "build.txt"):
        assert _pins(name)
        assert _pins(name).items() <= tested.items()


def _pins(name: str) -> dict[str, str]:
    """Each package of a file, and its version."""
    return dict(re.findall(r"^([\w.-]+)(?:\[.+\])?==(\S+)", (PINS / name).read_text("utf-8"), re.MULTILINE))
