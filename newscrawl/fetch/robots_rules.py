"""What a robots.txt says, by RFC 9309: bytes in, values out.

Paths are compared as newscrawl/fetch/paths.py says.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from attrs import define, field, frozen

from newscrawl.fetch.paths import Pattern, forms_of, path_of
from newscrawl.identity import PORTS

MAX_ROBOTS_BYTES = 500 * 1024  # what comes after them is not read
MAX_CRAWL_DELAY_SECONDS = 60.0  # who asks for more gets this

_NEWLINE = re.compile(rb"\r\n|\r|\n")
# Rules are also read where they are misspelt as many sites do, or lack their colon: nobody means the opposite by that.
_NAME = re.compile(
    rb"[ \t]*(?:(?P<agent>user[ -]?agent)|(?P<allow>allow)|(?P<disallow>dis{1,2}al{1,2}[oa]w|diasllow)"
    rb"|(?P<delay>crawl[ -]?delay))(?:[ \t]*:|[ \t]+)",
    re.IGNORECASE,
)
_TOKEN = re.compile(rb"(?:\*|[a-z_-]+)(?=[/ \t]|\Z)")  # a version after it names the same product
_SECONDS = re.compile(rb"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


class Verdict(NamedTuple):
    """Whether an address may be fetched, and the line that says so: from 1 on, and its text; None where none does."""

    allowed: bool
    line: int | None = None
    text: str | None = None


def explain(body: bytes, url: str, agent: str) -> Verdict:
    """What a robots.txt says about an address, and in which line; ``agent`` is a product token: ``newscrawl``."""
    return Rules.read(body, agent).judge(url)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: each has a robots.txt of its own.

    Raises:
        ValueError: its port or host cannot be read.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def whole_lines(body: bytes) -> bytes:
    """As much of a robots.txt as is read: half a line could say the opposite of the whole one."""
    if len(body) <= MAX_ROBOTS_BYTES:
        return body
    head = body[:MAX_ROBOTS_BYTES]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]


@frozen
class Rule:
    """One Allow or Disallow line."""

    allows: bool
    line: int
    text: str
    pattern: Pattern


@frozen
class Rules:
    """What one robots.txt says to one product: its rules, the most specific first, and the pace that it asks for.

    ``crawl_delay`` is in seconds, MAX_CRAWL_DELAY_SECONDS at most. ``warnings`` name what could not be taken as it is.
    """

    rules: tuple[Rule, ...] = ()
    crawl_delay: float | None = None
    warnings: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: bytes, agent: str) -> Self:
        """Read all that can be read; the rest is passed over."""
        mine = agent.lower().encode()
        groups = _groups(whole_lines(body), mine)
        group = groups[mine if groups[mine].is_named else b"*"]
        delay, warnings = _crawl_delay(group.delays)
        if body.lstrip().startswith(b"<"):
            warnings.append("robots_is_html")
        # Of two rules of one length the one that allows counts, and of two that say the same the first.
        rules = sorted(group.rules, key=lambda rule: (-rule.pattern.octets, not rule.allows))
        return cls(tuple(rules), delay, tuple(warnings))

    def judge(self, url: str) -> Verdict:
        """Whether an address may be fetched."""
        path = path_of(url)
        if path.partition("?")[0] == "/robots.txt":
            return Verdict(allowed=True)
        forms = forms_of(path)
        rule = next((rule for rule in self.rules if rule.pattern.fits(forms)), None)
        return Verdict(rule.allows, rule.line, rule.text) if rule else Verdict(allowed=True)


@define(eq=False)
class _Group:
    """All that is said to one product, wherever it stands."""

    is_named: bool = False
    rules: list[Rule] = field(factory=list)
    delays: list[bytes] = field(factory=list)


def _groups(body: bytes, mine: bytes) -> dict[bytes, _Group]:
    """The groups of our own name and of all others."""
    groups = {mine: _Group(), b"*": _Group()}
    named: list[_Group] = []
    is_row = False  # of names; only a rule ends it: records that the protocol does not know must not
    for line, text, kind, value in _records(body):
        if kind == "agent":
            named = named if is_row else []
            is_row = True
            token = _TOKEN.match(value.lower())
            if token and token[0] in groups:
                groups[token[0]].is_named = True
                named.append(groups[token[0]])
        elif kind == "delay":
            for group in named:
                group.delays.append(value)
        else:
            is_row = False
            for group in named if value else ():
                rule = text.strip().decode("utf-8", "replace")
                group.rules.append(Rule(kind == "allow", line, rule, Pattern.read(value)))
    return groups


def _records(body: bytes) -> Iterator[tuple[int, bytes, str, bytes]]:
    """The lines that mean something to us: number, text, what kind of record it is, and its value."""
    for bom, charset in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(bom):
            body = body.decode(charset, "replace").encode()
    for number, line in enumerate(_NEWLINE.split(body.removeprefix(codecs.BOM_UTF8)), 1):
        record = line.partition(b"#")[0]
        if (found := _NAME.match(record)) and found.lastgroup:
            yield number, line, found.lastgroup, record[found.end() :].strip(b" \t")


def _crawl_delay(values: list[bytes]) -> tuple[float | None, list[str]]:
    """The longest of the delays that are asked for, within the cap, and warnings of what cannot be had."""
    delays = [float(value) for value in values if _SECONDS.fullmatch(value)]
    warnings = ["unreadable_crawl_delay"] if len(delays) < len(values) else []
    longest = max(delays, default=None)
    if longest is not None and longest > MAX_CRAWL_DELAY_SECONDS:
        warnings.append("crawl_delay_capped")
        longest = MAX_CRAWL_DELAY_SECONDS
    return longest, warnings
