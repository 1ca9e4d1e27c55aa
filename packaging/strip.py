"""Takes from native files of Linux what a system never loads: tables of symbols and debugging, which stand behind the last segment.

    python3 packaging/strip.py FOLDER…

Programs and libraries of other systems, and all else, stay as they are.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

_HEADER, _SEGMENT = 64, 56


def stripped(content: bytes) -> bytes:
    """The same where it is no ELF file of 64 bits that counts from the low end."""
    if content[:6] != b"\x7fELF\x02\x01":
        return content
    first = struct.unpack_from("<Q", content, 32)[0]
    size, count = struct.unpack_from("<2H", content, 54)
    if size != _SEGMENT:
        return content
    # Offset, two addresses, size in the file: what is not in a segment is not mapped.
    segments = [struct.unpack_from("<4Q", content, first + size * i + 8) for i in range(count)]
    end = max([first + size * count, *(offset + length for offset, _, _, length in segments)])
    kept = bytearray(content[:end])
    # No sections: where their table was, how long an entry is, how many there are, and which of them names the others.
    struct.pack_into("<Q", kept, 40, 0)
    struct.pack_into("<3H", kept, 58, _HEADER, 0, 0)
    return bytes(kept)


def main(folders: list[str]) -> None:
    for file in (file for folder in folders for file in sorted(Path(folder).rglob("*")) if file.is_file() and not file.is_symlink()):
        content = file.read_bytes()
        smaller = stripped(content)
        if smaller != content:
            file.write_bytes(smaller)


if __name__ == "__main__":
    main(sys.argv[1:])
