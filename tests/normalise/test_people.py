"""Bylines: people and agencies."""

from __future__ import annotations

import time

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


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("Ann Lee, BBC News", ["Ann Lee"]),
        ("Ann Lee, Political Editor", ["Ann Lee"]),
        ("Ann Lee, Senior Correspondent, London", ["Ann Lee"]),
        ("Ann Lee, Lille", ["Ann Lee"]),
        ("Ann Lee und Bob Ray, Nairobi", ["Ann Lee", "Bob Ray"]),
        ("Ann Lee in Berlin", ["Ann Lee"]),
        ("Ann Lee aus Bad Ems", ["Ann Lee"]),
        ("Ann Lee ann@news.example", ["Ann Lee"]),
        ("Ann Lee 22.11.2026", ["Ann Lee"]),
        ("By Ann Lee | November 22, 2026", ["Ann Lee"]),
        ("Par Ann Lee Publié le 22 novembre 2026", ["Ann Lee"]),
        ("By Ann Lee, by Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Ann Lee | Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("ANN LEE, Bob MACRAY", ["ANN LEE", "Bob MACRAY"]),
        ("Ann Lee, Staff Reporter", ["Ann Lee"]),
        ("Ann Lee, @ann", ["Ann Lee"]),
        ("Ann Lee, https://news.example/ann", ["Ann Lee"]),
        ("Ann &amp;amp; Bob Ray", ["Ann", "Bob Ray"]),
        ("山田太郎、佐藤花", ["山田太郎", "佐藤花"]),
        ("أحمد، ليلى", ["أحمد", "ليلى"]),
        ("ann@news.example", []),
        ("Ann was born by the sea. " * 30, []),
    ],
)
def test_roles_places_dates_and_addresses_are_no_part_of_a_name(byline: str, people: list[str]) -> None:
    assert names(byline) == people


@pytest.mark.parametrize(
    ("bylines", "people"),
    [
        (["Ann Lee", "Staff"], ["Ann Lee"]),
        (["Harbour-Redaktion", "Ann Lee"], ["Ann Lee"]),
        (["Ann Lee", "Harbour News"], ["Ann Lee"]),
        (["Ann Lee", "HARBOUR NEWS Town"], ["Ann Lee"]),
        (["Harbour News"], ["Harbour News"]),
        (["Web Desk"], ["Web Desk"]),
        (["Harbour News", "Staff"], ["Harbour News", "Staff"]),
    ],
)
def test_the_newsroom_is_an_author_only_where_nobody_is_named(bylines: list[str], people: list[str]) -> None:
    found, _ = sort_people([Author(name=name) for name in bylines], (), ("Harbour News", ""))
    assert [author.name for author in found] == people


@pytest.mark.parametrize("byline", ["a, " * 20_000, "1 " * 20_000, "By " * 20_000, "Ann " + " " * 50_000 + "Lee"])
def test_a_byline_without_end_is_read_at_once(byline: str) -> None:
    started = time.process_time()
    names(byline)
    assert time.process_time() - started < 1


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
