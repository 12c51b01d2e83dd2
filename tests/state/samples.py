"""Articles and addresses of a small invented site, for all tests that need something to remember or to store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.identity import article_id, content_hash, url_key
from newscrawl.records import Article, Block, Candidate, Extraction
from newscrawl.state import Known, Sealed, SiteState

SITE = "harbour"
FETCHED = "2026-11-20T08:00:00+00:00"


def address(number: int) -> str:
    """The address of a story."""
    return f"https://harbour.example/story-{number}.html"


def key(number: int, site: str = SITE) -> bytes:
    """The key of a story's address."""
    return url_key(site, address(number))


def candidate(number: int, published: datetime | None = None) -> Candidate:
    """A story as the site's feed names it."""
    return Candidate(
        url=address(number), kind="feed", source_url="https://harbour.example/feed.xml", published=published
    )


def draft(number: int, *, title: str | None = None, text: str | None = None, **changes: object) -> Article:
    """A normalised story, not judged yet; each number has words of its own."""
    title, text = title or f"Headline {number}", text or f"The words of story {number}."
    article = Article(
        id=article_id(SITE, address(number)),
        content_hash=content_hash(title, text),
        site=SITE,
        url=address(number),
        requested_url=address(number),
        title=title,
        text=text,
        body=(Block(type="paragraph", text=text),),
        fetched_at=FETCHED,
        run_id="20261120T080000Z-0a1b2c3d",
        extraction=Extraction(version="1"),
    )
    return evolve(article, **changes)


def story(number: int, **changes: object) -> Article:
    """A story that is complete: its line can be written."""
    complete: dict[str, object] = {"version": 1, "change": "new"} | changes
    return draft(number, **({"first_seen_at": complete.get("fetched_at", FETCHED)} | complete))


def remember(state: SiteState, *numbers: int, sealed: bool = True) -> None:
    """Make stories stored ones in a file of their own; without ``sealed`` that file is still growing."""
    name = f"site={SITE}/date=2026-11-20/run-{min(numbers)}.jsonl"
    state.articles.spool(name, [Known.of(story(number)) for number in numbers])
    if sealed:
        state.segments.seal(name, manifest_row(name))


def manifest_row(name: str) -> Sealed:
    """A finished file's row."""
    times = {"first_fetched_at": FETCHED, "last_fetched_at": FETCHED, "sealed_at": FETCHED}
    return Sealed(name=name, site=SITE, rows=1, bytes=1, sha256="0", **times)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SiteState]:
    """The memory of the site, in a database file of its own."""
    opened = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", SITE)
    yield opened
    opened.close()
