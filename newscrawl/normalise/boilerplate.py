"""Lines among the paragraphs that belong to the website, not to the story: kinds of lines, in many languages."""

from __future__ import annotations

import re

# The whole line is this label.
_LABELS = re.compile(
    r"(?:advertisement|advertising|ad|sponsored|anzeige|werbung|publicité|publicidad|anuncio|pubblicità|publicidade|"
    r"advertentie|annons|annonse|annonce|mainos|reklama?|reklám|реклама|إعلان|विज्ञापन|广告|廣告|広告|광고|"
    r"share(?: this(?: article| story)?)?|teilen|partager|compartir|condividi|dela|del|поделиться|シェア|"
    r"loading(?: the next story)?\W*|read more|weiterlesen|mehr lesen|lire la suite|leer más|leggi (?:tutto|anche)|"
    r"les mer|läs mer)",
    re.IGNORECASE,
)
# The line begins with this call and goes on with another story's headline.
_CALLS = re.compile(
    r"(?:read (?:more|also|next)|see also|also read|more on this story|related|watch|lesen sie auch|auch interessant|"
    r"mehr zum thema|lire aussi|à lire(?: aussi)?|lee también|leer también|le puede interesar|leggi anche|leia também|"
    r"lees ook|läs också|läs även|les også|læs også|lue myös|czytaj (?:też|także|również)|čtěte také|olvassa el|"
    r"читайте также|читать также|читайте також|okumaya devam|ayrıca okuyun|あわせて読みたい|【関連記事】|関連記事|"
    r"相关阅读|延伸閱讀|관련 ?기사)\s*[:：|►▶→>]",
    re.IGNORECASE,
)
_MAX_CALL_LENGTH = 250  # a headline; what is longer is a paragraph that happens to begin so


def is_boilerplate(line: str) -> bool:
    """Whether a paragraph is an advertisement's label, a share prompt or a link to another story."""
    return bool(_LABELS.fullmatch(line) or (len(line) <= _MAX_CALL_LENGTH and _CALLS.match(line)))
