"""Where a site may have feeds and sitemaps: what its pages say, and the places where most have them."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.charset import in_utf_8
from newscrawl.discover.section import MAX_TAGS
from newscrawl.errors import TooComplex
from newscrawl.limits import check

MAX_LINKS = 50
USUAL_PLACES = (
    "/robots.txt",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/googlenews.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/wp-sitemap.xml",
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
)
_TYPES = frozenset(
    f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "json+feed", "x.atom+xml")
)
# Of a link in the running page, only the address tells that it leads to a feed.
_FEED_PATH = re.compile(r"(?:\.rss|\.rdf|\.atom|/rss2?/?|/rss\.xml|/feed/?|/feed\.xml|/atom\.xml)$", re.IGNORECASE)


def usual_places(url: str) -> tuple[str, ...]:
    """The addresses at which this site may have robots.txt, sitemaps and feeds.

    Raises:
        ValueError: this is no address.
    """
    return tuple(urljoin(url, place) for place in USUAL_PLACES)


def read_links(html: bytes, url: str) -> tuple[str, ...]:
    """The feeds that a page names: first those in ``<link rel=alternate>``, then those that it links to. Absolute.

    A page that is beyond the limits of reading names none.
    """
    html = in_utf_8(html, None, url)[1]
    try:
        check(html, MAX_TAGS)
    except TooComplex:
        return ()
    declared: dict[str, None] = {}
    linked: dict[str, None] = {}
    for node in LexborHTMLParser(html).css("base[href], link[href], a[href]"):
        try:
            address = urljoin(url, (node.attributes["href"] or "").strip()).partition("#")[0]
            path = urlsplit(address).path
        except ValueError:  # this one is broken, which is nothing to the others
            continue
        if node.tag == "base":
            url = address
        elif address.startswith(("http://", "https://")) and (node.tag != "a" or _FEED_PATH.search(path)):
            if node.tag == "a":
                linked.setdefault(address)
            elif _is_feed(node):
                declared.setdefault(address)
    return tuple(declared | linked)[:MAX_LINKS]


def _is_feed(link: LexborNode) -> bool:
    told = link.attributes
    kind = (told.get("type") or "").partition(";")[0].strip().lower()
    return kind in _TYPES and "alternate" in (told.get("rel") or "").lower().split()
