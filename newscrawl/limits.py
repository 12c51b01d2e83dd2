"""What a page may be to be read where it was fetched. What is beyond is read in a child process: see apart.py.

A parser of HTML has to do what the standard says, and the standard lets a small page ask for a great deal of work: each
tag may look through all that are open, each ``<b>`` that was closed in the wrong order is opened again in every
paragraph, each attribute is compared with all others of its tag. Nothing can stop the parser in the middle of it, so
what it will have to do is estimated first, and never too low.

The numbers behind the limits are the largest of 831 saved pages of 300 publishers. At the limits, the worst page that
we could make takes two seconds and 600 MB; a page as they are takes 17 ms.
"""

from __future__ import annotations

import re
from collections import Counter

from newscrawl.errors import TooComplex

MAX_BYTES = 4 * 2**20  # 2,230,065; all else that readers do grows with the bytes
MAX_TAGS = 10_000  # 9,207, and 13,423 on one page
MAX_NESTED = 9_000_000  # tags times open tags: 8,352,225
MAX_REOPENED = 600_000  # tags times tags that are opened again: 388,752
MAX_ATTRIBUTES = 1_000  # of one tag: 73
SMALL = 100_000  # bytes; were all of them attributes of one tag, to compare those took a second and a half
MAX_VALUE = 2**19  # bytes between two quotes: 233,752

_SPACE = rb"\t\n\f\r "  # what the standard takes for white space; Python's has one more
_TAG = re.compile(rb"<(/?)([a-zA-Z][^/>" + _SPACE + rb"]*)")
# What holds nothing or is ended by the next of its kind, and is neither in the midst of a drawing nor of a formula.
_NEVER_AROUND = frozenset((b"br", b"dd", b"dt", b"embed", b"hr", b"img", b"li", b"meta", b"p"))
_REOPENED = rb"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)"
_FORMATTING = re.compile(_REOPENED + rb"(?:[/" + _SPACE + rb"][^>]*)?>", re.IGNORECASE)
# The same and some more, in a third of the time.
_ALIKE_FORMATTING = re.compile(rb"<[bcefinstuBCEFINSTU](?:[/>" + _SPACE + rb"]|[imotIMOT])")
# Such a tag that can be read in one way only: what is written alike is alike.
_PLAIN = re.compile(_REOPENED + rb"(?:\s+[\w-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[\w#.-]+))?)*[\s/]*>", re.IGNORECASE)
_ALIKE = 3  # so many of those that are alike are opened again
# A longer name is taken for several: each tag would look through all that is behind it for its end.
_ATTRIBUTE = rb"""(?>
    [/{0}]*+  [^>/{0}] [^>/={0}]{0,299}+                         # a name, which may begin with anything
    (?: [{0}]*+ = [{0}]*+ (?: "[^"]*+" | '[^']*+' | [^>"'{0}] [^>{0}]*+ ) )?+   # and a value
)""".replace(b"{0}", rb"\t\n\f\r\x20")
_MANY_ATTRIBUTES = re.compile(
    rb"<[a-zA-Z] [^>/\t\n\f\r\x20]{0,299}+" + _ATTRIBUTE + b"{%d}" % MAX_ATTRIBUTES, re.VERBOSE
)
_LONG_VALUE = re.compile(rb"=[" + _SPACE + rb"]*+(?:\"[^\"]{%d}|'[^']{%d})" % (MAX_VALUE, MAX_VALUE))


def check(html: bytes, max_tags: int = MAX_TAGS) -> None:
    """See whether a page in UTF-8 may be parsed in this process.

    ``max_tags`` is for readers that do less with each tag than those of articles.

    Raises:
        TooComplex: it is beyond one of the limits; the message says which.
    """
    if len(html) > MAX_BYTES:
        raise TooComplex(f"{len(html)} bytes, the limit is {MAX_BYTES}")
    tags = html.count(b"<")
    if tags > max_tags:
        raise TooComplex(f"{tags} tags, the limit is {max_tags}")
    # It takes an end tag to make the parser look through all that is open.
    if tags * tags // 2 > MAX_NESTED and (nested := tags * _nested(html)) > MAX_NESTED:
        raise TooComplex(f"{tags} tags, up to {nested // tags} of them open at once")
    if (
        tags * tags > MAX_REOPENED
        and tags * len(_ALIKE_FORMATTING.findall(html)) > MAX_REOPENED
        and (reopened := tags * _reopened(html)) > MAX_REOPENED
    ):
        raise TooComplex(f"{tags} tags, of which {reopened // tags} may be opened again and again")
    if len(html) > MAX_VALUE and _LONG_VALUE.search(html):
        raise TooComplex(f"a value of more than {MAX_VALUE} bytes")
    if len(html) > SMALL and _MANY_ATTRIBUTES.search(html):
        raise TooComplex(f"a tag of more than {MAX_ATTRIBUTES} attributes")


def _nested(html: bytes) -> int:
    """How many tags may be open at once."""
    opened: Counter[bytes] = Counter()
    depth = deepest = 0
    for is_end, written in _TAG.findall(html):
        name = written.lower()
        if name in _NEVER_AROUND:
            continue
        if not is_end:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return deepest


def _reopened(html: bytes) -> int:
    """How many tags the parser may have to open again and again."""
    counts = Counter(_FORMATTING.findall(html))
    return sum(min(count, _ALIKE) if _PLAIN.fullmatch(tag) else count for tag, count in counts.items())
