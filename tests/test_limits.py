"""What is parsed where it was fetched: pages as they are, and none that asks for more work than it seems."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from newscrawl.errors import TooComplex
from newscrawl.limits import MAX_ATTRIBUTES, MAX_BYTES, MAX_TAGS, MAX_VALUE, SMALL, check

STORY = b"<p class='a' id=b>The council <b>voted</b> for a <a href=\"/b?c='d'\">library</a>.</p>\n"
FILLER = b"x" * SMALL  # small pages may hold any attributes


def names(count: int) -> list[bytes]:
    return [b"a%d" % number for number in range(count)]


def attributes(parts: Iterable[bytes]) -> bytes:
    return b"<p " + b" ".join(parts) + b">" + FILLER


MANY = names(MAX_ATTRIBUTES + 1)
BOMBS = {
    "bytes": b"x" * (MAX_BYTES + 1),
    "tags": b"<p>" * (MAX_TAGS + 1),
    "nested": b"<div>" * 5_000 + b"</p>" * 5_000,
    "nested in capitals": b"<DIV>" * 5_000 + b"</P>" * 5_000,
    "nested in turn": b"<div><span>" * 2_500 + b"</p>" * 5_000,
    "reopened": b"<p>" + b"".join(b"<b a%d>" % number for number in range(1_000)) + b"<p>x" * 1_000,
    "reopened in capitals": b"".join(b"<FONT a%d>" % number for number in range(1_000)) + b"<p>x" * 1_000,
    "reopened, with a slash": b"".join(b"<strike/a%d>" % number for number in range(1_000)) + b"<p>x" * 1_000,
    "a value": b'<p title="' + b"x" * (MAX_VALUE + 1) + b'">',
    "a value that is never closed": b"<p title= '" + b"x" * (MAX_VALUE + 1),
    "attributes": attributes(MANY),
    "attributes between slashes": FILLER + b"<p/" + b"/".join(MANY) + b">",
    "attributes behind quoted tags": attributes(b'%s=">"' % name for name in MANY),
    "attributes behind quoted quotes": attributes(b"%s='\">'" % name for name in MANY),
    "attributes without space": attributes([b"".join(b"%s=''" % name for name in MANY)]),
    "attributes that look like tags": attributes(b"<%s" % name for name in MANY),
    "attributes with odd names": attributes(b"\"'%s" % name for name in MANY),
    "attributes that begin with an equals sign": attributes(b"=%s/" % name for name in MANY),
    "attributes with an unquoted quote": attributes(b"%s=b\"c'" % name for name in MANY),
    "attributes of a tag without an end": FILLER + b"<p " + b" ".join(MANY),
    "attributes of a tag behind an odd one": b"<p a=b='><p x=' > " + b" ".join(MANY) + b"'>" + attributes(MANY),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_what_asks_for_more_work_than_it_seems_is_told_before_it_is_parsed(bomb: bytes) -> None:
    with pytest.raises(TooComplex):
        check(bomb)


@pytest.mark.parametrize(
    "page",
    [
        b"",
        STORY * 1_000,
        STORY * 5 + b"<p>" + b"word = 'x' " * 100_000,
        b"<script>" + b"if (a<q && c='d') {e=\"f\"} a>b;" * 2_000 + b"</script>" + FILLER,
        b"<p title='" + b"x" * (MAX_VALUE - 1) + b"'>",
        attributes(names(MAX_ATTRIBUTES - 1)),
        b"<div>" * 500 + STORY * 100 + b"</div>" * 500,
        b"<p><b>x</b></p>" * 2_000,
        b"<li>x" * 9_000 + b"</ul>",
    ],
)
def test_long_pages_of_ordinary_markup_are_no_bombs(page: bytes) -> None:
    check(page)


def test_a_reader_that_does_less_with_each_tag_may_ask_for_more_of_them() -> None:
    check(b"<p>" * (MAX_TAGS + 1), max_tags=MAX_TAGS + 1)
