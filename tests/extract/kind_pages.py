"""Pages of every kind, small and made up, as publishers' systems write them."""

from __future__ import annotations

import json
from collections.abc import Iterable

PLAIN = "The council voted on Friday for a new library on the quay, and nobody was against it. "
NAVIGATION = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport/'>Sport</a></li></ul></nav>"
FOOTER = "<footer><a href='/imprint'>Imprint</a> <a href='/privacy'>Privacy</a> <a href='/cookies'>Cookies</a></footer>"
BANNER = (
    "<div class='cookie-banner'><p>We and our 120 partners use cookies to store and/or access information on your "
    "device. By clicking Accept all you agree. You can change your mind in the privacy settings at any time.</p></div>"
)
HEADLINES = (
    "Harbour office lets the ferry run until ten at night", "School in the old town gets a second gymnasium",
    "Bakers complain about the price of butter this winter", "The tram to the airport will be three years late",
    "Chess club wins the cup for the seventh time in a row", "Council looks for somebody who winds the tower clock",
    "A fox has moved into the botanical garden for good", "Why the river smells of cinnamon on Thursday mornings",
    "Fire brigade frees a swan from the roof of the opera", "Market hall opens again after four months of repairs",
    "New lamps on the quay are said to be much too bright", "Last cinema of the northern district has been sold",
)  # fmt: skip
SLUGS = tuple("-".join(headline.lower().split()) for headline in HEADLINES)


def page(inner: str, head: str = "", *, title: str = "Example News", names: str = "", language: str = "en") -> bytes:
    """A page with a menu and a footer."""
    return (
        f"<!doctype html><html lang='{language}'><head><title>{title}</title>{head}</head>"
        f"<body class='{names}'>{NAVIGATION}{inner}{FOOTER}</body></html>"
    ).encode()


def markup(kind: str = "NewsArticle", **properties: object) -> str:
    """A JSON-LD node."""
    return f"<script type='application/ld+json'>{json.dumps({'@type': kind, **properties})}</script>"


def cards(headlines: Iterable[str] = HEADLINES, teaser: str = PLAIN) -> str:
    """Headlines that lead elsewhere, each with a few words below it."""
    return "".join(
        f"<div class='item'><h3><a href='/news/{slug}.html'>{headline}</a></h3><p>{teaser}</p></div>"
        for headline, slug in zip(headlines, SLUGS, strict=False)
    )


def links(headlines: Iterable[str] = HEADLINES) -> str:
    """Nothing but headlines."""
    return "".join(
        f"<li><a href='/news/{slug}.html'>{headline}</a></li>" for headline, slug in zip(headlines, SLUGS, strict=False)
    )


def boxes() -> str:
    """Cards of which all is one link."""
    return "".join(
        f"<a href='/news/{slug}.html'><h2>{headline}</h2><p>{PLAIN}</p></a>"
        for headline, slug in zip(HEADLINES, SLUGS, strict=True)
    )


def posts(length: int = 8) -> str:
    """Whole posts below each other, as on the first page of a blog."""
    return "".join(
        f"<article class='post'><h2 class='entry-title'><a href='/2026/11/{slug}/'>{headline}</a></h2>"
        f"<div class='entry-content'>{f'<p>{headline}. {PLAIN * 2}</p>' * length}</div></article>"
        for headline, slug in zip(HEADLINES[:5], SLUGS, strict=False)
    )


def story(paragraphs: int = 6, text: str = PLAIN) -> str:
    """A story's text."""
    return "".join(f"<p>Part {number + 1} of it. {text * 2}</p>" for number in range(paragraphs))
