"""A whole article in its one form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.identity import article_id, content_hash
from newscrawl.normalise import SiteFacts, normalise
from newscrawl.normalise.text import clean
from newscrawl.records import Article, Author, Block, Extraction, Image
from newscrawl.storage.lines import decode, encode

URL = "https://www.news.example/a?utm_source=x"
SITE = SiteFacts(name="news", domains=("news.example",), language="de", timezone="Europe/Berlin")


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(type="paragraph", text=text) for text in texts)


def test_every_field_gets_its_one_form() -> None:
    raw = Article(
        url=URL,
        canonical_url="https://www.news.example/b#top",
        publisher=" The  News ",
        title=" Die\u00a0Ti\u00adtel | The News",
        kicker=" Rat ",
        description=" Worum es geht ",
        lead=" Der  Anfang. ",
        body=(*paragraphs(" Eins. "), Block(type="heading", text=" Mitte ", level=2)),
        authors=(Author(name="Von Ann Lee und AFP"),),
        date_published_raw="31.03.2020, 07:41 Uhr",
        date_modified_raw="2020-04-01T08:00:00Z",
        section=(" Politik ", "Politik", ""),
        keywords=("a", " ", "b"),
        language_declared=" de_AT ",
        images=(
            Image(
                url="https://news.example/i.jpg", caption=" Eine Katze. Foto: dpa", alt="Katze | The News", is_main=True
            ),
        ),
    )
    article = normalise(raw, SITE)
    assert article.id == article_id("news", "https://www.news.example/b")
    assert article.content_hash == content_hash("Die Titel", article.text)
    assert (article.site, article.canonical_url, article.publisher) == (
        "news",
        "https://www.news.example/b",
        "The News",
    )
    assert (article.title, article.kicker, article.description) == ("Die Titel", "Rat", "Worum es geht")
    assert article.text == "Der Anfang.\n\nEins.\n\nMitte"
    assert article.authors == (Author(name="Ann Lee"),)
    assert article.agencies == ("AFP",)
    assert (article.date_published, article.date_published_precision) == ("2020-03-31T07:41:00+02:00", "minute")
    assert (article.date_modified, article.date_modified_zone_from) == ("2020-04-01T08:00:00+00:00", "page")
    assert (article.section, article.keywords) == (("Politik",), ("a", "b"))
    assert (article.language, article.language_declared) == ("de-AT", "de_AT")
    assert article.images == (
        Image(url="https://news.example/i.jpg", caption="Eine Katze.", credit="dpa", alt="Katze", is_main=True),
    )
    assert article.extraction.warnings == ()
    assert (article.url, article.date_published_raw) == (URL, "31.03.2020, 07:41 Uhr")


def test_of_an_unknown_site_nothing_is_assumed_but_utc() -> None:
    article = normalise(Article(url=URL, title="A", date_published_raw="2020-03-31T07:41"))
    assert (article.site, article.id, article.language) == (None, None, None)
    assert (article.date_published, article.date_published_zone_from) == ("2020-03-31T07:41:00+00:00", "assumed_utc")


@pytest.mark.parametrize(
    ("published", "modified", "warnings"),
    [
        ("2020-03-31", "2020-03-31", ()),
        (None, None, ("no_date_published",)),
        ("yesterday", None, ("unreadable_date_published",)),
        ("2020-03-31", "just now", ("unreadable_date_modified",)),
    ],
)
def test_what_cannot_be_read_is_null_and_a_warning(
    published: str | None, modified: str | None, warnings: tuple[str, ...]
) -> None:
    before = Extraction(version="1", warnings=("before",))
    article = normalise(
        Article(url=URL, date_published_raw=published, date_modified_raw=modified, extraction=before), SITE
    )
    assert article.extraction.warnings == ("before", *warnings)
    assert (article.date_published is None) == ("2020" not in (published or ""))


def test_a_canonical_address_that_cannot_be_believed_is_not_kept_and_not_the_id() -> None:
    article = normalise(Article(url=URL, canonical_url="https://evil.test/a"), SITE)
    assert article.canonical_url is None
    assert article.id == article_id("news", URL)


@pytest.mark.parametrize(("declared", "language"), [("en", "en"), ("nonsense!", "de"), (None, "de")])
def test_the_sites_language_stands_in_where_the_page_declares_none(declared: str | None, language: str) -> None:
    assert normalise(Article(url=URL, language_declared=declared), SITE).language == language


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (["Title", "Lead.", "One."], "Lead.\n\nOne."),
        (["Lead.", "Title", "One."], "Lead.\n\nOne."),
        (["One.", "Title", "Lead."], "Lead.\n\nOne.\n\nTitle\n\nLead."),
        (["Title", "Title", "One."], "Lead.\n\nTitle\n\nOne."),
        (["Advertisement", "One.", "Read more: Another story", "Two."], "Lead.\n\nOne.\n\nTwo."),
        ([" ", ""], "Lead."),
    ],
)
def test_headline_and_lead_are_not_said_again_at_the_top_and_labels_not_at_all(texts: list[str], text: str) -> None:
    assert normalise(Article(url=URL, title="Title", lead="Lead.", body=paragraphs(*texts))).text == text


def test_lists_and_tables_keep_their_lines_and_every_part_is_clean() -> None:
    body = (
        Block(type="list", text=" a\u00ad \n b\na", items=(" a\u00ad ", " b", "a", " ")),
        Block(type="table", text="a \t\u200b\n\tb", rows=((" a ", "\u200b"), ("", "e\u0301"))),
        Block(type="quote", text=" Said. ", speaker=" Ann\u00ad "),
        Block(type="image", url="https://news.example/i.jpg"),
    )
    article = normalise(Article(url=URL, body=body))
    assert article.text == "a\nb\na\n\na\t\n\tb\n\nSaid."
    assert article.body == (
        Block(type="list", text="a\nb\na", items=("a", "b", "a")),
        Block(type="table", text="a\t\n\tb", rows=(("a", ""), ("", "é"))),
        Block(type="quote", text="Said.", speaker="Ann"),
        Block(type="image", url="https://news.example/i.jpg"),
    )


def test_an_article_without_words_has_no_text() -> None:
    assert normalise(Article(url=URL, lead=" ", body=paragraphs(" "))).text is None


WORDS = st.text(st.one_of(st.characters(), st.sampled_from(list(" \n\t|-:\u00ad\u0301\x00"))), max_size=20)
ARTICLES = st.builds(
    Article,
    url=st.just(URL),
    canonical_url=st.one_of(st.none(), WORDS),
    publisher=st.one_of(st.none(), WORDS),
    title=st.one_of(st.none(), WORDS),
    lead=st.one_of(st.none(), WORDS),
    body=st.lists(st.builds(Block, type=st.sampled_from(["paragraph", "list", "table"]), text=WORDS), max_size=3).map(
        tuple
    ),
    authors=st.lists(st.builds(Author, name=WORDS), max_size=2).map(tuple),
    agencies=st.lists(WORDS, max_size=2).map(tuple),
    keywords=st.lists(WORDS, max_size=2).map(tuple),
    language_declared=st.one_of(st.none(), WORDS),
    images=st.lists(st.builds(Image, caption=WORDS, credit=WORDS, alt=WORDS), max_size=1).map(tuple),
)


@settings(deadline=None)  # the first look at the data of languages and dates takes its time
@given(ARTICLES)
def test_any_article_can_be_stored_and_holds_nothing_empty_or_unclean(raw: Article) -> None:
    article = normalise(raw, SITE)
    assert decode(encode(article)) == article
    parts = (article.title, article.lead, *article.keywords, *article.agencies, *(one.name for one in article.authors))
    assert all(clean(part) == part for part in parts)
    assert all(clean(block.text, keep_lines=True) == block.text != "" for block in article.body)
    assert article.text == ("\n\n".join(filter(None, (article.lead, *(one.text for one in article.body)))) or None)
