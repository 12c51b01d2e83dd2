"""Normalise: Article -> Article. Pure: clean text, dates with a zone, language tags, people, one address."""

from newscrawl.normalise.article import SiteFacts, normalise

__all__ = ["SiteFacts", "normalise"]
