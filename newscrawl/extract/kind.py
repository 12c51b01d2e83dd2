"""What kind of page it is: an article, or one of those that look like one to a crawler.

Publishers answer with 200 and a page for much that is no story: lists, walls, errors, a frame that scripts are to
fill. Each is told by what it says of itself and by what it holds; where both are in doubt, it is an article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from newscrawl.errors import ConsentWall, ErrorPage, FrontPage, Gallery, ListPage, ScriptShell, Unreadable, Video
from newscrawl.extract.leaves import Leaf
from newscrawl.extract.main_text import walk
from newscrawl.records import Article, ContentType, Page, PageKind

LONG = 3_000  # characters of text; what is longer is a story
SHORT = 700  # what is shorter may be no story
STUB = 1_200  # what publishers show of a story that is paid for
BARE = 300  # what is left to read where scripts are to bring the rest
_HINTS = ("address", "feed", "news_sitemap")
_HEADLINES = 12  # so many that lead elsewhere, on a page of such
_HEADLINE = range(25, 200)  # characters
_LINKED = 0.8  # of the text
_MOSTLY = 3  # times as many characters of headlines as of text
_BEHIND = 6  # pieces of text behind the story, in which it may be said that there is more
_SAID = 200  # characters of a title or heading that are looked at
_LOOK = 20_000  # characters of visible text in which walls are looked for

# What headings say on pages of errors, of walls against programs and of works in progress.
_ERROR = re.compile(
    r"^\W*(?:error\W*)?(?:40[0-9]|410|429|50[0-4])\b|^not found|\b(?:page|article|story|file) (?:was )?not found|"
    r"(?:page|article) (?:doesn.t|does not|no longer) exists?|(?:page|article) (?:can.t|cannot|could not) be found|"
    r"internal server error|service (?:temporarily )?unavailable|bad gateway|gateway time-?out|too many requests|"
    r"access (?:to this page )?(?:has been |is )?denied|^forbidden|under (?:scheduled )?maintenance|^just a moment|"
    r"are you (?:a )?(?:robot|human)|you are (?:a )?human|^attention required|pardon our interruption|security check|"
    r"seite (?:wurde )?(?:leider )?nicht gefunden|nicht verfügbar|wartungsarbeiten|zugriff verweigert|"
    r"page (?:introuvable|non trouvée)|n.existe (?:pas|plus)|accès refusé|"
    r"página no (?:encontrada|existe|disponible)|no (?:se ha podido|se pudo) encontrar|acceso denegado|"
    r"página não (?:encontrada|existe)|pagina (?:non trovata|niet gevonden)|accesso negato|"
    r"siden (?:blev ikke fundet|finnes ikke|ble ikke funnet)|sidan (?:kunde inte hittas|hittades inte|finns inte)|"
    r"sivua ei löyt|nie znaleziono|strona nie istnieje|страница не найдена|сторінку не знайдено|доступ запрещ|"
    r"sayfa bulunamadı|ページが見つかりません|お探しのページ|页面不存在|找不到(?:页面|頁面)|페이지를 찾을 수|"
    r"الصفحة غير موجودة",
    re.IGNORECASE,
)
# What walls of consent are made of.
_CONSENT = re.compile(
    r"cookie|consent|privacy|before you continue|datenschutz|einwilligung|zustimm|werbefrei|pur-?abo|"
    r"confidentialité|consentement|traceurs|privacidad|consentimiento|privacidade|consentimento|informativa|consenso|"
    r"personvern|samtykke|samtycke|integritet|prywatnoś|zgod[aęy]|toestemming|конфиденциальн|クッキー|同意|隐私|プライバシー",
    re.IGNORECASE,
)
_CONSENT_WORDS = 5  # of those, in little text
_CONSENT_SHARE = 0.004  # of the characters, one for each
_CONSENT_ADDRESS = re.compile(r"[./_-](?:consent|cmp|privacy-?(?:wall|gate)|cookiewall)(?:[./_?-]|$)", re.IGNORECASE)
# What stands where the part of a story that is free ends.
_PAID = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep)|to (?:continue|keep) reading|subscribers? only|only to subscribers|"
    r"already a (?:subscriber|member)|unlock (?:this|the) (?:article|story)|register (?:now )?to (?:read|continue)|"
    r"jetzt (?:weiterlesen|abonnieren|testen)|weiterlesen mit|(?:plus|\+) weiterlesen|für abonn|bereits abonn|"
    r"réservé aux abonnés|il vous reste|pour lire la suite|déjà abonné|abonnez-vous|"
    r"para suscriptores|suscríbete para|(?:eres|soy) suscriptor|exclusivo para assinantes|"
    r"riservato agli abbonati|continuare a leggere|già abbonato|alleen voor abonnees|verder lezen|"
    r"for abonnenter|allerede abonnent|redan prenumerant|läs vidare|logga in för att läsa|"
    r"dla subskrybentów|czytaj dalej|dla prenumeratorów|по подписке|для подписчиков|"
    r"有料会員|会員限定|続きを読む|この記事は有料|订阅后|구독자 전용",
    re.IGNORECASE,
)
_ROOTS = "#root, #app, #__next, #__nuxt, #___gatsby, #svelte, app-root, [data-reactroot]"
_FRONT = re.compile(r"/?(?:index\.\w{3,5}|home(?:page)?/?|[a-z]{2}(?:[-_][a-z]{2})?/?)?", re.IGNORECASE)


def read_kind(page: Page, article: Article) -> PageKind:
    """Tell the kind of a page from its address, its markup, and what the readers have found on it."""
    size = sum(len(block.text or "") for block in article.body)
    if size < LONG:
        leaves = walk(page).leaves
        if not (_is_declared(article) and size > BARE) and (kind := _none(page, article, leaves)):
            return kind
        if _is_paid_for(article, leaves):
            return "paywall_stub"
    return _AS_DECLARED.get(article.content_type, "article")


def check_kind(article: Article) -> None:
    """Make sure that a page is an article.

    Raises:
        ListPage, FrontPage, ScriptShell, ConsentWall, ErrorPage: it is not.
        Gallery, Video: there is no text with it.
    """
    kind = article.extraction.page_kind
    if (error := _NO_ARTICLES.get(kind)) and not (kind in ("gallery", "video") and article.body):
        raise error(article.url)


def _is_declared(article: Article) -> bool:
    """Whether the markup, and not only the address or a source, says what it is."""
    return any(one.field == "content_type" and one.source not in _HINTS for one in article.extraction.found_by)


def _is_dated(article: Article) -> bool:
    """Whether the markup dates it; what is printed on a page of links may be the date of one of them."""
    return any(one.field == "date_published_raw" and one.source != "visible" for one in article.extraction.found_by)


def _none(page: Page, article: Article, leaves: Sequence[Leaf]) -> PageKind | None:
    """Why it is no article, though it may look like one."""
    size = sum(len(block.text or "") for block in article.body)
    visible = "\n".join(leaf.text for leaf in leaves)[:_LOOK]
    if size < SHORT:
        if any(map(_ERROR.search, _headings(page))):
            return "error_page"
        if _asks_for_consent(page, visible):
            return "consent_wall"
    if size < BARE and article.content_type in ("gallery", "video"):
        return None
    if not _is_dated(article) and _headlines(leaves) > _MOSTLY * size:
        return "front_page" if _FRONT.fullmatch(urlsplit(page.url).path) else "list_page"
    return "script_shell" if len(visible) < BARE and _waits_for_scripts(page) else None


def _headings(page: Page) -> list[str]:
    return [node.text()[:_SAID] for node in (*page.landmarks["title"][:1], *page.landmarks["h1"][:2])]


def _asks_for_consent(page: Page, visible: str) -> bool:
    if _CONSENT_ADDRESS.search(page.url):
        return True
    words = len(_CONSENT.findall(visible))
    return words >= _CONSENT_WORDS and words > _CONSENT_SHARE * len(visible)


def _headlines(leaves: Sequence[Leaf]) -> int:
    """The characters of headlines that lead to stories; 0 where there are only a few."""
    found = {leaf.text for leaf in leaves if leaf.linked > _LINKED * len(leaf.text) and len(leaf.text) in _HEADLINE}
    return sum(map(len, found)) if len(found) >= _HEADLINES else 0


def _waits_for_scripts(page: Page) -> bool:
    tree = page.tree
    return (
        tree.css_first(_ROOTS) is not None
        or "javascript" in "".join(one.text() for one in tree.css("noscript")).lower()
    )


def _is_paid_for(article: Article, leaves: Sequence[Leaf]) -> bool:
    """Whether the story's beginning only is there: the page says so, or asks for money where its text ends."""
    if article.is_accessible_for_free is not None:
        return not article.is_accessible_for_free and sum(len(block.text or "") for block in article.body) < STUB
    words = [block.text for block in article.body if block.text]
    last = max((place for place, leaf in enumerate(leaves) if words and leaf.text == words[-1]), default=len(leaves))
    return any(_PAID.search(leaf.text[:_SAID]) for leaf in leaves[last : last + _BEHIND])


_NO_ARTICLES: Mapping[PageKind, type[Unreadable]] = {
    "list_page": ListPage,
    "front_page": FrontPage,
    "gallery": Gallery,
    "video": Video,
    "script_shell": ScriptShell,
    "consent_wall": ConsentWall,
    "error_page": ErrorPage,
}
_AS_DECLARED: Mapping[ContentType, PageKind] = {"live_blog": "live_blog", "gallery": "gallery", "video": "video"}
