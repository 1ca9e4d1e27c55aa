"""Follows the rollout of the server in UPSHOT_SERVER, and prints the state of a signal whenever it changes, until standard input ends."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Optional

import tea

stop = tea.follow_rollout(os.environ["UPSHOT_SERVER"], seconds=0.1)


def watch() -> None:
    last: Optional[bool] = None
    while True:
        now = tea.is_on("span.tea.hidden")
        if now != last:
            print("on" if now else "off", flush=True)
            last = now
        time.sleep(0.02)


threading.Thread(target=watch, daemon=True).start()
sys.stdin.read()
stop()
