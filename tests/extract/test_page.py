"""Bytes that are a page, in which charset, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.errors import NotHtml, TooLarge
from newscrawl.extract import page, read_page
from newscrawl.records import Http

URL = "https://news.example/a"
RUSSIAN = "Городской совет проголосовал за новую библиотеку на набережной. " * 3
WESTERN = "Der Stadtrat hat für die Bücherei am Kai gestimmt; die Straße wird schöner. " * 3


def html(text: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "written", "head", "header", "charset"),
    [
        (RUSSIAN, "utf-8", "", None, "utf-8"),
        (RUSSIAN, "utf-8-sig", "<meta charset=windows-1251>", "text/html; charset=koi8-r", "utf-8"),
        (RUSSIAN, "utf-16", "", None, "utf-16le"),
        (RUSSIAN, "windows-1251", "", "text/html; charset=windows-1251", "windows-1251"),
        (RUSSIAN, "windows-1251", "<meta charset=windows-1251>", "text/html", "windows-1251"),
        (RUSSIAN, "koi8-r", "<meta charset=windows-1251>", "text/html; charset=KOI8-R", "koi8-r"),
        (RUSSIAN, "windows-1251", "", None, "windows-1251"),
        (RUSSIAN, "windows-1251", "<meta charset=utf-8>", None, "windows-1251"),
        (RUSSIAN, "utf-8", "<meta charset=windows-1251>", None, "utf-8"),
        (WESTERN, "windows-1252", "", None, "windows-1252"),
        (WESTERN, "windows-1252", "", "text/html; charset=utf-8", "windows-1252"),
        (WESTERN, "utf-8", "", "text/html; charset=iso-8859-1", "utf-8"),
        (WESTERN, "windows-1252", "", "text/html; charset=x-unheard-of", "windows-1252"),
        (
            "図書館を再建する案",
            "shift_jis",
            '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
            None,
            "shift_jis",
        ),
        ("Grüße 図書館", "utf-16-be", "", "text/html; charset=utf-16be", "utf-16be"),
    ],
)
def test_a_page_is_read_in_the_charset_in_which_it_was_written(
    text: str, written: str, head: str, header: str | None, charset: str
) -> None:
    found = read_page(html(text, head).encode(written), URL, Http(status=200, content_type=header))
    assert found.html.decode() == html(text, head)
    assert (found.http.charset, found.replacement_characters) == (charset, 0)


def test_a_broken_character_costs_itself_only_and_is_counted() -> None:
    found = read_page(html(RUSSIAN).encode() + b"\xd0</p>", URL)
    assert found.html.decode() == html(RUSSIAN) + "\ufffd</p>"
    assert found.replacement_characters == 1


def test_two_lost_characters_do_not_refute_what_a_page_declares() -> None:
    text = html(
        "The harb\ufffdur and the \ufffduay. " + "Nothing but plain letters follows here. " * 30, "<meta charset=utf-8>"
    )
    found = read_page(text.encode().replace("\ufffd".encode(), b"\xff"), URL)
    assert (found.html.decode(), found.http.charset, found.replacement_characters) == (text, "utf-8", 2)


def test_nul_bytes_are_left_out() -> None:
    assert read_page(b"<p>o\x00ne\x00</p>", URL).html == b"<p>one</p>"


def test_what_the_server_said_is_kept_and_the_bytes_are_counted() -> None:
    told = Http(status=203, etag='"x"', last_modified="y", content_type="TEXT/HTML", rendered=True)
    found = read_page("<p>ü</p>".encode(), URL, told)
    assert (found.url, found.html) == (URL, "<p>ü</p>".encode())
    assert found.http == Http(
        status=203, etag='"x"', last_modified="y", content_type="TEXT/HTML", charset="utf-8", bytes=9, rendered=True
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", None),
        (b"\xef\xbb\xbf \n", None),
        (b"Not found", "text/html"),
        (b'{"title": "a < b"}', "application/json"),
        (b"<p>one</p>", "application/pdf"),
        (b"<svg><title>A</title></svg>", "image/svg+xml"),
        (b"<rss><channel><title>A</title></channel></rss>", "application/rss+xml"),
        (b"%PDF-1.7 <html>", "text/html"),
        (b"\x89PNG\r\n<title>", None),
        (b"\x1f\x8b<html>", None),
        (b"PK\x03\x04<html>", None),
    ],
)
def test_what_is_no_html_is_refused(body: bytes, content_type: str | None) -> None:
    with pytest.raises(NotHtml, match=URL):
        read_page(body, URL, Http(content_type=content_type))


@pytest.mark.parametrize(
    "content_type", ["application/xhtml+xml", "text/xml; charset=utf-8", "text/plain", "Text/HTML", "", None]
)
def test_html_under_a_kindred_type_is_taken(content_type: str | None) -> None:
    assert read_page(b"<P CLASS='a'>one</P>", URL, Http(content_type=content_type)).url == URL


def test_a_page_may_be_as_large_as_the_limit_and_no_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MAX_PAGE_BYTES", 10)
    assert read_page(b"<p>345678>", URL).http.bytes == 10
    with pytest.raises(TooLarge, match="11 bytes, the limit is 10"):
        read_page(b"<p>3456789>", URL)


HEADERS = st.sampled_from(
    [None, "", "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/html; charset=utf-32",
     "text/html; charset=utf-7", "text/html; charset=idna", "text/html; charset=punycode", "text/html; charset=zlib",
     "text/html; charset=undefined", "text/html; charset=iso-2022-jp", "text/html;charset=\x00", "image/png"]
)  # fmt: skip
STARTS = st.sampled_from(
    [b"", b"<p>", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf<html>", b"\x00<p>", b"<meta charset=hex><p>"]
)


def test_a_few_quotes_of_another_charset_among_plain_letters_are_seen() -> None:
    text = html("The council “voted” for the library. " + "It will stand on the quay from next year on. " * 200)
    found = read_page(text.encode("windows-1252"), URL)
    assert (found.html.decode(), found.http.charset) == (text, "windows-1252")


@given(STARTS, st.binary(max_size=200), HEADERS)
@example(b"\xff\xfe", b"<\x00p\x00>\x00\x00\xd8", None)
def test_any_bytes_are_a_page_or_are_refused(start: bytes, rest: bytes, header: str | None) -> None:
    try:
        found = read_page(start + rest, URL, Http(content_type=header))
    except NotHtml:
        return
    assert b"\x00" not in found.html
    assert found.http.bytes == len(start + rest)
    found.html.decode()  # it can be read again: no half characters
    assert found.tree.body is not None
