"""A section or front page: the links of its own site that look like stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from newscrawl.records import Candidate

MIN_HEADLINE_WORDS = 4
MIN_HEADLINE_CHARACTERS = 15  # for scripts that do not part words with spaces
_STORY_PATH = re.compile(r"\d{4,}|(?:[^/]+-){3,}")


def read_section(html: bytes, url: str) -> Iterator[Candidate]:
    """Yield the links whose text is long enough for a headline and whose address holds a number or a slug."""
    tree = LexborHTMLParser(html)
    host = urlsplit(url).hostname
    for node in tree.css("a[href]"):
        try:
            address = urljoin(url, (node.attributes.get("href") or "").strip()).partition("#")[0]
            parts = urlsplit(address)
        except ValueError:  # the link is broken, which is nothing to the others
            continue
        headline = " ".join(node.text().split())
        if parts.hostname == host and _STORY_PATH.search(parts.path) and _is_long(headline):
            yield Candidate(url=address, kind="section", source_url=url, title=headline)


def _is_long(headline: str) -> bool:
    return len(headline.split()) >= MIN_HEADLINE_WORDS or len(headline) >= MIN_HEADLINE_CHARACTERS
