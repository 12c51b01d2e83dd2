"""What the page shows: one heading, first time, byline, figures. For pages that say nothing to machines."""

from __future__ import annotations

from newscrawl.extract.address import absolute
from newscrawl.extract.blocks import read_figures
from newscrawl.records import Author, Found, Page

_BYLINES = (
    '[rel~="author"], [itemprop~="author"], .byline, .by, .author, .author-name, '
    '[class*="byline"], [class*="author-name"]'
)
_MAX_NAME = 100  # a longer byline is a biography


def read_visible(page: Page) -> Found:
    """Read headline, first ``<time>``, byline and figures from the visible page."""
    titles = [node for node in page.tree.css("h1") if node.text().strip()]
    if len(titles) != 1:  # none, or one for each teaser
        titles = page.tree.css("head title")
    time = page.tree.css_first("article time[datetime], main time[datetime]") or page.tree.css_first("time[datetime]")
    figures = read_figures(page.tree.css("article figure, main figure"), page.url)
    return Found(
        title=" ".join(titles[0].text().split()) or None if titles else None,
        authors=_authors(page) or None,
        date_published_raw=time.attributes["datetime"] or None if time else None,
        images=figures or None,
    )


def _authors(page: Page) -> tuple[Author, ...]:
    found: dict[str, Author] = {}
    for node in page.tree.css(_BYLINES):
        name = " ".join(node.text().replace("".join(time.text() for time in node.css("time")) or "\x00", "").split())
        if not name or len(name) > _MAX_NAME:
            continue
        found.setdefault(name, Author(name=name, url=absolute(page.url, node.attributes.get("href"))))
        if node.attributes.get("rel") is None:
            break  # a byline names everybody at once; links to authors stand side by side
    return tuple(found.values())
