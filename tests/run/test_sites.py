"""Which sites there are, and whose an address is."""

from __future__ import annotations

import pytest

from newscrawl.errors import UsageError
from newscrawl.run.sites import check_names, load_sites, project_settings, site_of
from newscrawl.spider import NewsSpider


def site(called: str, *places: str) -> type[NewsSpider]:
    return type(called, (NewsSpider,), {"name": called, "domains": places})


SITES = {
    one.name: one
    for one in (
        site("le_monde", "lemonde.fr"),
        site("the_guardian", "theguardian.com", "www.guardian.co.uk"),
        site("example", "example.org"),
    )
}


def test_the_shipped_sites_are_found_from_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    found = load_sites(project_settings())
    assert {"demo", "le_monde"} <= found.keys()
    assert list(found) == sorted(found)
    assert all(one.name == name for name, one in found.items())


@pytest.mark.parametrize("names", [[], ["example"], ["le_monde", "example", "example"]])
def test_names_that_exist_are_fine(names: list[str]) -> None:
    check_names(names, SITES)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("lemonde", "did you mean le_monde"),
        ("le-monde", "did you mean le_monde"),
        ("guardian", "did you mean the_guardian"),
        ("Example", "did you mean example"),
        ("qqq", "`newscrawl sites` lists them"),
        ("", "`newscrawl sites` lists them"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_those_that_are_near(name: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        check_names(["example", name], SITES)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a", "example"),
        ("http://WWW.Example.ORG:8080/a?b", "example"),
        ("https://very.deep.example.org/", "example"),
        ("https://guardian.co.uk/a", "the_guardian"),
        ("https://amp.theguardian.com/a", "the_guardian"),
        ("https://evil-example.org/a", None),
        ("https://example.org.evil.com/a", None),
        ("https://example.com/a", None),
        ("https://co.uk/a", None),
        ("https://evil.com/example.org", None),
        ("https://evil.com/?u=https://example.org/", None),
        ("https://example.org@evil.com/", None),
        ("https://user:pass@example.org/", "example"),
        ("/a", None),
        ("", None),
    ],
)
def test_an_address_belongs_to_the_site_on_whose_domain_its_host_lies(url: str, name: str | None) -> None:
    assert site_of(url, SITES) is (SITES[name] if name else None)
