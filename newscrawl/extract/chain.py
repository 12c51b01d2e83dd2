"""The chain: each field goes to the first extractor that knows it, and the answer is signed in ``found_by``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from newscrawl.extract.json_ld import read_json_ld
from newscrawl.extract.main_text import read_main_text
from newscrawl.extract.meta import read_meta, read_rights
from newscrawl.extract.microdata import read_microdata
from newscrawl.extract.visible import read_visible
from newscrawl.records import Article, Extraction, FieldSource, Found, Page

EXTRACTION_VERSION = "1"  # a new one has refused pages looked at again
Extractor = Callable[[Page], Found]
GENERAL: tuple[Extractor, ...] = (read_json_ld, read_microdata, read_meta, read_visible, read_main_text)

_FIELDS = tuple(attribute.name for attribute in attrs.fields(Found))


def extract(page: Page, extractors: Sequence[Extractor] = GENERAL) -> Article:
    """Ask the extractors in order and make an article of their answers; dates and texts are still as printed.

    An extractor that fails costs its own answers only: the others are asked all the same, and a warning names it.
    """
    answers: dict[str, object] = {}
    found_by: list[FieldSource] = []
    warnings: list[str] = []
    for extractor in extractors:
        if extractor is read_main_text and "body" in answers:
            continue  # it knows nothing else, and costs more than all the others together
        source = _name(extractor)
        try:
            found = extractor(page)
        except Exception as error:  # noqa: BLE001 - whatever a page does to one reader, the others are asked, and it is told
            warnings.append(f"{source} failed: {type(error).__name__}: {error}"[:200])
            continue
        for name in _FIELDS:
            if name not in answers and (answer := getattr(found, name)) is not None:
                answers[name] = answer
                found_by.append(FieldSource(field=name, source=source))
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
            found_by=tuple(found_by),
            warnings=tuple(warnings),
            replacement_characters=page.replacement_characters,
        ),
        **answers,  # type: ignore[arg-type] # Found and Article give these fields the same types
    )


def _name(extractor: Extractor) -> str:
    return getattr(extractor, "__name__", "site_rule").removeprefix("read_")
