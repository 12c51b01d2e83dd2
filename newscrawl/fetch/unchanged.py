"""Conditional requests: a server that knows what we have says so, and sends nothing."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus

from scrapy.http import Response

from newscrawl.state.sources import Visit

NOT_MODIFIED = HTTPStatus.NOT_MODIFIED
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def conditions(known: Visit) -> dict[str, str]:
    """The headers that ask for a document only if it is another one than the last time."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def read_validators(response: Response) -> Visit:
    """What the server calls the state of a document."""
    return Visit(etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified"))


def body_hash(response: Response) -> bytes:
    """What tells whether a document is another one, where the server does not: 16 bytes."""
    return hashlib.sha256(response.body).digest()[:16]


def max_age(response: Response) -> int | None:
    """The seconds for which the server calls its answer fresh."""
    found = _MAX_AGE.search(_header(response, "Cache-Control") or "")
    return int(found[1]) if found else None


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
