"""The keys by which articles and addresses are told apart."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from newscrawl.normalise.address import plain_address

_WORD = re.compile(r"\w+")


def article_id(site: str, address: str) -> str:
    """32 hex digits of sha256 over the site's name and the article's plain address."""
    return hashlib.sha256(f"{site}\n{plain_address(address)}".encode()).hexdigest()[:32]


def content_hash(title: str | None, text: str | None) -> str:
    """sha256 over the words of title and text: NFC, case folded, without punctuation and spacing."""
    words = _WORD.findall(unicodedata.normalize("NFC", f"{title or ''}\n{text or ''}").casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def url_key(site: str, url: str) -> bytes:
    """The 16 bytes under which the state knows an address of a site; http and https, tracked or not, are one."""
    address = plain_address(url).partition("://")[2]
    return hashlib.sha256(f"{site}\n{address}".encode()).digest()[:16]
