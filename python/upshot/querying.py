"""Asks an Upshot server in SQL."""

from __future__ import annotations

import importlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any, Optional, cast

_MOST_BYTES = 256 << 20


class QueryError(Exception):
    """The server's own words, or why it could not be asked."""


class _Here(urllib.request.HTTPRedirectHandler):
    """A question that is sent on would arrive without its words, and with the token."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


class Rows(Sequence[dict[str, Any]]):
    """Rows by the names of their columns."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[Any]], is_cut: bool = False) -> None:
        self.columns = list(columns)
        # The server answers with so many rows and no more: there are others.
        self.is_cut = is_cut
        self._rows = [dict(zip(self.columns, row)) for row in rows]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        rows: Any = self._rows
        return rows[index]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def to_pandas(self) -> Any:
        """A DataFrame; it needs pandas."""
        pandas: Any = importlib.import_module("pandas")

        return pandas.DataFrame(self._rows, columns=self.columns)


def query(sql: str, *, server: Optional[str] = None, token: Optional[str] = None, timeout: float = 60.0) -> Rows:
    """``upshot.query("SELECT service, count(*) FROM spans GROUP BY 1")``. The server is UPSHOT_SERVER, else http://localhost:4600; the token
    UPSHOT_TOKEN."""
    address = (server or os.environ.get("UPSHOT_SERVER") or "http://localhost:4600").rstrip("/")
    secret = token or os.environ.get("UPSHOT_TOKEN", "")
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {secret}"} if secret else {})}
    try:
        request = urllib.request.Request(f"{address}/api/v1/query", json.dumps({"sql": sql}).encode(), headers, method="POST")
        with urllib.request.build_opener(_Here).open(request, timeout=timeout) as answer:
            body = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        with error:
            elsewhere = error.headers.get("Location") if 300 <= error.code < 400 else None
            if elsewhere:
                raise QueryError(f"{address} sends questions on to {elsewhere}: set UPSHOT_SERVER to the server itself.") from None
            raise QueryError(_words(error.read(1 << 20), error.code)) from None
    except (OSError, ValueError) as error:
        raise QueryError(f"{address} cannot be asked: {error}. Start it with 'upshot serve', or set UPSHOT_SERVER.") from None
    if len(body) > _MOST_BYTES:
        raise QueryError(f"The answer is larger than {_MOST_BYTES >> 20} MiB: select less.")
    try:
        said = json.loads(body)
        if said.get("error"):
            raise QueryError(str(said["error"]))
        return Rows([_name(column) for column in said["columns"]], said["rows"], bool(said.get("isCut")))
    except (ValueError, KeyError, TypeError):
        raise QueryError(f"{address} did not answer as an Upshot server does.") from None


def _name(column: Any) -> str:
    return str(cast("dict[str, Any]", column)["name"] if isinstance(column, dict) else column)


def _words(body: bytes, code: int) -> str:
    try:
        said = json.loads(body)
        return str(said.get("detail") or said["title"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"The server answered with status {code}."
