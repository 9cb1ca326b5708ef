"""aiogram without its hundreds of models: each is built when it is first used.

aiogram marks its models as to be built then (pydantic, `ConfigDict.defer_build`), but builds all when it is
imported, because their fields name types which their own modules do not know at run time. Here the modules
are told them, and the rest is left to pydantic: docs/decisions/0023-models-when-used.md.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_NAME = re.compile(r"\w+")


def import_aiogram() -> None:
    """Import it; to be called before anything else does, for what is built already stays so."""
    asked: list[tuple[type, Mapping[str, Any]]] = []

    def build_later(cls: type, *, _types_namespace: Mapping[str, Any]) -> None:
        asked.append((cls, _types_namespace))

    build = vars(BaseModel)["model_rebuild"]
    BaseModel.model_rebuild = classmethod(build_later)  # type: ignore[method-assign, assignment]
    try:
        import aiogram.types  # noqa: F401, PLC0415 (not before)
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]

    for cls, types in asked:
        _tell_types(cls, types)


def _tell_types(cls: type, types: Mapping[str, Any]) -> None:
    """Give the module of a model the types that the annotations of its fields name."""
    module = vars(sys.modules[cls.__module__])
    for base in cls.__mro__:
        for annotation in vars(base).get("__annotations__", {}).values():
            for name in _NAME.findall(str(annotation)):
                if name in types:
                    module.setdefault(name, types[name])
