"""What the names of classes say about a part of a page: each kind of name is one bit."""

from __future__ import annotations

import re
from functools import lru_cache

# Names in the languages in which websites name their parts; English is the most frequent everywhere.
KINDS: dict[str, str] = {
    "story": r"artic|artik|story|body|content|texto?\b|text|^post|entry|paragra|absatz|^nota|cuerpo|corps|inhalt|"
    r"brodtext|prose|^copy|detail",
    "comment": r"comment|komment|coment|disqus|discuss|forum|repl(?:y|ies)|respon[ds]|reaction|reaktion|^talk|^user",
    "related": r"relat|recomm|^more|mehr|verwandt|popul|trend|latest|^most|^next|also|^card|teaser|simil|suggest|"
    r"taboola|outbrain|onward|empfehl|relacion|readmore|linkbox|latestnews|weiter|further|^list|river|feed|promo|"
    r"loop|grid",
    "share": r"shar|social|facebook|twitter|whatsapp|follow|teilen|^sns|addthis",
    "advert": r"advert|^ads?$|^adv|sponsor|banner|anzeige|werbung|affiliat|donat|market|commerc|shop|"
    r"offer|deal|^buy|product",
    "subscribe": r"newslett|subscri|signup|^abo|paywall|premium|^cta$|register|login|piano|paid|member|boletin|mailing",
    "caption": r"capt|figure|credit|^ima?g|photo|galler|media|video|pictur|^bild|foto|player|slide|"
    r"legend|carousel|audio|podcast",
    "byline": r"byline|author|autor|^bio|^meta|date|^time|publish|writer|contrib|profile|dateline|"
    r"journalist|redakt|^staff",
    "tags": r"^tags?|topic|breadcr|keyword|categor|label|kicker|overline|thema|^tema|eyebrow|roofline|dachzeile|"
    r"spitz",
    "foot": r"foot|copyright|legal|cookie|consent|privac|disclaim|impr|gdpr|correct|^about",
    "side": r"^side|aside|widget|^rail|^box|infobox|factbox|^fact|inset|module|^zone|sticky|float",
    "menu": r"^nav|menu|header|toolbar|pagin|pager|search|skip|masthead|topbar|"
    r"^bar$|anchor|toc$|^jump|logo|brand",
    "lead": r"^lead|intro|summ|abstract|standfirst|^dek|^deck|excerpt|subtit|subhead|vorspann|chapo|entrad|ingress|"
    r"sommar|descr|lede|teasertext|bajada|copete",
    "title": r"^titl|headl|heading|^hed|titul|^titre|^titel|overskrift|rubrik|headin",
    "hidden": r"hidden|hide|visually|sronly|invisib|collaps|modal|popup|overlay|tooltip|print|dialog|toast|"
    r"lightbox|alert",
    "quote": r"quot|zitat|citat",
    "embed": r"embed|tweet|instagram|iframe|oembed|chart|graphic|quiz|poll|rating|score",
    "live": r"^live|ticker|update|timeline|event",
}
_KINDS = tuple(re.compile(pattern) for pattern in KINDS.values())
_NAME = re.compile(r"[A-Z]*[a-z]+|[A-Z]+")
_UNSEEN = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader", "sr_only"))
_MAX_NAMES = 400  # characters; what follows are utility classes

BIT = {name: 1 << place for place, name in enumerate(KINDS)}


@lru_cache(maxsize=20_000)
def _bits_of_word(word: str) -> int:
    return sum(1 << place for place, kind in enumerate(_KINDS) if kind.search(word))


@lru_cache(maxsize=4_000)
def hint_bits(names: str) -> int:
    """The kinds that the words in an element's class, id and role speak of, one bit each."""
    bits = 0
    for word in _NAME.findall(names[:_MAX_NAMES]):
        if len(word) > 2:  # noqa: PLR2004 - two letters are a prefix of the website's own
            bits |= _bits_of_word(word.lower())
    return bits


def is_unseen(names: str) -> bool:
    """Whether the class is one of those that keep words for screen readers only."""
    return not _UNSEEN.isdisjoint(names.split())
