"""Writes zip files again with what deflate can do, and without what no system loads: packages that `dotnet pack` made become a few per cent smaller.

    python3 packaging/squeeze.py FILE…
"""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

from strip import stripped


def squeeze(file: Path) -> None:
    smaller = file.with_suffix(".smaller")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(smaller, "w") as target:
        for item in source.infolist():
            target.writestr(item, stripped(source.read(item)), zipfile.ZIP_DEFLATED, 9)
    os.replace(smaller, file)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        squeeze(Path(path))
