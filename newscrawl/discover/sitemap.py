"""Sitemaps, news sitemaps and sitemap indexes: an entry -> a Candidate."""

from __future__ import annotations

from newscrawl.discover.moment import read_moment
from newscrawl.discover.stream import Element
from newscrawl.records import Candidate


def read_url(element: Element, source_url: str) -> Candidate | None:
    """Read a ``url`` entry; with ``news:`` data in it, it comes from a news sitemap."""
    url = element.text("loc")
    if not url:
        return None
    is_news = "publication_date" in element.texts or "publication" in element.texts
    return Candidate(
        url=url,
        kind="news_sitemap" if is_news else "sitemap",
        source_url=source_url,
        # In a plain sitemap, a title can only be that of an image or a video.
        title=element.text("title") if is_news else None,
        published=read_moment(element.text("publication_date")),
        modified=read_moment(element.text("lastmod")),
    )


def read_child(element: Element, source_url: str) -> Candidate | None:
    """Read a ``sitemap`` entry of an index; ``modified`` is the last change of anything in that child."""
    url = element.text("loc")
    if not url:
        return None
    return Candidate(url=url, kind="sitemap", source_url=source_url, modified=read_moment(element.text("lastmod")))
