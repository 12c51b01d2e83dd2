"""The keys by which articles and addresses are told apart."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

_TRACKING = re.compile(
    r"^(?:utm_\w+|at_\w+|wt_\w+|pk_\w+|mtm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|cmpid|cmp|ito|icid|ocid|smid|"
    r"ref|ref_src|referrer|source|xtor|ns_\w+|s?_?hsenc|_ga|from_rss|rss)$",
    re.IGNORECASE,
)

PORTS = {"http": 80, "https": 443}  # of the schemes that we speak, where an address names none


class _Letters(dict[int, int]):
    """What stands for a character among words: itself, or a space. Each is looked up once."""

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LMN" else ord(" ")
        return self[code]


_LETTERS = _Letters()
_WORDS = re.compile(r"[^\W_]+")  # the same words, several times as fast, where no letter has a mark of its own
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0010ffff]"
)


def plain_address(url: str) -> str:
    """The address without fragment and tracking parameters, its parts in canonical spelling.

    Raises:
        ValueError: this is no http(s) address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http address: {url[:200]}")
    address = str(canonicalize_url(url.strip()))
    names = (part.partition("=")[0] for part in urlsplit(address).query.split("&"))
    tracking = [name for name in names if _TRACKING.match(name)]
    return str(url_query_cleaner(address, tracking, remove=True, unique=False)) if tracking else address


def article_id(site: str, address: str) -> str:
    """32 hex digits of sha256 over the site's name and the article's plain address."""
    return hashlib.sha256(f"{site}\n{plain_address(address)}".encode()).hexdigest()[:32]


def content_hash(title: str | None, text: str | None) -> str:
    """sha256 over the words of title and text: NFC, case folded, without punctuation and spacing.

    Vowel signs, as Hindi or Thai write them, belong to the words.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", f"{title or ''}\n{text or ''}").casefold())
    words = folded.translate(_LETTERS).split() if _MARKS.search(folded) else _WORDS.findall(folded)
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def url_key(site: str, url: str) -> bytes:
    """The 16 bytes under which the state knows an address of a site; http and https, tracked or not, are one."""
    address = plain_address(url).partition("://")[2]
    return hashlib.sha256(f"{site}\n{address}".encode()).digest()[:16]


def is_on(url: str, domains: Iterable[str]) -> bool:
    """Whether an address lies on one of the domains or below it."""
    host = urlsplit(url).hostname or ""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
