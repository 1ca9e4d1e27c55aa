"""The program ``upshot``, which travels in this package. ``python -m upshot_program`` starts it too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

_PROGRAM = Path(__file__).resolve().parent / "program" / ("upshot.exe" if os.name == "nt" else "upshot")


def main() -> NoReturn:
    # The demo's service in Python runs in the environment that the program is installed in.
    os.environ.setdefault("UPSHOT_PYTHON", sys.executable)
    arguments = [str(_PROGRAM), *sys.argv[1:]]
    if os.name != "nt":
        # The same process, so that signals and exit codes are the program's own.
        os.execv(_PROGRAM, arguments)
    program = subprocess.Popen(arguments)
    while True:
        try:
            sys.exit(program.wait())
        except KeyboardInterrupt:
            # The program heard it too, and ends in its own way.
            continue
