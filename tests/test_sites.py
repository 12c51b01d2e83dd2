"""Every site has at least one saved case, and each case comes out of its site's chain exactly as expected.

A case is tests/sites/<site>/<case>/ with page.html, which we wrote after the site's layout, and expected.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.extract import GENERAL, extract, read_page
from newscrawl.normalise import normalise
from newscrawl.records import Article
from newscrawl.run.sites import load_sites, project_settings, site_of

CASES = Path(__file__).parent / "sites"
SITES = load_sites(project_settings())
PAGES = sorted(CASES.glob("*/*/page.html"))
# What a case tells of an article: everything that its page decides.
FIELDS = (
    "content_type", "title", "kicker", "description", "lead", "body", "authors", "agencies", "date_published",
    "date_modified", "section", "keywords", "language", "images", "canonical_url", "is_accessible_for_free",
)  # fmt: skip


def told(article: Article) -> dict[str, Any]:
    """The fields of a case, short enough to be written by hand."""
    whole = {name: getattr(article, name) for name in FIELDS}
    whole["body"] = [[block.type, block.text] for block in article.body]
    whole["authors"] = [author.name for author in article.authors]
    whole["images"] = [[image.caption, image.credit] for image in article.images]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in whole.items()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.parent.name}-{page.parent.name}")
def test_a_saved_page_gives_exactly_the_expected_article(page: Path) -> None:
    case = json.loads((page.parent / "expected.json").read_text(encoding="utf-8"))
    site = SITES[page.parent.parent.name]
    assert site_of(case["url"], SITES) is site
    article = normalise(extract(read_page(page.read_bytes(), case["url"]), (*site.rules, *GENERAL)), site.site_facts())
    assert told(article) == case["article"]
    line = json.dumps(
        [article.title, article.text, [[image.caption, image.credit, image.alt] for image in article.images]]
    )
    assert [noise for noise in case["noise"] if json.dumps(noise).strip('"') in line] == []


@pytest.mark.parametrize("name", sorted(set(SITES) - {"demo"}))  # the demo's pages have a test of their own
def test_every_site_has_a_case(name: str) -> None:
    assert list(CASES.glob(f"{name}/*/page.html")), f"write tests/sites/{name}/<case>/page.html: see CONTRIBUTING.md"


@pytest.mark.parametrize("name", sorted(SITES))
def test_a_spider_stands_in_the_file_of_its_name(name: str) -> None:
    assert SITES[name].__module__ == f"spiders.{name}"
    assert SITES[name].sources or SITES[name].archives
    assert SITES[name].language
