"""An editor gives an article a new text, readers see what changed, and notes that lost their words are put back."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.document import Note, describe_span
from articles.models import Article, Host, User, add_notes, hosts, replace_note, revise, text_document
from tests.importers.hosts import ANSWERS, answer, serving
from tests.views.samples import CLAIM, COMMENT, P1, P2, P3

pytestmark = pytest.mark.django_db
HERE = "/articles/the-dam-the-flood/"
NEW = "\n\n".join([P1.text.replace("on Friday", "late on Friday"), P2.text, "A report says that much has happened."])
BACK = "\n\n".join([P1.text, P2.text, P3.text])


@pytest.fixture
def editor(editor):
    """May change annotations too."""
    names = ["change_annotation", "add_annotation"]
    User.objects.get(username="editor").user_permissions.add(*Permission.objects.filter(codename__in=names))
    return editor


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text_of(found) -> str:
    return " ".join(found.get_text(" ").split())


def preview(editor, text: str = NEW, **more) -> dict:
    """The fields of the preview's form."""
    response = editor.post(HERE + "revise/", {"text": text, "format": "", **more})
    assert response.status_code == 200, page(response).get_text()
    form = page(response).select_one("main form[method=post]")
    return {field["name"]: field.get("value", "") for field in form.select("input")} | {"page": page(response)}


class TestRevising:
    def test_paste_preview_store(self, editor, article):
        first = page(editor.get(HERE + "revise/"))
        assert first.select_one("textarea").text.strip() == BACK
        assert first.select_one("textarea")["dir"] == "auto"
        fields = preview(editor)
        shown = text_of(fields.pop("page").select_one("main"))
        assert "1 note loses its words" in shown
        assert article.revisions.count() == 1
        response = editor.post(HERE + "revise/", fields | {"store": "1"})
        assert response["Location"] == HERE + "revisions/2/changes/"
        article.refresh_from_db()
        assert article.current_revision.number == 2
        assert article.current_revision.created_by.username == "editor"
        assert article.title == "The dam & the <flood>"

    def test_lost_notes_are_told_first_and_in_the_order_of_the_text(self, editor, article):
        shown = preview(editor, f"{P2.text}\n\nIt rained for almost a week, a report says.")["page"]
        assert [text_of(row.select_one("b")) for row in shown.select("main .rows li")] == ["Quote", "Source", "Claim"]
        assert [text_of(row.select("p")[1]) for row in shown.select("main .rows li")][1:] == [
            "Loses its words", "Has its words changed",
        ]  # fmt: skip

    def test_a_file_and_its_headline(self, editor, article):
        html = "<h1>The dam holds</h1>" + "".join(f"<p>{item.text}</p>" for item in (P1, P3))
        file = SimpleUploadedFile("new.html", html.encode(), "text/html")
        fields = preview(editor, "", file=file)
        del fields["page"]
        assert fields["title"] == "The dam holds"
        editor.post(HERE + "revise/", fields | {"title": "The dam held", "store": "1"})
        article.refresh_from_db()
        assert article.title == "The dam held"
        assert [row.public_id for row in article.paragraphs.all()] == ["p1", "p3"]

    def test_a_file_counts_beside_the_text_that_the_form_began_with(self, editor, article):
        file = SimpleUploadedFile("new.txt", NEW.encode(), "text/plain")
        assert "1 note loses its words" in text_of(preview(editor, BACK.replace("\n", "\r\n"), file=file)["page"])
        file.seek(0)
        both = editor.post(HERE + "revise/", {"text": "Typed.", "file": file})
        assert both.status_code == 422
        assert "not both" in both.text

    def test_the_same_text_and_changing_it_again(self, editor, article):
        fields = preview(editor, BACK)
        assert "there is nothing to store" in text_of(fields.pop("page"))
        editor.post(HERE + "revise/", fields | {"store": "1"})
        assert article.revisions.count() == 1
        again = editor.post(HERE + "revise/", fields | {"change": "1"})
        assert page(again).select_one("textarea").text.strip() == BACK

    def test_whoever_saves_second_sees_a_new_preview(self, editor, article):
        fields = preview(editor)
        del fields["page"]
        revise(article, text_document("Something else."), actor=None, plain=True)
        response = editor.post(HERE + "revise/", fields | {"store": "1"})
        assert response.status_code == 409
        assert "has a newer version than the one that you began with" in text_of(page(response))
        assert article.revisions.count() == 2

    def test_a_preview_that_is_sent_twice_is_stored_once_and_is_no_conflict(self, editor, article):
        fields = preview(editor)
        del fields["page"]
        answers = [editor.post(HERE + "revise/", fields | {"store": "1"}) for _ in range(2)]
        assert [answer["Location"] for answer in answers] == [HERE + "revisions/2/changes/"] * 2
        assert article.revisions.count() == 2
        revise(article, text_document("Something else."), actor=None, plain=True)
        assert editor.post(HERE + "revise/", fields | {"store": "1"}).status_code == 409

    def test_whoever_began_before_another_stored_is_told_with_the_preview(self, editor, article):
        seen = page(editor.get(HERE + "revise/")).select_one("[name=seen]")["value"]
        revise(article, text_document("Something else."), actor=None, plain=True)
        told = [
            "newer version" in editor.post(HERE + "revise/", {"text": NEW, "seen": number}).text
            for number in (seen, "2")
        ]
        assert told == [True, False]

    def test_what_is_lost_of_a_note_is_named(self, editor, article):
        spans = (describe_span(P3, 0, 20), describe_span(P3, 22, 30, "source"))
        add_notes(article, [Note("", "claim", spans, verdict="unchecked")], actor=None)
        text = text_of(preview(editor, "\n\n".join([P1.text, P2.text, "It rained for a week."]))["page"])
        assert "Loses the words for its source a report" in text
        assert "Loses its words" not in text

    def test_a_note_that_loses_a_part_of_its_words(self, editor, article):
        spans = (describe_span(P1, 0, 12), describe_span(P3, 0, 20))
        add_notes(article, [Note("", "claim", spans, verdict="unchecked")], actor=None)
        assert "Loses some of its words" in text_of(preview(editor, f"{P1.text}\n\n{P2.text}")["page"])

    def test_who_stored_a_version_has_read_it(self, editor, article):
        editor.get(HERE)
        fields = preview(editor)
        del fields["page"]
        editor.post(HERE + "revise/", fields | {"store": "1"})
        assert "changed since you read it" not in editor.get(HERE).text

    @pytest.mark.parametrize("text", ["", " \n "])
    def test_nothing_is_refused_in_a_sentence(self, editor, article, text):
        response = editor.post(HERE + "revise/", {"text": text})
        assert response.status_code == 422
        assert "Paste a text or choose a file." in response.content.decode()

    def test_a_preview_that_was_tampered_with(self, editor, article):
        assert editor.post(HERE + "revise/", {"original": "nonsense", "store": "1"}).status_code == 422

    def test_only_editors(self, client, reader, article):
        assert client.get(HERE + "revise/").status_code == 302
        assert reader.get(HERE + "revise/").status_code == 403

    def test_private_notes_of_others_are_not_counted(self, editor, ines, article):
        before = text_of(preview(editor)["page"].select_one(".lead"))
        private = {"visibility": "private", "id": "", "spans": CLAIM.spans, "body": "mine", "kind": "comment"}
        add_notes(article, [type(COMMENT)(**private)], actor=ines)
        assert text_of(preview(editor)["page"].select_one(".lead")) == before


class TestHistory:
    @pytest.fixture(autouse=True)
    def revised(self, article):
        revise(article, text_document(NEW), actor=None, plain=True)
        return article

    def test_a_list_with_dates(self, soup, article):
        found = soup(HERE + "revisions/")
        assert [text_of(item) for item in found.select("main h2")] == ["Version 2 what is read now", "Version 1"]
        assert len(found.select("main time")) == 2

    def test_an_old_version_with_its_notes_as_they_were(self, soup, article):
        row = article.annotations.with_values().get(public_id="remark2345")
        replace_note(row, type(COMMENT)(**{**fields(row), "body": "Edited since."}), actor=None)
        old, new = soup(HERE + "revisions/1/"), soup(HERE + "revisions/2/")
        assert "It rained for a week" in text_of(old.select_one("#p3"))
        assert old.select_one("#r-claim23456")
        assert not new.select_one("#r-claim23456")
        assert "A good article." in text_of(old.select_one("#n-remark2345"))
        assert "Edited since." in text_of(new.select_one("#n-remark2345"))
        assert not old.select("main script")

    def test_what_changed(self, soup, client, article):
        found = soup(HERE + "revisions/2/changes/")
        assert "1 claim removed" in text_of(found.select_one(".units"))
        assert "late" in [text_of(piece) for piece in found.select(".diff ins")]
        assert "1 paragraph unchanged" in text_of(found.select_one(".fold summary"))

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("9/", "has no version 9."),
            ("9/changes/", "has no version 9."),
            ("1/changes/", "Version 1 is the first"),
            *(
                (f"2/changes/?since={since}", "is no version before")
                for since in ("2", "0", "-1", "²", "<b>", "9" * 5000)
            ),
        ],
    )
    def test_a_version_that_is_not_there(self, client, article, address, said):
        response = client.get(f"{HERE}revisions/{address}")
        assert response.status_code == 404
        assert said in text_of(page(response).main)
        assert page(response).select_one(f'main a[href="{HERE}revisions/"]')

    def test_private_notes_stay_private(self, client, reader, ines, article):
        note = type(COMMENT)("hidden2345", "comment", body="only mine", visibility="private")
        add_notes(article, [note], actor=ines)
        for address in (HERE + "revisions/2/", HERE + "revisions/2/changes/"):
            assert "only mine" not in client.get(address).content.decode()
        assert "only mine" in reader.get(HERE + "revisions/2/").content.decode()

    def test_gone_notes_have_their_own_part(self, soup, article):
        found = soup(HERE)
        heading = found.find("h3", string="No longer in the text")
        note = heading.find_next("li")
        assert note["id"] == "n-claim23456"
        assert "These words are gone from the text: It rained for a week" in text_of(note)
        assert note.select_one("a[href='/articles/the-dam-the-flood/revisions/1/#n-claim23456']")
        assert "Version 2" in text_of(found.select_one(".article-header"))

    def test_gone_notes_stand_in_the_order_in_which_their_words_stood(self, soup, article):
        for text in ("Nothing of all that.", "Nothing."):
            revise(article, text_document(text), actor=None, plain=True)
        row = article.annotations.with_values().get(public_id="quote23456")
        replace_note(row, type(COMMENT)(**{**fields(row), "speaker_role": "Mayor"}), actor=None)
        for address in (HERE, HERE + "revisions/4/"):
            gone = [item["id"] for item in soup(address).select("main li[id^=n-]")]
            assert [name for name in gone if name != "n-remark2345"] == ["n-quote23456", "n-source2345", "n-claim23456"]

    def test_lists_cost_the_same_however_long(self, client, article, django_assert_max_num_queries):
        for number in range(5):
            revise(article, text_document(f"{NEW}\n\nNumber {number}."), actor=None, plain=True)
        for address in ("", "revisions/", "revisions/4/", "revisions/6/changes/"):
            with django_assert_max_num_queries(16):
                assert client.get(HERE + address).status_code == 200


def fields(row) -> dict:
    note = row.to_note()
    return {name: getattr(note, name) for name in note.__slots__}


class TestReturning:
    def test_a_reader_is_told_once_that_the_article_changed(self, client, article):
        first = client.get(HERE)
        cookie = first.cookies["read"]
        assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == ("1", HERE, True, "Lax")
        assert "read" not in client.get(HERE).cookies
        revise(article, text_document(NEW), actor=None, plain=True)
        told = client.get(HERE, headers={"If-None-Match": first["ETag"]})
        link = page(told).select_one("[role=status] a")
        assert link["href"] == HERE + "revisions/2/changes/?since=1"
        assert "private" in told["Cache-Control"]
        assert "public" not in told["Cache-Control"]
        again = client.get(HERE, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert not page(again).select("[role=status]")
        assert "public" in again["Cache-Control"]

    def test_the_cookie_is_for_the_article_alone_whatever_its_address_is_written_in(self, client, article):
        Article.objects.update(slug="السد-والفيضان")
        address = Article.objects.get().get_absolute_url()
        assert client.get(address).cookies["read"]["path"] == address

    def test_what_stands_is_what_the_row_says(self, client, article):
        found, row = Article.objects.standing(article.slug), Article.objects.get()
        assert found.get_deferred_fields() >= {"title", "url"}
        for name in ("pk", "slug", "state", "version", "modified"):
            assert getattr(found, name) == getattr(row, name)
        assert found.number == row.current_revision.number
        assert Article.objects.standing("nowhere") is None

    @pytest.mark.parametrize("value", ["0", "7", "-1", "x", "²", "9" * 20])
    def test_nonsense_in_the_cookie_is_passed_over(self, client, article, value):
        client.cookies["read"] = value
        assert client.get(HERE).status_code == 200


class TestReattaching:
    @pytest.fixture(autouse=True)
    def revised(self, article):
        text = NEW.replace("much has happened", "it rained for almost a week")
        revise(article, text_document(text), actor=None, plain=True)

    def test_in_two_clicks(self, editor, article):
        listed = page(editor.get("/review/?anchor=lost"))
        links = [link["href"] for link in listed.select("main .rows a.button")]
        assert "/annotations/claim23456/reattach/?review=1" in links
        found = page(editor.get("/annotations/claim23456/reattach/"))
        assert "It rained for a week" in text_of(found)
        form = found.select_one("main .rows form")
        sent = {field["name"]: field["value"] for field in form.select("input, button")}
        response = editor.post("/annotations/claim23456/reattach/", sent)
        assert response["Location"] == HERE + "#r-claim23456"
        row = article.annotations.with_values().get(public_id="claim23456")
        (span,) = row.to_note().spans
        assert (row.anchor, span.state, span.paragraph) == ("unchanged", "unchanged", "p3")
        assert row.versions.first().action == "reattached"
        revise(article, text_document(BACK), actor=None, plain=True)
        row = article.annotations.get(pk=row.pk)
        assert row.anchor != "gone"

    def test_who_works_through_the_list_comes_back_to_it(self, editor, article):
        address = "/annotations/claim23456/reattach/?review=1"
        form = page(editor.get(address)).select_one("main .rows form")
        sent = {field["name"]: field["value"] for field in form.select("input, button")}
        assert editor.post(address, sent | {"version": "0"})["Location"] == address
        listed = editor.post(address, sent, follow=True)
        assert listed.redirect_chain == [("/review/?anchor=lost", 302)]
        assert "The note is on these words now." in text_of(page(listed))

    def test_what_stands_around_a_place_begins_and_ends_with_words(self, editor, article):
        words = "extraordinary " * 10
        text = f"{words}it rained for almost a week {words}"
        revise(article, text_document(f"{P1.text}\n\n{P2.text}\n\n{text}"), actor=None, plain=True)
        shown = text_of(page(editor.get("/annotations/claim23456/reattach/")).select_one(".rows p"))
        assert set(shown.replace("…", "").split()) <= set(text.split())

    def test_two_quick_clicks_are_no_conflict(self, editor, article):
        form = page(editor.get("/annotations/claim23456/reattach/")).select_one("main .rows form")
        sent = {field["name"]: field["value"] for field in form.select("input, button")}
        answers = [editor.post("/annotations/claim23456/reattach/", sent) for _ in range(2)]
        assert [answer["Location"] for answer in answers] == [HERE + "#r-claim23456"] * 2
        assert article.annotations.get(public_id="claim23456").versions.filter(action="reattached").count() == 1
        replace_note(row := article.annotations.with_values().get(public_id="claim23456"), row.to_note(), actor=None)
        other = sent | {"place": "p1:0-5"}
        assert editor.post("/annotations/claim23456/reattach/", other)["Location"].endswith("/reattach/")

    def test_links_to_a_note_without_words_lead_to_its_entry(self, editor, article):
        revise(article, text_document(P1.text), actor=None, plain=True)
        assert page(editor.get(HERE)).select_one("#n-claim23456")
        for address in ("/annotations/claim23456", "/annotations/claim23456/history/", "/review/?anchor=lost"):
            assert page(editor.get(address)).select(f'main a[href="{HERE}#n-claim23456"]')
        row = article.annotations.get(public_id="claim23456")
        undone = editor.post(f"/annotations/claim23456/restore/{row.version}/?version={row.version}")
        assert undone["Location"] == f"{HERE}#n-claim23456"

    def test_the_list_says_since_when(self, editor, article):
        revise(article, text_document(BACK), actor=None, plain=True)
        spans = (describe_span(P1, 0, 12), describe_span(P3, 0, 20))
        add_notes(article, [Note("parted2345", "claim", spans, verdict="unchecked")], actor=None)
        for text in (P2.text, BACK, f"{P1.text}\n\n{P2.text}", f"{P2.text}\n\nToday: {P1.text}"):
            revise(article, text_document(text), actor=None, plain=True)
        row = article.annotations.get(public_id="parted2345")
        assert (row.anchor, row.revision.number) == ("gone", 7)
        link = page(editor.get("/review/?anchor=lost")).select_one('[href^="/annotations/parted2345/reattach/"]')
        assert text_of(link.find_parent("li").select("p")[-2]) == "Gone since version 6"

    @pytest.mark.parametrize("sent", [{}, {"span": "9", "place": "p1:0-5"}, {"span": "0", "place": "p9:0-5"}])
    def test_nonsense_is_refused(self, editor, article, sent):
        response = editor.post("/annotations/claim23456/reattach/", sent)
        assert response.status_code == 422

    def test_for_those_who_may_change_it(self, client, reader, article):
        assert client.get("/annotations/claim23456/reattach/").status_code == 302
        assert reader.get("/annotations/claim23456/reattach/").status_code == 403
        assert Article.objects.count() == 1


class TestFetchingAgain:
    @pytest.fixture
    def server(self, article, settings, monkeypatch):
        settings.PRIVATE_HOSTS = ["localhost"]
        monkeypatch.setattr(hosts, "PAUSE", timedelta(0))
        new = "".join(f"<p>{item.text}</p>" for item in (P1, P2)) + "<p>It rained again on Sunday.</p>"
        body = f"<!doctype html><html><head><title>The dam holds</title></head><body><h1>The dam holds</h1>{new}</body>"
        with serving({**ANSWERS, "/dam": answer(body=body.encode())}) as server:
            Article.objects.update(url=server.url("/dam", "localhost"))
            yield server

    def test_preview_and_store(self, editor, article, server):
        assert "Fetch it again" in editor.get(HERE + "revise/").text
        fields = preview(editor, fetch="1")
        assert "It rained again on Sunday." in text_of(fields.pop("page"))
        assert fields["title"] == "The dam holds"
        assert editor.post(HERE + "revise/", fields | {"store": "1"})["Location"] == HERE + "revisions/2/changes/"
        revision = article.revisions.get(number=2)
        assert b"Sunday" in bytes(revision.original)

    def test_what_went_wrong_is_said(self, editor, article, server, monkeypatch):
        server.answers["/dam"] = answer("404 Not Found")
        said = editor.post(HERE + "revise/", {"fetch": "1"}, follow=True)
        assert "could not be fetched again. localhost has no such page (404)." in said.text
        Host.objects.update(free_from=timezone.now() + timedelta(seconds=30))
        assert "Its host was asked a moment ago" in editor.post(HERE + "revise/", {"fetch": "1"}, follow=True).text
        assert article.revisions.count() == 1
