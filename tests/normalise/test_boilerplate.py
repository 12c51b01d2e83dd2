"""Lines of the website among those of the story."""

from __future__ import annotations

import time

import pytest

from newscrawl.normalise.boilerplate import is_boilerplate


@pytest.mark.parametrize(
    "line",
    ["Advertisement", "ANZEIGE", "Publicité", "Реклама", "広告", "Share this article", "Loading...", "Read more",
     "Read more: The council votes", "Lesen Sie auch: Der Rat stimmt ab", "À lire aussi : Le conseil vote",
     "Lee también: El consejo",
     "Читайте также: Совет проголосовал", "【関連記事】：市議会", "Related | The council votes",
     "Loading the next story…", "***", "• • •", "Skip past newsletter promotion", "4 min read", "Lesezeit: 3 Minuten",
     "You may also like…", "Don’t miss", "MORE: The council votes", "See more: The council votes",
     "Externer Inhalt", "An dieser Stelle finden Sie einen externen Inhalt, den unsere Redaktion ausgewählt hat.",
     "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.", "Please enable JavaScript to go on.",
     "This article contains affiliate links: we may earn a commission.", "Got a story? Write to us.",
     "Follow us on Facebook and Instagram", "Sign up for our morning newsletter", "Suivez-nous sur WhatsApp",
     "Folgen Sie uns auf Instagram", "Suscríbete a nuestra newsletter", "Подписывайтесь на наш канал в Telegram",
     "Iscriviti alla newsletter", "Hat Ihnen der Artikel gefallen?", "This is a breaking news story."],
)  # fmt: skip
def test_labels_calls_and_invitations_are_the_websites(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    ["", "Advertisement is a trade.", "The related case was closed.", "Related cases were closed: all of them.",
     "Share prices fell.",
     "Watch out for the storm: it is near.", "Read more books, he said.", "Adam", "Delta", "___", "1.", "***a***",
     "Follow the river to the sea, and you will find them.", "Get ready for the winter, said the mayor.",
     "More than 40 people came.", "The podcast was made by two pupils.", "Join hands, she said.",
     f"Related: {'a word and ' * 30}"],
)  # fmt: skip
def test_a_sentence_that_begins_so_is_the_storys(line: str) -> None:
    assert not is_boilerplate(line)


def test_a_very_long_line_is_judged_at_once() -> None:
    started = time.perf_counter()
    assert not is_boilerplate("loading" + "!" * 200_000 + "x")
    assert time.perf_counter() - started < 1
