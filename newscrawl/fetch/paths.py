"""Path patterns as robots.txt has them, which other files of a site use too: ``*`` is anything, ``$`` ends the path.

Everything is compared as octets in one spelling, so neither the file's charset nor a page's escapes make a difference.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Self

from attrs import frozen

_UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")
_BEFORE_PATH = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)


def path_of(url: str) -> str:
    """The part of an address that patterns are held against: path and query."""
    path = _BEFORE_PATH.sub("", url.partition("#")[0], count=1)
    return path if path.startswith("/") else f"/{path}"


def forms_of(path: str) -> tuple[bytes, ...]:
    """The spellings in which a path is held against patterns."""
    return _spellings(path.encode("utf-8", "surrogatepass"), b"")


def fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says."""
    return Pattern.read(pattern.encode("utf-8", "surrogatepass")).fits(forms_of(path))


@frozen
class Pattern:
    """A pattern in the spellings that paths have; ``octets`` is its length, by which the most specific is known."""

    octets: int
    spelled: tuple[_Parts, _Parts]

    @classmethod
    def read(cls, path: bytes) -> Self:
        """Read a pattern, which begins with a slash, or a star that may stand for one."""
        exact = path.endswith(b"$")
        forms = _spellings(path.removesuffix(b"$"), b"*")
        patterns = tuple(_Parts(tuple(form.split(b"*")), exact) for form in forms)
        return cls(len(forms[0]) + exact, (patterns[0], patterns[-1]))

    def fits(self, forms: tuple[bytes, ...]) -> bool:
        """Whether it is about a path, given in its forms."""
        return any(parts.fits(form) for parts, form in zip(self.spelled, forms, strict=False))


@frozen
class _Parts:
    """A path's beginning: parts between which anything may stand; ``exact`` where it must end with the last."""

    parts: tuple[bytes, ...]
    exact: bool

    def fits(self, path: bytes) -> bool:
        """Whether a path is such a one. The time this takes grows with the lengths of both, and no faster."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        place = len(first)
        last = rest.pop() if rest and self.exact else None
        for part in rest:
            if (found := path.find(part, place)) < 0:
                return False
            place = found + len(part)
        if last is not None:
            return len(path) - len(last) >= place and path.endswith(last)
        return place == len(path) or not self.exact


def _spellings(path: bytes, kept: bytes) -> tuple[bytes, ...]:
    """A path or pattern, all but its slashes escaped; where it has a query, also with the slashes of that escaped.

    A slash in a query means the same whether it is escaped or not, but a star before may stand for the question mark.
    """
    head, mark, query = path.partition(b"?")
    if not mark:
        return (_spelling(path, kept + b"/"),)
    return _spelling(path, kept + b"/?"), _spelling(head, kept + b"/") + mark + _spelling(query, kept)


def _spelling(text: bytes, kept: bytes) -> bytes:
    return _foreign(kept).sub(_spell, text)


@cache
def _foreign(kept: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~" + re.escape(kept) + rb"-]")


def _spell(found: re.Match[bytes]) -> bytes:
    octets = found[0]
    if len(octets) == 1:
        return b"%%%02X" % octets[0]
    octet = bytes.fromhex(octets[1:].decode())
    return octet if _UNRESERVED.fullmatch(octet) else octets.upper()
