"""What an answer may be to be taken for an article's page: asked before its body is downloaded, and again after."""

from __future__ import annotations

MAX_PAGE_BYTES = 10 * 2**20  # as it is sent, and decompressed
_CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain")


def may_be_html(content_type: str | None) -> bool:
    """Whether an answer with this content type, or with none, may be a page."""
    return not content_type or any(known in content_type.lower() for known in _CONTENT_TYPES)
