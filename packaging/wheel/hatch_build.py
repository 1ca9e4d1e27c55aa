"""Puts a published program into a wheel for its platform: ``UPSHOT_PUBLISHED`` names the folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import natives  # noqa: E402


class ProgramInside(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        published = Path(os.environ["UPSHOT_PUBLISHED"])
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{natives.wheel_platform(published)}"
        build_data["force_include"][str(published)] = "upshot_program/program"


class LibraryBeside(MetadataHookInterface):
    """The library of the same version: what a plan generates and what the server takes belong together."""

    def update(self, metadata: dict[str, Any]) -> None:
        metadata["dependencies"] = [f"upshot-instrument=={metadata['version']}"]
