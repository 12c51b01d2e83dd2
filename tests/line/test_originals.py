"""One story, one article: whatever addresses lead to it, and however they do."""

from __future__ import annotations

from tests.conftest import Crawl
from tests.news_server import WORDS, Answer, NewsServer, story_page


def refresh(target: str, seconds: str = "0", tag: str = "") -> Answer:
    """A page that holds nothing but a way to another one."""
    meta = f'<meta http-equiv="refresh" content="{seconds}; url={target}">'
    return Answer(f"<html {tag}><head><title>Moved</title>{meta}</head><body><p>Moved.</p></body></html>".encode())


def amp(number: int, canonical: str, tag: str = "amp") -> Answer:
    """A copy of a story in AMP, in other words: which of them was read can be told."""
    page = story_page(number, title=f"Copy of story {number}", text=f"Copy {number}. {WORDS * 8}")
    link = f'<link rel="canonical" href="{canonical}"></head>'.encode()
    return Answer(page.replace(b"<html lang", f"<html {tag} lang".encode()).replace(b"</head>", link))


def stored(crawl: Crawl, server: NewsServer) -> dict[str, tuple[str, list[str]]]:
    """What is stored: by path, the title and the addresses that led there."""
    return {
        article["url"].removeprefix(server.base): (
            article["title"],
            [article["requested_url"].removeprefix(server.base)]
            + [url.removeprefix(server.base) for url in article["redirects"]],
        )
        for article in crawl.articles()
    }


def test_a_page_that_only_refreshes_to_another_is_followed_as_a_redirect_is(crawl: Crawl, server: NewsServer) -> None:
    story = server.story(1)
    server.answers["/old.html"] = Answer(status=301, headers={"Location": "/older.html"})
    server.answers["/older.html"] = refresh("/oldest.html", "4")
    server.answers["/oldest.html"] = refresh(story)
    server.feed(["/old.html"])
    assert crawl().code == 0
    assert stored(crawl, server) == {
        story: ("Story number 1 from the harbour", ["/old.html", "/older.html", "/oldest.html"])
    }
    server.feed(["/old.html", "/older.html?utm_source=feed", "/oldest.html", story])
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"], "all of these addresses are known to lead to it"


def test_other_refreshes_are_not_followed(crawl: Crawl, server: NewsServer) -> None:
    server.story(1)
    pages = [
        refresh("/story-1.html", "6"),
        refresh("/"),
        refresh("/page-2.html"),
        refresh("http://other.example/story-1.html"),
        refresh("javascript:alert(1)"),
        refresh("file:///etc/passwd"),
        Answer(b"<html><title>Moved</title><script>location = '/story-1.html'</script><p>Moved.</p></html>"),
    ]
    paths = [f"/page-{number}.html" for number in range(len(pages))]
    server.answers |= dict(zip(paths, pages, strict=True))
    server.feed(paths)
    assert crawl().code == 0
    assert server.paths() == ["/robots.txt", "/feed.xml", *paths]
    assert crawl.record()["skipped"] == {"no_text": len(pages)}


def test_pages_that_refresh_in_a_circle_or_too_often_are_left(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/a.html"], server.answers["/b.html"] = refresh("/b.html"), refresh("/a.html")
    for number in range(5):
        server.answers[f"/chain-{number}.html"] = refresh(f"/chain-{number + 1}.html")
    server.feed(["/a.html", "/chain-0.html"])
    crawl()
    assert server.paths()[2:] == ["/a.html", "/chain-0.html", "/b.html", "/chain-1.html", "/chain-2.html"]
    assert crawl.record()["skipped"] == {"no_text": 2}


def test_a_story_that_reloads_itself_is_read(crawl: Crawl, server: NewsServer) -> None:
    server.story(2)
    story = server.story(1, head='<meta http-equiv="refresh" content="3; url=/story-2.html">')
    server.feed([story])
    crawl()
    assert list(stored(crawl, server)) == [story]


def test_of_a_copy_in_amp_the_original_is_fetched(crawl: Crawl, server: NewsServer) -> None:
    copies = [f"/amp/{number}.html" for number in range(3)]
    for number, tag in enumerate(("amp", "⚡", 'class="no js" AMP')):
        server.answers[copies[number]] = amp(number, f"{server.base}{server.story(number)}", tag)
    server.feed(copies)
    crawl()
    assert stored(crawl, server) == {
        f"/story-{number}.html": (f"Story number {number} from the harbour", [copies[number]]) for number in range(3)
    }
    server.feed([*copies, *(f"/story-{number}.html?utm_source=feed" for number in range(3))])
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"]


def test_a_story_and_its_copy_in_one_feed_are_one_article(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/amp/1.html"], server.answers["/amp/2.html"] = amp(1, "/story-1.html"), amp(2, "/story-2.html")
    server.feed(["/amp/1.html", server.story(1), server.story(2), "/amp/2.html"])
    for _ in range(2):
        crawl()
        assert len({article["id"] for article in crawl.articles()}) == len(crawl.articles()) == 2
    assert sum(path.endswith(("1.html", "2.html")) for path in server.paths()) == 4


def test_a_page_of_which_amp_is_only_a_word_is_read_itself(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/a.html"] = amp(1, f"{server.base}/b.html", 'class="an amp b" data-amp="amp"')
    server.feed(["/a.html"])
    crawl()
    assert list(stored(crawl, server)) == ["/a.html"]


def test_a_copy_of_a_stored_story_is_that_story(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    crawl()
    server.answers["/amp/1.html"] = amp(1, "/story-1.html")
    server.feed(["/amp/1.html", "/story-1.html"])
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml", "/amp/1.html"]
    assert crawl.record()["skipped"] == {"already_stored": 1, "known": 1}


def test_where_the_original_cannot_be_fetched_the_copy_is_stored_as_it(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/amp/1.html"] = amp(1, "/gone.html")
    server.feed(["/amp/1.html"])
    crawl()
    (article,) = crawl.articles()
    assert (article["title"], article["canonical_url"]) == ("Copy of story 1", f"{server.base}/gone.html")
    server.feed(["/amp/1.html", "/gone.html"])
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"]
