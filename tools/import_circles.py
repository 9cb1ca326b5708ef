"""Fail where modules of a package import each other in a circle, for types alone or in a function too.

`python tools/import_circles.py taskbot`; import-linter's own contract sees packages, not files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import grimp


def imports_of(package: str) -> dict[str, set[str]]:
    """What each module of the package imports of it."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=False)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def circles(imports: dict[str, set[str]]) -> Iterator[list[str]]:
    """Give circles, each from a module back to it, until without one import of each there are none left."""
    left = {module: set(imported) for module, imported in sorted(imports.items())}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]  # it names the imported module first
            yield circle
            left[circle[0]].discard(circle[1])
        else:
            return


def main() -> int:
    found = [" → ".join(circle) for package in sys.argv[1:] for circle in circles(imports_of(package))]
    print("\n".join(found) or "No import circles.")  # noqa: T201 (for the terminal)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
