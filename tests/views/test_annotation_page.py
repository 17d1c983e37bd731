"""The page of one note: its words in their paragraph, all that it says, and what became of it."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group as Role

from articles.document import Span
from articles.models import Article, add_notes, delete_annotation, destroy_annotations, from_document, replace_note
from tests.views.samples import ANA, CLAIM, COMMENT, DOCUMENT, P1, P3, QUOTE, SOURCE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slash", ["", "/"])
def test_it_answers_with_and_without_a_slash(client, article, slash):
    response = client.get(f"/annotations/{CLAIM.id}{slash}")
    assert response.status_code == 200
    assert f'href="http://testserver/annotations/{CLAIM.id}"' in response.text


def test_a_claim(soup, article):
    page = soup(f"/annotations/{CLAIM.id}")
    assert page.title.get_text() == f"Claim · {DOCUMENT.title}"
    assert page.select_one("mark").get_text() == CLAIM.spans[0].exact
    assert page.select_one(".passage").get_text() == P3.text
    for words in ("Claim", "Disputed", CLAIM.verdict_reason, "The weather", "The Reservoir", "By Ines Holm"):
        assert words in page.get_text()
    assert {link["href"] for link in page.select(f'a[href*="#r-{CLAIM.id}"]')} == {
        f"{article.get_absolute_url()}#r-{CLAIM.id}"
    }


def test_texts_of_several_lines_keep_them(soup):
    evidence = (replace(CLAIM.evidence[0], passage="Five\n<days>."),)
    unnamed = replace(SOURCE, source=replace(ANA, kind="unnamed"), why_unnamed="She\nfears.")
    from_document(
        replace(DOCUMENT, notes=(replace(CLAIM, verdict_reason="It rained.\n\nFor days.", evidence=evidence), unnamed))
    )
    page = soup(f"/annotations/{CLAIM.id}")
    assert page.select_one(".note-reason").decode_contents() == "It rained.<br/><br/>For days."
    assert page.select_one(".note-evidence q").decode_contents() == "Five<br/>&lt;days&gt;."
    assert "She<br/>fears." in str(soup(f"/annotations/{SOURCE.id}").select_one(".note-why"))


def test_titles_say_what_a_note_is(client, soup, article):
    page = soup(f"/annotations/{SOURCE.id}")
    assert (
        page.title.get_text()
        == page.select_one("[property='og:title']")["content"]
        == f"Source: Ana Lund · {DOCUMENT.title}"
    )
    assert soup(f"/annotations/{CLAIM.id}").title.get_text() == f"Claim · {DOCUMENT.title}"
    history = soup(f"/annotations/{SOURCE.id}/history/")
    assert history.title.get_text() == f"History: Source: Ana Lund · {DOCUMENT.title}"
    assert "Source by" not in client.get(f"{article.get_absolute_url()}feed/").text


def test_a_broken_quote(soup, article):
    page = soup(f"/annotations/{QUOTE.id}")
    assert page.title.get_text() == f"Quote by Ana Lund · {DOCUMENT.title}"
    assert [mark.get_text() for mark in page.select("mark")] == [span.exact for span in QUOTE.spans]
    assert page.select_one(".passage").get_text() == P1.text


def test_no_marker_and_no_other_note_stand_in_the_passage(soup, article):
    page = soup(f"/annotations/{SOURCE.id}")
    assert not page.select('.passage a, .passage sup, [role="doc-noteref"]')
    assert {target for mark in page.select("mark") for target in mark["data-notes"].split()} == {f"n-{SOURCE.id}"}
    assert page.find(id=f"n-{SOURCE.id}")


def test_a_comment_on_the_whole_article(soup, article):
    page = soup(f"/annotations/{COMMENT.id}")
    assert page.em.get_text() == "good"
    assert not page.select(".passage")
    assert not page.select('a[href*="#r-"]')
    assert page.select(f'a[href="{article.get_absolute_url()}#n-{COMMENT.id}"]')


def test_tags(soup):
    from_document(replace(DOCUMENT, notes=(replace(CLAIM, tags=("rain", "a < b")),)))
    assert [tag.get_text() for tag in soup(f"/annotations/{CLAIM.id}").select(".tags li")] == ["rain", "a < b"]


def test_words_that_changed_or_are_gone_are_shown_as_they_were(soup):
    changed = replace(CLAIM.spans[0], exact="It poured for a week", state="changed")
    gone = Span(None, 5, 14, "gone word", "before", "after", state="gone")
    from_document(replace(DOCUMENT, notes=(replace(CLAIM, spans=(changed, gone)),)))
    text = soup(f"/annotations/{CLAIM.id}").get_text()
    assert "The text has changed since this note. It said: It poured for a week" in text
    assert "These words are gone from the text: gone word" in text


def test_the_article_too_says_that_words_changed(soup):
    changed = replace(CLAIM.spans[0], exact="It poured for a week", state="changed")
    article = from_document(replace(DOCUMENT, notes=(replace(CLAIM, spans=(changed,)),)))
    text = soup(article.get_absolute_url()).find(id=f"n-{CLAIM.id}").get_text()
    assert "The text has changed since this note" in text
    assert "It poured for a week" in text


class TestHistory:
    def entries(self, soup, public_id):
        return [item.get_text() for item in soup(f"/annotations/{public_id}").select(".history li")]

    def test_an_imported_note_says_who_made_it(self, soup):
        from_document(replace(DOCUMENT, notes=(replace(CLAIM, creator="Moss"),)))
        (entry,) = self.entries(soup, CLAIM.id)
        assert entry.startswith("Imported, made by Moss, ")

    def test_newest_first_with_the_actor(self, soup, article, ines):
        (annotation,) = add_notes(article, [replace(CLAIM, id="new")], actor=ines)
        replace_note(annotation, replace(CLAIM, id="new", body="More."), actor=ines)
        edited, created = self.entries(soup, "new")
        assert edited.startswith("Edited by ines, ")
        assert created.startswith("Created by ines, ")


@pytest.fixture
def annotator(reader, ines):
    """The browser of a reader who may annotate."""
    ines.groups.add(Role.objects.get(name="annotator"))
    return reader


def test_it_is_changed_from_its_page_by_who_may(client, annotator, article, ines):
    add_notes(article, [replace(CLAIM, id="mine")], actor=ines)
    for address in ("/annotations/mine/edit/", "/annotations/mine/delete/"):
        assert address in annotator.get("/annotations/mine").text
        assert address not in client.get("/annotations/mine").text
    assert "/edit/" not in annotator.get(f"/annotations/{QUOTE.id}").text


class TestGone:
    def test_a_deleted_note_says_so_and_shows_nothing_of_it(self, client, article, ines):
        delete_annotation(article.annotations.get(public_id=CLAIM.id), actor=ines)
        for address in (f"/annotations/{CLAIM.id}", f"/annotations/{CLAIM.id}/"):
            response = client.get(address)
            assert response.status_code == 410
            assert "This note was deleted" in response.text
            assert article.get_absolute_url() in response.text
            assert CLAIM.verdict_reason not in response.text

    def test_a_destroyed_note_says_so_to_those_who_saw_it(self, client, reader, article, ines):
        add_notes(article, [replace(CLAIM, id="mine", visibility="private")], actor=ines)
        destroy_annotations(article.annotations.all())
        for browser, name, status in (
            (client, CLAIM.id, 410),
            (reader, "mine", 410),
            (client, "mine", 404),
            (client, "nothing", 404),
        ):
            response = browser.get(f"/annotations/{name}")
            assert response.status_code == status
            assert ("This note was deleted" in response.text) == (status == 410)

    def test_who_may_bring_it_back_is_led_to_its_history(self, client, annotator, article, ines):
        (annotation,) = add_notes(article, [replace(CLAIM, id="mine")], actor=ines)
        delete_annotation(annotation, actor=ines)
        history = "/annotations/mine/history/"
        assert history in annotator.get("/annotations/mine").text
        assert annotator.get(history).status_code == 200
        assert history not in client.get("/annotations/mine").text
        Article.objects.update(state="withdrawn", withdrawn_reason="It was wrong.")
        assert history not in annotator.get("/annotations/mine").text

    def test_and_of_a_draft_nothing_is_told(self, client, article, ines):
        delete_annotation(article.annotations.get(public_id=CLAIM.id), actor=ines)
        article.state = "draft"
        article.save()
        assert client.get(f"/annotations/{CLAIM.id}").status_code == 404

    def test_a_rejected_note_that_was_deleted_is_unknown(self, client, article, ines):
        rejected = replace(CLAIM, id="rejected", status="rejected", status_reason="No.")
        (annotation,) = add_notes(article, [rejected], actor=ines)
        delete_annotation(annotation, actor=ines)
        assert client.get("/annotations/rejected").status_code == 404


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (CLAIM, CLAIM.verdict_reason),
        (QUOTE, "The dam will hold"),
        (COMMENT, "good article"),
    ],
)
def test_a_description_for_those_who_share_it(soup, article, note, words):
    page = soup(f"/annotations/{note.id}")
    assert page.select_one('meta[property="og:title"]')["content"] == page.title.get_text()
    assert words in page.select_one('meta[property="og:description"]')["content"]


def test_the_queries_do_not_grow_with_the_history(client, article, ines, django_assert_max_num_queries):
    annotation = article.annotations.get(public_id=CLAIM.id)
    for number in range(10):
        replace_note(annotation, replace(CLAIM, body=str(number)), actor=ines)
    with django_assert_max_num_queries(8):
        client.get(f"/annotations/{CLAIM.id}")
