"""Fields of which one witness is not enough: title, authors, dates, and the kind of page.

The first answer is not always the best: the headline for search engines is not the headline, the newsroom's name is
no author where somebody else names people, and a time without a zone is worth less than the same time with one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve

from newscrawl.page import Page
from newscrawl.records import Found, Image

Answer = tuple[str, Any]  # who said it, and what
Weigher = Callable[[Page, Sequence[Answer], Sequence[Found]], Answer]

SITE_RULE = "site_rule"
STRUCTURED = ("json_ld", "microdata")
_PARTER = re.compile(r"\s*(?:[|»：]|\s[–—·•:-]{1,2}\s|--)")
_TRUNCATED = re.compile(r"(?:\.\.\.|…)\s*$")
_NOT_LETTERS = re.compile(r"[\W_]+")
_ZONE = re.compile(r"(?:Z|GMT|UTC|[+-]\d\d:?\d\d)$")
_MINUTE = len("2020-03-31T07:41")
_MAX_TITLE = 1000
_SIZE = re.compile(r"[-_@](?:\d{2,4}x\d{2,4}|[wh]?\d{3,4}|scaled|\dx)(?=$|[-_])")
_MAX_IMAGES = 100
_SHORT_NAME = 5  # such as 1200 or image
_BY = re.compile(r"(?:by|von|par|por|di|af|av|door|tekst|text|文|取材)(?:\s*[:：]\s*|\s+)", re.IGNORECASE)
# Two words with capitals (and 'van', 'de', 'al-' between them), or a few letters of a script without capitals.
_PERSON = re.compile(
    r"[^\W\d_a-z][\w.'’-]*(?: (?:[a-z]{1,3}[ -]){0,2}[^\W\d_a-z][\w.'’-]*){1,4}(?:$|\W)|"
    r"[\u3040-\u9fff\uac00-\ud7af ]{2,8}$"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:agenc\w+|agentur\w*|news(?:room|desk)?|press\w*|redak\w+|r[ée]dac\w+|reda[ck]\w+|staff|desk|editor\w*|team|"
    r"online|media|inc|ltd|gmbh|times|post|tv|radio)\b|\.(?:com|org|net|de|at|ch|fr|uk)\b|新聞|通信|編集|编辑|记者|記者|社$",
    re.IGNORECASE,
)


def weigh_title(page: Page, titles: Sequence[Answer], found: Sequence[Found]) -> Answer:
    """The headline, without what the template hangs on it.

    ``og:title`` is what the newsroom gives out; but where it only repeats the window's title, which is written for
    search engines, the structured headline that differs from both is the one that was written for readers.
    """
    best = titles[0]
    by_source: Mapping[str, str] = dict(reversed(titles))
    shared, shown = by_source.get("meta"), by_source.get("visible")
    if best[0] in STRUCTURED and shared:
        best = _headline(best, ("meta", shared), _window_title(page))
    agreed = sum(letters(text) == letters(best[1]) for _, text in titles) > 1
    if shown and not agreed:
        # Microdata marks the visible headline, and with it the kicker that stands in it.
        kicker_too = best[0] == "microdata" and _is_kicker_and(best[1], shown, found)
        best = ("visible", shown) if kicker_too or _hangs_on(best[1], shown) else best
    return _untruncated(best, titles)


def _headline(headline: Answer, shared: Answer, window: str) -> Answer:
    told, given = letters(headline[1]), letters(shared[1])
    if not given or told == given or _continues(shared[1], headline[1]):
        return headline
    if not told or _continues(headline[1], shared[1]):
        return shared
    searched = letters(window)
    repeats = searched == given or _continues(window, shared[1]) or _continues(shared[1], window)
    cut_off = searched.startswith(given) and not searched.startswith(told)
    return headline if repeats or cut_off else shared


def _is_kicker_and(title: str, shown: str, found: Sequence[Found]) -> bool:
    """Whether a title is the kicker and the headline in one."""
    start = title.removesuffix(shown)
    return start != title and letters(start) in {letters(one.kicker) for one in found if one.kicker}


def _hangs_on(title: str, shown: str) -> bool:
    """Whether a title is the visible one, and behind it the template's words: the site's name, a section, a date."""
    return len(shown.split()) > 1 and _continues(title, shown)


def _untruncated(best: Answer, titles: Sequence[Answer]) -> Answer:
    cut = _TRUNCATED.search(best[1])
    if not cut:
        return best
    stem = best[1][: cut.start()].rstrip()
    return next((one for one in titles if len(one[1]) > len(best[1]) and one[1].startswith(stem)), best)


def _window_title(page: Page) -> str:
    return "".join(node.text()[:_MAX_TITLE] for node in page.landmarks["title"][:1])


def letters(text: str, limit: int | None = _MAX_TITLE) -> str:
    """What two spellings of a title have in common."""
    return _NOT_LETTERS.sub("", text[:limit]).casefold()


def _continues(title: str, start: str) -> bool:
    """Whether a title is another one, a dash or bar, and something more."""
    title, start = " ".join(title.split()), " ".join(start.split())
    return len(start) < len(title) and title.startswith(start) and bool(_PARTER.match(title[len(start) :]))


def weigh_authors(page: Page, answers: Sequence[Answer], found: Sequence[Found]) -> Answer:
    """The first answer that names a person; the first of all, such as the publisher, where nobody does."""
    house = {letters(one.publisher) for one in found if one.publisher} | set(_host_names(page.url))
    house.discard("")
    return next((answer for answer in answers if any(_is_person(one.name, house) for one in answer[1])), answers[0])


def _is_person(name: str, house: set[str]) -> bool:
    """Whether it looks like somebody's name: a few words with capitals, and neither the publisher nor an agency."""
    bare = _BY.sub("", name.strip()).partition(",")[0]  # behind it, where and as what they work
    if any(own in letters(bare) for own in house) or _NOT_A_PERSON.search(bare):
        return False
    return bool(_PERSON.match(bare))


def _host_names(url: str) -> tuple[str, ...]:
    """``www.daily-news.example`` -> ``dailynewsexample`` and ``dailynews``."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    return letters(host), letters(host.partition(".")[0])


def weigh_date(_: Page, dates: Sequence[Answer], __: Sequence[Found]) -> Answer:
    """The first date; or the same wall clock with a zone, where somebody knows that."""
    source, first = dates[0]
    if not _ZONE.search(first.strip()):
        clock = first.strip().replace(" ", "T")[:_MINUTE]
        for other, date in dates[1:]:
            if len(clock) == _MINUTE and date.strip().startswith(clock) and _ZONE.search(date.strip()):
                return other, date
    return source, first


def weigh_kind(_: Page, kinds: Sequence[Answer], __: Sequence[Found]) -> Answer:
    """The first kind that says more than that it is an article."""
    return next((answer for answer in kinds if answer[1] != "article"), kinds[0])


def weigh_images(_: Page, answers: Sequence[Answer], __: Sequence[Found]) -> Answer:
    """The main picture as the first one names it, then those of the story, each with what stands below it.

    The head names the same picture in several sizes, and says nothing of it.
    """
    source, told = answers[0]
    shown = dict(answers).get("main_text") or [
        image for _, images in answers for image in images if image.caption or image.credit or image.alt
    ]
    found: list[Image] = []
    for image in (told[0], *shown):
        place = next((place for place, known in enumerate(found) if _is_same(known, image)), len(found))
        if place == len(found):
            found.append(evolve(image, is_main=not found))
        elif _tells(image) > _tells(found[place]):
            found[place] = evolve(image, is_main=found[place].is_main)
        if len(found) == _MAX_IMAGES:
            break
    return source, tuple(found)


def _tells(image: Image) -> int:
    return bool(image.caption) + bool(image.credit)


def _is_same(one: Image, other: Image) -> bool:
    """Whether two are the same picture in two sizes."""
    return _picture(one.url or "") == _picture(other.url or "")


def _picture(url: str) -> str:
    """What the addresses of one picture in several sizes have in common: mostly, the name of the file."""
    path = urlsplit(url).path
    name = _SIZE.sub("", path.rpartition("/")[2].rpartition(".")[0])
    return name if len(name) > _SHORT_NAME else path


def begins_the_text(lead: Answer, body: Answer | None, title: Answer | None) -> bool:
    """Whether a lead is where the text begins; what only looks like one on the page may be no part of the text."""
    source, words = lead
    if source != "visible":
        return True
    first = [letters(block.text or "") for block in (body[1] if body else ())[:2]]
    if title and first[:1] == [letters(title[1])]:
        first.pop(0)
    return first[:1] == [letters(words)]


WEIGHERS: Mapping[str, Weigher] = {
    "content_type": weigh_kind,
    "title": weigh_title,
    "authors": weigh_authors,
    "date_published_raw": weigh_date,
    "date_modified_raw": weigh_date,
    "images": weigh_images,
}
