"""A section or front page: the links of its own site that look like stories.

No single sign tells a story's link. Each link gets points for its text, its place and its address; then the links that
stand in the same kind of place are judged together, because pages repeat one pattern for all their stories.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from attrs import field, mutable
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.limits import check
from newscrawl.records import Candidate

HEADLINE_WORDS = (6, 4, 3)  # surely, probably, and perhaps, if they are long
HEADLINE_CHARACTERS = (25, 15)  # the same for scripts that do not part words with spaces
MAX_HEADLINE_CHARACTERS = 500
MAX_ADDRESS = 8192
ENOUGH = 3  # points of a story's link
MAX_TAGS = 50_000  # start and end; the longest front pages have some 20,000
_MIN_GROUP = 4  # links that make a pattern
_GOOD_GROUP, _POOR_GROUP = 3.0, 1.5  # points of its links in the middle
_DEEPEST = 12  # steps from a link to what it stands in
_PATTERN = 3  # of these steps, those that make the kind of place

_DATE = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_NUMBER = re.compile(r"\d{5,}")
_YEAR = re.compile(r"\d{4}")
_PARTER = re.compile(r"[_-]+")
_TOKEN = re.compile(r"[a-z0-9]{8,}")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[a-z]")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{8,}")
_LISTS = re.compile(
    r"(?:tag|topic|thema|theme|tema|temi|temas|sujet|categor\w+|kategori\w*|rubri\w+|author|autor|auteur|profile?|person|"
    r"people|contributor|journalist|redaktion|team|staff|by|user|search|suche|recherche|login|signin|register|account|abo|"
    r"abonnement|subscri\w+|newsletter|shop|store|podcast|rss|feed|page|seite|impressum|imprint|privacy|datenschutz|terms|"
    r"agb|contact|kontakt|about|help|hilfe|faq|job|career|advertising|gewinnspiel|game|spiele|horoscope)"
    r"(?:s|n|en|e|i)?"
)
_NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|json)$")
_SERVICE = re.compile(
    r"(?:datenschutz|impressum|imprint|privacy|terms|agb|cookie|nutzungsbedingungen|newsletter|kontakt|contact|copyright|"
    r"ueber-uns|about|hilfe|help|faq|login|regist)"
)
_NOT_CONTENT = frozenset(("nav", "footer", "header"))
_CONTENT = frozenset(("article", "main", "body"))
_MAX_CLASS = 200  # characters
_NAVIGATION = re.compile(
    r"(?:^|[^a-z])(?:nav|navi|navbar|navigation|menu|submenu|footer|breadcrumbs?|pagination|pager|social|share|cookie)"
    r"(?:$|[^a-z])",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")


@mutable
class _Link:
    """All links to one address: the best of their texts, and the points of the best of them."""

    url: str
    headline: str = ""
    points: float = -9
    places: set[str] = field(factory=set)


def read_section(html: bytes, url: str) -> Iterator[Candidate]:
    """Yield the links that look like stories, in the order of the page. ``html`` is in UTF-8.

    Raises:
        TooComplex: the page is beyond the limits of reading.
    """
    check(html, MAX_TAGS)
    tree = LexborHTMLParser(html)
    language = tree.root.attributes.get("lang") if tree.root else None
    links = _links(tree, url)
    groups: dict[str, list[float]] = defaultdict(list)
    for link in links:
        for place in link.places:
            groups[place].append(link.points)
    middles = {place: sorted(points)[len(points) // 2] for place, points in groups.items() if len(points) >= _MIN_GROUP}
    for link in links:
        if (
            link.headline
            and link.points + _bonus(middles[place] for place in link.places if place in middles) >= ENOUGH
        ):
            yield Candidate(url=link.url, kind="section", source_url=url, title=link.headline, language=language)


def _bonus(middles: Iterable[float]) -> float:
    """What the company of a link says: one point more among stories, one less among what is none."""
    best = max(middles, default=None)
    if best is None:
        return 0
    return 1 if best >= _GOOD_GROUP else -1 if best < _POOR_GROUP else 0


def _links(tree: LexborHTMLParser, url: str) -> list[_Link]:
    found: dict[str, _Link] = {}
    places = _Places()
    site = _site(url)
    for node in tree.css("a[href]"):
        try:
            address = urljoin(url, (node.attributes.get("href") or "").strip()).partition("#")[0]
            parts = urlsplit(address)
        except ValueError:  # the link is broken, which is nothing to the others
            continue
        if (
            parts.scheme not in ("http", "https")
            or not _is_of(parts.hostname or "", site)
            or len(address) > MAX_ADDRESS
        ):
            continue
        headline = _headline(node)
        place, points = places.of(node)
        link = found.get(address) or found.setdefault(address, _Link(address))
        link.places.add(place)
        points += _text_points(headline) + _path_points(parts.path)
        if (points, len(headline)) > (link.points, len(link.headline)) or not link.headline:
            link.points = max(points, link.points)
            link.headline = headline or link.headline
    return list(found.values())


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _is_of(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")


def _headline(node: LexborNode) -> str:
    """The text of the link's heading where it has one, else all of its text."""
    heading = node.css_first(", ".join(_HEADINGS))
    told = node.attributes
    text = heading.text() if heading else node.text() or told.get("aria-label") or told.get("title") or ""
    return " ".join(text.split())[:MAX_HEADLINE_CHARACTERS]


def _text_points(headline: str) -> float:
    words, characters = len(headline.split()), len(headline)
    if _NO_SPACES.search(headline):
        return 3 if characters >= HEADLINE_CHARACTERS[0] else 2 if characters >= HEADLINE_CHARACTERS[1] else 0
    surely, probably, perhaps = HEADLINE_WORDS
    if words >= surely:
        return 3
    if words >= probably or (words >= perhaps and characters >= HEADLINE_CHARACTERS[1]):
        return 2
    return 0 if headline else -1


def _path_points(path: str) -> float:
    path = unquote(path)
    parts = [part for part in path.lower().split("/") if part]
    if not parts:
        return -3
    lists = -3 if any(map(_LISTS.fullmatch, parts[-2:])) else 0  # further up, a story may hang below an author
    last = parts[-1]
    if _NO_PAGE.search(last) or _SERVICE.match(last):
        return -3
    if _DATE.search(path) or _NUMBER.search(path) or _NO_SPACES.search(last) or _is_slug(last) or _is_hash(last):
        return 2 + lists
    return (1 if _YEAR.search(path) or any(map(_is_slug, parts)) else 0 if len(parts) > 1 else -1) + lists


def _is_slug(part: str) -> bool:
    """Whether it is a headline's words with dashes between them."""
    return len([word for word in _PARTER.split(part) if word]) >= HEADLINE_WORDS[1]


def _is_hash(part: str) -> bool:
    """Whether a number of letters and digits stands in it."""
    return any(_DIGIT.search(token) and _LETTER.search(token) for token in _TOKEN.findall(part))


class _Places:
    """The kinds of place in which links stand. Each element is looked at once, however many links are in it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, str, bool]] = {}

    def of(self, link: LexborNode) -> tuple[str, float]:
        """The kind of place of one link, and the points for it."""
        is_heading = link.css_first(", ".join(_HEADINGS)) is not None
        steps: list[str] = []
        around: LexborNode | None = link
        while around is not None and len(steps) < _DEEPEST:
            tag, names, is_navigation = self._look(around)
            if is_navigation and steps:
                return " ".join(steps[:_PATTERN]), -2
            steps.append(f"{tag}.{names}")
            is_heading = is_heading or tag in _HEADINGS
            if tag in _CONTENT:
                break
            around = around.parent
        return " ".join(steps[:_PATTERN]), 1 if is_heading else 0

    def _look(self, node: LexborNode) -> tuple[str, str, bool]:
        """Tag, class, and whether it is navigation."""
        if (known := self._known.get(node.mem_id)) is None:
            told = node.attributes
            tag, names = node.tag or "", (told.get("class") or "")[:_MAX_CLASS]
            role = (told.get("role") or "")[:_MAX_CLASS]
            is_navigation = tag in _NOT_CONTENT or (
                tag not in _CONTENT and _NAVIGATION.search(f"{names} {role}") is not None
            )
            known = self._known[node.mem_id] = (tag, names, is_navigation)
        return known
