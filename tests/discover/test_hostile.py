"""Sources that are made to do harm: each ends at a named limit, says so, and what was read before it counts."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl import limits
from newscrawl.discover import feed, read_source, section, source, stream
from newscrawl.discover.unpack import MAX_LAYERS

URL = "https://news.example/feeds/all.xml"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = b"<item><link>/first</link></item>"
HTML = b"<!doctype html><a href=/2026/11/first>Four words make headlines</a>"
# What is beyond a limit of thirty, made small by the tests.
MANY = {
    "rss": b"<rss>" + b"".join(b"<item><link>/%d</link></item>" % number for number in range(40)) + b"</rss>",
    "urlset": b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % number for number in range(40)) + b"</urlset>",
    "text": b"".join(b"https://news.example/%d\n" % number for number in range(40)),
    "json": b'{"version":"https://jsonfeed.org/version/1","items":['
    + b",".join(b'{"url":"/%d"}' % number for number in range(40))
    + b"]}",
    "index": b"<sitemapindex>"
    + b"".join(b"<sitemap><loc>/%d</loc></sitemap>" % number for number in range(40))
    + b"</sitemapindex>",
    "robots": b"User-agent: *\n" + b"".join(b"Sitemap: /%d\n" % number for number in range(40)),
}


@pytest.mark.parametrize("kind", MANY)
def test_more_addresses_than_the_limit_are_a_problem_and_the_first_count(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_CANDIDATES", 30)
    found = read_source(MANY[kind], URL)
    assert len(found.candidates) + len(found.children) == 30
    assert found.problem == "names more than 30 addresses"
    monkeypatch.setattr(source, "MAX_CANDIDATES", 40)
    assert read_source(MANY[kind], URL).problem is None


def test_one_address_named_without_end_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_ENTRIES", 30)
    found = read_source(b"<rss>" + FIRST * 31 + b"</rss>", URL)
    assert (len(found.candidates), found.problem) == (1, "more than 30 entries")


def test_elements_without_end_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_ELEMENTS", 100)
    found = read_source(b"<rss>" + FIRST + b"<a/>" * 100 + b"</rss>", URL)
    assert (len(found.candidates), found.problem) == (1, "more than 100 elements")


def test_an_entry_without_end_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_ENTRY_BYTES", 100_000)
    found = read_source(b"<rss>" + FIRST + b"<item>" + b"<a/>" * 50_000 + b"</item></rss>", URL)
    assert (len(found.candidates), found.problem) == (1, "an entry of more than 100000 bytes")


@pytest.mark.parametrize(
    "piece",
    [
        b"<item title='%s'/>" % (b"x" * (stream.MAX_BYTES_OF_A_TAG + 100_000)),
        b"<item %s/>" % b" ".join(b"a%d=''" % number for number in range(130_000)),
        b"<item><title>%s</title></item>" % (b"x" * (stream.MAX_BYTES_OF_A_TAG + 100_000)),
        b"&" * (stream.MAX_BYTES_OF_A_TAG + 100_000),
    ],
    ids=["attribute", "attributes", "text", "ampersands"],
)
def test_a_tag_or_text_without_end_is_read_up_to_a_limit(piece: bytes) -> None:
    found = read_source(b"<rss>" + FIRST + b" " * 70_000 + b"<a/>" + piece + b"</rss>", URL)
    assert (len(found.candidates), found.problem) == (
        1,
        f"more than {stream.MAX_BYTES_OF_A_TAG} bytes in one piece",
    )


def test_a_dtd_without_end_is_not_read() -> None:
    body = b"<!DOCTYPE rss [" + b"".join(b"<!ENTITY e%d 'x'>" % number for number in range(10_000)) + b"]><rss/>"
    assert read_source(body, URL).problem == f"no root element in the first {stream.MAX_PROLOG_BYTES} bytes"


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_nesting_ends_at_the_parser_s_limit(depth: int) -> None:
    found = read_source(b"<rss>" + FIRST + b"<a>" * depth, URL)
    assert len(found.candidates) == 1
    assert found.problem is not None
    assert "depth" in found.problem


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_json_is_no_feed(opening: bytes) -> None:
    body = b'{"version":"https://jsonfeed.org/version/1","x":' + opening * 100_000
    found = read_source(body, URL)
    assert found.problem is not None
    assert found.problem.startswith("broken JSON")


def test_json_of_too_many_parts_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_JSON_ELEMENTS", 30)
    assert read_source(MANY["json"], URL).problem == "JSON of more than 30 objects and lists"


def test_json_larger_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_JSON_BYTES", 100)
    assert read_source(MANY["json"], URL).problem == "more than 100 bytes"


@pytest.mark.parametrize("layers", range(1, MAX_LAYERS + 2))
def test_a_document_gzipped_again_and_again_is_unpacked_a_few_times(layers: int) -> None:
    body = b"<rss>" + FIRST + b"</rss>"
    for _ in range(layers):
        body = gzip.compress(body)
    found = read_source(body, URL)
    if layers < MAX_LAYERS:
        assert (len(found.candidates), found.problem) == (1, None)
    else:
        assert (len(found.candidates), found.problem) == (0, f"gzipped more than {MAX_LAYERS - 1} times")


def test_empty_archives_one_after_the_other_are_a_bomb_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.discover.unpack.MAX_SOURCE_BYTES", 100_000)
    found = read_source(gzip.compress(gzip.compress(b"") * 10_000), URL)
    assert found.problem == "larger than 100000 bytes"


@pytest.mark.parametrize("garbage", [b"\x00" * 5, b"trailing words", b"\x1f\x8b"])
def test_what_stands_behind_an_archive_costs_nothing_of_it(garbage: bytes) -> None:
    found = read_source(gzip.compress(b"<rss>" + FIRST + b"</rss>") + garbage, URL)
    assert [one.url for one in found.candidates] == ["https://news.example/first"]


def test_a_page_of_too_many_tags_is_no_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(section, "MAX_TAGS", 50)
    found = read_source(HTML + b"<p>" * 60, URL)
    assert found.problem == "an HTML page that is too complex: 63 tags, the limit is 50"
    assert len(read_source(HTML + b"<p>" * 40, URL).candidates) == 1


def test_a_page_larger_than_the_limit_is_no_section() -> None:
    found = read_source(HTML + b"x" * limits.MAX_BYTES, URL)
    assert found.problem == f"more than {limits.MAX_BYTES} bytes"


def test_bytes_that_no_xml_may_hold_cost_themselves_only() -> None:
    title = b"a\x00b\x08c&#0;&#xD800;&#x110000;&#99999999;"
    body = b"\x00<rss>\x00<item>\x01<title>" + title + b"</title><link>/a</link></item></rss>\x00"
    (candidate,) = read_source(body, URL).candidates
    assert (candidate.url, candidate.title) == ("https://news.example/a", "abc&#99999999;")


def test_nothing_but_bytes_that_no_xml_may_hold_is_empty() -> None:
    assert read_source(b"\x00" * 100_000, URL).problem == "empty document"


def test_an_address_longer_than_the_limit_costs_itself_only() -> None:
    body = b"<rss><item><link>/%s</link></item>" % (b"x" * source.MAX_ADDRESS) + FIRST + b"</rss>"
    found = read_source(body, URL)
    assert [one.url for one in found.candidates] == ["https://news.example/first"]
    assert found.warnings == {"broken_address": 1}


@pytest.mark.parametrize(
    ("ahead", "is_believed"),
    [
        (timedelta(days=-9999), True),
        (timedelta(hours=23), True),
        (source.MAX_AHEAD, True),
        (source.MAX_AHEAD + timedelta(seconds=1), False),
        (timedelta(days=365_000), False),
    ],
)
def test_a_date_further_ahead_than_a_day_is_left_out_and_counted(ahead: timedelta, is_believed: bool) -> None:  # noqa: FBT001 - parametrized
    date = NOW + ahead
    body = f"<urlset><url><loc>/a</loc><publication_date>{date.isoformat()}</publication_date></url></urlset>"
    found = read_source(body.encode(), URL, NOW)
    assert found.candidates[0].published == (date if is_believed else None)
    assert found.warnings == ({} if is_believed else {"future_date": 1})
    assert found.newest_published == (date if is_believed else None)


def test_without_a_clock_every_date_is_believed() -> None:
    body = b"<urlset><url><loc>/a</loc><publication_date>2999-01-01</publication_date></url></urlset>"
    assert read_source(body, URL).candidates[0].published == datetime(2999, 1, 1, tzinfo=UTC)


def test_an_index_may_name_itself_and_the_reader_says_so_once() -> None:
    body = f"<sitemapindex>{f'<sitemap><loc>{URL}</loc></sitemap>' * 5}</sitemapindex>"
    assert [one.url for one in read_source(body.encode(), URL).children] == [URL]


def test_slips_without_end_do_not_hide_a_cut() -> None:
    slips = b"<a:x/>" * 300  # of which the parser tells the first hundred only
    whole = b"<rss>" + slips + FIRST + b"</rss>"
    assert read_source(whole, URL).problem is None
    for cut in range(whole.index(b"/first") + 1, whole.index(b"</item>")):
        found = read_source(whole[:cut], URL)
        assert found.candidates == ()
        assert found.problem is not None


MEASURE = """
import resource
from newscrawl.discover import read_source
item = b"<item><link>/a</link><description><![CDATA[" + b"<p>words</p>" * 8000 + b"]]></description></item>"
body = b"".join([b"<rss>", *[item] * 500, b"</rss>"])  # without a copy, which would hide what the reader takes
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read_source(body, "https://news.example/")
print(len(body), len(found.candidates), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, found.problem)
"""


def test_memory_stays_flat_while_a_source_of_almost_the_limit_is_read() -> None:
    ended = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    size, candidates, kilobytes, problem = ended.stdout.split()
    assert (candidates, problem) == ("1", "None")
    assert int(size) > 45 * 2**20
    assert int(kilobytes) < 16 * 1024
