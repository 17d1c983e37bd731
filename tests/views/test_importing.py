"""Importing in the browser: a preview first, nothing stored before it is confirmed, nothing lost on the way."""

import gzip
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from articles.forms.importing import Original
from articles.importers.text import MOST_BYTES
from articles.models import Article, Import, Publication, User, from_document, hosts
from articles.tasks import import_address
from tests.importers.hosts import ANSWERS, answer, serving
from tests.views.conftest import new_browser
from tests.views.samples import DOCUMENT

pytestmark = pytest.mark.django_db

ADDRESS = "/import/"
MARKDOWN = "# The harbour\n\nBy Ines Holm\n\nIt froze on *Monday*, said the pilot & crew.\n\n- ice\n- more ice\n"
PAGE = """<html lang="de"><head><title>Der Hafen</title><link rel="canonical" href="https://hafen.example/eis">
<meta property="article:published_time" content="2026-01-05T18:30:00+01:00"></head>
<body><article><h1>Der Hafen</h1><p>Er fror am Montag zu, und keiner fuhr mehr hinaus.</p></article></body></html>"""


@pytest.fixture
def editor():
    user = User.objects.create_user("vera")
    user.groups.add(Role.objects.get(name="editor"))
    client = new_browser()
    client.force_login(user)
    return client


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(response):
    """What the form on a page would send."""
    form = page(response).select_one("main form:has([name=text], [name=original])")
    sent = {item["name"]: item.get("value", "") for item in form.select("input[name]") if item["name"] != "csrf"}
    sent |= {item["name"]: item.text.removeprefix("\n") for item in form.select("textarea[name]")}
    return sent


def errors(response, name):
    wrong = page(response).select_one(f"#id_{name}").find_parent(class_="field")
    return " ".join(item.text for item in wrong.select(".errorlist li"))


def upload(data, name="article.txt"):
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(("role", "status"), [(None, 403), ("annotator", 403), ("editor", 200)])
def test_who_may(role, status):
    user = User.objects.create_user("someone")
    if role:
        user.groups.add(Role.objects.get(name=role))
    client = new_browser()
    client.force_login(user)
    assert client.get(ADDRESS).status_code == status
    assert client.post(ADDRESS, {"text": MARKDOWN}).status_code == status
    assert not Article.objects.exists()


def test_without_an_account_one_signs_in_and_comes_back(client):
    response = client.get(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/import/")


def test_an_empty_text_leaves_the_form_for_an_address(editor):
    shown = page(editor.post(ADDRESS, {"text": ""}))
    assert shown.select_one("#id_text").find_parent(class_="is-wrong")
    assert shown.select_one("form [name=address]")


@pytest.mark.parametrize(("wanted", "kinds"), [(True, ["quote"]), (False, ["quote"]), (True, [])])
def test_that_proposals_are_on_their_way_is_said(editor, settings, wanted, kinds):
    settings.SUGGEST_ON_IMPORT, settings.SUGGEST_KINDS = wanted, kinds
    sent = fields(editor.post(ADDRESS, {"text": MARKDOWN})) | {"state": "published"}
    said = page(editor.post(ADDRESS, sent, follow=True)).select_one(".messages").text
    assert "The article is published." in said
    assert ("offers them in a moment" in said) is (wanted and bool(kinds))


class TestPreview:
    def test_it_shows_what_would_be_stored_and_stores_nothing(self, editor):
        response = editor.post(ADDRESS, {"text": MARKDOWN})
        shown = page(response)
        sent = fields(response)
        assert response.status_code == 200
        assert (sent["title"], sent["byline"]) == ("The harbour", "Ines Holm")
        kinds = [item.text for item in shown.select(".preview .meta")]
        assert kinds == ["Paragraph", "List item 1", "List item 1"]
        assert shown.select_one(".preview em").text == "Monday"
        assert not Article.objects.exists()
        assert not Publication.objects.exists()

    def test_metadata_of_a_page(self, editor):
        sent = fields(editor.post(ADDRESS, {"file": upload(PAGE.encode(), "hafen.html")}))
        assert (sent["published"], sent["time"], sent["zone"]) == ("2026-01-05", "18:30:00", "+01:00")
        assert (sent["url"], sent["language"]) == ("https://hafen.example/eis", "de")

    def test_hostile_text_is_shown_as_text(self, editor):
        text = (
            '# <script>alert(1)</script>\n\nBy "><img src=x onerror=alert(1)>\n\n'
            "<script>alert(2)</script> [x](javascript:alert(3))"
        )
        for format in ("markdown", "text", "html"):
            response = editor.post(ADDRESS, {"text": text, "format": format})
            shown = page(response)
            assert not shown.select("main script, main img, main [onerror], main a[href^=javascript]")

    def test_a_known_address_leads_to_its_article(self, editor):
        article = from_document(DOCUMENT)
        response = editor.post(ADDRESS, {"text": MARKDOWN, "url": DOCUMENT.url})
        assert "stored already" in errors(response, "url")
        assert page(response).select_one(f"main a[href='{article.get_absolute_url()}']")
        response = editor.post(ADDRESS, fields(response) | {"state": "published"})
        assert response.status_code == 422
        assert Article.objects.count() == 1

    @pytest.mark.parametrize("way", ["?utm_source=mail", "#top"])
    def test_so_it_does_however_readers_came_there(self, editor, way):
        from_document(DOCUMENT)
        response = editor.post(ADDRESS, {"text": MARKDOWN, "url": DOCUMENT.url + way})
        assert "stored already" in errors(response, "url")

    def test_a_further_known_address_too(self, editor):
        from_document(DOCUMENT).addresses.create(url="https://m.reservoir.example/dam")
        response = editor.post(ADDRESS, {"text": MARKDOWN, "url": "https://m.reservoir.example/dam"})
        assert "stored already" in errors(response, "url")

    def test_a_text_that_is_here_already_is_told_and_may_be_stored_again(self, editor):
        def told(response):
            return page(response).select_one("main .state")

        first = editor.post(ADDRESS, {"text": MARKDOWN})
        assert told(first) is None
        editor.post(ADDRESS, fields(first) | {"state": "draft"})
        for text in (MARKDOWN.replace("more ice", "less ice"), MARKDOWN.replace("harbour", "port")):
            assert told(editor.post(ADDRESS, {"text": text})) is None
        again = editor.post(ADDRESS, {"text": MARKDOWN})
        assert "is here already" in told(again).text
        assert told(again).a["href"] == Article.objects.get().get_absolute_url()
        assert editor.post(ADDRESS, fields(again) | {"state": "published"}).status_code == 302
        assert Article.objects.count() == 2

    def test_a_preview_that_is_sent_twice_stores_once(self, editor):
        sent = fields(editor.post(ADDRESS, {"text": MARKDOWN})) | {"state": "published"}
        assert editor.post(ADDRESS, sent).status_code == 302
        again = editor.post(ADDRESS, sent)
        assert again.status_code == 422
        assert page(again).select_one("main .state").a["href"] == Article.objects.get().get_absolute_url()
        assert editor.post(ADDRESS, fields(again) | {"state": "published"}).status_code == 302
        assert Article.objects.count() == 2

    def test_a_draft_that_the_reader_may_not_see_is_not_told(self):
        user = User.objects.create_user("nils")
        user.user_permissions.add(Permission.objects.get(codename="add_article", content_type__app_label="articles"))
        client = new_browser()
        client.force_login(user)
        client.post(ADDRESS, fields(client.post(ADDRESS, {"text": MARKDOWN})) | {"state": "draft"})
        assert Article.objects.count() == 1
        assert not page(client.post(ADDRESS, {"text": MARKDOWN})).select("main .state")

    def test_a_wrong_address_is_said_beside_it_and_kept(self, editor):
        response = editor.post(ADDRESS, {"file": upload(MARKDOWN.encode()), "url": "javascript:alert(1)"})
        assert "http://" in errors(response, "url")
        assert fields(response)["url"] == "javascript:alert(1)"

    def test_long_articles_are_not_shown_whole(self, editor):
        text = "\n\n".join(f"This is the sentence with the number {number}." for number in range(1_200))
        shown = page(editor.post(ADDRESS, {"text": text}))
        assert len(shown.select(".preview li")) == 1_000
        assert "more, which are not shown" in shown.text

    def test_its_queries_do_not_grow(self, editor, django_assert_max_num_queries):
        text = "\n\n".join(f"This is the sentence with the number {number}." for number in range(200))
        with django_assert_max_num_queries(8):
            editor.post(ADDRESS, {"text": text, "url": "https://new.example/"})


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
            (b"\0\0\0\0\0\0", "NUL"),
            (b"   \n\n", "empty"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
            (b"x" * (MOST_BYTES + 1), "at most 10 MB"),
            (b"<div>" * 2_000 + b"text", "nested"),
            (b"<p><b>x</b></p>" * 30_000, "elements"),
            (gzip.compress(b"<p>The ferry sails.</p>" * 50)[:-9], "breaks off"),
            (gzip.compress(bytes(MOST_BYTES + 1)), "at most 10 MB"),
        ],
        ids=["pdf", "nul", "blank", "png", "huge", "deep", "many", "half a gzip", "bomb"],
    )
    def test_a_file_that_is_no_article(self, editor, data, sentence):
        response = editor.post(ADDRESS, {"file": upload(data, "x.html"), "url": "https://kept.example/"})
        assert response.status_code == 422
        assert sentence in errors(response, "file")
        assert fields(response)["url"] == "https://kept.example/"
        assert not Article.objects.exists()

    def test_an_empty_file(self, editor):
        assert "empty" in errors(editor.post(ADDRESS, {"file": upload(b"")}), "file")

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"text": ""}, "Paste a text or choose a file."),
            ({"text": " \n "}, "Paste a text or choose a file."),
            ({"text": "Here\0 and there"}, "Null characters"),
            ({"text": "<div>" * 2_000 + "deep", "format": "html"}, "nested"),
            ({"text": "a" * 1_000_001, "format": "markdown"}, "1,000,000"),
        ],
        ids=["empty", "blank", "nul", "deep", "long"],
    )
    def test_a_text_that_is_no_article_stays_in_its_field(self, editor, sent, sentence):
        response = editor.post(ADDRESS, sent)
        assert response.status_code == 422
        assert sentence in errors(response, "text")
        if "\0" not in sent["text"]:
            assert fields(response)["text"] == sent["text"]

    def test_text_and_file(self, editor):
        response = editor.post(ADDRESS, {"text": MARKDOWN, "file": upload(MARKDOWN.encode())})
        assert "not both" in errors(response, "text")

    def test_an_unknown_format(self, editor):
        assert errors(editor.post(ADDRESS, {"text": MARKDOWN, "format": "docx"}), "format")


class TestConfirming:
    def preview(self, editor, **sent):
        return fields(editor.post(ADDRESS, sent))

    def test_publishing_with_corrected_metadata(self, editor):
        sent = self.preview(editor, text=MARKDOWN)
        sent |= {
            "title": "The frozen harbour",
            "publication": "The Pilot",
            "published": "2026-01-06",
            "state": "published",
        }
        response = editor.post(ADDRESS, sent | {"state": "published"})
        article = Article.objects.get()
        assert response["Location"] == article.get_absolute_url() == "/articles/the-frozen-harbour/"
        assert (article.title, article.publication.name, str(article.published)) == (
            "The frozen harbour",
            "The Pilot",
            "2026-01-06",
        )
        assert (article.state, article.added_by.username) == ("published", "vera")
        assert "It froze on Monday, said the pilot & crew." in [row.text for row in article.paragraphs.all()]
        assert bytes(article.current_revision.original).decode("utf-8-sig").replace("\r\n", "\n") == MARKDOWN

    def test_a_draft_is_for_editors(self, editor, client):
        editor.post(ADDRESS, self.preview(editor, text=MARKDOWN) | {"state": "draft"})
        article = Article.objects.get()
        assert article.state == "draft"
        assert client.get(article.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
    def test_a_file_keeps_its_bytes(self, editor, encoding):
        data = PAGE.replace("Montag", "Märzmontag – „kalt“").encode(encoding)
        sent = self.preview(editor, file=upload(data, "hafen.html"))
        editor.post(ADDRESS, sent | {"state": "published"})
        article = Article.objects.get()
        assert bytes(article.current_revision.original) == data
        assert "Märzmontag – „kalt“" in article.paragraphs.get().text
        assert article.published_value.isoformat() == "2026-01-05T18:30:00+01:00"

    def test_a_packed_page_is_kept_unpacked(self, editor):
        data = PAGE.encode()
        sent = self.preview(editor, file=upload(gzip.compress(data), "hafen.html.gz"))
        editor.post(ADDRESS, sent | {"state": "published"})
        assert bytes(Article.objects.get().current_revision.original) == data

    def test_pasted_html_is_read_as_pasted_whatever_it_declares(self, editor):
        head = '<meta charset="iso-8859-1"><title>Æble</title>'
        text = f"<html><head>{head}</head><body><p>Blåbær og æbler.</p></body></html>"
        editor.post(ADDRESS, self.preview(editor, text=text) | {"state": "published"})
        assert Article.objects.get().paragraphs.get().text == "Blåbær og æbler."

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"title": ""}, "title"),
            ({"title": "t" * 301}, "title"),
            ({"byline": "Ines\x07Holm"}, "byline"),
            ({"url": "ftp://files.example/"}, "url"),
            ({"url": "https://a.example/" + "ü" * 1_000}, "url"),
            ({"language": "en GB"}, "language"),
            ({"published": "2026-13-01"}, "published"),
            ({"time": "10:00", "zone": "+01:00"}, "published"),
            ({"published": "2026-01-01", "time": "10:00", "zone": ""}, "zone"),
            ({"published": "2026-01-01", "time": "10:00", "zone": "CET"}, "zone"),
            ({"published": "0001-01-01", "time": "00:00", "zone": "+14:00"}, "published"),
        ],
    )
    def test_an_error_stands_beside_its_field_and_nothing_is_lost(self, editor, changed, field):
        sent = self.preview(editor, text=MARKDOWN) | {"publication": "The Pilot"} | changed
        response = editor.post(ADDRESS, sent | {"state": "published"})
        assert response.status_code == 422
        assert errors(response, field)
        again = fields(response)
        assert {name: again[name] for name in changed} == changed
        assert again["publication"] == "The Pilot"
        assert Original.loads(again["original"]) == Original.loads(sent["original"])
        assert not Article.objects.exists()

    def test_going_back_to_the_text(self, editor):
        sent = self.preview(editor, text=MARKDOWN, format="markdown", url="https://a.example/1")
        back = fields(editor.post(ADDRESS, sent | {"state": ""}))
        assert (back["text"].replace("\r\n", "\n"), back["url"]) == (MARKDOWN, "https://a.example/1")

    def test_a_preview_that_somebody_tampered_with(self, editor):
        sent = self.preview(editor, text=MARKDOWN)
        response = editor.post(ADDRESS, sent | {"original": sent["original"][:-1] + "!", "state": "published"})
        assert response.status_code == 422
        assert "can no longer be stored" in response.text
        assert not Article.objects.exists()

    def test_an_article_of_nearly_the_most_bytes(self, editor):
        paragraph = "".join(chr(33 + (number * number) % 90) for number in range(1_000))
        data = ("\n\n".join([paragraph] * 2_400)).encode()
        sent = self.preview(editor, file=upload(data), format="text")
        assert editor.post(ADDRESS, sent | {"state": "draft"}).status_code == 302
        assert len(bytes(Article.objects.get().current_revision.original)) == len(data)


def test_what_travels_comes_back_as_it_was():
    for original in (Original(b"", "html", "a\n.html", "https://a.example/"), Original.of_text("ä\n\n\U0001f9ca")):
        assert Original.loads(original.dumps()) == original
    assert Original.of_text("ä").text == "ä"
    assert Original(b"x", name="x.txt").text is None


class TestFromTheWeb:
    @pytest.fixture
    def server(self, settings, monkeypatch):
        settings.PRIVATE_HOSTS = ["localhost"]
        monkeypatch.setattr(hosts, "PAUSE", timedelta(0))
        story = PAGE.replace("https://hafen.example/eis", "/eis").encode("cp1252")
        answers = {"/eis": answer(body=story, Content_Type="text/html; charset=iso-8859-1")}
        with serving({**ANSWERS, **answers, "/amp/eis": answers["/eis"]}) as server:
            yield server

    def ask(self, editor, url):
        """The page that follows the import, before and after the job is done."""
        response = editor.post(ADDRESS, {"address": url})
        assert response.status_code == 302, errors(response, "address")
        waiting = editor.get(response["Location"])
        import_address.func(Import.objects.latest("pk").pk)
        return waiting, editor.get(response["Location"])

    def test_whose_job_is_cancelled_is_said_to_be_and_looks_no_more(self, editor):
        editor.post(ADDRESS, {"address": "https://news.example/dam"})
        address = f"{ADDRESS}{Import.objects.get().public_id}/"
        job = DBTaskResult.objects.get()
        editor.post(f"/jobs/{job.pk}/cancel/")
        shown = editor.get(address)
        assert "Refresh" not in shown
        assert page(shown).select_one(".reason").text == "Cancelled by vera."
        assert "on its way" not in shown.text
        editor.post(f"/jobs/{job.pk}/again/")
        assert "on its way" in editor.get(address).text

    def test_ask_preview_store(self, editor, server):
        url = server.url("/eis?utm_source=mail", "localhost")
        waiting, shown = self.ask(editor, url)
        assert waiting["Refresh"] == "2"
        assert page(waiting).select_one("[aria-current=step]").text == "Its turn comes"
        assert "Refresh" not in shown
        assert not Article.objects.exists()
        sent = fields(shown)
        assert (sent["title"], sent["language"]) == ("Der Hafen", "de")
        editor.post(ADDRESS, sent | {"byline": "Ines Holm", "state": "published"})
        article = Article.objects.get()
        assert (article.byline, article.url) == ("Ines Holm", server.url("/eis", "localhost"))
        assert bytes(article.current_revision.original) == server.answers["/eis"].partition(b"\r\n\r\n")[2]
        for again in (url, server.url("/eis#top", "localhost"), server.url("/eis", "localhost")):
            assert editor.post(ADDRESS, {"address": again})["Location"] == article.get_absolute_url()
        _, other = self.ask(editor, server.url("/amp/eis", "localhost"))
        assert other["Location"] == article.get_absolute_url()
        assert Article.objects.count() == 1

    @pytest.mark.parametrize(
        ("path", "reason"), [("/missing", "has no such page (404)"), ("/picture", "cannot be read as an article")]
    )
    def test_what_cannot_be_had_says_why_and_can_be_tried_again(self, editor, server, path, reason):
        url = server.url(path, "localhost")
        _, shown = self.ask(editor, url)
        assert reason in page(shown).select_one("[role=alert]").text
        assert page(shown).select_one("[name=address]")["value"] == url
        assert reason in editor.get(ADDRESS).text

    @pytest.mark.parametrize(
        "address",
        [
            *("", "ftp://files.example/", "javascript:alert(1)", "https://u:p@a.example/"),
            *("nope", "localhost:8000", "http://10.0.0.1/", "https://[::1]/story"),
        ],
    )
    def test_what_is_no_address(self, editor, address):
        response = editor.post(ADDRESS, {"address": address})
        assert response.status_code == 422
        said = errors(response, "address")
        assert "Write an address such as" in said or "no host" in said or "not a host" in said
        assert not Import.objects.exists()

    def test_an_address_of_more_bytes_than_can_be_stored(self, editor):
        response = editor.post(ADDRESS, {"address": f"https://a.example/{'港' * 300}"})
        assert response.status_code == 422
        assert "This address is too long." in errors(response, "address")
        assert not Import.objects.exists()

    def test_a_very_long_address_does_not_fill_the_list(self, editor):
        Import.objects.create(url=f"https://harbour.example/{'x' * 1_900}", asked_by=User.objects.get())
        (shown,) = page(editor.get(ADDRESS)).select(".address")
        assert shown.text.startswith("https://harbour.example/x")
        assert len(shown.text) == 200

    def test_who_may_follow_it(self, editor, client):
        item = Import.objects.create(url="https://harbour.example/")
        assert editor.get(f"/import/{item.public_id}/").status_code == 200
        assert client.get(f"/import/{item.public_id}/").status_code == 302
        assert editor.get("/import/nothing/").status_code == 404
