"""What the names of classes say about a part of a page: each kind of name is one bit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from newscrawl.extract.stems import Stems

# Names in the languages in which websites name their parts; English is the most frequent everywhere.
KINDS: Mapping[str, str] = {
    "story": """artic artik story body content text ^post entry paragra absatz ^nota cuerpo corps inhalt brodtext prose
        ^copy detail""",
    "comment": """comment komment coment disqus discuss forum reply replies respond respons reaction reaktion ^talk
        ^user""",
    "related": """relat recomm ^more mehr verwandt popul trend latest ^most ^next also ^card teaser simil suggest
        taboola outbrain onward empfehl relacion readmore linkbox weiter further ^list river feed promo loop grid""",
    "share": "shar social facebook twitter whatsapp follow teilen ^sns addthis",
    "advert": """advert =ads ^adv sponsor banner anzeige werbung affiliat donat market commerc shop offer deal ^buy
        product""",
    "subscribe": """newslett subscri signup ^abo paywall premium =cta register login piano paid member boletin
        mailing""",
    "caption": """capt figure credit ^img ^imag photo galler media video pictur ^bild foto player slide legend carousel
        audio podcast""",
    "byline": """byline author autor ^bio ^meta date ^time publish writer contrib profile journalist redakt ^staff""",
    "tags": """=tag =tags topic breadcr keyword categor label kicker overline thema ^tema eyebrow roofline dachzeile
        spitz""",
    "foot": "foot copyright legal cookie consent privac disclaim impr gdpr correct ^about",
    "side": "^side aside widget ^rail ^box infobox factbox inset module ^zone sticky float",
    "nav": "^nav menu breadcr pagin pager footer =tags offcanvas cookie",
    "menu": """^nav menu header toolbar pagin pager search skip masthead topbar =bar anchor =toc ^jump logo brand""",
    "lead": """^lead intro summ abstract standfirst ^dek ^deck excerpt subtit subhead vorspann chapo entrad ingress
        sommar descr lede bajada copete""",
    "title": "^titl headl heading ^hed titul ^titre ^titel overskrift rubrik headin",
    "hidden": """hidden hide visually sronly invisib collaps modal popup overlay tooltip print dialog toast lightbox
        alert""",
    "quote": "quot zitat citat",
    "embed": "embed tweet instagram iframe chart graphic quiz poll rating score",
    "live": "^live ticker update timeline event",
    "factbox": "factbox faktabox faktenbox ^fact infobox expandable accordion sidebar",
    "consent": "cookie consent gdpr onetrust didomi usercentrics sourcepoint =cmp",
}
_STEMS = Stems(KINDS)
_NAME = re.compile(r"[A-Z]*[a-z]+|[A-Z]+")
UNSEEN = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader", "sr_only"))
_MAX_NAMES = 120  # characters; what follows are utility classes

BIT = _STEMS.bit


@lru_cache(maxsize=4_000)
def hint_bits(names: str) -> int:
    """The kinds that the words in an element's class, id and role speak of, one bit each."""
    bits = 0
    for word in _NAME.findall(names[:_MAX_NAMES]):
        bits |= _bits_of_word(word)
    return bits


@lru_cache(maxsize=20_000)
def _bits_of_word(word: str) -> int:
    return _STEMS.bits(word.lower())


def is_unseen(names: str) -> bool:
    """Whether the class is one of those that keep words for screen readers only."""
    return not UNSEEN.isdisjoint(names.split())
