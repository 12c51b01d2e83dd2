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


@pytest.mark.parametrize(
    "body",
    [
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>F</title><link>/</link></channel>
            <item><title>A</title><link>/a</link></item></rdf:RDF>""",
        """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
            "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><link>/</link>
            <item><title>A</title><link>/a</link></item></channel></rss>""",
        """<rss version="0.92"><channel><link>/</link><item><title>A</title><link>/a</link>
            <source url="/s">S</source></item></channel></rss>""",
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
            <item rdf:about="https://news.example/a"><title>A</title></item></rdf:RDF>""",
        """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>A</title>
            <content:encoded><![CDATA[<item><link>/b</link></item>]]></content:encoded><link>/a</link></item></channel></rss>""",
        """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><link href="/"/><entry><title>A</title>
            <link rel="alternate" type="text/html" href="/a"/></entry></feed>""",
        '{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "url": "/a", "title": "A"}]}',
        """{"version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": "https://news.example/a", "external_url": "https://other.example/", "title": "A"}]}""",
    ],
    ids=["rss-0.90", "rss-0.91", "rss-0.92", "rss-1.0-about", "rss-2.0", "atom-0.3", "json-1.0", "json-1.1"],
)
def test_every_version_names_its_one_story(body: str) -> None:
    found = read_source(body.encode(), URL)
    assert [(one.url, one.title, one.kind) for one in found.candidates] == [("https://news.example/a", "A", "feed")]
    assert found.problem is None


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link type='application/json' href='/j'/><link type='text/html' href='/h'/>", "https://news.example/h"),
        ("<link type='application/json' href='/j'/>", "https://news.example/j"),
        ("<link rel='http://www.iana.org/assignments/relation/alternate' href='/a'/>", "https://news.example/a"),
        ("<link rel='' href='/a'/>", "https://news.example/a"),
        ("<link rel='replies' href='/r'/><link href='/a'/><link href='/b'/>", "https://news.example/a"),
        ("<link xml:base='/deep/' href='a'/>", "https://news.example/deep/a"),
    ],
)
def test_of_several_links_the_page_is_meant(links: str, url: str) -> None:
    candidate = read(ATOM, f"<entry>{links}</entry>")
    assert candidate is not None
    assert candidate.url == url


def test_links_are_relative_to_xml_base_whose_parts_add_up() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/2026/"><title>F</title>
        <entry xml:base="11/"><link href="a"/></entry><entry><link href="b"/></entry></feed>"""
    assert [one.url for one in read_source(body.encode(), "https://feeds.example/1").candidates] == [
        "https://news.example/2026/11/a",
        "https://news.example/2026/b",
    ]


def test_a_base_with_an_ampersand_is_what_it_says() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/a&amp;b/&eacute;/">
        <entry><link href="c?d&amp;e"/></entry></feed>"""
    (candidate,) = read_source(body.encode(), URL).candidates
    assert candidate.url == "https://news.example/a&b/é/c?d&e"


def test_the_address_behind_a_counter_of_clicks_is_the_story() -> None:
    candidate = read(
        RSS,
        """<item><link>https://counter.example/~r/1</link>
        <feedburner:origLink xmlns:feedburner="urn:f">https://news.example/a</feedburner:origLink></item>""",
    )
    assert candidate is not None
    assert candidate.url == "https://news.example/a"


def test_an_entry_tells_its_topics_and_its_language_or_the_feed_does() -> None:
    body = """<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
        <item><link>/a</link><category>Sea</category><category> Sea </category><dc:subject>Port</dc:subject>
        <media:keywords>ferry, pier</media:keywords><dc:language>de</dc:language></item><item><link>/b</link></item>
        <language>en-GB</language></channel></rss>"""
    first, second = read_source(body.encode(), URL).candidates
    assert (first.keywords, first.language) == (("Sea", "Port", "ferry", "pier"), "de")
    assert (second.keywords, second.language) == ((), "en-GB")


def test_atom_tells_topics_by_label_or_term_and_its_language_by_attribute() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><entry xml:lang="nb"><link href="/a"/>
        <category term="sea" label="The sea"/><category term="port"/></entry><entry><link href="/b"/></entry></feed>"""
    first, second = read_source(body.encode(), URL).candidates
    assert (first.keywords, first.language, second.language) == (("The sea", "port"), "nb", "fr")


def test_a_json_feed_gives_all_it_knows_and_what_is_of_the_wrong_type_is_nothing() -> None:
    body = """{"version": "https://jsonfeed.org/version/1.1", "language": "en", "title": 7, "items": [
        {"url": "/a", "title": " A ", "date_published": "2026-11-22T06:00:00Z", "tags": ["sea", 1, "port"],
         "date_modified": "2026-11-22T07:00:00Z", "content_html": "<p>x", "authors": [{"name": "Ann"}]},
        {"url": ["/b"]}, {"id": "4711"}, {"url": "/c", "title": null, "tags": "sea", "language": "de"}]}"""
    first, second = read_source(body.encode(), URL).candidates
    assert first == Candidate(
        url="https://news.example/a",
        kind="feed",
        source_url=URL,
        title="A",
        published=datetime(2026, 11, 22, 6, tzinfo=UTC),
        modified=datetime(2026, 11, 22, 7, tzinfo=UTC),
        language="en",
        keywords=("sea", "port"),
    )
    assert (second.url, second.title, second.language, second.keywords) == ("https://news.example/c", None, "de", ())


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        ("<ttl>15</ttl>", 900),
        ("<ttl> 15 </ttl><sy:updatePeriod>daily</sy:updatePeriod>", 900),
        ("<sy:updatePeriod> Hourly\n</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 900),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86_400),
        ("<sy:updateFrequency>4</sy:updateFrequency>", None),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>1.5</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", None),
        ("<ttl>999999999</ttl>", None),
        ("<ttl>١٥</ttl>", None),
        ("<item><ttl>15</ttl></item>", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_feed_tells_how_often_it_would_be_asked(facts: str, seconds: int | None, place: str) -> None:
    item = "<item><link>/a</link></item>"
    told = facts + item if place == "before" else item + facts
    assert read_source(RSS.format(told).encode(), URL).interval_seconds == seconds
