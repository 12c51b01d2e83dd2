"""A site's rules: CSS selectors as data, and the first link of its chain."""

from __future__ import annotations

from attrs import evolve, field, frozen
from selectolax.lexbor import LexborNode

from newscrawl.extract.blocks import read_parts
from newscrawl.extract.figures import read_figures
from newscrawl.extract.words import words_of
from newscrawl.page import Page
from newscrawl.records import Author, Found, Image

_ATTRIBUTE = "::attr("


@frozen(kw_only=True)
class ImageRules:
    """Where the pictures are; ``caption`` and ``credit`` are looked for within each ``container``."""

    container: str
    caption: str = "figcaption"
    credit: str = ".credit"


@frozen(kw_only=True)
class Rules:
    """What honest markup does not tell about one site. Give only the fields that the general readers get wrong.

    Each is a CSS selector; its words are the answer, or an attribute's value with ``selector::attr(name)``. ``body``
    selects the parts that hold the text, in the order of the page; ``quotes`` those within it that are quotes though
    not ``<blockquote>``; ``drop`` what is to be left out of it. Where a selector finds nothing, the next extractor is
    asked.
    """

    title: str | None = None
    kicker: str | None = None
    description: str | None = None
    lead: str | None = None
    body: str | None = None
    drop: str | None = None
    quotes: str | None = None
    authors: str | None = None
    date_published_raw: str | None = None
    date_modified_raw: str | None = None
    section: str | None = None
    keywords: str | None = None
    images: ImageRules | None = field(default=None)

    def __call__(self, page: Page) -> Found:
        """Apply the rules to a page."""
        text = self._body(page)
        return evolve(
            text,
            title=_first(page, self.title),
            kicker=_first(page, self.kicker),
            description=_first(page, self.description),
            lead=" ".join(_all(page, self.lead)) or None,
            authors=tuple(Author(name=name) for name in _all(page, self.authors)) or None,
            date_published_raw=_first(page, self.date_published_raw),
            date_modified_raw=_first(page, self.date_modified_raw),
            section=tuple(_all(page, self.section)) or None,
            keywords=tuple(_all(page, self.keywords)) or None,
            images=self._images(page) or text.images,
        )

    def _body(self, page: Page) -> Found:
        """Body, links and media of the parts that ``body`` names."""
        if not self.body:
            return Found()
        dropped = {node.mem_id for node in page.tree.css(self.drop)} if self.drop else ()
        quotes = {node.mem_id for node in page.tree.css(self.quotes)} if self.quotes else ()
        return read_parts(page.tree.css(self.body), page.url, dropped, quotes)

    def _images(self, page: Page) -> tuple[Image, ...]:
        if not self.images:
            return ()
        rules = self.images
        return read_figures(page.tree.css(rules.container), page.url, rules.caption, rules.credit)


def _all(page: Page, selector: str | None) -> list[str]:
    if not selector:
        return []
    path, _, attribute = selector.partition(_ATTRIBUTE)
    values = (_value(node, attribute.removesuffix(")")) for node in page.tree.css(path))
    return list(dict.fromkeys(value for value in values if value))


def _value(node: LexborNode, attribute: str) -> str:
    return " ".join((node.attributes.get(attribute) or "").split()) if attribute else words_of(node)


def _first(page: Page, selector: str | None) -> str | None:
    return next(iter(_all(page, selector)), None)
