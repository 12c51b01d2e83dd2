"""Blocks, links and figures of a part of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newscrawl.extract.blocks import read_parts
from newscrawl.extract.figures import read_figures
from newscrawl.records import Block, Image, Link

BASE = "https://news.example/x/y"


def blocks(
    html: str, drop: str = ".drop", quotes: str = ".quote", roots: str = "article"
) -> list[tuple[str, str | None]]:
    tree = LexborHTMLParser(f"<article>{html}</article>")
    dropped, quoted = ({node.mem_id for node in tree.css(selector)} for selector in (drop, quotes))
    return [(block.type, block.text) for block in read_parts(tree.css(roots), BASE, dropped, quoted).body or ()]


def paragraphs(*texts: str) -> list[tuple[str, str | None]]:
    return [("paragraph", text) for text in texts]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p> </p><p>two</p>", ["one", "two"]),
        ("one<p>two</p>three", ["one", "two", "three"]),
        ("<div><div>one</div>two<section><p>three</p></section></div>", ["one", "two", "three"]),
        ("<p>one <b>two</b><i>three</i>, four</p>", ["one twothree, four"]),
        ("<p>one\n\n\n two</p>", ["one two"]),
        ("one<br>\n two", ["one two"]),
        ("one<br><br>two", ["one", "two"]),
        ("one<br>\n <br/>two<br><br><br>three", ["one", "two", "three"]),
        ("<span>one<br></span><br>two", ["one", "two"]),
        ("<dl><dt>one</dt><dd>two</dd></dl>", ["one", "two"]),
        ("one <custom-part>two</custom-part>", ["one two"]),
        ("a&nbsp;&amp;&#160;b", ["a & b"]),
        ("", []),
    ],
)
def test_a_paragraph_ends_with_its_container_or_with_two_breaks(html: str, expected: list[str]) -> None:
    assert blocks(html) == paragraphs(*expected)


@pytest.mark.parametrize(
    "noise",
    [
        "<script>no</script>",
        "<style>no</style>",
        "<figure><img>no<figcaption>no</figcaption></figure>",
        "<aside>no</aside>",
        "<nav>no</nav>",
        "<form><button>no</button></form>",
        "<noscript>no</noscript>",
        "<template><p>no</p></template>",
        "<svg><title>no</title></svg>",
        "<p hidden>no</p>",
        "<p style='color: red; DISPLAY : none'>no</p>",
        "<span style='visibility:hidden'>no</span>",
        "<div class='drop'><p>no</p></div>",
        "<!-- no -->",
    ],
)
@pytest.mark.parametrize(
    ("around", "kind"),
    [
        ("<p>one {} two</p>", "paragraph"),
        ("<h2>one {} two</h2>", "heading"),
        ("<blockquote>one {} two</blockquote>", "quote"),
        ("<ul><li>one {} two</li></ul>", "list"),
        ("<table><tr><td>one</td><td>{}</td></tr><tr><td></td><td>two</td></tr></table>", "table"),
    ],
)
def test_what_is_hidden_dropped_or_no_text_is_in_no_kind_of_block(noise: str, around: str, kind: str) -> None:
    if kind == "paragraph" and noise.startswith(("<p", "<div", "<figure", "<aside", "<nav", "<form")):
        around = "<div>one {} two</div>"  # in a <p>, these would end it
    if kind == "table" and noise.startswith("<form"):
        kind = "paragraph"  # a table with a form in it lays out the page
    found = blocks(around.format(noise))
    assert {one for one, _ in found} == {kind}
    assert " ".join(text or "" for _, text in found).split() == ["one", "two"]


@pytest.mark.parametrize("item", ["<li class='drop'>no</li>", "<li hidden>no</li>", "<li> </li>"])
def test_an_item_that_is_hidden_dropped_or_empty_is_none(item: str) -> None:
    assert blocks(f"<ul>{item}<li>yes</li></ul>") == [("list", "yes")]
    assert blocks(f"<ul>{item}</ul>") == []


def test_headings_keep_their_level_and_lose_their_lines() -> None:
    tree = LexborHTMLParser("<h1>A<br>B</h1><h6><span>C</span>D</h6><h2> </h2>")
    found = read_parts(tree.css("body"), BASE).body
    assert found == (Block(type="heading", text="A B", level=1), Block(type="heading", text="CD", level=6))


@pytest.mark.parametrize(
    ("html", "text", "speaker"),
    [
        ("<blockquote>One.<cite>Ann Lee</cite></blockquote>", "One.", "Ann Lee"),
        ("<blockquote><p>One.</p><p>Two.</p><footer>— Ann Lee</footer></blockquote>", "One. Two.", "Ann Lee"),
        ("<blockquote><p>He said <b>no</b>, twice.</p></blockquote>", "He said no, twice.", None),
        ("<p class='quote'>One.</p>", "One.", None),
        ("<blockquote><cite>Ann Lee</cite>: One.</blockquote>", "Ann Lee: One.", "Ann Lee"),
    ],
)
def test_a_quote_knows_who_said_it(html: str, text: str, speaker: str | None) -> None:
    tree = LexborHTMLParser(html)
    found = read_parts(tree.css("body"), BASE, (), {node.mem_id for node in tree.css(".quote")}).body
    assert found == (Block(type="quote", text=text, speaker=speaker),)


def test_a_list_within_a_list_is_one_of_its_own() -> None:
    html = "<ul><li>one<ul><li>two <b>bold</b>.</li></ul>still one</li><li><p>three</p><p>four</p></li></ul>"
    found = read_parts(LexborHTMLParser(html).css("ul"), BASE).body or ()
    assert [block.items for block in found] == [("one",), ("two bold.",), ("still one", "three four")]
    assert [block.text for block in found] == ["one", "two bold.", "still one\nthree four"]


def test_a_table_has_rows_and_cells() -> None:
    html = """<table><thead><tr><th>Name</th><th>Age</th></tr></thead><tbody><tr><td>Ann<br>Lee</td><td></td></tr>
        <tr><td> </td></tr><tr><td>x</td><td>y</td></tr></tbody></table>"""
    (found,) = read_parts(LexborHTMLParser(html).css("table")[:1], BASE).body or ()
    assert found.rows == (("Name", "Age"), ("Ann Lee", ""), ("x", "y"))
    assert found.text == "Name\tAge\nAnn Lee\t\nx\ty"


def test_a_table_that_holds_others_lays_out_the_page() -> None:
    html = "<table><tr><td>x<table><tr><td>y</td></tr></table></td></tr><tr><td>z</td></tr></table>"
    assert blocks(html, roots="table") == paragraphs("x", "y", "z")


def test_roots_are_read_in_their_order_and_one_within_another_once() -> None:
    html = "<p class='part'>one</p><div class='part'><p class='part'>two</p></div><p>no</p>"
    assert blocks(html, roots=".part") == paragraphs("one", "two")
    assert blocks(html, roots=".part", drop="div") == paragraphs("one")


def test_a_root_may_be_what_is_passed_over_elsewhere() -> None:
    assert blocks("<aside><p>one</p></aside>", roots="aside") == paragraphs("one")


def test_links_are_absolute_each_once_and_a_broken_one_costs_no_text() -> None:
    html = """<p>See <a href=" b ">the <b>first</b></a>, <a href="http://[broken">a broken</a>,
        <a href="javascript:x()">a trap</a>, <a>a name</a> and <a href="/x/b">again</a>.</p>"""
    found = read_parts(LexborHTMLParser(html).css("p"), BASE)
    assert found.body
    assert found.links
    links = found.links
    assert found.body[0].text == "See the first, a broken, a trap, a name and again."
    assert [link.url for link in links] == ["https://news.example/x/b"]
    assert links[0] in {Link(url="https://news.example/x/b", text=text) for text in ("the first", "again")}


WORDS = st.text("abc", min_size=1, max_size=3)
TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
        st.sampled_from(["div", "section", "span", "b", "blockquote", "h2", "ul", "li", "dl"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@given(TREES.filter(lambda html: "<ul" not in html))
def test_no_word_is_lost_doubled_or_moved(html: str) -> None:
    tree = LexborHTMLParser(f"<article>{html}</article>")
    said = " ".join(text or "" for _, text in blocks(html))
    assert said.split() == tree.text(separator=" ").split()


def figures(html: str) -> list[Image]:
    return list(read_figures(LexborHTMLParser(html).css("figure, img.alone"), BASE))


def test_a_figure_has_a_picture_a_caption_and_a_credit() -> None:
    html = """<figure><img src="/i.jpg" alt="A cat"><figcaption>A <b>cat</b>. <span class="credit">Foto: AFP</span>
        </figcaption></figure><figure><img src="/j.jpg" alt=""></figure>"""
    assert figures(html) == [
        Image(url="https://news.example/i.jpg", caption="A cat.", credit="Foto: AFP", alt="A cat", is_main=True),
        Image(url="https://news.example/j.jpg"),
    ]


def test_a_caption_that_is_nothing_but_the_credit_stays() -> None:
    (image,) = figures('<figure><img src="/i.jpg"><figcaption><small>AFP</small></figcaption></figure>')
    assert (image.caption, image.credit) == ("AFP", "AFP")


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('src="/i.jpg"', "https://news.example/i.jpg"),
        ('src="data:image/gif;base64,x" data-src="/late.jpg"', "https://news.example/late.jpg"),
        ('src="/placeholder.gif" data-original="/late.jpg"', "https://news.example/late.jpg"),
        ('srcset="/s.jpg 320w, /l.jpg 1280w"', "https://news.example/l.jpg"),
        ('src="http://[broken" srcset="/s.jpg 2x"', "https://news.example/s.jpg"),
    ],
)
def test_a_picture_is_where_it_is_loaded_from_in_the_end(attributes: str, url: str) -> None:
    assert [image.url for image in figures(f"<figure><img {attributes}></figure>")] == [url]


@pytest.mark.parametrize(
    "html", ["<figure>no</figure>", "<figure><img></figure>", '<figure><img src="data:x"></figure>']
)
def test_without_an_address_there_is_no_picture_and_the_next_is_the_main_one(html: str) -> None:
    (image,) = figures(html + '<img class="alone" src="/i.jpg"><figure><img src="/i.jpg"></figure>')
    assert image == Image(url="https://news.example/i.jpg", is_main=True)
