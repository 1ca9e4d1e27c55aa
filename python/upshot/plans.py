"""What generated packages say of their plans, and how they are found without a line in the application."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Optional

_log = logging.getLogger("upshot")

# Beside the application and one folder below it: src/, app/ …
_DATA = "upshot_plan.py"


@dataclass(frozen=True)
class Plan:
    """A plan as the package that was generated from it has it."""

    module: Optional[ModuleType]
    product: str
    digest: str
    scope: str
    sampling: float
    critical: tuple[str, ...]
    signals: Mapping[str, Mapping[str, Any]]
    redact: Mapping[str, str]
    shown: frozenset[str]

    @staticmethod
    def of(module: ModuleType) -> Plan:
        data: Any = importlib.import_module(f"{module.__name__}.upshot_plan").PLAN
        if data.get("format") != 1:
            raise ValueError(
                f"The plan in {module.__name__} is of another version: generate the package again with this version of upshot."
            )
        return Plan(
            module=module,
            product=str(data["product"]),
            digest=str(data["digest"]),
            scope=str(data["scope"]),
            sampling=float(data["sampling"]),
            critical=tuple(data["critical"]),
            signals=dict(data["signals"]),
            redact=dict(data["redact"]),
            shown=frozenset(data["shown"]),
        )


def find(modules: Iterable[ModuleType] = ()) -> list[Plan]:
    """The plans of these packages; without any, those that UPSHOT_MODULES names, are imported already, or lie beside the application."""
    given = list(modules)
    found: list[Plan] = []
    for module in given or _discovered():
        try:
            found.append(Plan.of(module))
        except Exception as error:
            if given:
                raise
            _log.warning("The generated package %s is not used: %s", module.__name__, error)
    return found


def _discovered() -> Iterator[ModuleType]:
    seen: set[str] = set()
    for name in [*_named(), *_imported(), *_beside()]:
        if name not in seen:
            seen.add(name)
            try:
                yield importlib.import_module(name)
            except Exception as error:
                _log.warning("The generated package %s cannot be imported: %s", name, error)


def _named() -> list[str]:
    return [name.strip() for name in os.environ.get("UPSHOT_MODULES", "").split(",") if name.strip()]


def _imported() -> list[str]:
    return [name.rpartition(".")[0] for name in list(sys.modules) if name.endswith(".upshot_plan")]


def _beside() -> list[str]:
    """Of packages that can be imported: only folders of the import path are looked at, two levels deep, and what is installed is not searched."""
    installed = {Path(os.__file__).parent, Path(os.__file__).parent / "lib-dynload", Path(Path.cwd().anchor)}
    found: list[str] = []
    for entry in dict.fromkeys(sys.path):
        folder = Path(entry or ".").absolute()
        if folder.name in ("site-packages", "dist-packages") or folder in installed:
            continue
        try:
            data = [*sorted(folder.glob(f"*/{_DATA}")), *sorted(folder.glob(f"*/*/{_DATA}"))]
        except OSError:
            continue
        parts = [file.parent.relative_to(folder).parts for file in data]
        found += [".".join(names) for names in parts if all(name.isidentifier() for name in names)]
    return found
