"""Servers that end their process themselves: what is left must be sent before they do."""

from __future__ import annotations

import asyncio
import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any


def before_uvicorn_ends(flush: Callable[[], object]) -> None:
    """uvicorn loads the application while its own handlers of signals stand, puts back those of before when it has shut down, and sends the signal to
    its process once more: nothing that runs at exit runs then. So its shutdown flushes."""
    server: Any = getattr(sys.modules.get("uvicorn.server"), "Server", None)
    original = getattr(server, "shutdown", None)
    if not inspect.iscoroutinefunction(original):
        return

    @functools.wraps(original)
    async def shutdown(*arguments: Any, **named: Any) -> Any:
        try:
            return await original(*arguments, **named)
        finally:
            await asyncio.get_running_loop().run_in_executor(None, flush)

    server.shutdown = shutdown
