"""In which charset a page was written: what it declares, where, and what its bytes look like where it does not."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from newscrawl.charset import in_utf_8

URL = "https://news.example/a"
RUSSIAN = "Городской совет проголосовал за новую библиотеку на набережной. "
# What a newsroom would print, in the languages that were written in charsets of their own.
NEWS = {
    "ru": RUSSIAN + "Здание построят к следующей осени, сообщила администрация порта в среду вечером. ",
    "uk": "Міська рада підтримала будівництво нової бібліотеки на набережній. Її відкриють наступної осені. ",
    "bg": "Общинският съвет гласува за нова библиотека на кея. Сградата ще бъде готова догодина през есента. ",
    "el": "Το δημοτικό συμβούλιο ψήφισε υπέρ της νέας βιβλιοθήκης στην προκυμαία. Θα ανοίξει το φθινόπωρο. ",
    "he": "מועצת העיר הצביעה בעד הספרייה החדשה שעל הרציף. הבניין ייפתח בסתיו הבא, כך נמסר מהנמל. ",
    "ar": "صوّت المجلس البلدي لصالح المكتبة الجديدة على رصيف الميناء. وسيفتح المبنى أبوابه في الخريف المقبل. ",
    "th": "สภาเมืองลงมติสร้างห้องสมุดแห่งใหม่ที่ท่าเรือ อาคารจะเปิดในฤดูใบไม้ร่วงปีหน้า ท่าเรือแจ้งเมื่อวันพุธ ",
    "tr": "Belediye meclisi, rıhtımdaki yeni kütüphane için oy verdi. Açılış gelecek sonbaharda, şehir ışıkları ile. ",
    "pl": "Rada miasta zagłosowała za nową biblioteką na nabrzeżu. Budynek zostanie otwarty jesienią, ogłosił zarząd. ",
    "cs": "Městská rada schválila novou knihovnu na nábřeží. Budova se otevře příští podzim, oznámil přístav. ",
    "hu": "A városi tanács megszavazta az új könyvtárat a rakparton. Az épület jövő ősszel nyílik meg, közölték. ",
    "lt": "Miesto taryba pritarė naujai bibliotekai krantinėje. Pastatas bus atidarytas kitą rudenį, pranešė uostas. ",
    "de": "Der Stadtrat hat für die Bücherei am Kai gestimmt; die Straße wird schöner, hieß es aus dem Rathaus. ",
    "fr": "Le conseil a voté pour la nouvelle bibliothèque du quai. Elle sera inaugurée à l’été, a déclaré la mairie. ",
    "ja": "市議会は水曜日、岸壁に新しい図書館を建てる案を可決した。来年の秋に開館すると港の管理者が発表した。",
    "zh": "市议会星期三通过了在码头兴建新图书馆的方案。港务局表示，图书馆将于明年秋天开放，欢迎市民参观。",
    "zh-tw": "市議會星期三通過了在碼頭興建新圖書館的方案。港務局表示，圖書館將於明年秋天開放，歡迎市民參觀。",
    "ko": "시의회는 수요일 부두에 새 도서관을 짓는 안을 통과시켰다. 내년 가을에 문을 연다고 항만 당국이 밝혔다. ",
}
UNDECLARED = [
    ("ru", "windows-1251"), ("ru", "koi8-r"), ("ru", "iso-8859-5"), ("uk", "windows-1251"), ("bg", "windows-1251"),
    ("el", "windows-1253"), ("he", "windows-1255"), ("ar", "windows-1256"), ("th", "windows-874"),
    ("tr", "windows-1254"), ("pl", "iso-8859-2"), ("pl", "windows-1250"), ("cs", "windows-1250"),
    ("hu", "windows-1250"), ("de", "windows-1252"), ("fr", "windows-1252"),
    ("ja", "shift_jis"), ("ja", "euc-jp"), ("ja", "iso-2022-jp"), ("zh", "gb18030"), ("zh-tw", "big5"),
    ("ko", "euc-kr"), *((language, "utf-8") for language in NEWS),
]  # fmt: skip
PYTHONS = {"windows-874": "cp874"}


def written(text: str, charset: str, head: str = "") -> bytes:
    page = f'<!doctype html><html><head>{head}<style>p {{ color: red }}</style></head><body><p class="a">{text}</p>'
    return page.encode(PYTHONS.get(charset, charset))


@pytest.mark.parametrize(("language", "charset"), UNDECLARED)
def test_what_is_declared_nowhere_is_read_by_its_bytes(language: str, charset: str) -> None:
    text = NEWS[language] * 3
    found, html = in_utf_8(written(text, charset), None, URL)
    assert text in html.decode(), found


def test_where_the_bytes_may_be_one_or_the_other_the_site_s_country_tells() -> None:
    told = {
        tld: in_utf_8(written("Příliš žluťoučký", "windows-1250"), None, f"https://a.{tld}/")[0] for tld in ("cz", "ru")
    }
    assert told == {"cz": "windows-1250", "ru": "windows-1251"}
    assert in_utf_8(written("Příliš žluťoučký", "windows-1250"), None, "http://[broken")[0] == "windows-1250"


def declared(label: str, *, in_header: bool) -> str:
    head, header = ("", f"text/html; charset={label}") if in_header else (f"<meta charset='{label}'>", None)
    return in_utf_8(written("é", "windows-1252", head), header, URL)[0]


@pytest.mark.parametrize("in_header", [True, False])
def test_every_label_of_the_standard_is_known_and_no_other(in_header: bool) -> None:  # noqa: FBT001 - a parameter
    undecided = declared("x-unheard-of", in_header=in_header)
    for label, name in LABELS.items():
        assert declared(label.upper(), in_header=in_header) in {
            undecided if name in ("replacement", "utf-8") or (name.startswith("utf-16") and not in_header) else name,
            "windows-1252",  # where a charset has no such character at all
        }, label
    for label in ("utf-7", "zlib", "punycode", "cp437", "ascii\x00", "é"):
        assert declared(label, in_header=in_header) == undecided, label


@pytest.mark.parametrize(
    ("label", "name"),
    [("latin1", "windows-1252"), ("iso-8859-1", "windows-1252"), ("iso-8859-9", "windows-1254"),
     ("x-sjis", "shift_jis"), ("gb2312", "gbk"), ("ks_c_5601-1987", "euc-kr"), ("x-mac-cyrillic", "x-mac-cyrillic"),
     ("logical", "iso-8859-8-i"), ("x-user-defined", "x-user-defined")],
)  # fmt: skip
def test_labels_of_old_pages_mean_what_browsers_take_them_for(label: str, name: str) -> None:
    assert in_utf_8(b"<p>\xe1\xe2\xe3\xe4", f"text/html; charset={label}", URL)[0] == name


@pytest.mark.parametrize(
    ("label", "octets", "text"),
    [
        ("gb2312", "é镕".encode("gb18030"), "é镕"),
        ("euc-jp", "①".encode("euc_jis_2004"), "①"),
        ("shift_jis", "①髙".encode("cp932"), "①髙"),
        ("euc-kr", "똠방각하".encode("cp949"), "똠방각하"),
        ("big5", "碁".encode("big5hkscs"), "碁"),
        ("iso-8859-1", b"\x93\x80\x94", "“€”"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
    ],
)
def test_a_charset_has_the_characters_that_browsers_know_in_it(label: str, octets: bytes, text: str) -> None:
    assert in_utf_8(b"<p>" + octets + b"</p>", f"text/html; charset={label}", URL)[1].decode() == f"<p>{text}</p>"


META = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'


@pytest.mark.parametrize(
    ("start", "charset"),
    [
        ("<meta charset=koi8-r>", "koi8-r"),
        ("<META CHARSET = 'KOI8-R' >", "koi8-r"),
        (META, "koi8-r"),
        ("<meta content='charset=koi8-r' http-equiv=content-type>", "koi8-r"),
        ('<?xml version="1.0" encoding="koi8-r"?><html>', "koi8-r"),
        ("<title>\u0429</title><meta charset=koi8-r>", "koi8-r"),
        ("<meta charset=x-unheard-of><meta charset=koi8-r>", "koi8-r"),
        ("<!-- <meta charset=windows-1251> --><meta charset=koi8-r>", "koi8-r"),
        ("<script>'<meta charset=windows-1251>'</script><meta charset=koi8-r>", "koi8-r"),
        (" " * 2000 + "<meta charset=koi8-r>", "koi8-r"),
        ("<meta name=description content='charset=windows-1251'>", "koi8-u"),
        (" " * 5000 + "<meta charset=windows-1251>", "koi8-u"),
        ("<meta charset=utf-16>", "koi8-u"),
        ("<meta charset=koi8-r", "koi8-u"),
    ],
)
def test_a_page_declares_its_charset_at_its_start_as_markup(start: str, charset: str) -> None:
    found, html = in_utf_8(start.encode("koi8-r") + written(RUSSIAN * 3, "koi8-r"), None, URL)
    assert (found, RUSSIAN in html.decode()) == (charset, True)


@pytest.mark.parametrize(
    ("mark", "charset"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be")],
)
def test_a_byte_order_mark_outranks_all_declarations(mark: bytes, charset: str) -> None:
    body = mark + written(RUSSIAN, charset, META)
    assert in_utf_8(body, "text/html; charset=windows-1251", URL) == (
        charset,
        body[len(mark) :].decode(charset).encode(),
    )


def test_the_header_outranks_the_page() -> None:
    body = written(RUSSIAN, "windows-1251", META)
    assert RUSSIAN in in_utf_8(body, 'text/html; charset="windows-1251"; x=y', URL)[1].decode()


def test_valid_utf_8_outranks_what_is_declared() -> None:
    assert in_utf_8(written(RUSSIAN, "utf-8", META), "text/html; charset=windows-1251", URL)[0] == "utf-8"


def test_what_looks_like_ascii_may_be_utf_16_or_iso_2022_jp_but_only_where_it_is_declared_or_seen() -> None:
    assert b"<p>one</p>" in in_utf_8("<p>one</p>".encode("utf-16-le"), "text/html; charset=utf-16", URL)[1]
    assert in_utf_8(b"<p>one</p>", "text/html; charset=utf-16", URL) == ("utf-8", b"<p>one</p>")
    assert in_utf_8(b"<p>one\x1b[0m</p>", None, URL)[1] == b"<p>one\x1b[0m</p>"
    assert in_utf_8(b"<p>\x00</p>", None, URL) == ("utf-8", b"<p>\x00</p>")


@pytest.mark.parametrize(
    ("language", "charset"), [pair for pair in UNDECLARED if pair[1] in ("utf-8", "shift_jis", "gb18030", "euc-kr")]
)
def test_a_page_that_is_cut_in_the_middle_of_a_character_loses_that_one(language: str, charset: str) -> None:
    text = NEWS[language] * 3
    whole = f"<p>{text}<p>{text}".encode(charset)
    for header in (f"text/html; charset={charset}", None):
        found, html = in_utf_8(whole[: -2 if text.endswith(" ") else -1], header, URL)
        assert html.decode().rstrip("\ufffd\x00 ") in f"<p>{text}<p>{text}", found
        assert html.count("\ufffd".encode()) <= 1


def test_a_line_pasted_in_another_charset_costs_itself_only() -> None:
    body = written(RUSSIAN * 5, "utf-8") + "<p>Café</p>".encode("windows-1252")
    charset, html = in_utf_8(body, "text/html; charset=utf-8", URL)
    assert (charset, html.count("\ufffd".encode()), RUSSIAN in html.decode()) == ("utf-8", 1, True)


def test_a_false_declaration_is_seen_where_the_bytes_do_not_fit_it() -> None:
    for charset in ("windows-1251", "shift_jis", "euc-kr", "gb18030"):
        text = NEWS[{"windows-1251": "ru", "shift_jis": "ja", "euc-kr": "ko", "gb18030": "zh"}[charset]] * 3
        assert text in in_utf_8(written(text, charset), "text/html; charset=utf-8", URL)[1].decode(), charset


def test_a_large_page_is_known_by_a_part_of_it() -> None:
    body = b"<p>plain</p>" * 200_000 + written(RUSSIAN * 3000, "windows-1251")
    assert RUSSIAN in in_utf_8(body, None, URL)[1].decode()


HEADERS = st.sampled_from(
    [None, "", "text/html", "charset=", *(f"text/html; charset={label}" for label in sorted(LABELS))]
)


@given(st.sampled_from(["", META, "<meta charset=utf-16>", "<meta charset=gbk>"]), st.binary(max_size=300), HEADERS)
def test_any_bytes_become_utf_8(start: str, rest: bytes, header: str | None) -> None:
    charset, html = in_utf_8(start.encode() + rest, header, URL)
    assert charset in set(LABELS.values())
    html.decode()
