"""What other sites show of ours: pictures, oEmbed, and a card in a frame that knows nothing of who looks."""

from dataclasses import replace
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from articles.document import SourceRef
from articles.models import Annotation, Article, add_notes, replace_note, set_state
from articles.picturing import SIZE
from tests.views.samples import CLAIM, COMMENT, QUOTE

pytestmark = pytest.mark.django_db

ARTICLE = "/articles/the-dam-the-flood/"
NOTE = f"/annotations/{QUOTE.id}"
CARD = f"{NOTE}/embed/"
PICTURES = [f"{ARTICLE}picture.png", f"{NOTE}/picture.png", f"/annotations/{CLAIM.id}/picture.png"]


class TestPictures:
    @pytest.mark.parametrize("address", PICTURES)
    def test_a_picture_of_the_size_that_is_shared(self, article, client, address):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        image = Image.open(BytesIO(response.content))
        assert (image.format, image.size) == ("PNG", SIZE)
        assert len(response.content) < 100_000

    def test_each_has_its_own_words(self, article, client):
        assert len({client.get(address).content for address in PICTURES}) == len(PICTURES)

    @pytest.mark.parametrize("title", ["x" * 300, "long words " * 27, "水門の高さ", "فُقّارة", "e\u0301 🌊", "—"])
    def test_every_title_can_be_set(self, article, client, title):
        Article.objects.update(title=title)
        assert Image.open(BytesIO(client.get(PICTURES[0]).content)).size == SIZE

    def test_a_title_in_letters_that_the_face_has_not_is_replaced_by_our_question(self, article, client):
        drawn = []
        for title in ("فُقّارة تينهار", "水門", "Who says so?", "Łódź costs €5"):
            Article.objects.update(title=title, byline="", publication=None)
            drawn.append(client.get(PICTURES[0]).content)
        assert drawn[0] == drawn[1] == drawn[2] != drawn[3]

    @pytest.mark.parametrize("title", ["Плотина № 5", "Το φράγμα", "הסכר (1952)", "הַסֶּכֶר"])
    def test_a_title_in_letters_that_another_face_lends_is_set(self, article, client, title):
        Article.objects.update(title="水門", byline="", publication=None)
        question = client.get(PICTURES[0]).content
        Article.objects.update(title=title)
        assert client.get(PICTURES[0]).content != question

    def test_a_title_that_runs_leftwards_begins_at_the_right(self, article, client):
        sides = []
        for title in ("Dam", "הסכר"):
            Article.objects.update(title=title)
            words = Image.open(BytesIO(client.get(PICTURES[0]).content)).convert("L").crop((40, 150, SIZE[0], 500))
            left, _, right, _ = words.point(lambda shade: 255 * (shade < 128)).getbbox()
            sides.append((left < 100, right > SIZE[0] - 200))
        assert sides == [(True, False), (False, True)]

    def test_vowels_of_hebrew_are_left_out(self, article, client):
        drawn = []
        for title in ("הסכר", "הַסֶּכֶר"):
            Article.objects.update(title=title)
            drawn.append(client.get(PICTURES[0]).content)
        assert drawn[0] == drawn[1]

    def test_words_take_room(self, article, client):
        """The title is drawn: a longer one has more ink."""

        def ink():
            image = Image.open(BytesIO(client.get(PICTURES[0]).content)).convert("L")
            return sum(image.histogram()[:128])

        Article.objects.update(title="Dam")
        short = ink()
        Article.objects.update(title="The dam that nobody had mended before the flood came")
        assert ink() > short

    @pytest.mark.parametrize(("page", "picture"), [(ARTICLE, PICTURES[0]), (NOTE, PICTURES[1])])
    def test_pages_name_them(self, article, soup, page, picture):
        head = soup(page).head
        assert head.select_one('meta[property="og:image"]')["content"] == f"http://testserver{picture}"
        assert head.select_one('meta[name="twitter:card"]')["content"] == "summary_large_image"


class TestCard:
    def test_it_shows_the_note_and_where_it_is_from(self, article, soup):
        page = soup(CARD)
        assert "The dam will hold" in page.select_one(".hit-words").text
        assert "Ana Lund" in page.select_one(".hit-source").text
        assert page.select_one(".hit-article a")["href"] == ARTICLE
        assert page.base["target"] == "_blank"

    def test_it_has_nothing_that_a_frame_could_misuse(self, article, reader):
        response = reader.get(CARD)
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select("script, form, input, iframe, [style], [onclick]") == []
        assert "ines" not in response.text
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_it_alone_may_be_framed(self, article, client):
        response = client.get(CARD)
        assert "X-Frame-Options" not in response
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        for address in (ARTICLE, NOTE, "/", "/search/?q=dam", "/sign-in/"):
            response = client.get(address)
            assert response["X-Frame-Options"] == "DENY"
            assert "frame-ancestors 'none'" in response["Content-Security-Policy"]

    def test_the_rest_of_its_policy_is_as_strict_as_elsewhere(self, article, client):
        def policy(address):
            parts = client.get(address)["Content-Security-Policy"].split("; ")
            return sorted(part for part in parts if not part.startswith("frame-ancestors"))

        assert policy(CARD) == policy("/quotes/")

    def test_attacks_stay_text(self, article, client):
        attack = "</title><script>alert(1)</script>"
        note = replace(COMMENT, id="attack2345", body=attack, source=SourceRef(attack, "person"))
        add_notes(article, [note], actor=None)
        Article.objects.update(title=attack)
        page = BeautifulSoup(client.get("/annotations/attack2345/embed/").content, "html.parser")
        assert page.select("script") == []
        assert attack in page.title.text


class TestCaches:
    """Others may keep what is shared, and have to ask each time whether it is still so."""

    SHARED = [*PICTURES, CARD]

    def ask(self, client, address):
        response = client.get(address)
        assert response["Cache-Control"] == "public, no-cache"
        return client.get(address, headers={"If-None-Match": response["ETag"]})

    @pytest.mark.parametrize("address", SHARED)
    def test_what_has_not_changed_is_not_made_again(
        self, article, client, address, django_assert_max_num_queries, reader
    ):
        assert self.ask(client, address).status_code == 304
        assert self.ask(reader, address).status_code == 304
        response = client.get(address)
        with django_assert_max_num_queries(1):
            assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304

    @pytest.mark.parametrize("address", [CARD, PICTURES[1]])
    def test_a_note_that_is_hidden_is_gone_from_them(self, article, client, address):
        tag, row = client.get(address)["ETag"], Annotation.objects.get(public_id=QUOTE.id)
        replace_note(row, replace(row.to_note(), visibility="private"), actor=None)
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 404

    @pytest.mark.parametrize("address", [CARD, PICTURES[1]])
    def test_a_note_that_is_changed_is_sent_again(self, article, client, address):
        before, row = client.get(address), Annotation.objects.get(public_id=QUOTE.id)
        replace_note(row, replace(row.to_note(), source=SourceRef("Anna Lund", "person")), actor=None)
        response = client.get(address, headers={"If-None-Match": before["ETag"]})
        assert response.status_code == 200
        assert response.content != before.content

    def test_an_article_that_is_withdrawn_has_no_picture(self, article, client):
        tag = client.get(PICTURES[0])["ETag"]
        set_state(article, "withdrawn", "It was not so.", seen="published")
        assert client.get(PICTURES[0], headers={"If-None-Match": tag}).status_code == 404


class TestOEmbed:
    def ask(self, client, url=f"http://testserver{NOTE}", **options):
        return client.get("/oembed", {"url": url, **options})

    def test_it_says_how_to_show_a_note(self, article, client):
        response = self.ask(client)
        answer = response.json()
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        assert answer["title"] == "Quote by Ana Lund in The dam & the <flood>"
        frame = BeautifulSoup(answer["html"], "html.parser").iframe
        assert frame["src"] == f"http://testserver{CARD}"
        assert frame["title"] == answer["title"]
        assert "allow-scripts" not in frame["sandbox"]
        assert "allow-same-origin" not in frame["sandbox"]
        assert (int(frame["width"]), int(frame["height"])) == (answer["width"], answer["height"])
        assert client.get(answer["thumbnail_url"].removeprefix("http://testserver")).status_code == 200
        assert response["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize(
        ("asked", "width"), [("400", 400), ("99999", 600), ("1", 220), ("x", 600), ("-5", 600), ("9" * 99, 600)]
    )
    def test_it_fits_the_room(self, article, client, asked, width):
        assert self.ask(client, maxwidth=asked).json()["width"] == width

    @pytest.mark.parametrize("path", [f"{NOTE}/", f"{NOTE}?show=x", f"{NOTE}#top"])
    def test_forms_of_the_address(self, article, client, path):
        assert self.ask(client, f"http://testserver{path}").status_code == 200

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "nonsense",
            "http://[",
            f"http://evil.example{NOTE}",
            "http://testserver/",
            f"http://testserver{ARTICLE}",
            "http://testserver/annotations/nobody2345",
            f"http://testserver{NOTE}/edit/",
            "http://testserver/annotations/%00",
        ],
    )
    def test_other_addresses_have_none(self, article, client, url):
        assert self.ask(client, url).status_code == 404

    def test_other_formats_are_refused(self, article, client):
        assert self.ask(client, format="xml").status_code == 501
        assert self.ask(client, format="json").status_code == 200

    def test_a_note_names_it_and_it_answers(self, article, soup, client):
        link = soup(NOTE).select_one('link[type="application/json+oembed"]')["href"]
        assert client.get(link.removeprefix("http://testserver")).json()["type"] == "rich"


@pytest.mark.parametrize("visibility", ["private", "group"])
def test_what_not_everybody_sees_is_not_shared_even_with_its_creator(article, ines, reader, visibility):
    group = {}
    if visibility == "group":
        ines.owned_groups.create(slug="desk", name="Desk").memberships.create(user=ines)
        group = {"group": "desk"}
    add_notes(article, [replace(QUOTE, id="secret2345", visibility=visibility, **group)], actor=ines)
    assert reader.get("/annotations/secret2345").status_code == 200
    for address in ("embed/", "picture.png"):
        assert reader.get(f"/annotations/secret2345/{address}").status_code == 404
    assert reader.get("/oembed", {"url": "http://testserver/annotations/secret2345"}).status_code == 404
    page = BeautifulSoup(reader.get("/annotations/secret2345").content, "html.parser")
    assert page.select_one('link[type="application/json+oembed"]') is None
    assert page.select_one('meta[property="og:image"]') is None
    assert not any("embed" in link["href"] for link in page.select("a[href]"))


def test_what_is_not_published_is_not_shared(article, editor):
    Article.objects.update(state="draft")
    for address in (*PICTURES, CARD):
        assert editor.get(address).status_code == 404
    page = BeautifulSoup(editor.get(ARTICLE).content, "html.parser")
    assert page.select_one('meta[property="og:image"]') is None


def test_every_page_to_be_found_is_described_and_none_as_another_is(article, soup):
    pages = ["/", ARTICLE, NOTE, "/quotes/", "/claims/", "/sources/", "/sources/ana-lund/", "/publications/"]
    pages.append(soup("/publications/").select_one('a[href^="/publications/"]:not(nav a)')["href"])
    described = {soup(page).select_one('meta[name="description"]')["content"].strip() for page in pages}
    assert len(described) == len(pages)
    assert all(described)
