"""Entries of RSS and Atom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.discover import read_source
from newscrawl.records import Candidate

URL = "https://news.example/feed"
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/"><channel>
  <title>The feed</title><link>https://news.example/</link>
  <atom:link href="https://news.example/feed" rel="self"/>
  {}
</channel></rss>"""
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>The feed</title><link href="/"/>{}</feed>'


def read(template: str, entry: str) -> Candidate | None:
    """The one candidate of a feed, or None."""
    found = read_source(template.format(entry).encode(), URL)
    assert found.problem is None
    return found.candidates[0] if found.candidates else None


def test_an_rss_item_gives_all_it_knows() -> None:
    entry = """<item><title>A</title><link> https://news.example/a </link>
        <pubDate>Sun, 22 Nov 2026 07:00:00 +0100</pubDate></item>"""
    assert read(RSS, entry) == Candidate(
        url="https://news.example/a",
        kind="feed",
        source_url=URL,
        title="A",
        published=datetime(2026, 11, 22, 6, tzinfo=UTC),
    )


def test_an_atom_entry_gives_all_it_knows() -> None:
    entry = """<entry><title type="html">A</title><link rel="self" href="/self"/><link rel="alternate" href="/a"/>
        <link rel="enclosure" href="/a.mp3"/><id>urn:1</id><published>2026-11-22T06:00:00Z</published>
        <updated>2026-11-22T07:00:00Z</updated></entry>"""
    assert read(ATOM, entry) == Candidate(
        url="https://news.example/a",
        kind="feed",
        source_url=URL,
        title="A",
        published=datetime(2026, 11, 22, 6, tzinfo=UTC),
        modified=datetime(2026, 11, 22, 7, tzinfo=UTC),
    )


def test_rss_1_has_its_items_beside_the_channel() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>/</link></channel>
        <item rdf:about="/a"><link>/a</link><dc:date>2026-11-22</dc:date></item></rdf:RDF>"""
    (candidate,) = read_source(body.encode(), URL).candidates
    assert (candidate.url, candidate.published) == ("https://news.example/a", datetime(2026, 11, 22, tzinfo=UTC))


def test_an_atom_entry_without_a_publication_date_is_as_old_as_its_update() -> None:
    candidate = read(ATOM, "<entry><link href='/a'/><updated>2026-11-22T07:00:00Z</updated></entry>")
    assert candidate is not None
    assert candidate.published == candidate.modified == datetime(2026, 11, 22, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("<link/><guid>https://news.example/g</guid>", "https://news.example/g"),
        ('<guid isPermaLink="true">https://news.example/g</guid>', "https://news.example/g"),
        ('<guid isPermaLink="false">https://news.example/g</guid>', None),
        ("<guid>4711</guid>", None),
        ("<guid>https://news.example/g</guid><link>/a</link>", "https://news.example/a"),
        ("<atom:link rel='related' href='/related'/><link>/a</link>", "https://news.example/a"),
        ("<atom:link href='/atom'/>", "https://news.example/atom"),
        ("<source url='https://other.example/feed'>Other</source>", None),
        ("<enclosure url='https://news.example/a.mp3'/>", None),
        ("<title>Nothing but a title</title>", None),
    ],
)
def test_an_item_is_where_its_link_or_else_its_permanent_guid_leads(entry: str, url: str | None) -> None:
    candidate = read(RSS, f"<item>{entry}</item>")
    assert (candidate.url if candidate else None) == url


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("<id>https://news.example/i</id>", "https://news.example/i"),
        ("<id>tag:news.example,2026:1</id>", None),
        ("<link href=''/><id>https://news.example/i</id>", "https://news.example/i"),
        ("<link rel='self' href='/s'/>", None),
    ],
)
def test_an_entry_without_a_link_is_where_its_id_leads_if_that_is_an_address(entry: str, url: str | None) -> None:
    candidate = read(ATOM, f"<entry>{entry}</entry>")
    assert (candidate.url if candidate else None) == url


def test_an_entry_that_was_taken_from_another_feed_keeps_its_own_title_link_and_date() -> None:
    entry = """<entry><source><title>Other</title><link href="https://other.example/"/><id>https://other.example/</id>
        <updated>2001-01-01T00:00:00Z</updated></source><author><name>Ann</name></author><title>A</title>
        <link href="/a"/><updated>2026-11-22T07:00:00Z</updated></entry>"""
    candidate = read(ATOM, entry)
    assert candidate is not None
    assert (candidate.url, candidate.title) == ("https://news.example/a", "A")
    assert candidate.modified == datetime(2026, 11, 22, 7, tzinfo=UTC)


def test_the_title_of_a_picture_is_not_that_of_its_item() -> None:
    entry = """<item><media:title>One</media:title><media:content><media:title>Two</media:title></media:content>
        <title>A</title><link>/a</link></item>"""
    candidate = read(RSS, entry)
    assert candidate is not None
    assert candidate.title == "A"


def test_an_entry_quoted_within_another_is_no_article_of_its_own() -> None:
    body = ATOM.format("<entry><link href='/a'/><content><entry><link href='/quoted'/></entry></content></entry>")
    assert [one.url for one in read_source(body.encode(), URL).candidates] == ["https://news.example/a"]


@pytest.mark.parametrize("date", ["yesterday", "32 Nov 2026", "", "2026-13-01"])
def test_an_unreadable_date_is_no_date_and_costs_no_article(date: str) -> None:
    candidate = read(RSS, f"<item><link>/a</link><pubDate>{date}</pubDate></item>")
    assert candidate is not None
    assert candidate.published is None
