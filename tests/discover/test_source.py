"""Documents as servers send them: kinds, charsets, slips, attacks."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import cycle, islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.discover import read_source, source, unpack
from newscrawl.discover.stream import Mended
from newscrawl.identity import plain_address

URL = "https://news.example/feeds/all.xml"
ITEM = "<item><title>{0}</title><link>https://news.example/{0}</link></item>"


def rss(*items: str, head: str = "") -> bytes:
    return f"{head}<rss><channel>{''.join(items)}</channel></rss>".encode()


def urls(body: bytes) -> list[str]:
    return [candidate.url for candidate in read_source(body, URL).candidates]


# What any of these readers looks for, to be put together at random.
PIECES = st.sampled_from(
    [
        b"<rss>", b"</rss>", b"<item>", b"</item>", b"<link>", b"</link>", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<entry>", b"<link href='//[x'/>", b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"</url>", b"<sitemapindex>",
        b"<sitemap>", b"<news:news>", b"https://news.example/a", b"http://[::1", b"javascript:x", b"&", b"&amp;",
        b"&nbsp;", b"]]>", b"<![CDATA[", b"<!DOCTYPE html>", b"<a href='http://[x/2026'>", b"<?xml version='1.0'?>",
        b"<!--", b"-->", b"\x1f\x8b", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b"2026-11-22",
    ]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map(b"".join)))
@example(gzip.compress(rss(ITEM.format("a")))[:-3])
@example(b"\x1f\x8b" + b"\xff" * 20)
def test_whatever_was_sent_nothing_is_raised_and_each_address_can_be_asked_for(body: bytes) -> None:
    found = read_source(body, URL)
    for candidate in (*found.candidates, *found.children):
        assert candidate.url.startswith(("http://", "https://"))
        plain_address(candidate.url)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty document"),
        (b" \n\t", "empty document"),
        (b'{"items": []}', "JSON, but no JSON Feed"),
        (b"[]", "broken JSON: Expected `object`, got `array`"),
        (b'{"items": [', "broken JSON: Input data was truncated"),
        (b"<!doctype html><h1>Error 500</h1>", "an HTML page that links to no story"),
        (b"%PDF-1.7 binary", "neither feed nor sitemap: the root element is missing"),
        (b"<opml><body/></opml>", "neither feed nor sitemap: the root element is <opml>"),
        (b"<svg:svg/>", "neither feed nor sitemap: the root element is <svg>"),
    ],
)
def test_what_is_no_source_says_why(body: bytes, problem: str) -> None:
    found = read_source(body, URL)
    assert (found.candidates, found.children, found.problem) == ((), (), problem)


def test_a_source_without_entries_is_no_problem() -> None:
    assert read_source(rss(), URL) == source.Source()


@pytest.mark.parametrize(
    "cut", [b"</title><link>https://news.example/b", b"/b</link>", b"</link></item></ch", b"</item></ch"]
)
@pytest.mark.parametrize("slips", [0, 500])
def test_a_feed_cut_in_the_middle_gives_what_was_read_and_says_so(cut: bytes, slips: int) -> None:
    whole = rss("&nbsp;" * slips, ITEM.format("a"), ITEM.format("b"))
    found = read_source(whole[: whole.index(cut)], URL)
    assert [candidate.url for candidate in found.candidates] == ["https://news.example/a"]
    assert found.problem is not None
    assert found.problem.startswith("broken XML: ")


@pytest.mark.parametrize("broken", ["<title>a<b</title>", "<title>a<br>b</title>", "<x>" * 300 + "</x>" * 300])
def test_a_feed_so_broken_that_entries_are_lost_says_so(broken: str) -> None:
    found = read_source(rss(ITEM.format("a"), f"<item>{broken}</item>", ITEM.format("b")), URL)
    assert found.candidates[0].url == "https://news.example/a"
    assert found.problem is not None


def test_a_gzipped_document_cut_in_the_middle_gives_what_was_read_and_says_so() -> None:
    # Numbers that do not repeat, so that the first half of the archive holds the first half of the entries.
    body = gzip.compress(
        rss(*(ITEM.format(sha256(bytes(number)).hexdigest() if number else "first") for number in range(5000)))
    )
    found = read_source(body[: len(body) // 2], URL)
    assert found.candidates[0].url == "https://news.example/first"
    assert 500 < len(found.candidates) < 5000
    assert found.problem is not None
    assert found.problem.startswith("broken gzip")


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_a_document_over_the_limit_is_read_up_to_it(pack: type[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    body = rss(*(ITEM.format(number) for number in range(5000)))
    monkeypatch.setattr(unpack, "MAX_SOURCE_BYTES", len(body) // 2)
    found = read_source(pack(body), URL)
    assert 0 < len(found.candidates) < 5000
    assert found.problem == f"larger than {len(body) // 2} bytes"


def test_a_document_of_just_the_limit_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    body = rss(ITEM.format("a"))
    monkeypatch.setattr(unpack, "MAX_SOURCE_BYTES", len(body))
    assert read_source(gzip.compress(body), URL).problem is None
    monkeypatch.setattr(unpack, "MAX_SOURCE_BYTES", len(body) - 1)
    assert read_source(gzip.compress(body), URL).problem is not None


def test_a_gzip_bomb_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_SOURCE_BYTES", 100_000)
    taken: list[int] = []
    read = gzip.GzipFile.read1

    def counted(file: gzip.GzipFile, size: int | None = -1) -> bytes:
        chunk = read(file, size)
        taken.append(len(chunk))
        return chunk

    monkeypatch.setattr(gzip.GzipFile, "read1", counted)
    for start in (b"<rss>", b"<!doctype html>"):
        taken.clear()
        assert read_source(gzip.compress(start + b" " * 20_000_000), URL).problem == "larger than 100000 bytes"
        assert sum(taken) < 250_000  # once for a look at its charset, once to be read


ENTITIES = (
    b"<!DOCTYPE rss [<!ENTITY a 'lol'>"
    + b"".join(f"<!ENTITY {two} '{f'&{one};' * 10}'>".encode() for one, two in zip("abcdefgh", "bcdefghi", strict=True))
    + b"<!ENTITY secret SYSTEM 'file:///etc/passwd'><!ENTITY % more SYSTEM 'http://127.0.0.1:9/more.dtd'>%more;]>"
)


@pytest.mark.parametrize("entity", ["a", "c", "secret"])
def test_entities_of_a_document_are_not_resolved(entity: str) -> None:
    item = f"<item><title>&{entity};</title><link>https://news.example/&{entity};</link></item>"
    (candidate,) = read_source(ENTITIES + rss(item), URL).candidates
    assert candidate.title == f"&{entity};"
    assert candidate.url == f"https://news.example/&{entity};"


def test_a_billion_laughs_are_not_laughed() -> None:
    laughing = ENTITIES + rss("<item><title>&i;</title><link>/a</link></item>")
    (candidate,) = read_source(laughing, URL).candidates
    assert candidate.title == "&i;"


RUSSIAN = (
    '<?xml version="1.0" encoding="{}"?>'
    "<rss><channel><item><title>Новости</title><link>/a</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("windows-1251", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("utf-8", "utf-16-le"),
        ("utf-16", "utf-8"),  # as .NET writes it
        ("UTF-16", "utf-8-sig"),
        ("x-unknown", "utf-8"),
    ],
)
def test_a_feed_is_read_in_its_charset(declared: str, written: str) -> None:
    (candidate,) = read_source(RUSSIAN.format(declared).encode(written), URL).candidates
    assert (candidate.url, candidate.title) == ("https://news.example/a", "Новости")


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "utf-16", "x-unknown"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_a_false_declaration_is_not_believed(declared: str, pack: type[bytes]) -> None:
    news = "Правительство утвердило бюджет на следующий год, сообщили в министерстве финансов"
    body = RUSSIAN.format(declared).replace("Новости", news).encode("windows-1251")
    (candidate,) = read_source(pack(body), "https://news.example.ru/feed").candidates
    if declared == "iso-8859-1":  # in which every byte is a character: nothing speaks against it
        assert candidate.title
    else:
        assert candidate.title == news


def test_a_cut_character_costs_itself_only() -> None:
    body = rss("<item><title>Новости \u00a9</title><link>/a</link></item>").replace("\u00a9".encode(), b"\xc2")
    (candidate,) = read_source(body, URL).candidates
    assert candidate.title == "Новости \ufffd"


@pytest.mark.parametrize("slip", ["", "&nbsp;", "&", "AT&T", "&#0;", "\x01"])
@pytest.mark.parametrize(
    "address", ["https://news.example/?a=1&amp;b=2", "https://news.example/?a=1&b=2", "<![CDATA[https://news.example/?a=1&b=2]]>",
                "<![CDATA[https://news.example/?a=1&amp;b=2]]>", "https://news.example/?a=1&#38;b=2"]
)  # fmt: skip
def test_a_slip_somewhere_costs_no_ampersand_of_an_address(slip: str, address: str) -> None:
    body = rss(f"<item><title>{slip}</title><link>/0</link></item>", f"<item><link>{address}</link></item>")
    assert urls(body) == ["https://news.example/0", "https://news.example/?a=1&b=2"]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Tom &amp; Ann", "Tom & Ann"),
        ("Tom & Ann", "Tom & Ann"),
        ("Tom &amp;#38; &amp;amp; &#38; &#038; &#x26; Ann", "Tom &#38; &amp; & & & Ann"),
        ("<![CDATA[Tom &#38; &#038; &amp; Ann]]>", "Tom &#38; &#038; &amp; Ann"),
        ("Tom \ufdd0 \ufdd1 Ann", "Tom   Ann"),
        ("<![CDATA[Tom & Ann]]>", "Tom & Ann"),
        ("Caf&eacute;&#233; &lt;b&gt;", "Caféé <b>"),
        ("  two\n lines ", "two\n lines"),
        ("<!-- no --><?no no?>yes", "yes"),
    ],
)
def test_a_title_is_what_its_writer_meant(printed: str, title: str) -> None:
    (candidate,) = read_source(rss(f"<item><title>{printed}</title><link>/a</link></item>"), URL).candidates
    assert candidate.title == title


def test_white_space_before_the_declaration_and_words_after_the_end_are_passed_over() -> None:
    body = b"\n \n" + rss(ITEM.format("a"), head='<?xml version="1.0" encoding="utf-8"?>') + b"<!-- cached --> Done."
    found = read_source(body, URL)
    assert len(found.candidates) == 1
    assert found.problem is None


def test_links_are_made_absolute_and_only_those_of_the_web_are_kept_each_once() -> None:
    links = ("/a", "b", "//other.example/c", "?d=1", "javascript:void(0)", "mailto:desk@news.example", "ftp://x/y",
             "HTTPS://news.example/a", "https://news.example/a")  # fmt: skip
    assert urls(rss(*(f"<item><link>{link}</link></item>" for link in links))) == [
        "https://news.example/a",
        "https://news.example/feeds/b",
        "https://other.example/c",
        "https://news.example/feeds/all.xml?d=1",
    ]


@pytest.mark.parametrize("broken", ["http://[x/", "//[x/", "https://news.example:99999/", "https://"])
def test_a_broken_address_costs_itself_only_and_is_told(broken: str) -> None:
    links = ("/a", broken, "/b")
    found = read_source(rss(*(f"<item><link>{link}</link></item>" for link in links)), URL)
    assert [candidate.url for candidate in found.candidates] == ["https://news.example/a", "https://news.example/b"]
    assert (found.problem, found.warnings) == (None, {"broken_address": 1})


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html>",
        b"<html lang='en'>",
        b"\xef\xbb\xbf<!doctype html>",
        b"\n<!-- a -->\n<!-- b --> <!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">',
    ],
)
def test_a_page_in_place_of_xml_is_read_as_a_section(head: bytes) -> None:
    found = read_source(head + b'<a href="/2026/11/a">Four words make headlines</a>', URL)
    assert [(one.url, one.kind) for one in found.candidates] == [("https://news.example/2026/11/a", "section")]
    assert found.problem is None


@pytest.mark.parametrize("piece", [b"<!---->", b"<!--a-->\n", b"<!-- -- >"])
def test_many_comments_before_the_root_element_take_no_longer_than_few(piece: bytes) -> None:
    found = read_source(piece * 500 + b"-->" + rss(ITEM.format("a")), URL)
    assert len(found.candidates) <= 1


def test_a_gzipped_sitemap_is_read_as_if_it_were_not() -> None:
    body = b"<urlset><url><loc>/a</loc><lastmod>2026-11-22</lastmod></url></urlset>"
    (candidate,) = read_source(gzip.compress(body), "https://news.example/sitemap.xml.gz").candidates
    assert (candidate.url, candidate.kind) == ("https://news.example/a", "sitemap")
    assert candidate.modified == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_large_sitemap_is_read_to_its_end_wherever_its_pieces_are_cut() -> None:
    # Of all lengths, so that ampersands and entities stand at each place of lxml's pieces.
    paths = [f"{'x' * length}?a=1&b=2" for length in islice(cycle(range(97)), 3000)]
    entries = (f"<url><loc>https://news.example/{number}/{path}</loc></url>" for number, path in enumerate(paths))
    body = f"<urlset>&nbsp;{''.join(entries)}</urlset>".replace("&b", "&amp;b", 1500).encode()
    found = read_source(body, URL)
    assert [one.url for one in found.candidates] == [f"https://news.example/{n}/{path}" for n, path in enumerate(paths)]


def test_a_mended_stream_is_the_same_however_it_is_read() -> None:
    text = b"a&b;&amp;&c&#38;" + b"&" * 90 + b"&amp" + b"x" * 50 + b"&amp;&eacute"
    plain = "a\ufdd0b;&#38;\ufdd1\ufdd0c&#38;" + "\ufdd0" * 90 + "\ufdd0amp" + "x" * 50 + "&#38;\ufdd1\ufdd0eacute"
    mended = plain.encode()
    for size in (1, 2, 7, 64, -1):
        stream = Mended(io.BytesIO(text))
        assert b"".join(iter(partial(stream.read, size), b"")) == mended
