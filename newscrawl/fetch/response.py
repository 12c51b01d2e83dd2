"""What a server's answer says besides its body."""

from __future__ import annotations

from scrapy.http import Response

from newscrawl.records import Http, Rights


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


def redirect_trail(response: Response) -> tuple[str, ...]:
    """The addresses that led here, the one that was asked for first; without the final one."""
    return tuple(response.meta.get("redirect_urls", ()))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None
