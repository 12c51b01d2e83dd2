"""Kinds of pages as publishers' systems write them, in many languages, and stories that look like one of the others."""

from __future__ import annotations

import pytest

from newscrawl.errors import ConsentWall, ErrorPage, FrontPage, ListPage, ScriptShell, Unreadable
from newscrawl.extract import GENERAL, Rules, extract, read_page
from newscrawl.extract.kind import check_kind
from newscrawl.records import Article, PageKind
from tests.extract.kind_pages import BANNER, HEADLINES, PLAIN, boxes, cards, links, markup, page, posts, story

URL = "https://news.example/city/the-council-votes-for-a-new-library.html"
SECTION = "https://news.example/city/"
ROOT = "https://news.example/"


def read(html: bytes, url: str = URL) -> Article:
    return extract(read_page(html, url))


def kind(html: bytes, url: str = URL) -> PageKind:
    return read(html, url).extraction.page_kind


TITLE = "Council votes for a new library"
STORY = page(f"<article><h1>{TITLE}</h1>{story()}</article>", title=f"{TITLE} | Example News")


def test_a_story_is_an_article() -> None:
    assert kind(STORY) == "article"
    check_kind(read(STORY))


# -- lists and front pages

LISTS = {
    "cards": page(f"<main><h1>City</h1>{cards()}</main>", title="City - Example News"),
    "headlines alone": page(f"<main><h1>City</h1><ul>{links()}</ul></main>", title="City"),
    "boxes that are one link": page(f"<main>{boxes()}</main>", title="City"),
    "an introduction above": page(f"<main><h1>The harbour</h1><p>{PLAIN * 4}</p>{cards()}</main>", title="The harbour"),
    "archive of a blog": page(f"<h1>Category: City</h1>{posts()}", title="City", names="archive category"),
    "marked as a collection": page(f"<h1>City</h1>{cards(HEADLINES[:6])}", markup("CollectionPage", name="City")),
    "search": page(f"<h1>Search results for: library</h1>{cards()}", markup("SearchResultsPage"), title="Search"),
    "said to be an article": page(f"<h1>City</h1>{cards()}", "<meta property='og:type' content='article'>"),
    "a story for each headline": page(
        f"<h1>City</h1>{cards()}", "".join(markup(headline=f"{one} and no other") for one in HEADLINES[:2])
    ),
    "Japanese": page(
        "<h1>地域</h1>" + cards(["市議会は新しい図書館を建てる案を可決"] * 12, "図書館を建てる案を可決した。"),
        title="地域ニュース", language="ja",
    ),
}  # fmt: skip


@pytest.mark.parametrize("html", LISTS.values(), ids=LISTS)
def test_a_page_that_only_names_stories_is_a_list(html: bytes) -> None:
    assert kind(html, SECTION) == "list_page"


FRONTS = {
    "cards": page(f"<main>{cards()}</main>"),
    "headlines alone": page(f"<ul>{links()}</ul>"),
    "a blog with whole posts": page(posts(), names="home blog"),
    "a blog that is not said to be one": page(posts()),
}


@pytest.mark.parametrize("html", FRONTS.values(), ids=FRONTS)
@pytest.mark.parametrize("url", [ROOT, "https://news.example", f"{ROOT}index.html", f"{ROOT}de/", f"{ROOT}?from=feed"])
def test_the_websites_own_address_with_a_list_is_its_front_page(html: bytes, url: str) -> None:
    assert kind(html, url) == "front_page"


def test_a_story_that_a_website_shows_at_its_root_is_an_article() -> None:
    assert kind(STORY, ROOT) == "article"


NEAR_LISTS = {
    "many related headlines": page(f"<article><h1>{TITLE}</h1>{story()}</article><aside>{cards()}</aside>"),
    "related headlines in the midst of it": page(
        f"<article><h1>{TITLE}</h1>{story(3)}<ul>{links()}</ul>{story(3)}{cards()}</article>"
    ),
    "a brief above related headlines": page(
        f"<h1>{TITLE}</h1><p>{PLAIN * 2}{PLAIN * 2}</p><h2>More</h2>{cards()}", markup(headline=TITLE), title=TITLE
    ),
    "a brief with nothing but its address to tell it": page(f"<h1>{TITLE}</h1><p>{PLAIN * 4}</p><ul>{links()}</ul>"),
    "ten places, each with a link": page(
        f"<article><h1>Ten places by the river</h1><p>{PLAIN * 3}</p>{cards(teaser=PLAIN * 5)}</article>",
        markup(headline="Ten places by the river"), title="Ten places by the river",
    ),
    "ten places of other websites": page(
        "<article><h1>Ten places by the river</h1>"
        + cards(teaser=PLAIN * 2).replace("href='", "href='https://elsewhere.test")
        + "</article>"
    ),
    "a briefing of short items": page(
        f"<article><h1>Your morning in ten stories</h1>{cards()}</article>",
        "<meta property='article:published_time' content='2026-11-22T06:00:00Z'>", title="Your morning in ten stories",
    ),
    "a blog's post whose headline leads to itself": page(
        f"<article class='post'><h1><a href='{URL}'>{TITLE}</a></h1>{story()}</article><ul>{links()}</ul>",
        names="post-template single single-post",
    ),
}  # fmt: skip


@pytest.mark.parametrize("html", NEAR_LISTS.values(), ids=NEAR_LISTS)
def test_a_story_with_many_headlines_around_it_is_an_article(html: bytes) -> None:
    assert kind(html) == "article"


# -- errors

ERRORS = {
    "en": "Page not found", "code": "404", "en code": "Error 404 (Not Found)",
    "oops": "Oops! That page can’t be found.",
    "en long": "Sorry, the page you are looking for does not exist.", "de": "Seite nicht gefunden",
    "de code": "Fehler 404 – Diese Seite gibt es nicht mehr", "fr": "Désolé, cette page n'existe pas",
    "es": "Lo sentimos, la página que buscas no existe",
    "it": "Pagina non trovata", "pt": "Página não encontrada",
    "nl": "Pagina niet gevonden", "sv": "Sidan hittades inte", "no": "Siden ble ikke funnet", "da": "Siden findes ikke",
    "fi": "Sivua ei löytynyt", "pl": "Strona nie została znaleziona", "cs": "Stránka nenalezena",
    "hu": "Az oldal nem található", "tr": "Sayfa bulunamadı", "ru": "Страница не найдена", "uk": "Сторінку не знайдено",
    "el": "Η σελίδα δεν βρέθηκε", "ar": "الصفحة غير موجودة", "he": "הדף לא נמצא", "ja": "ページが見つかりません",
    "zh": "您访问的页面不存在", "ko": "페이지를 찾을 수 없습니다", "robot": "Just a moment...",
    "denied": "Access Denied",
    "busy": "503 Service Unavailable", "works": "Wartungsarbeiten", "back soon": "We'll be back soon!",
}  # fmt: skip


@pytest.mark.parametrize("notice", ERRORS.values(), ids=ERRORS)
def test_a_page_that_says_no_more_than_that_something_went_wrong_is_an_error(notice: str) -> None:
    assert kind(page(f"<h1>{notice}</h1><p>Try the search, or begin at the front page.</p>")) == "error_page"
    assert kind(page("<h1>Example News</h1><p>Oh no.</p>", title=f"{notice} | Example News")) == "error_page"
    assert kind(page("<p>Oh no.</p>", title=f"Example News - {notice}")) == "error_page"


def test_an_error_stays_one_above_the_latest_headlines() -> None:
    assert kind(page(f"<h1>Page not found</h1><h2>Latest</h2>{cards()}", title="404")) == "error_page"
    assert kind(page(f"<h1>Ooh</h1><p>{PLAIN * 5}</p>", names="error404 wide")) == "error_page"


NEAR_ERRORS = {
    "a history of errors": page(f"<h1>The history of the 404 error page</h1>{story()}"),
    "a column that is called so": page(f"<h1>Page not found</h1>{story()}"),
    "an outage": page(f"<h1>Error 404: Why the town was offline</h1><p>{PLAIN * 4}</p>"),
    "an outage after a dash": page(
        f"<h1>Error 404 – why the town was offline</h1><p>{PLAIN * 4}</p>",
        title="Error 404 – why the town was offline – Example News",
    ),
    "a brief with markup": page(
        f"<h1>Service unavailable</h1><p>{PLAIN * 4}</p>", markup(headline="Service unavailable")
    ),
    "a number": page(f"<h1>500 dead swans counted</h1><p>{PLAIN * 4}</p>", title="500 dead swans counted"),
    "somebody missing": page(f"<h1>Sailor not found after storm</h1><p>{PLAIN * 4}</p>"),
}


@pytest.mark.parametrize("html", NEAR_ERRORS.values(), ids=NEAR_ERRORS)
def test_a_story_about_an_error_is_an_article(html: bytes) -> None:
    assert kind(html) == "article"


# -- consent

WALLS = {
    "en": """We value your privacy. | We and our 842 partners store and/or access information on a device, such as
        cookies, and process personal data, such as unique identifiers. | You may accept or manage your choices by
        clicking below. Your preferences will apply to this website only. | You can change your mind at any time.""",
    "de": """Weiterlesen mit Werbung. | Wir und unsere 180 Partner benötigen Ihre Zustimmung, um Cookies zu setzen und
        Informationen auf einem Gerät zu speichern. | Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Ihre
        Einwilligung können Sie jederzeit widerrufen. | Oder lesen Sie werbefrei im Abo, ohne Werbung und Tracking.""",
    "fr": """Avec votre accord, nous et nos partenaires utilisons des cookies ou technologies similaires pour stocker et
        accéder à des informations personnelles. | Vous pouvez retirer votre consentement ou vous opposer aux
        traitements à tout moment. | Continuer sans accepter. | Vos choix s'appliquent à ce site uniquement.""",
    "es": """Nosotros y nuestros socios almacenamos o accedemos a información en un dispositivo, tales como cookies. |
        Para seguir gratis, debes aceptar todo; puedes retirar tu consentimiento o configurar cookies más tarde. |
        Tratamos tus datos personales para publicidad y contenido personalizados.""",
    "it": """Noi e i nostri partner archiviamo informazioni, come i cookie, e trattiamo dati personali. |
        Puoi fornire il tuo consenso, o rifiuta tutto e continua senza accettare. | Le tue preferenze si applicheranno
        solo a questo sito web; utilizziamo cookie anche per la pubblicità.""",
    "nl": """Wij en onze partners gebruiken cookies om gegevens op te slaan. | Met jouw toestemming tonen wij
        advertenties die bij je passen. | Kies je voor alles accepteren, dan ga je akkoord met het gebruik van jouw
        gegevens; je instellingen kun je later veranderen.""",
    "pl": """My i nasi partnerzy przechowujemy informacje na urządzeniu, takie jak pliki cookie. | Twoja zgoda jest
        dobrowolna i można ją wycofać. | Kliknij przycisk Przejdź do serwisu, aby wyrazić zgody na przetwarzanie
        danych osobowych; twoje dane są bezpieczne.""",
    "sv": """Vi och våra partner lagrar och har åtkomst till uppgifter, till exempel cookies. | Vi behöver ditt samtycke
        för att visa anpassade annonser. | Godkänn alla eller gör dina val. | Dina personuppgifter behandlas säkert.""",
}  # fmt: skip


def wall(language: str, outer: str = "div class='content'") -> str:
    paragraphs = "".join(f"<p>{' '.join(part.split())}</p>" for part in WALLS[language].split("|"))
    return f"<{outer}>{paragraphs}<button>OK</button></{outer.partition(' ')[0]}>"


@pytest.mark.parametrize("language", WALLS)
@pytest.mark.parametrize("outer", ["main", "div class='consent-wall'", "div id='gdpr-consent-tool'"])
def test_a_page_that_only_asks_to_agree_is_a_consent_wall(language: str, outer: str) -> None:
    assert kind(page(wall(language, outer), title="Example News")) == "consent_wall"
    assert kind(page(f"<h1>Example News</h1>{wall(language, outer)}"), ROOT) == "consent_wall"


def test_a_wall_stays_one_where_the_head_already_tells_of_the_story() -> None:
    head = markup(headline=TITLE)
    assert kind(page(wall("en"), head, title=TITLE)) == "consent_wall"


LAW = (
    "Regulators fined the company for its cookie banner on Monday. The consent that it asked for was no free choice, "
    "the authority said, because the button to refuse was hidden behind three pages of settings. "
)
NEAR_WALLS = {
    "a law about cookies": page(f"<h1>Fine for a cookie banner</h1>{story(6, LAW)}"),
    "a brief about cookies": page(f"<h1>Fine for a cookie banner</h1><p>{LAW * 2}</p>", markup(headline="Fine for a")),
    "one that quotes a banner": page(
        "<h1>What we click away</h1><p>'We value your privacy', it says. 'We and our 800 partners'. 'Accept all'.</p>"
        f"{story(6, LAW)}"
    ),
    "a banner above a story": page(f"{BANNER}<article><h1>{TITLE}</h1>{story()}</article>"),
    "a banner above a brief": page(f"{BANNER}<article><h1>{TITLE}</h1><p>{PLAIN * 4}</p></article>"),
    "a banner that no class tells, above a brief": page(
        f"{BANNER.replace('cookie-banner', 'x1')}<article><h1>{TITLE}</h1><p>{PLAIN * 4}</p></article>"
    ),
}


@pytest.mark.parametrize("html", NEAR_WALLS.values(), ids=NEAR_WALLS)
def test_a_story_about_consent_or_below_a_banner_is_an_article(html: bytes) -> None:
    assert kind(html) == "article"


# -- shells

SCRIPTS = "<script src='/a.js'></script><script src='/b.js'></script><script>window.start()</script>"
SHELLS = {
    "root": "<div id='root'></div><script src='/a.js'></script>",
    "a spinner": "<div id='__next'><p>Loading</p></div><script src='/a.js'></script>",
    "scripts alone": f"<div class='x'></div>{SCRIPTS}",
    "noscript": "<noscript>You need to enable JavaScript to run this app.</noscript><p>One moment</p>",
    "noscript de": "<noscript>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.</noscript>",
    "noscript fr": "<noscript>Veuillez activer JavaScript.</noscript>",
    "noscript ru": "<noscript>Включите JavaScript в браузере.</noscript>",
    "in plain sight": "<p>This website requires JavaScript.</p>",
    "below a banner": f"{BANNER}<div id='app'></div><script src='/a.js'></script>",
}


@pytest.mark.parametrize("inner", SHELLS.values(), ids=SHELLS)
def test_a_page_without_words_that_scripts_would_fill_is_a_shell(inner: str) -> None:
    assert kind(f"<html><head><title>{TITLE}</title></head><body>{inner}</body></html>".encode()) == "script_shell"


@pytest.mark.parametrize(
    "inner",
    [
        f"<div id='root'><article>{story()}</article></div>{SCRIPTS}",
        f"<div id='root'></div>{SCRIPTS}{markup(headline=TITLE, articleBody=PLAIN * 8)}",
        f"<div id='root'></div><noscript>Please enable JavaScript.</noscript><article>{story(2)}</article>",
    ],
    ids=["rendered by the server", "told by the head", "with a story beside it"],
)
def test_a_root_for_scripts_does_not_hide_a_story(inner: str) -> None:
    assert kind(page(inner)) == "article"


# -- what is stored: stubs, live blogs, galleries, films

OFFERS = {
    "en": "Already a subscriber? Log in. Subscribe to continue reading.", "de": "Jetzt weiterlesen mit dem Monatsabo.",
    "fr": "Il vous reste 82% de cet article à lire. La suite est réservée aux abonnés.",
    "es": "Contenido exclusivo para suscriptores.", "it": "Contenuto riservato agli abbonati.",
    "nl": "Lees verder met een abonnement.", "pl": "Dostęp dla prenumeratorów.", "ja": "この記事は有料会員限定です。",
    "ru": "Материал доступен только подписчикам.", "sv": "Bli kund för att läsa vidare.",
}  # fmt: skip
BRIEF = f"<article><h1>{TITLE}</h1><p>{PLAIN * 4}</p>"


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
def test_a_beginning_above_an_offer_to_subscribe_is_a_stub_and_is_stored(offer: str) -> None:
    article = read(page(f"{BRIEF}<div class='paywall'><p>{offer}</p></div></article>", title=TITLE))
    assert article.extraction.page_kind == "paywall_stub"
    assert "paywall_stub" in article.extraction.warnings
    assert article.is_accessible_for_free is None, "what the page does not say is not made up"
    check_kind(article)


def test_a_beginning_of_a_story_that_is_not_free_is_a_stub() -> None:
    head = markup(headline=TITLE, isAccessibleForFree="False")
    assert kind(page(f"{BRIEF}</article>", head, title=TITLE)) == "paywall_stub"


@pytest.mark.parametrize(
    ("head", "inner"),
    [
        (markup(headline=TITLE, isAccessibleForFree=False), f"<article><h1>{TITLE}</h1>{story(10)}</article>"),
        (markup(headline=TITLE, isAccessibleForFree=True), f"{BRIEF}</article><p>Subscribe to continue reading.</p>"),
        ("", f"<article><h1>{TITLE}</h1>{story(10)}</article><p>Subscribe to continue reading.</p>"),
        ("", f"{BRIEF}</article><ul><li><a href='/x'>For subscribers only: the new lamps on the quay</a></li></ul>"),
        ("", f"{BRIEF}</article><p>Already a subscriber? Log in. Subscribe now: two months for the price of one.</p>"),
        ("", f"{BRIEF}</article>"),
    ],
    ids=[
        "all that is paid",
        "a free brief",
        "a story above an offer",
        "another's label",
        "an advertisement",
        "a brief",
    ],
)
def test_what_is_there_as_a_whole_is_no_stub(head: str, inner: str) -> None:
    assert kind(page(inner, head, title=TITLE)) == "article"


FIGURES = "".join(f"<figure><img src='/{one}.jpg'><figcaption>Lamp {one}</figcaption></figure>" for one in range(12))
STORED: dict[str, tuple[PageKind, bytes]] = {
    "live blog": ("live_blog", page(f"<h1>{TITLE}</h1>{story()}", markup("LiveBlogPosting", headline=TITLE))),
    "gallery": ("gallery", page(f"<h1>{TITLE}</h1>{story()}", markup("ImageGallery", headline=TITLE))),
    "pictures": ("gallery", page(f"<article><h1>{TITLE}</h1><p>{PLAIN * 2}</p>{FIGURES}<p>{PLAIN * 2}</p></article>")),
    "film": ("video", page(f"<h1>{TITLE}</h1>{story()}", "<meta property='og:type' content='video.other'>")),
    "film alone": ("video", page(f"<h1>Film</h1><p>{PLAIN * 4}</p>", markup("VideoObject", name="Film"))),
}


@pytest.mark.parametrize(("expected", "html"), STORED.values(), ids=STORED)
def test_live_blogs_galleries_and_films_are_stored_as_what_they_are(expected: PageKind, html: bytes) -> None:
    article = read(html)
    check_kind(article)
    assert (article.extraction.page_kind, article.content_type) == (expected, expected)


def test_a_story_with_a_film_or_a_few_pictures_stays_one() -> None:
    film = markup(headline=TITLE) + markup("VideoObject", name="The council")
    assert kind(page(f"<article><h1>{TITLE}</h1><p>{PLAIN * 4}</p></article>", film, title=TITLE)) == "article"
    assert kind(page(f"<article><h1>{TITLE}</h1>{story(8)}{FIGURES}{story(8)}</article>")) == "article"


# -- who decides


def test_a_text_that_a_sites_rule_knows_is_an_article_whatever_is_around_it() -> None:
    html = LISTS["cards"]
    assert extract(read_page(html, SECTION), (Rules(body="main"), *GENERAL)).extraction.page_kind == "article"
    assert extract(read_page(html, SECTION), (Rules(body=".none"), *GENERAL)).extraction.page_kind == "list_page"


@pytest.mark.parametrize(
    ("html", "url", "error"),
    [
        (LISTS["cards"], SECTION, ListPage),
        (FRONTS["cards"], ROOT, FrontPage),
        (page("<h1>Page not found</h1>"), URL, ErrorPage),
        (page(wall("en")), URL, ConsentWall),
        (b"<html><body><div id='root'></div></body></html>", URL, ScriptShell),
    ],
)
def test_what_tells_no_story_is_refused_by_its_reason(html: bytes, url: str, error: type[Unreadable]) -> None:
    with pytest.raises(error, match=r"https://news\.example/"):
        check_kind(read(html, url))


@pytest.mark.parametrize(
    "html", [b"<html><frameset></frameset></html>", b"<p>x", b"<body><h1></h1>", b"<title></title>"]
)
def test_next_to_nothing_is_judged_too(html: bytes) -> None:
    assert kind(html) in ("article", "script_shell")


@pytest.mark.parametrize("url", ["https://[broken/a", "https://news.example", "", "mailto:x@news.example"])
def test_an_address_that_cannot_be_read_breaks_nothing(url: str) -> None:
    assert kind(STORY, url) == "article"
