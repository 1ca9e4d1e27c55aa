"""The one flag of this service, as the Shop has them: a share of the visitors, always the same ones."""

from __future__ import annotations

import hashlib

import upshot

PERSONAL = "personal-ranking"
DEFAULT = 50.0


def shares(text: str) -> dict[str, float]:
    """``related-items=35,personal-ranking=0``: those that are not of this service are left to others."""
    found = {PERSONAL: DEFAULT}
    for pair in filter(None, text.split(",")):
        name, _, share = pair.partition("=")
        if name.strip() in found:
            found[name.strip()] = min(100.0, max(0.0, float(share)))
    return found


def is_on(share: float, visitor: str) -> bool:
    digest = hashlib.sha256(f"{PERSONAL} {visitor}".encode()).digest()
    on = int.from_bytes(digest[:4], "big") / 2**32 * 100 < share
    upshot.evaluated(PERSONAL, "on" if on else "off", provider="shop", reason="split")
    return on
