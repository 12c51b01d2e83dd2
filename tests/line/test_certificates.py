"""Which hosts are who they say they are."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Crawl
from tests.line.test_misbehaviour import ok
from tests.misbehaviour import MisbehavingServer
from tests.news_server import story_page

DOORS = ("safe", "self_signed", "other_name")


def test_hosts_without_a_valid_certificate_are_told_nothing_unless_that_is_wanted(crawl: Crawl, tmp_path: Path) -> None:
    with MisbehavingServer(tmp_path) as server:
        for number, door in enumerate(DOORS):
            server.answers[f"/{door}.html"] = ok("text/html", story_page(number))
            link = f"<item><link>{server.doors[door]}/{door}.html</link></item>"
            server.answers[f"/{door}.xml"] = ok("text/xml", f"<rss><channel>{link}</channel></rss>".encode())
        sources = " ".join(f"{server.doors[door]}/{door}.xml" for door in DOORS)
        trust = {"LOCAL_BASE": "", "LOCAL_SOURCES": sources, "SSL_CERT_FILE": str(server.certificates.authority)}
        crawl(LOCAL_RETRIES="0", **trust)
        assert {door for door, _, _ in server.asked} == {"safe"}
        assert [article["url"] for article in crawl.articles()] == [f"{server.doors['safe']}/safe.html"]
        without = Crawl(crawl.server, tmp_path / "without")
        assert without("--no-fetch-verify-certificates", **trust).code == 0
        assert len(without.articles()) == len(DOORS)
