"""Looks at built packages as files: whether they hold the program for the platform that their name says, whole, and not larger than promised.

    python3 packaging/check.py FOLDER-OR-FILE…

Prints a line for each; exit code 1 when one is not as it must be. Packages for other systems than this one are checked here without being run.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import natives
from strip import stripped

MB, MIB = 1000 * 1000, 1 << 20
WHEELS = {"manylinux": 80 * MIB, "win": 80 * MIB, "macosx": 95 * MIB}
PROCESSORS = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass
class Package:
    file: Path
    # Of the platform that its name gives; None: it is for all.
    platform: str | None
    most: int
    most_unpacked: int | None = None
    contents: dict[str, bytes] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)
    # Where the program is inside.
    inside: str = ""
    brings_runtime: bool = True


def open_package(file: Path) -> Package | None:
    name = file.name
    if name.endswith(".whl"):
        return _wheel(file)
    if name.endswith(".nupkg"):
        return _tool(file)
    if name.endswith(".tar.gz"):
        package = Package(file, name.removesuffix(".tar.gz").split("-", 2)[2], 100 * MB)
        with tarfile.open(file) as archive:
            for member in archive:
                if member.isfile():
                    path = member.name.split("/", 1)[1]
                    package.contents[path] = archive.extractfile(member).read()  # type: ignore[union-attr]
                    if member.mode & 0o111:
                        package.executable.add(path)
        return package
    return None


def _wheel(file: Path) -> Package:
    tag = file.stem.split("-")[-1]
    system = next((s for s in WHEELS if tag.startswith(s)), None)
    processor = next((PROCESSORS[p] for p in PROCESSORS if tag.endswith(p)), "")
    platform = {"manylinux": "linux", "win": "win", "macosx": "osx"}[system] + "-" + processor if system else None
    package = Package(file, platform, WHEELS[system] if system else MB, inside="upshot_program/program/")
    with zipfile.ZipFile(file) as archive:
        for item in archive.infolist():
            package.contents[item.filename] = archive.read(item)
            if item.external_attr >> 16 & 0o111:
                package.executable.add(item.filename)
    return package


def _tool(file: Path) -> Package:
    # upshot.linux-x64.0.1.0.nupkg; the one that names the others has no platform.
    platform = next((p for p in ("linux-x64", "linux-arm64", "osx-arm64", "win-x64") if f".{p}." in file.name), None)
    package = Package(file, platform, 40 * MB, 150 * MB, brings_runtime=False)
    with zipfile.ZipFile(file) as archive:
        for item in archive.infolist():
            package.contents[item.filename] = archive.read(item)
    package.inside = next((name.removesuffix("upshot.dll") for name in package.contents if name.endswith("/upshot.dll")), "")
    return package


def mistakes(package: Package) -> Iterator[str]:
    size = package.file.stat().st_size
    unpacked = sum(map(len, package.contents.values()))
    if size > package.most:
        yield f"{size} bytes, and {package.most} are the most"
    if package.most_unpacked and unpacked > package.most_unpacked:
        yield f"{unpacked} bytes unpacked, and {package.most_unpacked} are the most"
    if package.file.suffix == ".whl":
        yield from record(package)
    for name in package.contents:
        if name.endswith((".pdb", ".pyc")) or "/../" in name or name.startswith("/"):
            yield f"{name} does not belong into a package"
    if package.platform:
        yield from program(package)


def record(package: Package) -> Iterator[str]:
    """Every file stands in RECORD with its hash, and RECORD names no other."""
    name = next(n for n in package.contents if n.endswith(".dist-info/RECORD"))
    listed = {row[0]: row[1] for row in csv.reader(io.StringIO(package.contents[name].decode()))}
    if listed.keys() != package.contents.keys():
        yield f"RECORD and the wheel differ: {sorted(listed.keys() ^ package.contents.keys())[:5]}"
    for path, expected in listed.items():
        actual = "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(package.contents.get(path, b"")).digest()).rstrip(b"=").decode()
        if path != name and expected != actual:
            yield f"{path} is not what RECORD says"


def program(package: Package) -> Iterator[str]:
    platform = package.platform or ""
    is_windows = platform.startswith("win")
    library = {"linux": "lib{}.so", "osx": "lib{}.dylib", "win": "{}.dll"}[platform.split("-")[0]]
    host = package.inside + ("upshot.exe" if is_windows else "upshot")
    needed = [
        package.inside + name
        for name in (
            "upshot.dll",
            "upshot.runtimeconfig.json",
            "shop/Shop.dll",
            "shop/plan/upshot.yaml",
            library.format("duckdb"),
            library.format("e_sqlite3"),
        )
    ]
    if package.brings_runtime:
        needed += [host, package.inside + library.format("coreclr"), package.inside + "LICENSE", package.inside + "THIRD-PARTY-NOTICES.md"]
        if not is_windows and host not in package.executable:
            yield f"{host} may not be executed"
    yield from (f"{name} is missing" for name in needed if name not in package.contents)
    for name, content in package.contents.items():
        native = natives.read(content)
        if native is not None and platform not in native.platforms:
            yield f"{name} is for {', '.join(sorted(native.platforms))}"
        if stripped(content) != content:
            yield f"{name} holds what no system loads: packaging/strip.py takes it out"
        if native is not None and package.file.suffix == ".whl" and native.system == "linux":
            promised = tuple(map(int, package.file.stem.split("manylinux_")[1].split("_")[:2]))
            if native.least > promised:
                yield f"{name} needs glibc {'.'.join(map(str, native.least))}, and the wheel's name promises less"


def main(paths: list[str]) -> int:
    files = [file for path in map(Path, paths) for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    packages = [package for file in files if (package := open_package(file)) is not None]
    if not packages:
        print(f"There is no package in {', '.join(paths)}: build one first.", file=sys.stderr)
        return 1
    failed = False
    for package in packages:
        wrong = list(mistakes(package))
        failed |= bool(wrong)
        print(
            f"{'✗' if wrong else '✓'} {package.file.name}  {package.file.stat().st_size / MB:.1f} MB, {sum(map(len, package.contents.values())) / MB:.0f} MB unpacked"
        )
        for mistake in wrong[:20]:
            print(f"    {mistake}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
