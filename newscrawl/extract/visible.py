"""What the page shows: headline and what stands around it, first time, byline, figures."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from newscrawl.extract.address import absolute
from newscrawl.extract.figures import read_figures
from newscrawl.extract.header import Header, inner_kicker, read_header, words
from newscrawl.page import Page
from newscrawl.records import Author, Found

_BYLINES = '.byline, .by, .author, .author-name, [class*="byline"], [class*="author-name"], [class*="uthorList" i]'
_MAX_NAME = 100  # a longer byline is a biography
_MAX_BYLINES = 40
_MAX_FIGURES = 100
_MAX_HEADINGS = 20
_MAX_TIMES = 100
_MAX_DEPTH = 100


def read_visible(page: Page) -> Found:
    """Read headline, kicker, lead, byline, date and figures from the visible page."""
    headline = _headline(page)
    header = read_header(headline) if headline else Header()
    figures = [node for node in page.landmarks["figure"][:_MAX_FIGURES] if _is_of_the_story(node)]
    return Found(
        title=_title(page, headline),
        kicker=header.kicker,
        lead=header.lead,
        authors=_authors(page, header.byline) or None,
        date_published_raw=_time(page) or header.date,
        images=read_figures(figures, page.url) or None,
    )


def _headline(page: Page) -> LexborNode | None:
    """The only ``<h1>``, or of several the one that the window's title begins with."""
    headings = [node for node in page.landmarks["h1"][:_MAX_HEADINGS] if words(node)]
    if len(headings) < 2:  # noqa: PLR2004 - one is no choice
        return headings[0] if headings else None
    title = _window_title(page)
    return next((node for node in headings if title.startswith(words(node))), None)


def _title(page: Page, headline: LexborNode | None) -> str | None:
    if headline is None:
        return _window_title(page) or None
    title, kicker = " ".join(headline.text().split()), inner_kicker(headline)
    bare = title.removeprefix(kicker).lstrip(" :|–—-·") if kicker else title
    return bare or title or None


def _window_title(page: Page) -> str:
    return "".join(map(words, page.landmarks["title"][:1]))


def _time(page: Page) -> str | None:
    times = page.landmarks["time"][:_MAX_TIMES]
    time = next(filter(_is_of_the_story, times), times[0] if times else None)
    return time.attributes["datetime"] or None if time else None


def _is_of_the_story(node: LexborNode) -> bool:
    """Whether it stands in an ``<article>`` or in ``<main>``; a selector would look for that without end."""
    parent = node.parent
    for _ in range(_MAX_DEPTH):
        if parent is None or parent.tag in ("article", "main"):
            break
        parent = parent.parent
    return parent is not None and parent.tag in ("article", "main")


def _authors(page: Page, byline: str | None) -> tuple[Author, ...]:
    found: dict[str, Author] = {}
    for node in page.landmarks["author"][:_MAX_BYLINES]:
        _add(found, node, page.url)
    if not found and byline:
        return (Author(name=byline),)
    for node in () if found else page.tree.css(_BYLINES)[:_MAX_BYLINES]:
        _add(found, node, page.url)
        if found:
            break  # a byline names everybody at once; links to authors stand side by side
    return tuple(found.values())


def _add(found: dict[str, Author], node: LexborNode, base: str) -> None:
    name = words(node)
    for time in node.css("time")[:_MAX_BYLINES]:
        name = " ".join(name.replace(words(time) or "\x00", " ").split())
    if name and len(name) <= _MAX_NAME:
        found.setdefault(name, Author(name=name, url=absolute(base, node.attributes.get("href"))))
