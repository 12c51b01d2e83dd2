"""Put an article's fields into their one form."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from attrs import evolve, frozen

from newscrawl.identity import article_id, content_hash
from newscrawl.normalise.address import credible_canonical, hostname
from newscrawl.normalise.boilerplate import is_boilerplate
from newscrawl.normalise.dates import Moment, read_date
from newscrawl.normalise.language import language_of, language_tag
from newscrawl.normalise.people import sort_people
from newscrawl.normalise.text import (
    clean,
    clean_alt,
    decoded,
    keyword_parts,
    kicker_above,
    letters,
    split_caption,
    without_site_name,
)
from newscrawl.records import Article, Block, Image

LONG = 40  # characters of a paragraph that nobody writes twice on purpose


@frozen(kw_only=True)
class SiteFacts:
    """What is known of a site beforehand. All of it may be missing: a page of an unknown site has none."""

    name: str | None = None
    domains: tuple[str, ...] = ()
    language: str | None = None
    timezone: str | None = None


def normalise(article: Article, site: SiteFacts | None = None) -> Article:
    """Return the article with every field in the form that docs/reference/record.md promises.

    What cannot be read becomes null and a warning; nothing is guessed.
    """
    site = site or SiteFacts()
    language = article.language_declared or site.language
    published = read_date(article.date_published_raw, site.timezone, language)
    modified = read_date(article.date_modified_raw, site.timezone, language)
    canonical = credible_canonical(article.canonical_url, article.url, site.domains)
    host = hostname(article.url)
    title = without_site_name(clean(decoded(article.title)), article.publisher, host)
    lead = clean(article.lead)
    body = _blocks(article.body, title, lead, (site.timezone, language))
    authors, agencies = sort_people(
        article.authors, article.agencies, (article.publisher or "", host, host.split(".")[-2:][0])
    )
    text = "\n\n".join(part for part in (lead, *(block.text for block in body)) if part) or None
    return evolve(
        article,
        id=article_id(site.name, canonical or article.url) if site.name else None,
        content_hash=content_hash(title, text),
        site=site.name,
        canonical_url=canonical,
        publisher=clean(article.publisher),
        title=title,
        kicker=kicker_above(title, article.kicker),
        description=clean(decoded(article.description)),
        lead=lead,
        text=text,
        body=body,
        authors=authors,
        agencies=agencies,
        section=_texts(article.section),
        keywords=_texts(part for words in article.keywords for part in keyword_parts(words)),
        language=language_of(text, language_tag(article.language_declared) or language_tag(site.language)),
        language_declared=clean(article.language_declared),
        images=tuple(_images(article.images, article.publisher)),
        date_published_raw=clean(article.date_published_raw),
        date_modified_raw=clean(article.date_modified_raw),
        date_published=published.text if published else None,
        date_published_precision=published.precision if published else None,
        date_published_zone_from=published.zone_from if published else None,
        date_modified=modified.text if modified else None,
        date_modified_precision=modified.precision if modified else None,
        date_modified_zone_from=modified.zone_from if modified else None,
        extraction=evolve(
            article.extraction, warnings=(*article.extraction.warnings, *_warnings(article, published, modified))
        ),
    )


def _warnings(article: Article, published: Moment | None, modified: Moment | None) -> Iterable[str]:
    if not article.date_published_raw:
        yield "no_date_published"
    elif published is None:
        yield "unreadable_date_published"
    if article.date_modified_raw and modified is None:
        yield "unreadable_date_modified"


def _blocks(
    blocks: Iterable[Block], title: str | None, lead: str | None, printed_in: tuple[str | None, str | None]
) -> tuple[Block, ...]:
    """Clean the blocks; the headline and the lead have fields of their own and are not said again at the top.

    ``printed_in`` are the zone and the language of times.
    """
    cleaned = [_block(block, printed_in) for block in blocks]
    # A standfirst that is the first paragraph too stands in the page twice.
    cleaned = [
        block
        for before, block in pairwise((None, *cleaned))
        if block and not (before and before.text == block.text and len(block.text or "") >= LONG)
    ]
    told = {letters(one) for one in (title, lead) if one} - {""}
    while cleaned and (first := letters(cleaned[0].text or "")) in told:
        told.discard(first)
        cleaned.pop(0)
    return tuple(
        block
        for block in cleaned
        if block.type in ("image", "embed") or (block.text and not is_boilerplate(block.text))
    )


def _block(block: Block, printed_in: tuple[str | None, str | None]) -> Block:
    if block.type == "image":
        caption, credit = split_caption(block.caption, block.credit)
        return evolve(block, caption=caption, credit=credit)
    if block.type == "update":
        parts = _each(part for part in (block.text or "").split("\n\n") if not is_boilerplate(part))
        time = read_date(block.date, *printed_in, is_one_of_many=True)
        return evolve(block, text="\n\n".join(parts) or None, date=time.text if time else None)
    text = clean(block.text, keep_lines=block.type in ("list", "table"))
    if text == block.text and not (block.items or block.rows or block.speaker):
        return block  # most are: a paragraph comes with its white space folded
    return evolve(
        block,
        text=text,
        items=_each(block.items),
        rows=tuple(tuple(clean(cell) or "" for cell in row) for row in block.rows),
        speaker=clean(block.speaker),
    )


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(words for text in texts if (words := clean(text)))


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each(texts)))


def _images(images: Iterable[Image], publisher: str | None) -> Iterable[Image]:
    """Caption and credit apart. The same caption twice is the same picture from two places."""
    found: dict[str | None, Image] = {}
    for image in images:
        caption, credit = split_caption(image.caption, image.credit)
        plain = evolve(image, caption=caption, credit=credit, alt=clean_alt(image.alt, publisher))
        known = found.setdefault(caption or image.url, plain)
        if credit and not known.credit:
            found[caption or image.url] = evolve(known, credit=credit)
    return found.values()
