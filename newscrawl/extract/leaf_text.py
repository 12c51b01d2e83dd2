"""What a leaf's own words say: their measure, and the numbers that tell a sentence from a label."""

from __future__ import annotations

import re

from attrs import define

from newscrawl.extract.hints import BIT
from newscrawl.extract.leaves import PLACES, Leaf

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_ENDS = tuple(".!?…。！？।؟”“»\"'’)」:：")
_STOPS = re.compile(r"[.!?…؟](?:\s|$|[\"”»“’')])|[。！？।]")
_COMMAS = re.compile(r"[,،、，;]")
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b")
# What a website says of itself and its services.
_SERVICE = re.compile(
    r"all rights reserved|alle rechte|todos los derechos|tous droits|newsletter|subscri|abonn|sign up|cookie|privacy|"
    r"follow us|click here|suscr|iscriviti|assine|facebook|twitter|whatsapp|instagram|e-?mail|@|http|comment|kommentar|"
    r"coment|download|app store|telegram|advert|anzeige|werbung|login|log in|einloggen|anmelden|registr|share|teilen|"
    r"подпис|реклама|広告|广告|javascript|browser"
)
# What stands below pictures.
_CREDIT = re.compile(
    r"©|\(c\)|copyright|photo|foto|image|bild|getty|reuters|afp|picture|dpa|shutterstock|ap\b|фото|写真|撮影|责任编辑|"
    r"编辑|video|quelle:|source:|credit|crédit"
)
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
_LONGEST_LOOK = 1_000  # characters; a longer leaf is judged by its start
_PHRASES_LOOK = 160  # what the website says of itself, it says at once

TEXT_NAMES = (
    "weight", "words", "link_density", "links", "stops", "stop_rate", "ends", "commas", "digits", "lower", "short",
    "word_length", "bold", "service", "service_rate", "times", "starts_lower", "upper", "bar", "open_end", "cells",
    "credits", "credit_rate", "calls", "call_rate", "lead_link",
)  # fmt: skip


@define(eq=False)
class Measure:
    """What is asked of every leaf, so it is cheap: size, share of links, and how much of it reads like sentences."""

    weight: int
    density: float
    good: float
    led: bool


def weight_of(text: str) -> int:
    """Characters, a Chinese, Japanese or Korean one counting as three: it says about as much."""
    return len(text) if text.isascii() else len(text) + 2 * len(_CJK.findall(text))


def measure(leaf: Leaf) -> Measure:
    """Weigh a leaf. Only sentences beyond a label's length are good text."""
    weight = weight_of(leaf.text)
    density = min(1.0, leaf.linked / len(leaf.text))
    good = 0.0
    if weight >= _GOOD_WEIGHT and density < _GOOD_DENSITY:
        good = weight * (1 - density) if _STOPS.search(leaf.text) else 0.0
        around = leaf.container
        if good and (around.places & _BAD_PLACES or (around.hints | around.around) & _BAD_HINTS):
            good *= _DOUBTED
    return Measure(weight, density, good, leaf.lead_link > 0)


def text_numbers(leaf: Leaf, measured: Measure) -> list[float]:
    """The numbers of ``TEXT_NAMES``."""
    text = leaf.text[:_LONGEST_LOOK]
    start = text[:_PHRASES_LOOK].lower()
    per_hundred, per_start = 100 / weight_of(text), 100 / weight_of(start)
    length = len(text)
    words = text.split()
    count = len(words)
    stops = len(_STOPS.findall(text))
    service, credits_, calls = (len(kind.findall(start)) for kind in (_SERVICE, _CREDIT, _CALL))
    return [
        measured.weight,
        count,
        measured.density,
        leaf.links,
        stops,
        stops * per_hundred,
        text.endswith(_ENDS),
        len(_COMMAS.findall(text)) * per_hundred,
        len(_DIGIT.findall(text)) / length,
        sum(word[0].islower() for word in words) / count,
        sum(len(word) <= _SHORT_WORD and word.islower() for word in words) / count,
        length / count,
        leaf.bold / len(leaf.text),
        service,
        service * per_start,
        len(_TIME.findall(text)),
        text[0].islower(),
        text.isupper(),
        "|" in text or ">" in text or "»" in text[:2],
        text.endswith((":", "：", "?", "…", "...")),
        len(leaf.cells),
        credits_,
        credits_ * per_start,
        calls,
        calls * per_start,
        leaf.lead_link / len(leaf.text),
    ]


def calls_away(text: str) -> int:
    """What a heading announces: 1 for other stories, 2 for the website's services, 3 for both."""
    start = text[:_PHRASES_LOOK].lower()
    return bool(_CALL.search(start)) + 2 * bool(_SERVICE.search(start))


def words_in(text: str) -> list[str]:
    """The words of a text, a Chinese or Japanese character being one."""
    return _WORD.findall(text)
