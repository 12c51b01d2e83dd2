"""What a robots.txt says, by RFC 9309: bytes in, values out.

Everything is compared as octets in one spelling, so neither the file's charset nor a page's escapes make a difference.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from attrs import define, field, frozen

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
_UNRESERVED = re.compile(rb"[A-Za-z0-9._~-]")
_BEFORE_PATH = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


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
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
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
    octets: int
    patterns: tuple[_Pattern, _Pattern]

    @classmethod
    def read(cls, *, allows: bool, path: bytes, line: int, text: bytes) -> Self:
        """Read a rule's path, which begins with a slash, or a star that may stand for one."""
        exact = path.endswith(b"$")
        forms = _spellings(path.removesuffix(b"$"), b"*")
        patterns = tuple(_Pattern(tuple(form.split(b"*")), exact) for form in forms)
        both = patterns[0], patterns[-1]
        return cls(allows, line, text.strip().decode("utf-8", "replace"), len(forms[0]) + exact, both)

    def fits(self, forms: tuple[bytes, ...]) -> bool:
        """Whether the rule is about an address, given in its spellings."""
        return any(pattern.fits(form) for pattern, form in zip(self.patterns, forms, strict=False))


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
        rules = sorted(group.rules, key=lambda rule: (-rule.octets, not rule.allows))
        return cls(tuple(rules), delay, tuple(warnings))

    def judge(self, url: str) -> Verdict:
        """Whether an address may be fetched."""
        path = _BEFORE_PATH.sub("", url.partition("#")[0], count=1)
        path = path if path.startswith("/") else f"/{path}"
        if path.partition("?")[0] == "/robots.txt":
            return Verdict(allowed=True)
        forms = _spellings(path.encode("utf-8", "surrogatepass"), b"")
        rule = next((rule for rule in self.rules if rule.fits(forms)), None)
        return Verdict(rule.allows, rule.line, rule.text) if rule else Verdict(allowed=True)


@frozen
class _Pattern:
    """A path's beginning: parts between which anything may stand; ``exact`` where it must end with the last."""

    parts: tuple[bytes, ...]
    exact: bool

    def fits(self, path: bytes) -> bool:
        """Whether a path is such a one. The time this takes grows with the lengths of both, and no faster."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        place = len(first)
        last = rest.pop() if rest and self.exact else None
        for part in rest:
            if (found := path.find(part, place)) < 0:
                return False
            place = found + len(part)
        if last is not None:
            return len(path) - len(last) >= place and path.endswith(last)
        return place == len(path) or not self.exact


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
                group.rules.append(Rule.read(allows=kind == "allow", path=value, line=line, text=text))
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


def _spellings(path: bytes, kept: bytes) -> tuple[bytes, ...]:
    """A path or pattern, all but its slashes escaped; where it has a query, also with the slashes of that escaped.

    A slash in a query means the same whether it is escaped or not, but a star before may stand for the question mark.
    """
    head, mark, query = path.partition(b"?")
    if not mark:
        return (_spelling(path, kept + b"/"),)
    return _spelling(path, kept + b"/?"), _spelling(head, kept + b"/") + mark + _spelling(query, kept)


def _spelling(text: bytes, kept: bytes) -> bytes:
    return _foreign(kept).sub(_spell, text)


@cache
def _foreign(kept: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~" + re.escape(kept) + rb"-]")


def _spell(found: re.Match[bytes]) -> bytes:
    octets = found[0]
    if len(octets) == 1:
        return b"%%%02X" % octets[0]
    octet = bytes.fromhex(octets[1:].decode())
    return octet if _UNRESERVED.fullmatch(octet) else octets.upper()
