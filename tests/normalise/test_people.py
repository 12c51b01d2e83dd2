"""Bylines: people and agencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.normalise.people import sort_people
from newscrawl.records import Author


def names(*bylines: str) -> list[str]:
    return [author.name for author in sort_people([Author(name=byline) for byline in bylines], ())[0]]


@pytest.mark.parametrize(
    "byline",
    ["Ann Lee", "By Ann Lee", "by: Ann Lee", "BY  Ann Lee", "Von Ann Lee", "Par Ann Lee", "Por Ann Lee", "Di Ann Lee",
     "Av Ann Lee",
     "Text: Ann Lee", "文：Ann Lee", "Written by Ann Lee", "(Ann Lee)", "【Ann Lee】"],
)  # fmt: skip
def test_a_name_is_a_name_without_the_word_before_it(byline: str) -> None:
    assert names(byline) == ["Ann Lee"]


@pytest.mark.parametrize(
    "name",
    ["Byron Lee", "Vonn Ann", "Parker Ray", "Avril Lee", "John E Smith", "John Y. Smith", "Ann-Marie Lee", "O’Brien",
     "Dieter Und",
     "AC/DC", "山田太郎", "Andy Etchings", "Ann Lee (Berlin)"],
)  # fmt: skip
def test_a_name_that_only_looks_like_such_a_word_is_left_whole(name: str) -> None:
    assert names(name) == [name]


@pytest.mark.parametrize(
    "between",
    [" and ", " und ", " et ", " y ", " e ", " og ", " och ", " & ", " AND ", ", ", ",", "; ", "、", "，", " / "],
)
def test_people_who_wrote_together_are_parted(between: str) -> None:
    assert names(f"By Ann Lee{between}Bob Ray") == ["Ann Lee", "Bob Ray"]


def test_three_people_are_three_and_nobody_is_named_twice() -> None:
    assert names("By Ann Lee, Bob Ray and Cid Fox", "ann lee", "Dan Gow") == [
        "Ann Lee",
        "Bob Ray",
        "Cid Fox",
        "Dan Gow",
    ]


@pytest.mark.parametrize("byline", ["", " ", "By", "By ", "Von:", ",", " , ; "])
def test_a_byline_without_a_name_is_nobody(byline: str) -> None:
    assert names(byline) == []


def test_an_address_belongs_to_one_person_only() -> None:
    ann, both = "https://news.example/ann", "https://news.example/team"
    authors, _ = sort_people([Author(name="By Ann Lee", url=ann), Author(name="Bob Ray, Cid Fox", url=both)], ())
    assert authors == (Author(name="Ann Lee", url=ann), Author(name="Bob Ray"), Author(name="Cid Fox"))


@pytest.mark.parametrize(
    ("authors", "agencies", "people", "sent_by"),
    [
        (["Ann Lee, Reuters"], [], ["Ann Lee"], ["Reuters"]),
        (["By Ann Lee", "AFP"], ["dpa"], ["Ann Lee"], ["dpa", "AFP"]),
        (["Reuters"], [], ["Reuters"], ["Reuters"]),
        (["AFP, dpa"], [], ["AFP", "dpa"], ["AFP", "dpa"]),
        (["(AFP)"], [], ["AFP"], ["AFP"]),
        ([], ["Reuters", " Reuters "], ["Reuters"], ["Reuters"]),
        (["REUTERS"], ["Reuters"], ["Reuters"], ["Reuters"]),
        (["Ann Lee"], [" "], ["Ann Lee"], []),
        (["dpa-infocom"], [], ["dpa-infocom"], ["dpa-infocom"]),
        (["共同通信社"], [], ["共同通信社"], ["共同通信社"]),
        (["Apa Lee", "Tass Fox"], [], ["Apa Lee", "Tass Fox"], []),
        ([], [], [], []),
    ],
)
def test_an_agency_is_no_person_but_is_the_author_where_nobody_else_is(
    authors: list[str], agencies: list[str], people: list[str], sent_by: list[str]
) -> None:
    found, sent = sort_people([Author(name=name) for name in authors], agencies)
    assert [author.name for author in found] == people
    assert list(sent) == sent_by


@given(st.lists(st.text("By AFP,;&()andé \u00ad\x00"), max_size=4))
def test_every_name_says_something_and_is_said_once(bylines: list[str]) -> None:
    found = names(*bylines)
    assert all(name.strip() == name and name for name in found)
    assert len({name.casefold() for name in found}) == len(found)
