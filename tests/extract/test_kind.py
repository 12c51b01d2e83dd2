"""Pages that publishers answer with 200, and what they are."""

from __future__ import annotations

import pytest

from newscrawl.errors import ConsentWall, ErrorPage, FrontPage, Gallery, ListPage, ScriptShell, Unreadable, Video
from newscrawl.extract import extract, read_page
from newscrawl.extract.kind import check_kind
from newscrawl.normalise import normalise
from newscrawl.records import Article

URL = "https://harbour.example/2026/11/20/quay-1001.html"
SENTENCE = "The council voted for the new library at the quay on Friday, after a debate of four hours. "
STORY = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(5))
DECLARED = (
    '<script type="application/ld+json">{{"@type": "{}", "headline": "Quay", "isAccessibleForFree": {}}}</script>'
)


def page(body: str, title: str = "Library at the quay", head: str = "", url: str = URL) -> Article:
    html = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(read_page(html.encode(), url))


def kind(body: str, title: str = "Library at the quay", head: str = "", url: str = URL) -> str:
    return page(body, title, head, url).extraction.page_kind


def headlines(count: int) -> str:
    links = (
        f'<li><a href="/2026/11/{n}/story-{n}.html">Headline number {n} of the harbour news</a></li>'
        for n in range(count)
    )
    return f"<main><ul>{''.join(links)}</ul></main>"


@pytest.mark.parametrize(
    "title",
    [
        "404 Not Found",
        "Error 404 | Harbour News",
        "Page not found - Harbour News",
        "503 Service Temporarily Unavailable",
        "Access Denied",
        "Just a moment...",
        "Are you a robot?",
        "Seite nicht gefunden",
        "Page introuvable | Nouvelles du port",
        "Página no encontrada",
        "Pagina non trovata",
        "Siden ble ikke funnet",
        "Strona nie istnieje",
        "Страница не найдена",
        "ページが見つかりません",
        "页面不存在",
    ],
)
def test_a_page_that_tells_of_an_error_is_an_error_page(title: str) -> None:
    assert kind(f"<h1>{title}</h1><p>Please try the search, or go back to the front page.</p>") == "error_page"
    assert kind("<p>Please try the search, or go back to the front page.</p>", title) == "error_page"


@pytest.mark.parametrize(
    "text",
    [
        "We and our partners store cookies. With your consent we use cookies, see our privacy policy. Accept cookies.",
        "Mit Werbung weiterlesen: Zustimmung zu Cookies, Einwilligung und Datenschutz. Oder werbefrei im Pur-Abo.",
        "Nous déposons des cookies et traceurs avec votre consentement. Confidentialité. Gérer les cookies.",
        "Usamos cookies con su consentimiento. Política de privacidad. Configurar cookies. Aceptar cookies.",
        "Vi bruker cookies med ditt samtykke. Les om personvern. Avslå cookies eller gi samtykke.",
        "Używamy cookies za Twoją zgodą. Polityka prywatności. Ustawienia cookies, wycofanie zgody na cookies.",
        "クッキーの使用に同意してください。プライバシーポリシー。クッキーに同意する。同意しない。",
    ],
)
def test_a_page_that_asks_for_consent_is_a_consent_wall(text: str) -> None:
    assert kind(f"<div><h1>Welcome</h1><p>{text}</p><button>OK</button></div>", "Harbour News") == "consent_wall"


def test_who_was_led_to_the_address_of_a_wall_is_at_a_wall() -> None:
    assert (
        kind("<p>One moment.</p>", "Harbour News", url="https://consent.harbour.example/collect?next=1")
        == "consent_wall"
    )


@pytest.mark.parametrize("frame", ['<div id="root"></div>', "<noscript>Please enable JavaScript.</noscript>"])
def test_a_frame_that_scripts_are_to_fill_is_a_script_shell(frame: str) -> None:
    assert kind(f'{frame}<script src="/app.js"></script>') == "script_shell"
    assert kind(f"<h1>Library at the quay</h1>{STORY}{frame}") == "article"


def test_a_page_of_headlines_is_a_list_and_at_the_sites_own_address_the_front_page() -> None:
    assert kind(headlines(20), "Weather", url="https://harbour.example/weather/") == "list_page"
    assert kind(f"<p>{SENTENCE}</p>{headlines(30)}", "Author", url="https://harbour.example/authors/jo") == "list_page"
    for front in ("https://harbour.example", "https://harbour.example/", "https://harbour.example/en/"):
        assert kind(headlines(20), "Harbour News", url=front) == "front_page"


@pytest.mark.parametrize(
    ("declared", "is_free", "told"),
    [
        ("NewsArticle", "false", ""),
        ("NewsArticle", "null", "<p>Subscribe to continue reading</p>"),
        ("NewsArticle", "null", "<div><p>Jetzt weiterlesen mit Hafen Plus</p></div>"),
        ("NewsArticle", "null", "<p>Cet article est réservé aux abonnés</p>"),
        ("NewsArticle", "null", "<p>Contenido exclusivo para suscriptores</p>"),
        ("NewsArticle", "null", "<p>この記事は有料記事です。続きを読む</p>"),
    ],
)
def test_the_free_beginning_of_a_story_is_a_stub_and_stored_as_one(declared: str, is_free: str, told: str) -> None:
    head = DECLARED.format(declared, is_free)
    article = page(f"<article><h1>Quay</h1><p>{SENTENCE * 4}</p></article>{told}", head=head)
    assert article.extraction.page_kind == "paywall_stub"
    assert "paywall_stub" in article.extraction.warnings
    check_kind(article)


@pytest.mark.parametrize(("declared", "expected"), [("ImageGallery", "gallery"), ("LiveBlogPosting", "live_blog")])
def test_the_markup_says_what_else_it_is(declared: str, expected: str) -> None:
    assert kind(f"<h1>Quay</h1>{STORY}", head=DECLARED.format(declared, "true")) == expected
    check_kind(page(f"<h1>Quay</h1>{STORY}", head=DECLARED.format(declared, "true")))


def test_a_film_is_a_video() -> None:
    assert kind(f"<h1>Quay</h1>{STORY}", head='<meta property="og:type" content="video.other">') == "video"


@pytest.mark.parametrize(
    ("article", "error"),
    [
        (page("<h1>404</h1>"), ErrorPage),
        (page("<p>One moment.</p>", url="https://harbour.example/consent/"), ConsentWall),
        (page('<div id="root"></div>'), ScriptShell),
        (page(headlines(20), url="https://harbour.example/weather/"), ListPage),
        (page(headlines(20), url="https://harbour.example/"), FrontPage),
        (page("<h1>Quay</h1>", head=DECLARED.format("ImageGallery", "true")), Gallery),
        (page("<h1>Quay</h1>", head='<meta property="og:type" content="video.other">'), Video),
    ],
)
def test_what_is_no_article_is_refused_for_what_it_is_and_passing_trouble_is_told_apart(
    article: Article, error: type[Unreadable]
) -> None:
    with pytest.raises(error):
        check_kind(article)
    assert error.reason() == article.extraction.page_kind
    assert error.is_passing == (error in (ErrorPage, ConsentWall))


# -- near misses


@pytest.mark.parametrize("declared", ["NewsArticle", ""])
@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("404: the flight number that pilots fear", STORY),
        ("Library at the quay", f"{STORY}{headlines(40)}"),
        (
            "What the new cookie rules mean",
            "<p>Cookies, consent and privacy: the council has voted on cookies.</p>" + STORY,
        ),
        ("Page not found: how links die", STORY),
        ("Subscribe to nothing", f"{STORY}<p>Subscribe to continue reading our newsletter.</p>{STORY}"),
    ],
)
def test_a_story_about_such_things_is_an_article(title: str, body: str, declared: str) -> None:
    head = DECLARED.format(declared, "true") if declared else ""
    assert kind(f"<article><h1>{title}</h1>{body}</article>", title, head) == "article"


def test_a_brief_of_two_sentences_is_an_article() -> None:
    head = DECLARED.format("NewsArticle", "true")
    assert kind(f"<article><h1>Quay</h1><p>{SENTENCE * 4}</p></article>{headlines(40)}", head=head) == "article"


# -- live blogs

UPDATES = "".join(
    f'<div class="entry"><time datetime="2026-11-20T1{n}:05:00+01:00">1{n}:05</time>'
    f"<h3>Ship number {n} has arrived</h3>"
    f"<p>{SENTENCE * 2}</p><p>{SENTENCE}</p></div>"
    for n in range(4)
)


def test_a_live_blogs_updates_carry_their_times() -> None:
    head = DECLARED.format("LiveBlogPosting", "true")
    article = normalise(page(f"<h1>Quay</h1><p>{SENTENCE * 3}</p><div>{UPDATES}</div>", head=head))
    assert [block.type for block in article.body] == ["paragraph", "update", "update", "update", "update"]
    assert [block.date for block in article.body[1:]] == [f"2026-11-20T1{n}:05:00+01:00" for n in range(4)]
    assert article.body[1].text is not None
    assert article.body[1].text.split("\n\n")[0] == "Ship number 0 has arrived"
    assert article.text is not None
    assert article.text.count("Ship number") == 4


def test_updates_that_only_the_markup_tells_are_read_from_there() -> None:
    told = ", ".join(
        f'{{"headline": "Ship {n}", "articleBody": "{SENTENCE * 2}", "datePublished": "2026-11-20T1{n}:05:00+01:00"}}'
        for n in range(3)
    )
    blog = f'{{"@type": "LiveBlogPosting", "headline": "Quay", "liveBlogUpdate": [{told}]}}'
    head = f'<script type="application/ld+json">{blog}</script>'
    article = normalise(page("<h1>Quay</h1>", head=head))
    assert [(block.type, block.date) for block in article.body] == [
        ("update", f"2026-11-20T1{n}:05:00+01:00") for n in range(3)
    ]
