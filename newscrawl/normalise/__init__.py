"""Normalise: Article -> Article. Pure: clean text, dates with a zone, language tags, people, one address."""

from newscrawl.normalise.article import SiteFacts, normalise
from newscrawl.normalise.identity import article_id, content_hash, url_key

__all__ = ["SiteFacts", "article_id", "content_hash", "normalise", "url_key"]
