"""Well-formed sources of every kind, made at random: what was written is what is read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import read_source

URL = "https://news.example/source"
SPACES = (
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'"
)


@frozen
class Told:
    """What a source tells of one story."""

    url: str
    title: str
    published: datetime
    keywords: tuple[str, ...]


# Characters that XML may hold; white space is folded or trimmed on the way.
LETTERS = st.characters(
    blacklist_categories=("Cc", "Cn", "Cs", "Zs", "Zl", "Zp"), blacklist_characters="\ufffe\uffff\ufeff,"
)
WORDS = st.text(LETTERS, min_size=1, max_size=12)
PATHS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~/&=+%äя", max_size=20).map(lambda path: f"/{path}")
MOMENTS = st.integers(600_000_000, 2_200_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
WORDS |= st.sampled_from(["&#38;", "&amp;", "&", "&#038;", "<b>", "]]>", "&nbsp;"])  # what escaping may get wrong
STORIES = st.lists(
    st.builds(
        Told,
        url=PATHS.map(lambda path: f"https://news.example/story{path}"),
        title=st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
        published=MOMENTS,
        keywords=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    ),
    max_size=6,
    unique_by=lambda one: one.url,
)


def rss(stories: Sequence[Told]) -> str:
    return "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link>"
        f"<pubDate>{format_datetime(one.published)}</pubDate>"
        f"{''.join(f'<category>{escape(word)}</category>' for word in one.keywords)}</item>"
        for one in stories
    ).join(("<rss version='2.0'><channel><title>F</title>", "</channel></rss>"))


def rdf(stories: Sequence[Told]) -> str:
    return "".join(
        f"<item rdf:about={quoteattr(one.url)}><title>{escape(one.title)}</title><link>{escape(one.url)}</link>"
        f"<dc:date>{one.published.isoformat()}</dc:date>"
        f"{''.join(f'<dc:subject>{escape(word)}</dc:subject>' for word in one.keywords)}</item>"
        for one in stories
    ).join((f"<rdf:RDF {SPACES}><channel/>", "</rdf:RDF>"))


def atom(stories: Sequence[Told]) -> str:
    return "".join(
        f"<entry><title>{escape(one.title)}</title><link href={quoteattr(one.url)}/><id>urn:1</id>"
        f"<published>{one.published.isoformat()}</published>"
        f"{''.join(f'<category term={quoteattr(word)}/>' for word in one.keywords)}</entry>"
        for one in stories
    ).join(("<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>", "</feed>"))


def json_feed(stories: Sequence[Told]) -> str:
    items = [
        {"url": one.url, "title": one.title, "date_published": one.published.isoformat(), "tags": one.keywords}
        for one in stories
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items})


def news(stories: Sequence[Told]) -> str:
    return "".join(
        f"<url><loc>{escape(one.url)}</loc><news:news><news:publication/><news:title>{escape(one.title)}</news:title>"
        f"<news:publication_date>{one.published.isoformat()}</news:publication_date>"
        f"<news:keywords>{escape(', '.join(one.keywords))}</news:keywords></news:news></url>"
        for one in stories
    ).join(("<urlset xmlns='s' xmlns:news='n'>", "</urlset>"))


@pytest.mark.parametrize("write", [rss, rdf, atom, json_feed, news])
@given(stories=STORIES, charset=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), is_packed=st.booleans())
def test_what_was_written_is_what_is_read(
    write: Callable[[Sequence[Told]], str], stories: list[Told], charset: str, *, is_packed: bool
) -> None:
    body = write(stories).encode(charset)
    found = read_source(gzip.compress(body) if is_packed else body, URL)
    assert found.problem is None
    assert [(one.url, one.title, one.published, one.keywords) for one in found.candidates] == [
        (one.url, one.title, one.published, one.keywords) for one in stories
    ]
