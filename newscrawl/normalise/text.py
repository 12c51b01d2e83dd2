"""White space, Unicode, and what clings to titles and credits."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, zero-width spaces and byte order marks are hints for a printer, not text. Joiners stay: Persian needs
# them.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_TITLE_PARTERS = re.compile(r"\s+[|–—·•-]\s+|\s*\|\s*")
_CREDIT_WORD = (
    r"(?:©|\(c\)|copyright|photo(?:graph)?(?:\s+by)?|foto|picture|image|bild|quelle|source|credit|crédit|crédits|"
    r"fotografía|imagen|фото|写真|撮影)(?!\w)"
)
_CREDIT_START = re.compile(rf"^(?:\s*{_CREDIT_WORD}\s*[:：/]?\s*)+", re.IGNORECASE)
_CREDIT_END = re.compile(
    rf"(?:(?<=[.!?)”»\"])\s*|\s+[|–—(-]?\s*){_CREDIT_WORD}\s*(?:[:：/]|(?<=©))\s*(?P<credit>[^.!?]{{2,80}}?)\)?\.?$",
    re.IGNORECASE,
)


def clean(text: str | None, *, keep_lines: bool = False) -> str | None:
    """Fold white space, drop what is invisible, compose to NFC; None where nothing is left.

    With ``keep_lines``, lines stay lines and tabs stay tabs, as the text of lists and tables needs them.
    """
    if text is None:
        return None
    plain = _CONTROL.sub("", unicodedata.normalize("NFC", text.translate(_INVISIBLE)))
    if not keep_lines:
        return " ".join(plain.split()) or None
    lines = ("\t".join(" ".join(cell.split()) for cell in line.split("\t")) for line in plain.split("\n"))
    return "\n".join(line for line in lines if line.strip()) or None


def without_site_name(title: str | None, publisher: str | None) -> str | None:
    """Cut the publisher's name, with the dash or bar before it, off a title's end or start."""
    if not title or not publisher:
        return title
    name = (clean(publisher) or "").casefold()
    parters = list(_TITLE_PARTERS.finditer(title))
    if parters and title[parters[-1].end() :].casefold() == name:
        return title[: parters[-1].start()] or title
    if parters and title[: parters[0].start()].casefold() == name:
        return title[parters[0].end() :] or title
    return title


def clean_credit(text: str | None) -> str | None:
    """A picture's source without the sign or the word that announces it."""
    words = clean(text)
    return _CREDIT_START.sub("", words).strip(" .,;:()[]") or None if words else None


def split_caption(caption: str | None, credit: str | None) -> tuple[str | None, str | None]:
    """Caption and credit, both clean; a credit that is printed at the caption's end is cut off there."""
    words, source = clean(caption), clean_credit(credit)
    if words and not source and (end := _CREDIT_END.search(words)):
        return words[: end.start()].strip() or None, clean_credit(end["credit"])
    return words, source
