"""What a server's answer says besides its body, and where it came from."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve
from scrapy.http import Response

from newscrawl.page import Page
from newscrawl.records import Candidate, DiscoveredVia, Http, Rights

ORIGIN_RIGHTS = "origin_rights"  # the key of a request's meta under which stands what its origin says


def read_http(response: Response, *, rendered: bool = False) -> Http:
    """The headers that an article's record keeps."""
    return Http(
        status=response.status,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        content_type=_header(response, "Content-Type"),
        rendered=rendered,
    )


def read_rights(response: Response) -> Rights:
    """What the headers say about use of the page, beside what its origin says of all its pages.

    Of TDMRep the headers outrank the origin's file; of the others, all that is said is kept.
    """
    origin: Rights = response.meta.get(ORIGIN_RIGHTS, Rights())
    reservation = _header(response, "tdm-reservation")
    return evolve(
        origin,
        x_robots_tag=tuple(value.decode("latin-1").strip() for value in response.headers.getlist("X-Robots-Tag")),
        tdm_reservation=reservation if reservation in ("0", "1") else origin.tdm_reservation,
        tdm_policy=_header(response, "tdm-policy") or origin.tdm_policy,
        content_usage=_joined(response, "Content-Usage", origin.content_usage),
        content_signal=_joined(response, "Content-Signal", origin.content_signal),
    )


def with_origin(page: Page, response: Response, candidate: Candidate) -> Page:
    """The page with how it was found and what led to it, and with what its headers say about use."""
    trail = response.meta.get("redirect_urls", ())
    return evolve(
        page,
        requested_url=candidate.url,
        redirects=tuple(trail[1:]),
        rights=read_rights(response),
        discovered_via=DiscoveredVia(kind=candidate.kind, url=candidate.source_url),
        candidate=candidate,
        fetched_at=datetime.now(UTC),
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _joined(response: Response, name: str, before: str | None) -> str | None:
    """A header whose lines are one list, and what was said elsewhere."""
    lines = [value.decode("latin-1").strip() for value in response.headers.getlist(name)]
    return ", ".join(dict.fromkeys(line for line in (*lines, before) if line)) or None
