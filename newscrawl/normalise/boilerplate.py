"""Lines among the paragraphs that belong to the website, not to the story: kinds of lines, in many languages."""

from __future__ import annotations

import re

# The whole line is this label.
_LABELS = re.compile(
    r"(?:advertisement|advertising|ad|sponsored|anzeige|werbung|publicité|publicidad|anuncio|pubblicità|publicidade|"
    r"advertentie|annons|annonse|annonce|mainos|reklama?|reklám|реклама|إعلان|विज्ञापन|广告|廣告|広告|광고|"
    r"share(?: this(?: article| story)?)?|teilen|partager|compartir|condividi|dela|del|поделиться|シェア|"
    r"loading(?: the next story)?\W*|read more|weiterlesen|mehr lesen|lire la suite|leer más|leggi (?:tutto|anche)|"
    r"les mer|läs mer|don['’]t miss|you (?:may|might) also (?:like|be interested in)\W*|"
    r"related(?: (?:articles|stories))?|sharing is caring\W*|skip (?:past|to) .{3,60}|more to follow\W*|quellen?|"
    r"(?:\d+ min(?:ute)?s? read|(?:lesezeit|tempo (?:de|di) lettura|tempo de leitura|temps de lecture|"
    r"tiempo de lectura|leestijd|lästid|reading time)\s*:?\s*(?:ca\.?\s*)?\d+ ?\w+\.?))",
    re.IGNORECASE,
)
# The line begins with this call and goes on with another story's headline.
_CALLS = re.compile(
    r"(?:read (?:more|also|next)|see (?:also|more)|also read|more|more on this story|"
    r"related(?: (?:post|story|article))?|watch|listen|don['’]t miss|lesen sie (?:auch|dazu)|"
    r"auch interessant|mehr zum thema|lire aussi|à lire(?: aussi)?|"
    r"lee también|leer también|le puede interesar|te puede interesar|leggi anche|leia também|leia mais|"
    r"lees ook|läs också|läs även|läs mer|les også|læs også|lue myös|czytaj (?:też|także|również|więcej)|čtěte také|"
    r"olvassa el|citește și|прочетете още|читайте также|читать также|читайте також|okumaya devam|ayrıca okuyun|"
    r"あわせて読みたい|【関連記事】|関連記事|相关阅读|延伸閱讀|관련 ?기사)\s*[:：|►▶→>]",
    re.IGNORECASE,
)
_MAX_CALL_LENGTH = 250  # a headline; what is longer is a paragraph that happens to begin so
# The line begins so, and speaks of the website and its services.
_SERVICES = re.compile(
    r"(?:externer? inhalt|empfohlener externer inhalt|an dieser stelle (?:finden sie|befindet sich)|"
    r"ich bin (?:damit )?einverstanden, dass mir|(?:hier|dieser inhalt) .{0,80}externen? inhalt|"
    r"um (?:diesen|den) (?:inhalt|artikel) .{0,60}(?:cookies|javascript)|"
    r"(?:deine|ihre) privatsphäre-einstellungen|"
    r"(?:this|the following) (?:content|article|post|embed|video) (?:is not available|"
    r"contains (?:content provided by|affiliate)|is hosted by)|we need your consent|"
    r"please enable (?:javascript|cookies)|your browser does ?n[o']t support|"
    r"pour (?:voir|afficher|lire) (?:ce contenu|cette vidéo).{0,80}cookies|este contenido .{0,80}cookies|"
    r"per (?:vedere|visualizzare) quest[oa] (?:contenuto|video).{0,80}cookie|"
    r"die mit .{0,80}(?:affiliate|werbelinks)|(?:this|our) .{0,60}affiliate links|"
    r"(?:got|have|do you have) (?:a|any) (?:news )?(?:story|tip|tips)\b|for more (?:stories|news) like this|"
    r"hat ihnen (?:dieser|der) artikel gefallen|fehler gefunden|"
    r"(?:was|did you find) this (?:article|page|story) (?:helpful|useful)|"
    r"this is a (?:breaking|developing) .{0,20}story)",
    re.IGNORECASE,
)
# The line begins with the first and names one of the second.
_INVITATION = re.compile(
    r"(?:follow|like|join|find|subscribe|sign up|get|download|click here|check out|stay (?:up to date|informed)|"
    r"never miss|"
    r"folgen sie|folge|abonnieren|melden sie sich|hier (?:können sie|geht es)|suivez|abonnez|inscrivez|"
    r"recevez|téléchargez|"
    r"s[íi]gue|síganos|suscr[íi]b|recib[ea]|descarga|segui|iscriviti|ricevi|scarica|siga|inscreva|receba|baixe|volg|"
    r"schrijf je|abonneer|meld je|download|följ|prenumerera|følg|abonner|seuraa|tilaa|obserwuj|dołącz|zapisz się|"
    r"sledujte|подпи|следите|присоединяйтесь|підпи|takip edin|abone ol)",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"newsletter|twitter|facebook|instagram|whatsapp|telegram|tiktok|youtube|linkedin|\bapp\b|podcast|rss|e-?mail|"
    r"nyhetsbrev|nyhedsbrev|uutiskirje|nieuwsbrief|boletín|inbox|канал|google news",
    re.IGNORECASE,
)
_MAX_SERVICE_LENGTH = 400
_WORD = re.compile(r"\w")


def is_boilerplate(line: str) -> bool:
    """Whether a paragraph is a label, a share prompt, a call to another story or a word about the website's services.

    What holds no word is one too: a rule made of stars. One of underscores is a newswire's, which parts its stories so.
    """
    if not line or len(line) > _MAX_SERVICE_LENGTH:
        return False
    if _LABELS.fullmatch(line) or not _WORD.search(line) or _SERVICES.match(line):
        return True
    if len(line) > _MAX_CALL_LENGTH:
        return False
    return bool(_CALLS.match(line) or (_INVITATION.match(line) and _SERVICE.search(line)))
