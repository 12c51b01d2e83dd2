"""Bylines: names without 'By', several people parted, agencies apart from people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from newscrawl.normalise.text import clean
from newscrawl.records import Author

_BY = re.compile(
    r"^(?:by|von|par|por|af|av|door|di|od|szerző|автор|от|written by|reporting by|text|texte|texto|"
    r"文|取材|記者|记者|责编|责任编辑|编辑)"
    r"(?:[:：\s]\s*|$)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"^[(（\[【]([^()（）]*)[)）\]】]$")
_AND = re.compile(r"\s*(?:;|、|，|/(?=\s)|,|\s(?:and|und|et|y|e|og|och|en|i|и|&|AND|UND|ET|OG|OCH)\s)\s*")
_AGENCY = re.compile(
    r"^(?:afp|agence france[- ]presse|ansa|anp|ap|associated press|apa|belga|ctk|čtk|deutsche presse-agentur|"
    r"dpa(?:-\w+)?|efe|europa press|interfax|keystone-sda|kyodo(?: news)?|ntb|pa(?: media)?|pap|reuters|ritzau|sda|sid|"
    r"tass|тасс|интерфакс|tt|upi|xinhua|yonhap|共同通信(?:社)?|時事通信(?:社)?|新华社)$",
    re.IGNORECASE,
)


def sort_people(authors: Iterable[Author], agencies: Iterable[str]) -> tuple[tuple[Author, ...], tuple[str, ...]]:
    """Return people and agencies, each once. An agency that is the only byline counts as the author too."""
    people: dict[str, Author] = {}
    sent_by = {name.casefold(): name for name in map(clean, agencies) if name}
    for author in (part for one in authors for part in _split(one)):
        if _AGENCY.match(author.name):
            sent_by.setdefault(author.name.casefold(), author.name)
        else:
            people.setdefault(author.name.casefold(), author)
    found = tuple(people.values()) or tuple(Author(name=name) for name in sent_by.values())
    return found, tuple(sent_by.values())


def _split(author: Author) -> Iterator[Author]:
    name = _BY.sub("", _IN_BRACKETS.sub(r"\1", clean(author.name) or ""))
    parts = [part for part in _AND.split(name) if part]
    for part in parts:
        yield evolve(author, name=part, url=author.url if len(parts) == 1 else None)
