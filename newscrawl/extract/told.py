"""What a feed or a news sitemap told of a page: the last word, where the page itself says nothing."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from newscrawl.records import Candidate


def told_by_source(candidate: Candidate) -> dict[str, Any]:
    """The fields of ``Found`` that the source knows; none where it is no source that speaks of articles."""
    if candidate.kind not in ("feed", "news_sitemap"):
        return {}
    moment = candidate.published.astimezone(UTC) if candidate.published else None
    # Midnight to the second is what a day without a time has become.
    is_day = moment is not None and not (moment.hour or moment.minute or moment.second)
    told = {
        "content_type": candidate.content_type,
        "title": candidate.title,
        "publisher": candidate.publisher,
        "date_published_raw": (moment.date() if is_day else moment).isoformat() if moment else None,
        "keywords": candidate.keywords or None,
        "language_declared": candidate.language,
        "is_accessible_for_free": candidate.is_accessible_for_free,
    }
    return {name: answer for name, answer in told.items() if answer is not None}
