"""Canonical addresses, believed and not."""

from __future__ import annotations

import pytest

from newscrawl.normalise.address import credible_canonical, registrable_domain

PAGE = "https://www.news.co.uk/a"


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("https://www.news.co.uk/b", "https://www.news.co.uk/b"),
        ("https://m.news.co.uk/b?utm_source=x#top", "https://m.news.co.uk/b"),
        ("http://NEWS.co.uk/b", "http://news.co.uk/b"),
        ("https://sister-news.com/b", "https://sister-news.com/b"),
        ("https://amp.sister-news.com/b", "https://amp.sister-news.com/b"),
        ("https://www.news.co.uk/?id=7", "https://www.news.co.uk/?id=7"),
        ("https://other.co.uk/b", None),
        ("https://news.co.uk.evil.test/b", None),
        ("https://www.news.co.uk", None),
        ("https://www.news.co.uk/#a", None),
        ("https://www.news.co.uk/?utm_source=x", None),
        ("/b", None),
        ("javascript:void(0)", None),
        ("https://[broken/b", None),
        ("https://www.news.co.uk:99999/b", None),
        ("", None),
        (None, None),
    ],
)
def test_a_canonical_address_is_believed_on_the_sites_own_domains_only(
    canonical: str | None, believed: str | None
) -> None:
    assert credible_canonical(canonical, PAGE, ("news.co.uk", "www.sister-news.com")) == believed


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "intranet"])
def test_a_host_without_a_registered_domain_stands_for_itself(host: str) -> None:
    assert registrable_domain(f"http://{host}:8000/a") == host
    assert credible_canonical(f"http://{host}:8000/b", f"http://{host}:8000/a") == f"http://{host}:8000/b"
    assert credible_canonical("http://10.0.0.1/b", f"http://{host}/a") is None


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://a.b.bbc.co.uk/x", "bbc.co.uk"),
        ("https://xn--mnchen-3ya.example.de", "example.de"),
        ("", ""),
        ("mailto:x@y.de", ""),
    ],
)
def test_the_registered_part_of_a_host_is_found_without_a_network(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain
