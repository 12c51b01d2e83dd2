"""Clean text, titles, credits."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.normalise.text import (
    clean,
    clean_alt,
    clean_credit,
    decoded,
    keyword_parts,
    kicker_above,
    split_caption,
    without_site_name,
)

ANY = st.text(
    st.one_of(st.characters(), st.sampled_from(list(" \t\n\r\x00\x1c\x85\xa0\xad\u200b\u0301\u0308e한ᄒ\ud800")))
)


@given(text=ANY, keep_lines=st.booleans())
@example(text="e\x00\u0301", keep_lines=False)  # what is taken out brings letter and accent together
@example(text="e\u00ad\u0301", keep_lines=True)
@example(text="a\t\n\t\nb\tc ", keep_lines=True)
def test_clean_text_is_composed_without_controls_and_clean_already(text: str, *, keep_lines: bool) -> None:
    cleaned = clean(text, keep_lines=keep_lines)
    assert clean(cleaned, keep_lines=keep_lines) == cleaned
    assert cleaned != ""
    if cleaned:
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not [one for one in cleaned if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"]
        cleaned.encode()
        if not keep_lines:
            assert cleaned == " ".join(cleaned.split())


@given(st.text("ab \n\t\xa0", max_size=30))
def test_no_word_is_lost(text: str) -> None:
    words = text.split()
    assert (clean(text) or "").split() == (clean(text, keep_lines=True) or "").split() == words


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (None, None),
        (" \n\u200b", None),
        ("  one\n\n two\xa0three ", "one two three"),
        ("wo\u00adrd", "word"),
        ("\ufefftitle", "title"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("u\u0308ber", "über"),
    ],
)
def test_what_is_for_the_printer_goes_and_what_is_for_the_reader_stays(text: str | None, cleaned: str | None) -> None:
    assert clean(text) == cleaned


def test_lists_keep_their_lines_and_tables_their_cells() -> None:
    assert clean(" a  b\tc\r\n\n \n\td\n", keep_lines=True) == "a b\tc\n\td"


@pytest.mark.parametrize(
    ("title", "publisher", "bare"),
    [
        ("Story | The News", "The News", "Story"),
        ("Story – THE NEWS", "The  News", "Story"),
        ("The News - Story", "The News", "Story"),
        ("Story|The News", "The News", "Story"),
        ("Story | Politics | The News", "The News", "Story | Politics"),
        ("Story – ABC - News", "ABC - News", "Story"),
        ("Story | A+ (News)", "A+ (News)", "Story"),
        ("The News | The News", "The News", "The News"),
        ("The News", "The News", "The News"),
        ("What the news - and The News says", "The News", "What the news - and The News says"),
        ("Well-The News", "The News", "Well-The News"),
        ("Story | Other News", "News", "Story | Other News"),
        ("Story | The News", None, "Story | The News"),
        ("Story | ", " ", "Story | "),
        (None, "The News", None),
    ],
)
def test_a_title_loses_the_sites_name_at_its_ends(title: str | None, publisher: str | None, bare: str | None) -> None:
    assert without_site_name(title, publisher) == bare


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Story | harbour-news.example", "Story"),
        ("Story » Harbour News", "Story"),
        ("Story -- Harbour-News", "Story"),
        ("Story：harbour news", "Story"),
        ("HARBOUR NEWS: Story", "HARBOUR NEWS: Story"),
        ("HarbourNews | Story", "Story"),
        ("Story | Harbour", "Story | Harbour"),
        ("Story | HarbourNews Sport", "Story"),
        ("Story - HarbourNews Sport", "Story - HarbourNews Sport"),
        ("Story | HarbourNews tells of it all", "Story | HarbourNews tells of it all"),
        ("Story | ", "Story | "),
    ],
)
def test_the_hosts_name_is_the_sites_too(title: str, bare: str) -> None:
    assert without_site_name(title, None, "www.harbour-news.example") == bare


@pytest.mark.parametrize("title", [" - " * 50_000, "|" * 50_000, " " * 100_000 + "|", "-" * 100_000])
def test_a_title_without_end_loses_its_name_at_once(title: str) -> None:
    started = time.process_time()
    without_site_name(clean(title), "Harbour News", "harbour.example")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A &amp;quot;B&amp;quot;", 'A "B"'),
        ("A &amp; B", "A & B"),
        ("A <em>B</em><br/>", "A B"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        (None, None),
    ],
)
def test_what_was_escaped_twice_is_text_again(text: str | None, plain: str | None) -> None:
    assert decoded(text) == plain


@pytest.mark.parametrize(
    ("kicker", "title", "kept"),
    [
        (" Harbour: ", "The ferry", "Harbour"),
        ("Harbour", "Harbour: The ferry", None),
        (" | ", "The ferry", None),
        (None, "The ferry", None),
        ("Harbour", None, "Harbour"),
    ],
)
def test_a_kicker_is_not_said_in_the_title_again(kicker: str | None, title: str | None, kept: str | None) -> None:
    assert kicker_above(title, kicker) == kept


@pytest.mark.parametrize(
    ("printed", "credit"),
    [
        ("© AFP", "AFP"),
        ("Foto: dpa", "dpa"),
        ("© Foto: AP / Ann Lee", "AP / Ann Lee"),
        ("(Photo: AFP)", "AFP"),
        ("[AFP]", "AFP"),
        ("Photo by Ann Lee.", "Ann Lee"),
        ("Ann Lee (AP)", "Ann Lee (AP)"),
        ("(AP) Ann Lee (Reuters)", "(AP) Ann Lee (Reuters)"),
        ("写真：共同通信", "共同通信"),
        ("Bildrechte: dpa", "dpa"),
        ("fot. PAP", "PAP"),
        ("Fotoğraf: AA", "AA"),
        ("Kuva: Ann Lee", "Ann Lee"),
        ("Photographer Ann Lee", "Photographer Ann Lee"),
        ("Sourceworks", "Sourceworks"),
        ("Copyright", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_credit_is_a_name_without_the_sign_or_word_before_it(printed: str | None, credit: str | None) -> None:
    assert clean_credit(printed) == credit


@pytest.mark.parametrize(
    ("printed", "caption", "credit"),
    [
        ("A cat. Photo: Ann Lee", "A cat.", "Ann Lee"),
        ("A cat.Photo: Ann Lee", "A cat.", "Ann Lee"),
        ("A cat. (Photo: Ann Lee/AP)", "A cat.", "Ann Lee/AP"),
        ("A cat. Photo: Ann Lee (AP)", "A cat.", "Ann Lee (AP)"),
        ("A cat | Foto: dpa", "A cat", "dpa"),
        ("A cat © AFP", "A cat", "AFP"),
        ("A cat Bild: dpa", "A cat", "dpa"),
        ("A cat looks at the picture: it is a mouse", "A cat looks at the picture: it is a mouse", None),
        ("A cat. Photo: the story of a mouse. It ran", "A cat. Photo: the story of a mouse. It ran", None),
        ("Photo: Ann Lee", None, "Ann Lee"),
        ("(AFP)", None, "AFP"),
        ("A cat", "A cat", None),
        (" ", None, None),
        (None, None, None),
    ],
)
def test_a_credit_at_the_end_of_a_caption_is_cut_off(
    printed: str | None, caption: str | None, credit: str | None
) -> None:
    assert split_caption(printed, None) == (caption, credit)


def test_a_caption_beside_a_credit_is_left_whole() -> None:
    assert split_caption(" A cat.  Photo: AFP", "© dpa") == ("A cat. Photo: AFP", "dpa")


@given(st.text("a (Foto:©.-AP)\n", max_size=60))
def test_caption_and_credit_are_never_empty_and_hold_only_what_was_printed(printed: str) -> None:
    caption, credit = split_caption(printed, None)
    assert caption != ""
    assert credit != ""
    assert all(word in printed for part in (caption, credit) if part for word in part.split())


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("航天 合作", ["航天", "合作"]),
        ("宇宙", ["宇宙"]),
        ("middle east", ["middle east"]),
        ("ближний восток", ["ближний восток"]),
    ],
)
def test_a_space_parts_keywords_only_where_words_need_none(words: str, parts: list[str]) -> None:
    assert keyword_parts(words) == parts


@pytest.mark.parametrize(
    ("alt", "kept"),
    [
        ("A ferry - Harbour News, 1920, 12.02.2026", "A ferry"),
        ("A ferry - Harbour Newsroom", "A ferry - Harbour Newsroom"),
        ("Harbour News", "Harbour News"),
        (" ", None),
    ],
)
def test_a_pictures_alternative_text_ends_before_the_sites_name(alt: str, kept: str | None) -> None:
    assert clean_alt(alt, "Harbour News") == kept
    assert clean_alt(alt, None) == (" ".join(alt.split()) or None)
