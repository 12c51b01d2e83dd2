"""What kind of page it is: an article of some kind, or one of those that tell no story.

What is wrongly taken for no story is lost, so the evidence has to be good: what the page's markup calls a story is one
unless its own words say otherwise, and of other pages it takes several signs at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from urllib.parse import urlsplit

from newscrawl.errors import ConsentWall, ErrorPage, FrontPage, Gallery, ListPage, ScriptShell, Unreadable, Video
from newscrawl.extract.kind_words import asks, is_notice, mentions, sells, speaks_of_consent, wants_scripts
from newscrawl.extract.layout import Laid, Layout
from newscrawl.extract.leaf_text import weight_of
from newscrawl.extract.weigh import SITE_RULE, STRUCTURED, Answer, letters
from newscrawl.page import Page
from newscrawl.records import Article, Block, ContentType, Found, PageKind

REFUSED: Mapping[PageKind, type[Unreadable]] = {
    "list_page": ListPage,
    "front_page": FrontPage,
    "gallery": Gallery,
    "video": Video,
    "consent_wall": ConsentWall,
    "error_page": ErrorPage,
    "script_shell": ScriptShell,
}
_FRONT = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|home|default)(?:\.[a-z]{2,5})?)?/?")
_SLUG_WORDS = 4  # of an address that names a story
_NUMBER = re.compile(r"\d{5,}")
_LISTS = (b'"CollectionPage"', b'"SearchResultsPage"')
_NO_SINGLE = frozenset(("archive", "category", "tag", "search-results", "blog"))  # a list's, as WordPress calls it
_MISSING = frozenset(("error404", "error-404", "page-404", "page404"))
_ROOTS = (
    "#root, #app, #__next, #__nuxt, #___gatsby, #main-app, #react-root, #svelte, app-root, [ng-app], [data-reactroot]"
)
_PARTER = re.compile(r"\s*[|»«·•]\s*|\s+[–—-]+\s+")
_LOOK = 3_000  # characters
_BEGINNING = 500
_HEADINGS = 20
_NAMES = 100
_SCRIPTS = 3
_EMPTY, _BARE = 300, 80  # the weight of the words that a page may show and still be empty, with other signs and without
_NOTE = 800  # the weight of a text that may explain an error
_SHORT = 1_200  # that of one that may be a story's beginning
_TOGETHER = 600  # the weight of a text that is too long for a teaser
_TEASER = 400  # that of a long one
_SOME, _TEASERS, _MANY = 5, 8, 10  # headlines of other pages
_MOSTLY, _ALL, _ONLY = 0.6, 0.8, 0.9  # of the text
_WALL = re.compile(r"[./_-](?:consent|cmp|privacy-?(?:wall|gate)|cookie-?wall)(?:[./_?-]|$)", re.IGNORECASE)
_MENTIONED = 5  # times, on a page without a text
_ASKED = 3  # phrases that ask to agree
_PER_PHRASE = 400  # characters to each of them; what has more tells of such requests
_PICTURES = 8  # of the smallest gallery
_CAPTION, _CAPTIONS = 120, 3_000  # the weight of the text that each has, and of what they have together


def read_kind(page: Page, found: Sequence[tuple[str, Found]], answers: Mapping[str, Answer]) -> PageKind:
    """Judge a page by what its readers found, each under its name, and by the answers that were chosen from that.

    A page of which a site's rule knows the text is an article: whoever wrote the rule has looked.
    """
    seen = _Seen(page, found, answers)
    if seen.layout and answers.get("body", ("",))[0] != SITE_RULE:
        for kind, is_it in _NO_STORY:
            if is_it(seen):
                return kind
    return "paywall_stub" if _is_stub(seen) else _kind_of_story(seen)


def check_kind(article: Article) -> None:
    """Make sure that a page tells a story.

    Raises:
        ListPage, FrontPage, ConsentWall, ErrorPage, ScriptShell: it does not.
        Gallery, Video: there is no text with it.
    """
    kind = article.extraction.page_kind
    if (error := REFUSED.get(kind)) and not (kind in ("gallery", "video") and article.body):
        raise error(article.url)


class _Seen:
    """What is known of a page once all readers have been asked."""

    def __init__(self, page: Page, found: Sequence[tuple[str, Found]], answers: Mapping[str, Answer]) -> None:
        self.page, self.found = page, found
        self.layout = next((one.layout for _, one in found if isinstance(one, Laid)), None)
        self.told = {name: answer for name, (_, answer) in answers.items()}
        self.blocks: Sequence[Block] = self.told.get("body", ())

    @cached_property
    def weight(self) -> int:
        """The weight of the text; 0 where there is none."""
        return sum(weight_of(block.text) for block in self.blocks if block.text)

    @cached_property
    def titles(self) -> list[str]:
        """The window's title and those of the first level that can be seen."""
        nodes = (*self.page.landmarks["title"][:1], *self.page.landmarks["h1"][:_HEADINGS])
        return [" ".join(node.text()[:_LOOK].split()) for node in nodes]

    @cached_property
    def is_marked(self) -> bool:
        """Whether the markup names this story: its headline is the page's, or it has a moment of publication."""
        if self.page.meta.get("article:published_time"):
            return True
        shown = [letters(title) for title in (*self.titles, *self.page.meta.get("og:title", ())[:1])]
        told = [letters(one.title) for source, one in self.found if one.title and source in STRUCTURED]
        return any(title and any(title in one or (one and one in title) for one in shown) for title in told)

    @cached_property
    def is_hinted(self) -> bool:
        """Whether something says that it is a story, which is sometimes said of lists too."""
        if self.is_marked or self.told.get("content_type"):
            return True
        name = self.path.rstrip("/").rpartition("/")[2]
        return len(re.split(r"[-_]", name)) >= _SLUG_WORDS or _NUMBER.search(name) is not None

    @cached_property
    def path(self) -> str:
        """The path of the page's address: of the one that it gives itself, where it is called by the website's root."""
        own, canonical = (_path(url) for url in (self.page.url, self.told.get("canonical_url") or ""))
        return own if own and not _FRONT.fullmatch(own) else canonical or own

    @cached_property
    def names(self) -> set[str]:
        """The classes of the whole page."""
        body = self.page.tree.body
        return set(((body.attributes.get("class") if body else "") or "").casefold().split()[:_NAMES])

    @cached_property
    def is_list(self) -> bool:
        """Whether the page is marked as a list: as a collection, or as WordPress names its kinds of pages."""
        return not self.names.isdisjoint(_NO_SINGLE) or any(kind in self.page.html for kind in _LISTS)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path[:_LOOK].casefold()
    except ValueError:
        return ""


def _is_error(seen: _Seen) -> bool:
    """Whether title or headline say no more than that something is missing, and little or only a list comes after."""
    layout = seen.layout or Layout()
    is_short = seen.weight < _NOTE or (layout.headlines >= _SOME and layout.run < _TOGETHER)
    if seen.is_marked or not is_short:
        return False
    if not seen.names.isdisjoint(_MISSING):
        return True
    window, *headings = seen.titles or [""]
    headings = [heading for heading in headings if heading]
    if any(map(_is_error_and_name, headings)):
        return True
    parts = [window, *_PARTER.split(window)]
    # The first heading may be the website's name, or nothing but 'Oops'.
    return any(map(is_notice, parts)) and all(one in parts or len(one.split()) < _SLUG_WORDS for one in headings)


def _is_error_and_name(heading: str) -> bool:
    """Whether a headline is a notice, or one and the website's name."""
    parts = [part for part in _PARTER.split(heading) if part]
    rest = [part for part in parts if not is_notice(part)]
    return is_notice(heading) or (len(rest) < len(parts) and len(" ".join(rest).split()) < _SLUG_WORDS)


def _is_wall(seen: _Seen) -> bool:
    """Whether what the page says is a request to agree."""
    layout = seen.layout or Layout()
    if not seen.weight and not seen.is_marked:
        mentioned = mentions(layout.words.lower())
        if _WALL.search(seen.page.url) or mentioned >= max(_MENTIONED, len(layout.words) / _PER_PHRASE):
            return True
    lines = [block.text for block in seen.blocks if block.text] or layout.words.splitlines()
    said = "\n".join(lines)[:_LOOK].lower()
    if not speaks_of_consent(said[:_BEGINNING]) or len(said) > _PER_PHRASE * (asked := asks(said)) or asked < _ASKED:
        return False
    about = sum(len(line) for line in said.splitlines() if speaks_of_consent(line) or asks(line))
    return about >= (_ONLY if seen.is_marked else _MOSTLY) * len(said)


def _is_shell(seen: _Seen) -> bool:
    """Whether there is nothing to read, and something that would fill the page."""
    layout = seen.layout or Layout()
    shown = layout.weight - layout.consent
    if seen.weight or shown >= _EMPTY:
        return False
    return (
        (shown < _BARE and not layout.consent and seen.page.html.count(b"<script") >= _SCRIPTS)
        or seen.page.tree.css_first(_ROOTS) is not None
        or any(wants_scripts(node.text()[:_LOOK]) for node in seen.page.tree.css("noscript")[:_HEADINGS])
        or wants_scripts(layout.words)
    )


def _is_front(seen: _Seen) -> bool:
    return _FRONT.fullmatch(seen.path) is not None and _is_list(seen)


def _is_list(seen: _Seen) -> bool:
    """Whether what looks like its text are the beginnings of other stories, or there is none beside their headlines."""
    layout = seen.layout or Layout()
    if seen.is_marked:
        return False
    if seen.is_hinted:
        return layout.teasers >= _TEASERS and layout.teased >= _ALL and layout.run < _TEASER
    is_told = seen.is_list or _FRONT.fullmatch(seen.path) is not None
    if not seen.weight or (is_told and not layout.is_headed):
        return layout.headlines >= (_SOME if is_told else _MANY)
    is_teased = layout.teasers >= _SOME and layout.teased >= _MOSTLY and layout.run < _TOGETHER
    return is_teased and layout.headlines >= (_SOME if is_told else _MANY)


_NO_STORY: tuple[tuple[PageKind, Callable[[_Seen], bool]], ...] = (
    ("error_page", _is_error),
    ("script_shell", _is_shell),
    ("consent_wall", _is_wall),
    ("front_page", _is_front),
    ("list_page", _is_list),
)


def _is_stub(seen: _Seen) -> bool:
    """Whether only the beginning is shown: of a story that is not free, or above an offer to subscribe."""
    free = seen.told.get("is_accessible_for_free")
    if free or not 0 < seen.weight < _SHORT:
        return False
    return free is False or sells((seen.layout or Layout()).words.lower())


def _kind_of_story(seen: _Seen) -> PageKind:
    """As its readers say; else by the films and pictures, where there is little beside them."""
    told: ContentType = seen.told.get("content_type", "article")
    if told != "article":
        return "article" if told == "opinion" else told
    pictures = sum(block.type == "image" for block in seen.blocks)
    if pictures >= _PICTURES and seen.weight < min(_CAPTION * pictures, _CAPTIONS):
        return "gallery"
    is_film = seen.weight < _TOGETHER and not seen.is_marked and b'"VideoObject"' in seen.page.html
    return "video" if is_film else "article"
