"""How a page is laid out: as one story, or as the beginnings of many."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import asdict, frozen

from newscrawl.extract.hints import BIT
from newscrawl.extract.leaves import HEADINGS, PLACES, Leaf, Walked
from newscrawl.records import Found

_HEADLINE = 20  # the weight of the shortest
_HEADLINE_LINKS = 2  # the picture's and its own, or a kicker's; more are a row of tags
_LINKED = 0.8
_TEASER = 300  # the weight of what stands below a headline; what comes after that is not about it
_FEW_WORDS = 1_500  # the weight below which it is worth a look what else the page says
_MAX_WORDS = 6_000
_MAX_ADDRESS = 2_000
_CONSENT = BIT["consent"]
_BEHIND_PATH = re.compile(r"[?#]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@frozen(kw_only=True)
class Layout:
    """What the walk over the leaves of a page shows. Weights are those of leaves: characters, but for Chinese.

    ``run`` is the most of the story that stands together, with no headline of another page in it. ``teased`` is the
    share of the story that stands right below such headlines, ``teasers`` how many of them there are. ``is_headed``
    tells whether the story has a heading that leads to no other page. ``words`` is what can be seen and leads
    nowhere, where the story is short.
    """

    weight: int = 0
    consent: int = 0
    story: int = 0
    run: int = 0
    headlines: int = 0
    teasers: int = 0
    teased: float = 0.0
    is_headed: bool = True
    words: str = ""


@frozen(kw_only=True)
class Laid(Found):
    """What was found by a walk over the whole page, and how that page is laid out."""

    layout: Layout


def laid(found: Found, layout: Layout) -> Laid:
    """The same answers, and the layout beside them."""
    return Laid(**asdict(found, recurse=False), layout=layout)


def read_layout(walked: Walked, story: Sequence[Leaf], url: str) -> Layout:
    """Measure a page whose leaves have been weighed; ``story`` are those of them that may be one."""
    own, parts = _Own(url), set(story)
    run = longest = headlines = teasers = teased = 0
    since: int | None = None  # the weight of the story since the last headline
    is_under_own = True  # whether the heading above leads to no other page
    is_headed: bool | None = None
    for leaf in walked.leaves:
        if leaf.density >= _LINKED and own.is_left(leaf):
            headlines += 1
            run = since = 0
            is_under_own = False
        elif leaf in parts:
            run += leaf.weight
            longest = max(longest, run)
            if since is not None and since < _TEASER:
                teasers += not since
                teased += leaf.weight
                since += leaf.weight
            if is_headed is None and leaf.container.tag not in HEADINGS:
                is_headed = is_under_own
        elif leaf.container.tag in HEADINGS:
            is_under_own = True
    weight = sum(leaf.weight for leaf in story)
    return Layout(
        weight=sum(leaf.weight for leaf in walked.leaves),
        consent=sum(leaf.weight for leaf in walked.leaves if leaf.container.apart & _CONSENT),
        story=weight,
        run=longest,
        headlines=headlines,
        teasers=teasers,
        teased=teased / weight if weight else 0.0,
        is_headed=is_headed is not False,
        words=_words(walked) if weight < _FEW_WORDS else "",
    )


def _words(walked: Walked) -> str:
    found: list[str] = []
    size = 0
    for leaf in walked.leaves:
        if size > _MAX_WORDS:
            break
        if leaf.density < _LINKED and not leaf.container.places & PLACES["hidden"]:
            found.append(leaf.text)
            size += len(leaf.text)
    return "\n".join(found)[:_MAX_WORDS]


class _Own:
    """What is told by comparison with the page's own address."""

    def __init__(self, url: str) -> None:
        self.site, self.path = _place(url) or ("", "")

    def is_left(self, leaf: Leaf) -> bool:
        """Whether a linked leaf is a headline that leads to another page of the site."""
        if leaf.weight < _HEADLINE or not 0 < len(leaf.anchors) <= _HEADLINE_LINKS:
            return False
        address = (leaf.anchors[-1].attributes.get("href") or "").strip()[:_MAX_ADDRESS]
        if not address or address.startswith(("#", "?")):
            return False
        place = _place(address)
        return place is not None and place[0] in ("", self.site) and place[1] != self.path


def _place(address: str) -> tuple[str, str] | None:
    """The last two labels of the host, and the path; None where it leads to no document. A page asks this often."""
    address = _BEHIND_PATH.split(address, maxsplit=1)[0]
    scheme, colon, rest = address.partition("://") if not address.startswith("//") else ("https", "://", address[2:])
    if not colon:
        return None if _SCHEME.match(address) else ("", address.rstrip("/"))
    if scheme not in ("http", "https"):
        return None
    host, slash, path = rest.partition("/")
    return ".".join(host.partition(":")[0].split(".")[-2:]), f"{slash}{path}".rstrip("/")
