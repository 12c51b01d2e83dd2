"""What robots.txt says about the use of pages, beside whether they may be fetched: Content-Usage and Content-Signal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import field, frozen

from newscrawl.fetch.paths import fits
from newscrawl.rights import PRODUCT

_LABELS = ("content-usage", "content-signal")
_TOKEN = re.compile(r"[a-z_-]+|\*")

_Line = tuple[str, str, str]  # label, path pattern, statement


@frozen
class _Group:
    agents: set[str] = field(factory=set)
    lines: list[_Line] = field(factory=list)


def robots_signals(body: bytes, path: str) -> tuple[str | None, str | None]:
    """The Content-Usage and the Content-Signal of a path, as they stand there; None where nothing is said.

    They belong to the group of our name, or else to that of ``*``, as Allow and Disallow do, and the longest pattern
    that fits counts; several of one length are joined by a comma. What stands before all groups belongs to each.
    """
    lines = _our_lines(_groups(body))
    usage, signal = (_statement(lines, label, path) for label in _LABELS)
    return usage, signal


def _groups(body: bytes) -> list[_Group]:
    groups = [_Group()]
    begins = True  # a User-agent line after rules begins a group; one after another names one more agent of it
    for line in body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        label, value = name.strip().lower(), value.strip()
        if label == "user-agent" and colon:
            if begins:
                groups.append(_Group())
            begins = False
            token = _TOKEN.match(value.lower())
            groups[-1].agents.add(token[0] if token else value.lower())
        elif colon and label != "sitemap":
            begins = True
            if label in _LABELS:
                pattern, statement = [*value.split(None, 1), ""][:2] if value.startswith("/") else ("/", value)
                groups[-1].lines.append((label, pattern, statement.strip()))
    return groups


def _our_lines(groups: list[_Group]) -> list[_Line]:
    ours = [group for group in groups if PRODUCT in group.agents] or [group for group in groups if "*" in group.agents]
    return [line for group in (groups[0], *ours) for line in group.lines]


def _statement(lines: Iterable[_Line], label: str, path: str) -> str | None:
    fitting = [(pattern, said) for name, pattern, said in lines if name == label and said and fits(pattern, path)]
    longest = max((len(pattern) for pattern, _ in fitting), default=0)
    return ", ".join(dict.fromkeys(said for pattern, said in fitting if len(pattern) == longest)) or None
