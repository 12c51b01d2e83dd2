"""What a leaf's own words say: their measure, and the numbers that tell a sentence from a label."""

from __future__ import annotations

import re

from newscrawl.extract.hints import BIT
from newscrawl.extract.leaves import PLACES, Leaf

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOPS = (". ", "! ", "? ", "… ", '." ', ".” ", ".» ", ".“ ", "。", "！", "？", "।", "؟")
_SENTENCE_ENDS = (*".!?…؟。！？।", *(end + mark for end in ".!?…" for mark in "\"”»“’')"))
_START = 5  # letters by which words are told
# What a website says of itself and its services.
_SERVICE = frozenset(
    ("right", "reser", "recht", "derec", "droit", "newsl", "subsc", "abonn", "cooki", "priva", "suscr", "iscri",
     "assin", "faceb", "twitt", "whats", "insta", "email", "e-mai", "http:", "https", "comme", "komme", "comen",
     "downl", "app", "teleg", "adver", "anzei", "werbu", "login", "einlo", "anmel", "regis", "share", "teile",
     "follo", "click", "sign", "clic", "подпи", "рекла", "javas", "brows", "affil")
)  # fmt: skip
# What stands below pictures.
_CREDIT = frozenset(
    ("©", "(c)", "copyr", "photo", "foto", "foto:", "fotos", "image", "image:", "bild:", "getty", "reute", "afp",
     "picture", "pictu", "dpa", "shutt", "ap", "(ap)", "фото", "фото:", "video", "quell", "sourc", "credi", "crédi",
     "(phot", "(foto", "(imag", "(bild")
)  # fmt: skip
# What calls to other stories.
_CALL = re.compile(
    r"read (?:more|also|next|the full)|more (?:on|from|about|stories|news)|related|see also|also read|you may|"
    r"recommend|watch:|most (?:read|popular)|latest|mehr zum|lesen sie|auch interessant|weitere|meistgelesen|empfehl|"
    r"lire aussi|à lire|lee también|te puede|más (?:sobre|noticias|información)|relacionad|"
    r"leggi anche|leia (?:também|mais)|lees ook|läs (?:också|mer|även)|les (?:også|mer)|læs også|lue myös|"
    r"czytaj|zobacz|читайте|関連|相关|관련|"
    r"^more$|trending|don't miss|what to read|listen|also on"
)
_GOOD_WEIGHT = 70  # what is shorter is a label as often as a sentence
_GOOD_DENSITY = 0.5
_DOUBTED = 0.3  # what good text counts for at a place that stories seldom stand at
_BAD_HINTS = sum(BIT[kind] for kind in ("comment", "related", "share", "advert", "subscribe", "foot", "menu"))
_BAD_PLACES = sum(PLACES[place] for place in ("aside", "footer", "form", "hidden"))
_SHORT_WORD = 3
_LOOK = 200  # characters; a longer leaf is judged by its start

TEXT_NAMES = (
    "weight", "words", "link_density", "stops", "lower", "short", "bold", "service", "service_rate", "credit_rate",
)  # fmt: skip


def weight_of(text: str) -> int:
    """Characters, a Chinese, Japanese or Korean one counting as three: it says about as much."""
    return len(text) if text.isascii() else len(text) + 2 * len(_CJK.findall(text))


def measure(leaf: Leaf) -> None:
    """Weigh a leaf. Only sentences beyond a label's length are good text."""
    text = leaf.text
    leaf.weight = weight = weight_of(text)
    leaf.density = density = min(1.0, leaf.linked / len(text))
    if weight >= _GOOD_WEIGHT and density < _GOOD_DENSITY and _has_sentence(text):
        around = leaf.container
        doubted = around.places & _BAD_PLACES or (around.hints | around.around) & _BAD_HINTS
        leaf.good = weight * (1 - density) * (_DOUBTED if doubted else 1)


def _has_sentence(text: str) -> bool:
    return text.endswith(_SENTENCE_ENDS) or any(stop in text for stop in _STOPS)


def text_numbers(leaf: Leaf) -> list[float]:
    """The numbers of ``TEXT_NAMES``."""
    text = leaf.text[:_LOOK]
    words = text.split()
    count = len(words)
    starts = _starts(text)
    service = sum(map(_SERVICE.__contains__, starts))
    return [
        leaf.weight,
        len(leaf.text) * count / len(text),
        leaf.density,
        sum(map(text.count, _STOPS)) + text.endswith(_SENTENCE_ENDS),
        sum([word[0].islower() for word in words]) / count,
        sum([len(word) <= _SHORT_WORD and word.islower() for word in words]) / count,
        leaf.bold / len(leaf.text),
        service,
        service / count,
        sum(map(_CREDIT.__contains__, starts)) / count,
    ]


def _starts(text: str) -> list[str]:
    return [word[:_START] for word in text.lower().split()]


def calls_away(text: str) -> int:
    """What a heading announces: 1 for other stories, 2 for the website's services, 3 for both."""
    start = text[:_LOOK].lower()
    return bool(_CALL.search(start)) + 2 * (not _SERVICE.isdisjoint(_starts(start)))
