"""What is told of an address, from the state alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newscrawl.state import SiteState
from tests.conftest import Ended
from tests.state.samples import SITE, address, candidate, key, remember, story

Newscrawl = Callable[..., Ended]
ROBOTS = b"User-agent: *\nDisallow: /story-3\n"


@pytest.fixture
def state(data: Path) -> Iterator[SiteState]:
    data.mkdir()
    opened = SiteState.open(f"sqlite:///{data / 'state.db'}", SITE)
    opened.addresses.admit({key(number): candidate(number) for number in range(1, 7)}, "1")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, "stored: version 1 of article"),
        (2, "refused: rights_reserved: noai, 20"),
        (3, "pending: found and not fetched yet"),
        (4, "failed: http_503, 20"),
        (5, "alias: since 20"),
        (6, "spooled: version 1 of article"),
    ],
)
def test_what_became_of_an_address_is_one_line_beside_where_it_was_found(
    newscrawl: Newscrawl, state: SiteState, number: int, told: str
) -> None:
    remember(state, 1)
    remember(state, 6, sealed=False)
    state.addresses.refuse(key(2), "rights_reserved: noai", "1", reserved=True)
    state.addresses.fail(key(4), "http_503", "1")
    state.addresses.alias([key(5)], story(1).id or "")
    ended = newscrawl("explain", address(number))
    lines = ended.out.splitlines()
    assert (ended.code, lines[:3]) == (
        0, [address(number), f"  site        {SITE}", "  found in    feed https://harbour.example/feed.xml"]
    )  # fmt: skip
    assert lines[4].startswith(f"  state       {told}")
    assert lines[5:] == ["  robots.txt  was not read yet"]


def test_the_line_of_robots_txt_that_speaks_is_told(newscrawl: Newscrawl, state: SiteState) -> None:
    state.robots.remember("https://harbour.example", ROBOTS)
    assert "robots.txt  line 2 forbids it: Disallow: /story-3 (read 20" in newscrawl("explain", address(3)).out
    assert "robots.txt  no line is about it: it is allowed (read 20" in newscrawl("explain", address(1)).out
    state.robots.fail("https://harbour.example", "status 503")
    assert "since then it could not be read (status 503)" in newscrawl("explain", address(1)).out


def test_a_robots_txt_that_could_never_be_read_is_told(newscrawl: Newscrawl, state: SiteState) -> None:
    state.robots.fail("https://harbour.example", "status 503")
    assert "robots.txt  cannot be read (status 503): nothing may be fetched" in newscrawl("explain", address(1)).out


def test_an_unknown_address_ends_with_1_and_says_so(newscrawl: Newscrawl, state: SiteState) -> None:
    state.robots.remember("https://harbour.example", ROBOTS)
    ended = newscrawl("explain", address(9))
    assert (ended.code, ended.err) == (1, "")
    assert "unknown: no source has named it" in ended.out
    assert "no line is about it" in ended.out
    assert json.loads(newscrawl("explain", address(9), "--format", "json").out)["stories"] == []


def test_json_holds_the_same_for_programs(newscrawl: Newscrawl, state: SiteState) -> None:
    state.robots.remember("https://harbour.example", ROBOTS)
    remember(state, 3)
    ended = newscrawl("explain", f"{address(3)}?utm_source=feed", "--format", "json")
    told = json.loads(ended.out)
    (one,) = told["stories"]
    assert (ended.code, one["state"], one["article"], one["found_in_kind"]) == (0, "stored", story(3).id, "feed")
    assert told["robots"] | {"read_at": None} == {
        "allowed": False, "line": 2, "text": "Disallow: /story-3", "read_at": None, "problem": None
    }  # fmt: skip


@pytest.mark.parametrize(
    "url", ["", "nonsense", "ftp://harbour.example/a", "https://", "https://[::1/", "https://a:b/"]
)
def test_what_is_no_web_address_is_wrong_use(newscrawl: Newscrawl, state: SiteState, url: str) -> None:
    assert state
    ended = newscrawl("explain", url)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)


def test_without_a_state_it_says_so_and_makes_none(newscrawl: Newscrawl, data: Path) -> None:
    ended = newscrawl("explain", address(1))
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert not (data / "state.db").exists()
