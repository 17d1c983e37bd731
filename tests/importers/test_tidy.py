"""The general repairs, each tried in both directions."""

import pytest

from articles.document import Mark, Paragraph
from articles.importers.metadata import Metadata
from articles.importers.tidy import drop_pointers, join_broken, lift_head, trim_links

from .drawing import draw

BROKEN = "The harbour master told reporters on Monday that the ferry and its crew had"
REST = "been in great danger for hours."
WHOLE = "The harbour master told reporters on Monday that the ferry and its crew had been saved."


def p(text, *marks, kind="paragraph"):
    return Paragraph("", kind, text, marks)


JOINED = {
    "cut in mid-sentence": [BROKEN, REST],
    "cut after a comma": [f"{BROKEN},", "as he put it, been in danger."],
    "cut by a page number": [BROKEN, "12", REST],
    "cut by a page number in words": [BROKEN, "Page 3 of 4", REST],
    "cut with an accent": [BROKEN, "été en danger."],
    "cut twice": [BROKEN, "been in great danger for hours, and for", "days."],
}


@pytest.mark.parametrize("texts", JOINED.values(), ids=JOINED)
def test_joined(texts):
    assert len(join_broken([p(WHOLE), *map(p, texts), p(WHOLE)])) == 3


def test_joined_text_keeps_its_marks():
    first, second = p(BROKEN, Mark(4, 11, "em")), p(REST, Mark(8, 13, "strong"))
    assert [draw(block) for block in join_broken([first, second])] == [
        "p The <em>harbour</em> master told reporters on Monday that the ferry and its crew had been in "
        "<strong>great</strong> danger for hours."
    ]


def test_joined_at_a_hyphen():
    assert join_broken([p(f"{BROKEN} well-"), p("known troubles.")])[0].text == f"{BROKEN} well-known troubles."


SEPARATE = {
    "sentences": [WHOLE, WHOLE],
    "a sentence that ends in a quotation": [f'{BROKEN} "been saved."', "he said so."],
    "upper case": [BROKEN, "Been in danger."],
    "a name in lower case": [BROKEN, "iPhone sales rose."],
    "another name in lower case": [BROKEN, "eBay sold it."],
    "after a colon": [f"{BROKEN}:", "been in danger."],
    "after a semicolon": [f"{BROKEN};", "been in danger."],
    "a verse": ["the sea is high", "the sky is low", "and where we go"],
    "a short label": ["Ferry and crew", "been in great danger."],
    "lines of a list": ["an end to the war in all the provinces of the south and of the north", "an end to hunger."],
    "a number": [BROKEN, "12 people on board."],
    "another script": ["市長は、道路が数日間閉鎖されると述べた" * 5, "理由については語らなかった。"],
}


@pytest.mark.parametrize("texts", SEPARATE.values(), ids=SEPARATE)
def test_separate(texts):
    blocks = [p(text) for text in texts]
    assert join_broken(blocks) == blocks


@pytest.mark.parametrize("kind", ["heading", "list item", "caption", "preformatted"])
def test_other_kinds_stay_separate(kind):
    blocks = [p(BROKEN, kind=kind), p(REST, kind=kind)]
    assert join_broken(blocks) == blocks
    mixed = [p(BROKEN), p(REST, kind=kind), p(BROKEN, kind=kind), p(REST)]
    assert join_broken(mixed) == mixed


POINTERS = {
    "an address": ["herald.example/contact"],
    "a web address": ["https://www.herald.example/a?b=c"],
    "an e-mail address": ["jane.doe@herald.example"],
    "a handle": ["@janedoe"],
    "a lead-in and an address": ["To contact the Herald and its friends visit:", "herald.example/contact"],
    "read more": ["Read more: Another ferry sinks"],
    "the rest": ["Read the rest here."],
    "click": ["Click here to read the whole report"],
    "contact": ["Contact the author at jane@herald.example."],
    "to contact": ["To contact the reporter on this story: e-mail Jane Doe at jane@herald.example"],
    "follow": ["Follow us on Example and on Other."],
    "follow a person": ["Follow Jane Doe on Example: @janedoe"],
    "follow a handle": ["Follow @janedoe on Example"],
    "sign up": ["Sign up for our free morning newsletter."],
    "subscribe": ["Subscribe to the Herald’s daily e-mail"],
    "several": ["Follow us on Example", "Sign up for our newsletter", "herald.example"],
}


@pytest.mark.parametrize("texts", POINTERS.values(), ids=POINTERS)
def test_pointers_at_the_end_are_dropped(texts):
    assert drop_pointers([p(WHOLE), p(WHOLE), *map(p, texts)]) == [p(WHOLE), p(WHOLE)]


ENDINGS = {
    "a sentence": WHOLE,
    "a sentence with an address": "The report is at herald.example/report, he said.",
    "a lead-in without an address": "These are the names:",
    "an imperative": "Follow the money, he said.",
    "another": "Sign up now, the sergeant told them, or be drafted.",
    "reading": "Read more books, she told the class.",
    "contact": "Contact with the ship was lost at noon.",
    "contact without an address": "Contact the police, the mayor urged all who saw the ferry.",
    "a quotation": "“Subscribe to our newsletter,” the sign said.",
    "reaching": "To reach the island, take the ferry.",
    "joining": "Join them on Monday and you will see, said Jane Doe, the captain of the ferry. Few did.",
    "following on": "Following on from that, nobody spoke.",
    "a word with a dot": "Nobody came... Nobody.",
    "an author's note": "Jane Doe is the Herald’s correspondent in Port Vale.",
    "initials": "J.D.",
    "sending": "Send the ships to me, she wrote.",
}


@pytest.mark.parametrize("text", ENDINGS.values(), ids=ENDINGS)
def test_real_endings_are_kept(text):
    blocks = [p(WHOLE), p(text)]
    assert drop_pointers(blocks) == blocks


def test_pointers_elsewhere_are_kept():
    blocks = [p("herald.example/contact"), p("Read more: this"), p(WHOLE)]
    assert drop_pointers(blocks) == blocks


def test_a_text_that_only_points_is_kept():
    assert drop_pointers([p("herald.example")]) == [p("herald.example")]


def test_quoted_addresses_are_kept():
    blocks = [p(WHOLE), p("herald.example", kind="quotation"), p("herald.example", kind="preformatted")]
    assert drop_pointers(blocks) == blocks


def test_the_known_title_and_byline_are_not_repeated():
    known = Metadata(title="Ferry sinks – all saved", byline="Jane Doe")
    blocks = [p("FERRY SINKS: ALL SAVED", kind="heading"), p("Jane Doe"), p(WHOLE)]
    assert lift_head(blocks, known) == ([p(WHOLE)], known)


def test_links_and_headings_at_the_edges_of_a_page():
    link = p("Home", Mark(0, 4, "a", "https://a.example/"))
    heading = p("Related", kind="heading")
    assert trim_links([link, heading, p(WHOLE), link, p(WHOLE), heading, link, link]) == [
        heading,
        p(WHOLE),
        link,
        p(WHOLE),
    ]
