"""The chain: each field goes to the first extractor that knows it, a few to the best; ``found_by`` signs the answer.

What no extractor finds on the page is taken from the feed or news sitemap that named it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from newscrawl.extract.address import read_address
from newscrawl.extract.json_ld import read_json_ld
from newscrawl.extract.kind import read_kind
from newscrawl.extract.main_text import read_main_text
from newscrawl.extract.meta import read_meta, read_rights
from newscrawl.extract.microdata import read_microdata
from newscrawl.extract.told import told_by_source
from newscrawl.extract.visible import read_visible
from newscrawl.extract.weigh import SITE_RULE, WEIGHERS, Answer, begins_the_text
from newscrawl.page import Page
from newscrawl.records import Article, Extraction, FieldSource, Found

EXTRACTION_VERSION = "3"  # a new one has refused pages looked at again
Extractor = Callable[[Page], Found]
GENERAL: tuple[Extractor, ...] = (read_json_ld, read_microdata, read_meta, read_visible, read_address, read_main_text)

_FIELDS = tuple(attribute.name for attribute in attrs.fields(Found))


def extract(page: Page, extractors: Sequence[Extractor] = GENERAL) -> Article:
    """Ask the extractors in order and make an article of their answers; dates and texts are still as printed.

    An extractor that fails costs its own answers only: the others are asked all the same, and a warning names it.
    """
    found, warnings = _asked(page, extractors)
    answers = {name: answer for name in _FIELDS if (answer := _answer(page, name, found))}
    sources = [source for source, _ in found]
    if "lead" in answers and not begins_the_text(answers["lead"], answers.get("body"), answers.get("title")):
        del answers["lead"]
    if page.candidate:
        sources.append(page.candidate.kind)
        told = told_by_source(page.candidate)
        answers |= {name: (page.candidate.kind, told[name]) for name in _FIELDS if name in told.keys() - answers.keys()}
    kind = read_kind(page, found, answers)
    if kind in ("gallery", "video") and answers.get("content_type", ("", ""))[1] != kind:
        answers["content_type"] = ("kind", kind)
    if kind == "paywall_stub":
        warnings.append(kind)
    if page.replacement_characters:
        warnings.append("replacement_characters")
    return Article(
        url=page.url,
        requested_url=page.requested_url,
        redirects=page.redirects,
        discovered_via=page.discovered_via,
        fetched_at=page.fetched_at.isoformat(timespec="seconds") if page.fetched_at else None,
        http=page.http,
        rights=read_rights(page),
        extraction=Extraction(
            version=EXTRACTION_VERSION,
            page_kind=kind,
            found_by=_signed(answers, [*sources, "kind"]),
            warnings=tuple(warnings),
            replacement_characters=page.replacement_characters,
        ),
        **{name: answer for name, (_, answer) in answers.items()},
    )


def _asked(page: Page, extractors: Sequence[Extractor]) -> tuple[list[tuple[str, Found]], list[str]]:
    """What each extractor found, under its name, and what to warn of."""
    found: list[tuple[str, Found]] = []
    warnings: list[str] = []
    for extractor in extractors:
        if extractor is read_main_text and any(one.body is not None for _, one in found):
            continue  # it knows nothing else, and costs more than all the others together
        source = _name(extractor)
        try:
            found.append((source, extractor(page)))
        except MemoryError:
            raise  # the others will find no more of it
        except Exception as error:  # noqa: BLE001 - whatever a page does to one reader, the others are asked, and it is told
            warnings.append(f"{source} failed: {type(error).__name__}: {error}"[:200])
    return found, warnings


def _answer(page: Page, name: str, found: Sequence[tuple[str, Found]]) -> Answer | None:
    """The answer of the first that knows, or of several the one that weighs most; a site's rule is not weighed."""
    told = [(source, answer) for source, one in found if (answer := getattr(one, name)) is not None]
    if not told:
        return None
    weigher = WEIGHERS.get(name) if len(told) > 1 and told[0][0] != SITE_RULE else None
    return weigher(page, told, [one for _, one in found]) if weigher else told[0]


def _signed(answers: Mapping[str, Answer], sources: Sequence[str]) -> tuple[FieldSource, ...]:
    """Who knew what, in the order in which they were asked."""
    return tuple(
        FieldSource(field=name, source=source)
        for asked in dict.fromkeys(sources)
        for name, (source, _) in answers.items()
        if source == asked
    )


def _name(extractor: Extractor) -> str:
    return getattr(extractor, "__name__", SITE_RULE).removeprefix("read_")
