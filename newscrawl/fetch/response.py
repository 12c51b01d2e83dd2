"""What a server's answer says besides its body, and where it came from."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve
from scrapy.http import Response

from newscrawl.records import Candidate, DiscoveredVia, Http, Page, Rights


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
    """What the headers say about use of the page."""
    return Rights(
        x_robots_tag=tuple(value.decode("latin-1").strip() for value in response.headers.getlist("X-Robots-Tag")),
        tdm_reservation=_header(response, "tdm-reservation"),
        tdm_policy=_header(response, "tdm-policy"),
        content_usage=_header(response, "Content-Usage"),
        content_signal=_header(response, "Content-Signal"),
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
        fetched_at=datetime.now(UTC),
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None
