"""/.well-known/tdmrep.json: what a site reserves by the TDM Reservation Protocol (W3C community report, 2024)."""

from __future__ import annotations

from typing import Any

import msgspec

from newscrawl.fetch.paths import fits

MAX_TDMREP_BYTES = 500 * 1024


def tdm_rule(body: bytes, path: str) -> tuple[str | None, str | None]:
    """The reservation, "1" or "0", and the policy's address, by the first rule that fits a path.

    Both are None where nothing is said. What is no such file says nothing: many sites answer with a page of theirs
    whatever is asked for.
    """
    try:
        rules = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None, None
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and isinstance(location := rule.get("location"), str) and fits(location, path):
            return _reservation(rule.get("tdm-reservation")), _policy(rule.get("tdm-policy"))
    return None, None


def _reservation(value: Any) -> str | None:  # noqa: ANN401 - whatever stands in the file
    text = "" if isinstance(value, bool) else str(value)
    return text if text in ("0", "1") else None


def _policy(value: Any) -> str | None:  # noqa: ANN401 - whatever stands in the file
    return value if isinstance(value, str) and value else None
