"""The judgement on one article, against what is stored and what is about to be."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from newscrawl.records import Article
from newscrawl.state import Known, address_keys
from newscrawl.state.articles import Articles, title_hash


@frozen
class Verdict:
    """What to do with an article: ``new`` is complete and to be stored, all others are the stored article ``of``."""

    kind: Literal["new", "unchanged", "alias", "same_words"]
    article: Article
    of: str | None = None


def judge(article: Article, state: Articles, *, refetch: bool = False) -> Verdict:
    """Tell what an article is.

    Found through any address that leads to a stored article, it is that article. With ``refetch``, and asked for under
    an address that was known, a change of its words makes a new version; otherwise it is not looked at again. The same
    words at an unknown address are an alias of the stored ones.

    Raises:
        ValueError: the article is not normalised, or was made outside a run.
    """
    if not (article.site and article.id and article.content_hash):
        raise ValueError(f"{article.url}: not normalised")
    keys = address_keys(article.site, article)
    known = state.find_by_addresses(keys) or state.find_by_id(article.id)
    if known and not (refetch and state.find_by_addresses(keys[:1])):
        return Verdict("alias", article, known.id)
    if known and known.content_hash == article.content_hash:
        return Verdict("unchanged", article, known.id)
    if not known and (twin := state.find_by_words(article.content_hash)):
        return Verdict("same_words", article, twin.id)
    return Verdict("new", _version(article, known))


def _version(article: Article, known: Known | None) -> Article:
    if known is None:
        return evolve(article, version=1, change="new", first_seen_at=article.fetched_at)
    title_kept = title_hash(article.title) == known.title_hash
    return evolve(
        article,
        id=known.id,
        version=known.version + 1,
        change="text" if title_kept else "title",
        previous_content_hash=known.content_hash,
        first_seen_at=known.first_seen_at,
    )
