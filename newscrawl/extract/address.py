"""Addresses as pages write them -> absolute ones."""

from __future__ import annotations

from urllib.parse import urljoin


def absolute(base: str, address: str | None) -> str | None:
    """The absolute http(s) address; None where there is none, where it is broken or leads to no document."""
    try:
        url = urljoin(base, (address or "").strip()) if address else ""
        url.encode()
    except ValueError:  # half a pair of surrogates, which JSON can spell, is a UnicodeEncodeError
        return None
    return url if url.startswith(("http://", "https://")) else None
