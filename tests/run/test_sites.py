"""Which sites there are, and whose an address is."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

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


SPIDER = """
from newscrawl.spider import NewsSpider


class MineSpider(NewsSpider):
    name = "{}"
    sources = ("https://mine.example/feed.xml",)
"""


def settings_with(*folders: Path) -> Settings:
    settings = project_settings()
    settings.set("NEWSCRAWL_SPIDERS", ":".join(map(str, folders)))
    return settings


def test_spiders_in_ones_own_folders_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "site.py").write_text(SPIDER.format(name))
    (tmp_path / "mine" / "_notes.py").write_text("not Python")
    found = load_sites(settings_with(tmp_path / "mine", tmp_path / "yours"))
    assert set(found) == {"mine", "yours", *load_sites(project_settings())}
    assert found["mine"].site_domains() == ("mine.example",)


def test_a_file_that_cannot_be_loaded_is_told_in_one_line_and_the_others_are(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.py").write_text("import nothing_of_that_name")
    (tmp_path / "unfinished.py").write_text("class Site(")
    (tmp_path / "whole.py").write_text(SPIDER.format("whole"))
    assert "whole" in load_sites(settings_with(tmp_path))
    told = [record.getMessage() for record in caplog.records]
    assert [line.partition(" cannot be loaded")[0] for line in told] == [
        f"{tmp_path}/broken.py", f"{tmp_path}/unfinished.py"
    ]  # fmt: skip


def test_a_name_that_is_taken_and_a_folder_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "site.py").write_text(SPIDER.format("le_monde"))
    with pytest.raises(UsageError, match=r"site\.py: there is a spider 'le_monde' already, spiders\.le_monde"):
        load_sites(settings_with(tmp_path))
    with pytest.raises(UsageError, match=r"NEWSCRAWL_SPIDERS: there is no folder .*/none"):
        load_sites(settings_with(tmp_path / "none"))


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
