"""What the native files of a published program say of themselves: system, processor, and what they ask of the system."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

_ELF = {0x3E: "x64", 0xB7: "arm64"}
_MACH = {0x01000007: "x64", 0x0100000C: "arm64"}
_PE = {0x8664: "x64", 0xAA64: "arm64"}

# Where a file of a later system is refused by an earlier one, the wheel must say so: PEP 600, and macOS' versions.
_WHEELS = {
    ("linux", "x64"): "x86_64",
    ("linux", "arm64"): "aarch64",
    ("osx", "x64"): "x86_64",
    ("osx", "arm64"): "arm64",
    ("win", "x64"): "win_amd64",
    ("win", "arm64"): "win_arm64",
}


@dataclass(frozen=True)
class Native:
    system: str
    processors: tuple[str, ...]
    # The least glibc, or the least macOS; (0, 0) when it asks for none.
    least: tuple[int, int] = (0, 0)

    @property
    def platforms(self) -> set[str]:
        return {f"{self.system}-{processor}" for processor in self.processors}


def read(content: bytes) -> Optional[Native]:
    """None: no native file. Assemblies of .NET are PE files too, and none."""
    if content[:4] == b"\x7fELF":
        versions = [(int(major), int(minor)) for major, minor in re.findall(rb"\0GLIBC_(\d+)\.(\d+)(?=[.\0])", content)]
        return Native("linux", (_ELF.get(struct.unpack_from("<H", content, 18)[0], "other"),), max(versions, default=(0, 0)))
    if content[:4] == b"\xcf\xfa\xed\xfe":
        return _mach([content])
    if content[:4] == b"\xca\xfe\xba\xbe":
        count = struct.unpack_from(">I", content, 4)[0]
        slices = [struct.unpack_from(">5I", content, 8 + 20 * i) for i in range(min(count, 8))]
        return _mach([content[offset : offset + size] for _, _, offset, size, _ in slices])
    if content[:2] == b"MZ" and len(content) > 0x40:
        return _portable(content)
    return None


def _mach(slices: list[bytes]) -> Native:
    processors, least = [], (0, 0)
    for part in slices:
        _, processor, _, _, commands, _ = struct.unpack_from("<6I", part)
        processors.append(_MACH.get(processor, "other"))
        at = 32
        for _ in range(commands):
            command, size = struct.unpack_from("<2I", part, at)
            if command in (0x32, 0x24):  # LC_BUILD_VERSION has the version after the platform, LC_VERSION_MIN_MACOSX has it first.
                version = struct.unpack_from("<I", part, at + (12 if command == 0x32 else 8))[0]
                least = max(least, (version >> 16, version >> 8 & 0xFF))
            at += size
    return Native("osx", tuple(processors), least)


def _portable(content: bytes) -> Optional[Native]:
    at = struct.unpack_from("<I", content, 0x3C)[0]
    if content[at : at + 4] != b"PE\0\0":
        return None
    processor = struct.unpack_from("<H", content, at + 4)[0]
    is64 = struct.unpack_from("<H", content, at + 24)[0] == 0x20B
    # The fifteenth directory is the header of .NET.
    managed = struct.unpack_from("<2I", content, at + 24 + (112 if is64 else 96) + 14 * 8)
    return None if managed[0] else Native("win", (_PE.get(processor, "other"),))


def of(folder: Path) -> dict[Path, Native]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file: native for file in files if (native := read(file.read_bytes())) is not None}


def wheel_platform(published: Path) -> str:
    """``manylinux_2_34_x86_64``: what the program's host is for, and the most that any file in it asks for."""
    found = of(published)
    host: Union[Native, None] = next(
        (native for file, native in found.items() if file.stem == "upshot" and file.suffix in ("", ".exe")), None
    )
    if host is None:
        raise SystemExit(f"{published} holds no program upshot: publish it first.")
    name = _WHEELS[host.system, host.processors[0]]
    least = max(native.least for native in found.values())
    if host.system == "linux":
        return f"manylinux_{least[0]}_{least[1]}_{name}"
    # From macOS 11 on a wheel names the major version alone.
    return f"macosx_{least[0]}_{0 if least[0] >= 11 else least[1]}_{name}" if host.system == "osx" else name
