"""Conditional requests: a server that knows what we have says so, and sends nothing."""

from __future__ import annotations

from http import HTTPStatus

from scrapy.http import Response

from newscrawl.state.sources import Validators

NOT_MODIFIED = HTTPStatus.NOT_MODIFIED


def conditions(known: Validators) -> dict[str, str]:
    """The headers that ask for a document only if it is another one than the last time."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def read_validators(response: Response) -> Validators:
    """What the server calls the state of a document."""
    return Validators(*(_header(response, name) for name in ("ETag", "Last-Modified")))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
