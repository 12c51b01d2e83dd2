"""Bylines: names without 'By', roles and places, several people parted, agencies apart from people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from attrs import evolve

from newscrawl.normalise.text import clean, decoded, letters
from newscrawl.records import Author

MAX_BYLINE = 400  # a longer one is a biography
_BY = re.compile(
    r"^(?:by|von|par|por|af|av|door|di|od|da|szerző|автор|от|written by|reporting by|author|autor(?:in)?|text|texte|"
    r"texto|tekst|testo|文|取材|記者|记者|责编|责任编辑|编辑)"
    r"(?:[:：\s]\s*|$)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"^[(（\[【]([^()（）]*)[)）\]】]$")
_AND = re.compile(
    r"\s*(?:;|、|，|،|/(?=\s)|,|\s(?:and|und|et|y|e|og|och|en|oraz|ve|i|и|та|&|\||AND|UND|ET|OG|OCH|with|mit)\s)\s*"
)
_MAIL = re.compile(r"\S*@\S+")
_ADDRESS = re.compile(r"https?://|www\.|^@")
_DATE = re.compile(
    r"\s*(?:[-–—|·•]\s*)?(?:\(?\b\d{1,2}[./:-]\d|\b(?:19|20)\d\d\b|\b\d{1,2}\.? [^\W\d_]{3,}\.? (?:19|20)\d\d|"
    r"\b[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|"
    r"\b(?:published|updated|posted|publié|mis à jour|publicado|actualizado|aktualisiert|veröffentlicht|stand)\b).*$",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"^(?:afp|agence france[- ]presse|ansa|anp|ap|(?:the )?associated press|apa|belga|ctk|čtk|deutsche presse-agentur|"
    r"dpa(?:-\w+)?|efe|europa press|interfax|keystone-sda|kyodo(?: news)?|ntb|pa(?: media)?|pap|(?:thomson )?reuters|"
    r"ritzau|sda|sid|tass|тасс|интерфакс|tt|upi|xinhua|yonhap|bloomberg|mti|lusa|anadolu(?: ajansı| agency)?|"
    r"共同通信(?:社)?|時事通信(?:社)?|新华社)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:\w*editor(?:in|-at-large)?|\w*reporter(?:in)?|\w*korrespondent(?:in|en)?|correspond\w+|corresponsal|"
    r"journalist(?:in|e|a)?|periodista|giornalista|columnist|kolumnist(?:in)?|\w*redakteur(?:in)?|redacteur|"
    r"r[ée]dact(?:eur|rice)|redactora?|redattor[ei]|redaktør|writer|producer|contributor|presenter|analyst|photographer|"
    r"fotograf(?:in)?|chief|chef\w*|head|director|senior|special to|for)\b",
    re.IGNORECASE,
)
_NEWSROOM = re.compile(
    r"\b(?:staff|news ?room|(?:news|web|online|digital) ?desk|desk|(?:\w*-)?redaktion|redacci[oó]n|r[ée]daction|"
    r"redazione|redactie|redakcja|redaksjon\w*|editorial|team|editors?)\b|^red\.?$|編集部|编辑部",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"\b(?:news|tv|radio|media|online|digital|magazine|daily|times|herald|gazette)\b", re.IGNORECASE)
_PLACE = re.compile(r"(?<=\w)\s+(?:in|aus|à)\s+[^\W\d_a-z][\w.'’-]+(?:\s+[^\W\d_a-z][\w.'’-]+)?$")


def sort_people(
    authors: Iterable[Author], agencies: Iterable[str], house: Collection[str] = ()
) -> tuple[tuple[Author, ...], tuple[str, ...]]:
    """Return people and agencies, each once. An agency that is the only byline counts as the author too.

    ``house`` are the publisher's names: it is an author, as its newsroom is, only where nobody else is named.
    """
    people: dict[str, Author] = {}
    sent_by = {name.casefold(): name for name in map(clean, agencies) if name}
    for author in (part for one in authors for part in _split(one)):
        if _AGENCY.match(author.name):
            sent_by.setdefault(author.name.casefold(), author.name)
        else:
            people.setdefault(author.name.casefold(), author)
    own = {known for name in house if (known := letters(name))}
    named = tuple(one for one in people.values() if not _is_newsroom(one.name, own))
    found = named or tuple(people.values()) or tuple(Author(name=name) for name in sent_by.values())
    return found, tuple(sent_by.values())


def _split(author: Author) -> Iterator[Author]:
    text = clean(decoded(author.name)) or ""
    if len(text) > MAX_BYLINE:
        return
    name = _DATE.sub("", _MAIL.sub(" ", _BY.sub("", _IN_BRACKETS.sub(r"\1", text))))
    parts = [part for one in _AND.split(name) if (part := " ".join(_BY.sub("", one).strip(" -–—|·:").split()))]
    parts = [part for part in parts if not _ADDRESS.search(part) and any(map(str.isalpha, part))]
    parts = _without_roles(parts)
    for part in parts:
        yield evolve(author, name=part, url=author.url if len(parts) == 1 else None)


def _without_roles(parts: list[str]) -> list[str]:
    """Only what can be a name: behind a person's name, one word or a role tells where and as what he works."""
    kept: list[str] = []
    for part in parts:
        bare = _PLACE.sub("", part)
        if not kept or _AGENCY.match(bare) or not (_tells_of(bare) and " " in kept[0]):
            kept.append(bare)
    return kept


def _tells_of(part: str) -> bool:
    return (part.isascii() or part[0].isalpha()) and (
        (" " not in part and part[0] < "\u2e80") or bool(_ROLE.search(part)) or bool(_HOUSE.search(part))
    )


def _is_newsroom(name: str, own: Collection[str]) -> bool:
    return bool(_NEWSROOM.search(name)) or letters(name).startswith(tuple(own))
