"""RFC 9309, section 2.1 and 2.2, sentence by sentence: each row is named after what its sentence is about.

The sections on access, caching and limits are in test_robots.py.
"""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from newscrawl.config import Config
from newscrawl.fetch.robots_rules import (
    MAX_CRAWL_DELAY_SECONDS,
    MAX_ROBOTS_BYTES,
    Rules,
    Verdict,
    explain,
    origin_of,
    whole_lines,
)
from newscrawl.settings import ROBOTSTXT_USER_AGENT

SITE = "https://www.example.org"
OURS = "User-agent: newscrawl\n"


def allows(body: str | bytes, path: str) -> bool:
    """Whether a robots.txt lets newscrawl fetch a path."""
    return explain(body if isinstance(body, bytes) else body.encode(), SITE + path, "newscrawl").allowed


# What a robots.txt says, an address that it allows, and one that it forbids; None where there is none.
Row = tuple[str, str | bytes, str | None, str | None]
PROTOCOL: list[Row] = [
    # 2.1 Protocol Definition
    ("a_rule_is_a_key_and_a_value", OURS + "Disallow: /a", "/b", "/a"),
    ("a_group_is_agents_followed_by_rules", "User-agent: x\nUser-agent: newscrawl\nDisallow: /a", "/b", "/a"),
    ("a_group_has_one_rule_or_more", OURS + "Disallow: /a\nDisallow: /b\nDisallow: /c", "/d", "/c"),
    ("a_group_ends_with_the_next_agent", OURS + "Disallow: /a\nUser-agent: x\nDisallow: /", "/b", "/a"),
    ("a_group_ends_with_the_file", OURS + "Disallow: /a", "/b", "/a"),
    ("a_last_group_without_rules_allows_all", "User-agent: *\nDisallow: /\n" + OURS, "/a", None),
    # 2.2 Formal Syntax
    ("empty_lines_between_agents", "User-agent: newscrawl\n\n\nUser-agent: x\nDisallow: /a", "/b", "/a"),
    ("empty_lines_between_rules", OURS + "\n\nDisallow: /a\n\nDisallow: /b", "/c", "/b"),
    ("blanks_and_tabs_anywhere", " \tUser-agent \t:\t newscrawl \t\n\tDisallow\t:\t/a\t ", "/b", "/a"),
    ("no_blanks", "User-agent:newscrawl\nDisallow:/a", "/b", "/a"),
    ("keys_in_any_case", "USER-AGENT: newscrawl\ndIsAlLoW: /a\nALLOW: /a/b", "/a/b", "/a"),
    ("an_empty_pattern_is_no_path", OURS + "Disallow:\nDisallow: \t", "/", None),
    ("an_empty_pattern_ends_the_agents", "User-agent: x\nDisallow:\n" + OURS + "Disallow: /a", "/b", "/a"),
    ("an_empty_pattern_is_a_rule_of_its_group", "User-agent: *\nDisallow: /\n" + OURS + "Disallow:", "/a", None),
    ("an_empty_allow_allows_nothing", OURS + "Allow:\nDisallow: /", None, "/a"),
    ("a_path_begins_with_a_slash", OURS + "Disallow: a\nDisallow: https://www.example.org/b", "/a/b", None),
    ("a_path_may_hold_utf8", OURS + "Disallow: /новости/", "/a", "/новости/1"),
    ("a_path_may_hold_blanks", OURS + "Disallow: /a b", "/a", "/a%20b"),
    ("a_comment_is_a_line_of_its_own", "# one\n" + OURS + " # two\nDisallow: /a", "/b", "/a"),
    ("a_comment_ends_a_line", "User-agent: newscrawl# us\nDisallow: /a#b", "/b", "/a"),
    ("a_comment_may_hold_anything", OURS + "# Disallow: /b # \x01 ñ : \nDisallow: /a", "/b", "/a"),
    ("lines_end_with_cr", "User-agent: newscrawl\rDisallow: /a\rDisallow: /b", "/c", "/b"),
    ("lines_end_with_lf", "User-agent: newscrawl\nDisallow: /a\nDisallow: /b", "/c", "/b"),
    ("lines_end_with_crlf", "User-agent: newscrawl\r\nDisallow: /a\r\nDisallow: /b\r\n", "/c", "/b"),
    ("lines_end_with_nothing_else", OURS + "Allow: /\x0b\nDisallow: /a\u2028b\nDisallow: /c\x85", "/a", "/a\u2028b"),
    # 2.2.1 The User-Agent Line
    ("our_group_is_found_in_any_case", "User-agent: NewsCrawl\nDisallow: /a", "/b", "/a"),
    ("a_part_of_our_name_is_another_product", "User-agent: news\nDisallow: /\nUser-agent: n\nDisallow: /", "/a", None),
    ("a_name_that_begins_with_ours_is_another_product", "User-agent: newscrawl-images\nDisallow: /", "/a", None),
    ("a_name_that_ends_with_ours_is_another_product", "User-agent: my-newscrawl\nDisallow: /", "/a", None),
    ("our_name_with_a_version_is_ours", "User-agent: newscrawl/0.1 (+x)\nDisallow: /a", "/b", "/a"),
    ("our_groups_are_combined", OURS + "Disallow: /a\nUser-agent: x\nAllow: /\n" + OURS + "Disallow: /b", "/c", "/b"),
    ("our_groups_are_combined_with_their_first", OURS + "Disallow: /a\n" + OURS + "Disallow: /b", "/c", "/a"),
    ("combined_groups_are_matched_as_one", OURS + "Disallow: /a\n" + OURS + "Allow: /a/b", "/a/b", "/a/c"),
    ("our_name_in_another_case_is_combined", OURS + "Disallow: /a\nUser-agent: NEWSCRAWL\nAllow: /a/b", "/a/b", "/a"),
    ("without_our_group_the_one_of_all", "User-agent: x\nAllow: /\nUser-agent: *\nDisallow: /a", "/b", "/a"),
    ("the_groups_of_all_are_combined", "User-agent: *\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/c", "/b"),
    ("with_our_group_not_the_one_of_all", "User-agent: *\nDisallow: /\n" + OURS + "Disallow: /a", "/b", "/a"),
    ("our_group_before_that_of_all", OURS + "Disallow: /a\nUser-agent: *\nDisallow: /", "/b", "/a"),
    ("all_and_ours_in_one_group", "User-agent: *\nUser-agent: newscrawl\nDisallow: /a", "/b", "/a"),
    ("a_star_with_more_is_not_all", "User-agent: *bot\nDisallow: /", "/a", None),
    ("without_our_group_or_that_of_all_no_rules_apply", "User-agent: x\nDisallow: /", "/a", None),
    ("without_groups_no_rules_apply", "Sitemap: /sitemap.xml\n", "/a", None),
    ("an_empty_file_has_no_rules", "", "/a", None),
    # 2.2.2 The "Allow" and "Disallow" Lines
    ("allow_allows", OURS + "Disallow: /\nAllow: /a", "/a", "/b"),
    ("disallow_forbids", OURS + "Allow: /\nDisallow: /a", "/b", "/a"),
    ("matching_is_case_sensitive", OURS + "Disallow: /A", "/a", "/A"),
    ("matching_begins_with_the_first_octet", OURS + "Disallow: /a", "/b/a", "/a/b"),
    ("matching_covers_the_query", OURS + "Disallow: /a?b=c", "/a?b=d", "/a?b=cd"),
    ("matching_leaves_the_fragment_out", OURS + "Disallow: /a$\nDisallow: /b%23c", "/b#c", "/a#b"),
    ("the_most_specific_match_is_used", OURS + "Allow: /a/b\nDisallow: /a\nAllow: /", "/a/b", "/a/c"),
    ("wherever_it_stands", OURS + "Allow: /\nDisallow: /a\nAllow: /a/b", "/a/b/c", "/a/c"),
    ("most_specific_is_the_most_octets", OURS + "Allow: /a/*\nDisallow: /*.html", "/a/b", "/a/b.html"),
    ("octets_and_not_characters", OURS + "Disallow: /*abcdef\nAllow: /ящик", "/ящик-abcdef", "/x-abcdef"),
    ("an_index_is_not_its_folder", OURS + "Allow: /index.html\nDisallow: /", "/index.html", "/"),
    ("rules_may_be_there_twice", OURS + "Disallow: /a\nDisallow: /a", "/b", "/a"),
    ("of_equivalent_rules_allow_is_used", OURS + "Disallow: /a\nAllow: /a", "/a", None),
    ("of_equivalent_rules_allow_is_used_if_first", OURS + "Allow: /a\nDisallow: /a", "/a", None),
    ("equivalent_in_another_spelling", OURS + "Disallow: /%61\nAllow: /a", "/a", None),
    ("without_a_match_it_is_allowed", OURS + "Disallow: /a", "/b", None),
    ("without_rules_it_is_allowed", OURS + "Crawl-delay: 1", "/a", None),
    ("robots_txt_itself_is_allowed", OURS + "Disallow: /", "/robots.txt", "/robots.txt.html"),
    ("octets_beyond_ascii_are_escaped", OURS + "Disallow: /foo/bar/ツ", "/foo/bar", "/foo/bar/%E3%83%84"),
    ("octets_beyond_ascii_are_escaped_in_addresses", OURS + "Disallow: /foo/bar/%E3%83%84", "/foo/bar", "/foo/bar/ツ"),
    ("escapes_in_small_letters", OURS + "Disallow: /%e3%83%84", "/%E3", "/%E3%83%84"),
    ("reserved_octets_are_escaped", OURS + "Disallow: /a?b=https://c.d", "/a?b=http", "/a?b=https%3A%2F%2Fc.d"),
    ("reserved_octets_are_escaped_in_addresses", OURS + "Disallow: /a?b=https%3A%2F%2Fc.d", "/a", "/a?b=https://c.d"),
    ("reserved_octets_in_paths", OURS + "Disallow: /a:b@c", "/a", "/a%3Ab%40c"),
    ("a_query_as_it_is", OURS + "Disallow: /foo/bar?baz=quz", "/foo/bar", "/foo/bar?baz=quz"),
    ("unreserved_octets_are_unescaped", OURS + "Disallow: /foo/bar/baz", "/foo/bar", "/foo/bar/%62%61%7A"),
    ("unreserved_octets_are_unescaped_in_rules", OURS + "Disallow: /%7Eb%2Dc", "/b-c", "/~b-c"),
    ("reserved_octets_are_not_unescaped", OURS + "Disallow: /a/b\nDisallow: /c?d", "/a%2Fb", "/c?d"),
    ("reserved_octets_are_not_unescaped_in_rules", OURS + "Disallow: /a%2Fb", "/a/b", "/a%2fb"),
    ("an_escaped_question_mark_begins_no_query", OURS + "Disallow: /a?b", "/a%3Fb", "/a?b"),
    ("a_percent_sign_alone", OURS + "Disallow: /100%\nDisallow: /5%zz", "/100", "/100%25"),
    ("the_whole_rule_must_be_reached", OURS + "Disallow: /a/b", "/a/", "/a/b"),
    ("a_difference_before_its_end_is_no_match", OURS + "Disallow: /a/b", "/a/c/b", "/a/bc"),
    ("an_address_without_a_path", OURS + "Disallow: /$", "/a", ""),
    ("an_address_with_a_query_only", OURS + "Disallow: /?a", "/a", "?a"),
    ("rules_before_all_groups_are_ignored", "Disallow: /\nAllow: /a\n" + OURS + "Disallow: /b", "/c", "/b"),
    ("rules_of_nobody_are_ignored", "User-agent:\nDisallow: /\n" + OURS + "Disallow: /b", "/c", "/b"),
    ("another_charset_is_compared_by_octets", OURS.encode() + "Disallow: /ж".encode("cp1251"), "/a", "/%E6"),
    ("utf_16_is_bridged", ("\ufeff" + OURS + "Disallow: /a").encode("utf-16-le"), "/b", "/a"),
    ("utf_16_is_bridged_in_the_other_order", ("\ufeff" + OURS + "Disallow: /a").encode("utf-16-be"), "/b", "/a"),
    ("a_byte_order_mark_is_passed_over", codecs.BOM_UTF8 + OURS.encode() + b"Disallow: /a", "/b", "/a"),
    # 2.2.3 Special Characters
    ("a_hash_begins_a_comment", OURS + "Disallow: /a # b", "/b", "/a"),
    ("a_dollar_ends_the_pattern", OURS + "Disallow: /a$", "/ab", "/a"),
    ("a_dollar_leaves_queries_out", OURS + "Disallow: /*.pdf$", "/a.pdf?b", "/a.pdf"),
    ("a_dollar_is_not_itself", OURS + "Disallow: /a$", "/a$", "/a"),
    ("a_dollar_in_the_middle_is_itself", OURS + "Disallow: /a$b", "/a", "/a$b"),
    ("a_star_is_anything", OURS + "Disallow: /a*b", "/b", "/a/c/b/d"),
    ("a_star_is_a_question_mark_too", OURS + "Disallow: /*/feed/", "/feed/", "/a?b=/c/feed/"),
    ("a_star_is_nothing", OURS + "Disallow: /a*b", "/a", "/ab"),
    ("a_star_at_the_end", OURS + "Disallow: /a*", "/b", "/a"),
    ("a_star_and_a_dollar", OURS + "Disallow: /a*$", "/b", "/a/b"),
    ("stars_one_after_another", OURS + "Disallow: /a***b", "/a", "/acb"),
    ("stars_take_the_first_that_fits", OURS + "Disallow: /*a*ab$", "/ab", "/aab"),
    ("parts_do_not_overlap", OURS + "Disallow: /ab*bc$", "/abc", "/abbc"),
    ("a_star_may_stand_for_the_slash", OURS + "Disallow: *.gif$", "/a.gif?", "/a/b.gif"),
    ("an_escaped_star_is_itself", OURS + "Disallow: /a-file-%2A.html", "/a-file-b.html", "/a-file-*.html"),
    ("an_escaped_dollar_is_itself", OURS + "Disallow: /path/foo-%24", "/path/foo-", "/path/foo-$"),
    ("an_escaped_hash_is_itself", OURS + "Disallow: /a%23b", "/a", "/a%23b"),
    # 2.2.4 Other Records
    ("sitemaps_end_no_group", OURS + "Disallow: /a\nSitemap: https://x/y.xml\nDisallow: /b", "/c", "/b"),
    ("sitemaps_among_agents_end_no_group", OURS + "Sitemap: https://x/y.xml\nUser-agent: x\nDisallow: /a", "/b", "/a"),
    ("other_records_end_no_group", OURS + "Crawl-delay: 5\nHost: x\nUser-agent: x\nDisallow: /a", "/b", "/a"),
    ("other_records_are_no_rules", OURS + "Noindex: /a\nClean-param: ref /b\nDisallow: /c", "/a", "/c"),
    ("misspellings_are_read", "Useragent: newscrawl\nDissallow: /a\nDisalow: /b", "/c", "/b"),
    ("a_colon_may_be_missing", "User-agent newscrawl\nDisallow /a", "/b", "/a"),
    ("a_word_that_begins_like_a_key_is_none", OURS + "Allowed: /\nDisallowed: /a\nDisallow: /b", "/a", "/b"),
    # 2.3.1.5 Parsing Errors
    ("lines_that_cannot_be_read_are_passed_over", OURS + "\x00\xff: ?\n<html>\n:\n: /\nDisallow: /a", "/b", "/a"),
    ("lines_that_cannot_be_read_end_no_group", OURS + "Disallow: /a\n<p>&nbsp;</p>\nDisallow: /b", "/c", "/b"),
    ("what_can_be_read_of_html_is_used", "<pre>\n" + OURS + "Disallow: /a\n</pre>", "/b", "/a"),
    ("html_without_rules_allows_all", "<!doctype html><title>Not found</title><p>Disallow: /", "/a", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "allowed", "forbidden"), [row[1:] for row in PROTOCOL], ids=[row[0] for row in PROTOCOL]
)
def test_rules_mean_what_the_protocol_says(body: str | bytes, allowed: str | None, forbidden: str | None) -> None:
    assert allowed is None or allows(body, allowed)
    assert forbidden is None or not allows(body, forbidden)


def test_each_row_is_named_once() -> None:
    assert len({row[0] for row in PROTOCOL}) == len(PROTOCOL)


EXAMPLE = """User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(
    ("agent", "allowed", "forbidden"),
    [
        ("newscrawl", ["/publications/a", "/other"], ["/example/a", "/a.gif", "/b/c.gif"]),
        ("foobot", ["/example/page.html", "/example/allowed.gif"], ["/", "/example/", "/publications/"]),
        ("barbot", ["/", "/example/", "/example/a.gif"], ["/example/page.html"]),
        ("bazbot", ["/", "/example/", "/example/a.gif"], ["/example/page.html"]),
        ("quxbot", ["/", "/example/page.html", "/a.gif"], []),
    ],
)
def test_the_example_of_the_protocol(agent: str, allowed: list[str], forbidden: list[str]) -> None:
    assert [explain(EXAMPLE.encode(), SITE + path, agent).allowed for path in allowed] == [True] * len(allowed)
    assert [explain(EXAMPLE.encode(), SITE + path, agent).allowed for path in forbidden] == [False] * len(forbidden)


def test_the_protocol_s_example_of_the_longest_match() -> None:
    body = b"User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"
    assert explain(body, f"{SITE}/example/page/disallowed.gif", "foobot") == Verdict(
        allowed=False, line=3, text="Disallow: /example/page/disallowed.gif"
    )


def test_our_product_token_has_letters_only_and_stands_in_our_user_agent() -> None:
    assert re.fullmatch(r"[A-Za-z_-]+", ROBOTSTXT_USER_AGENT)
    assert explain(b"User-agent: newscrawl\nDisallow: /", SITE, "NewsCrawl").line == 2
    assert ROBOTSTXT_USER_AGENT in Config(contact="https://example.org/crawler").user_agent


# -- which line spoke


LINES = b"""\xef\xbb\xbf# ours\r
User-agent: newscrawl\r
Disallow: /a   # \xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0 \xff\r
Allow: /a/b\r
Disallow: /a/b\r
Disallow: /a\r
"""


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/a/c", Verdict(allowed=False, line=3, text="Disallow: /a   # почта \ufffd")),
        ("/a/b", Verdict(allowed=True, line=4, text="Allow: /a/b")),
        ("/b", Verdict(allowed=True)),
        ("/robots.txt", Verdict(allowed=True)),
    ],
)
def test_the_line_that_spoke_is_told_as_it_stands(path: str, verdict: Verdict) -> None:
    assert explain(LINES, SITE + path, "newscrawl") == verdict


# -- how much is read


def test_500_kib_are_read_and_what_comes_after_them_is_not() -> None:
    head = OURS + "Disallow: /a\n"
    last = "Disallow: /b\n"
    room = MAX_ROBOTS_BYTES - len(head) - len(last)
    filling = "#" * (room - 1) + "\n"
    exact = head + filling + last
    assert (MAX_ROBOTS_BYTES, len(exact)) == (512_000, MAX_ROBOTS_BYTES)
    assert not allows(exact, "/b")
    assert not allows(exact + "Disallow: /c\n", "/b")
    assert allows(exact + "Disallow: /c\n", "/c")


@pytest.mark.parametrize("newline", [b"\n", b"\r", b"\r\n"])
def test_a_line_that_is_cut_off_is_not_read(newline: bytes) -> None:
    head = newline.join([OURS.strip().encode(), b"Disallow: /a", b""])
    line = b"Allow: /a/public-" + b"x" * MAX_ROBOTS_BYTES
    assert whole_lines(head + line) == head
    assert not allows(head + line, "/a/public-xyz")
    assert whole_lines(line) == b""


# -- the pace that is asked for


@pytest.mark.parametrize(
    ("lines", "delay", "warnings"),
    [
        ("", None, ()),
        ("Crawl-delay: 7", 7.0, ()),
        ("crawl-delay:0.5 # half", 0.5, ()),
        ("Crawl-delay: .5", 0.5, ()),
        ("Crawl delay 3", 3.0, ()),
        ("Crawl-delay: 0", 0.0, ()),
        ("Crawl-delay: 60", MAX_CRAWL_DELAY_SECONDS, ()),
        ("Crawl-delay: 61", MAX_CRAWL_DELAY_SECONDS, ("crawl_delay_capped",)),
        ("Crawl-delay: " + "9" * 400, MAX_CRAWL_DELAY_SECONDS, ("crawl_delay_capped",)),
        *((f"Crawl-delay: {value}", None, ("unreadable_crawl_delay",)) for value in (
            "soon", "-1", "nan", "inf", "1e3", "1,5", "10s", "٣", "1_0", "", ".",
        )),
        ("Crawl-delay: 2\nCrawl-delay: x\nCrawl-delay: 5\nCrawl-delay: 3", 5.0, ("unreadable_crawl_delay",)),
        ("Disallow: /a\nCrawl-delay: 2\nDisallow: /b\nSitemap: /c\nCrawl-delay: 4", 4.0, ()),
        ("Crawl-delay: 2\nAllow: /\nUser-agent: x\nCrawl-delay: 9", 2.0, ()),
        ("Allow: /\nUser-agent: *\nCrawl-delay: 9", None, ()),
    ],
)  # fmt: skip
def test_a_delay_is_read_from_our_groups_only(lines: str, delay: float | None, warnings: tuple[str, ...]) -> None:
    rules = Rules.read((OURS + lines).encode(), "newscrawl")
    assert (rules.crawl_delay, rules.warnings) == (delay, warnings)


def test_a_delay_for_all_is_ours_where_no_group_is() -> None:
    assert Rules.read(b"User-agent: *\nCrawl-delay: 4\nAllow: /", "newscrawl").crawl_delay == 4.0


@pytest.mark.parametrize(
    ("body", "warnings"),
    [(b"\n <html>", ("robots_is_html",)), (b"", ()), (b"User-agent: *\nDisallow: /<b>", ())],
)
def test_a_page_in_its_place_is_told(body: bytes, warnings: tuple[str, ...]) -> None:
    assert Rules.read(body, "newscrawl").warnings == warnings


# -- whose robots.txt it is


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://example.org/a?b#c", "http://example.org"),
        ("https://example.org", "https://example.org"),
        ("HTTPS://WWW.Example.ORG:443/a", "https://www.example.org"),
        ("http://example.org:80/", "http://example.org"),
        ("http://example.org:443/", "http://example.org:443"),
        ("https://example.org:8443?a", "https://example.org:8443"),
        ("http://name:word@example.org/", "http://example.org"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080"),
    ],
)
def test_scheme_host_and_port_have_a_robots_txt_of_their_own(url: str, origin: str) -> None:
    assert origin_of(url) == origin


# -- against others' reading, and against who wants to keep us busy


SAFE = st.text("ab/*", min_size=0, max_size=6).map(lambda text: f"/{text}")
ENDED = st.tuples(SAFE, st.sampled_from(["", "", "$"])).map("".join)
RECORDS = st.lists(
    st.one_of(
        st.sampled_from(["User-agent: newscrawl", "User-agent: *", "User-agent: other", "", "# note", "Sitemap: x"]),
        st.tuples(st.sampled_from(["Allow: ", "Disallow: "]), ENDED).map("".join),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.text("ab/", max_size=8))
def test_protego_reads_ordinary_files_as_we_do(lines: list[str], rest: str) -> None:
    body = "\n".join(lines)
    url = f"{SITE}/{rest}"
    assert allows(body, f"/{rest}") == Protego.parse(body).can_fetch(url, "newscrawl"), body


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_can_be_read_and_any_address_judged(body: bytes, rest: str) -> None:
    verdict = explain(OURS.encode() + body, f"{SITE}/{rest}", "newscrawl")
    assert verdict.allowed or "\n" not in (verdict.text or "\n")


@pytest.mark.parametrize(
    "body",
    [
        OURS + "Disallow: /" + "*a" * 250_000,
        OURS + "Disallow: /*a*b*c$\n" * 26_000,
        OURS + "Disallow" + " " * 500_000,
        " \t" * 250_000 + ":",
        "User-agent: newscrawl\n" * 23_000,
        "\r" * 500_000,
        OURS + "Crawl-delay: " + "9" * 500_000,
        OURS + "Disallow: /%63\n" * 34_000,
    ],
    ids=["stars", "rules", "blanks", "indented", "names", "lines", "delay", "escapes"],
)
def test_no_file_keeps_us_busy(body: str) -> None:
    """What takes a time that grows with the square of a file would take hours, and so longer than a test may."""
    rules = Rules.read(body.encode(), "newscrawl")
    assert rules.judge(f"{SITE}/" + "ab" * 2_000) == Verdict(allowed=True)
