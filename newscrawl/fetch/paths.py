"""Path patterns as robots.txt has them, which other files of a site use too: ``*`` is anything, ``$`` ends the path."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def path_of(url: str) -> str:
    """The part of an address that patterns are held against: path and query."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says. The time it takes grows with the length of both, and no faster."""
    path = _spelled(path)
    exact = pattern.endswith("$")
    first, *rest = _spelled(pattern.removesuffix("$")).split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, piece in enumerate(rest, 1):
        if exact and number == len(rest):
            return path.endswith(piece) and len(path) - len(piece) >= place
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return not exact or place == len(path)


def _spelled(text: str) -> str:
    """One spelling for what may be escaped or not."""
    return quote(_ESCAPE.sub(_unescaped, text), safe="%/?#[]@!$&'()*+,;=:~")


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()
