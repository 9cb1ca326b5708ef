"""Figures, and the promises about them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Promise:
    """The bound of a ratio, from below or above; `lenient` is for short runs on busy machines."""

    bound: float
    lenient: float
    at_least: bool = False

    def kept(self, ratio: float, *, leniently: bool = False) -> bool:
        bound = self.lenient if leniently else self.bound
        return ratio >= bound if self.at_least else ratio <= bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured of two that took turns, a pair for each round; `ratio` is first by second."""

    name: str
    rounds: Sequence[tuple[float, float]]
    unit: str
    digits: int = 0
    promise: Promise | None = None

    @property
    def ratios(self) -> list[float]:
        return [first / second for first, second in self.rounds]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    def kept(self, *, leniently: bool = False) -> bool:
        """Whether what was promised came true, if anything was."""
        return self.promise is None or self.promise.kept(self.ratio, leniently=leniently)

    def row(self) -> str:
        """A row of `table`."""
        medians = [median(side) for side in zip(*self.rounds, strict=True)]
        first, second = (f"{it:,.{self.digits}f} {self.unit}".strip() for it in medians)
        spread = f"{min(self.ratios):.2f} to {max(self.ratios):.2f}"
        verdict = ("kept" if self.kept() else "**missed**") if self.promise else ""
        cells = (self.name, first, second, f"**{self.ratio:.2f}**", spread, self.promise or "", verdict)
        return f"| {' | '.join(map(str, cells))} |"


async def medians(sides: Sequence[T], measure: Callable[[T], Awaitable[float]], samples: int) -> list[float]:
    """Measure all sides in turn, so many times each; the median of each."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(samples):
        for side, seen in zip(sides, taken, strict=True):
            seen.append(await measure(side))
    return [median(seen) for seen in taken]


def table(first: str, second: str, figures: Iterable[Figure]) -> str:
    """Figures in Markdown: medians of the rounds, and how the ratio spread."""
    head = f"| | {first} | {second} | ratio | least to most | promised | |\n|---|--:|--:|--:|--:|--:|---|"
    return "\n".join([head, *(figure.row() for figure in figures)])
