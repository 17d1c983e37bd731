"""What somebody may not see changes nothing on any page of finding: not a hit, not a name, not a count."""

import re
from dataclasses import replace

import pytest

from articles.document import SourceRef, describe_span
from articles.models import Annotation, Article, Group, User, add_notes, delete_annotation, from_document
from tests.views.conftest import new_browser
from tests.views.samples import ANA, CLAIM, DOCUMENT, P1, P3, QUOTE, SOURCE

pytestmark = pytest.mark.django_db

SLUG = "the-dam-the-flood"
PAGES = [
    "/search/?q=clandestine",
    "/search/?q=dam",
    "/search/?q=dam&in=notes",
    "/search/?q=clan&typing=1",
    "/search/?q=kept&in=names",
    "/search/?tag=hush",
    "/search/?kind=claim&verdict=refuted",
    "/search/?speaker=kept-friend",
    "/quotes/",
    "/claims/",
    "/claims/?q=clandestine",
    "/sources/",
    "/sources/?sort=often",
    "/sources/?q=kept",
    "/sources/ana-lund/",
    "/sources/kept-friend/",
    "/publications/",
    "/publications/{publication}/",
    f"/articles/{SLUG}/sourcing/",
    f"/articles/{SLUG}/feed/",
    "/feed/",
    "/search/feed/?q=dam",
    "/search/feed/?q=clandestine",
    "/sources/ana-lund/feed/",
    "/sources/kept-friend/feed/",
    "/sitemap-sources.xml",
    "/sitemap-articles.xml",
    "/annotations/secretquot/embed/",
    "/annotations/secretquot/picture.png",
    "/oembed?url=http://testserver/annotations/secretquot",
    "/api/v1/annotations/?q=clandestine",
    "/api/v1/annotations/?q=dam",
    "/api/v1/sources/?q=kept",
]
SECRETS = (
    replace(QUOTE, id="secretquot", source=SourceRef("Kept Friend", "person"), body="clandestine", tags=("hush",)),
    replace(CLAIM, id="secretclai", source=ANA, verdict="refuted", body="clandestine dam", evidence=()),
    replace(
        SOURCE, id="secretsour", spans=(describe_span(P3, 24, 32),), reported_by=SourceRef("Kept Friend", "person")
    ),
    replace(QUOTE, id="secretunna", spans=(describe_span(P1, 4, 7),), source=SourceRef("a kept friend", "unnamed")),
)


@pytest.fixture
def group(ines):
    group = Group.objects.create(slug="desk", name="Desk", owner=ines)
    group.memberships.create(user=ines)
    return group


@pytest.fixture
def browsers():
    """Somebody without an account, a reader with one, and an administrator, who may do all that editors may."""
    found = [new_browser(), new_browser(), new_browser()]
    found[1].force_login(User.objects.create_user("reader"))
    found[2].force_login(User.objects.create_superuser("root"))
    return found


def look(browsers, addresses):
    """What each of them sees at each address, but for what is different each time."""
    changing = (
        r'name="csrfmiddlewaretoken" value="\w+"|<updated>[^<]*</updated>|<lastmod>[^<]*</lastmod>|"request_id": ?"\w+"'
    )
    seen = {}
    for address in addresses:
        for number, browser in enumerate(browsers):
            answer = browser.get(address, headers={"accept": "application/json"} if "/api/" in address else None)
            seen[address, number] = (answer.status_code, re.sub(changing, "", answer.content.decode("latin-1")))
    return seen


@pytest.mark.parametrize("how", ["private", "group", "suggested", "rejected", "deleted"])
def test_hidden_notes_change_nothing(article, ines, group, browsers, how):
    addresses = [page.format(publication=article.publication_id) for page in PAGES]
    before = look(browsers, addresses)
    hidden = {
        "private": {"visibility": "private"},
        "group": {"visibility": "group", "group": "desk"},
        "suggested": {"status": "suggested"},
        "rejected": {"status": "rejected", "status_reason": "No."},
        "deleted": {},
    }[how]
    rows = add_notes(article, [replace(note, **hidden) for note in SECRETS], actor=ines)
    if how == "deleted":
        for row in rows:
            delete_annotation(row, actor=ines)
    after = look(browsers, addresses)
    # Editors review what is suggested and may restore what is deleted: the list to correct sources has its names.
    outsiders = [key for key in before if how in ("private", "group") or key[1] < 2]
    assert [key for key in outsiders if before[key] != after[key]] == []
    assert Annotation.objects.filter(public_id="secretquot").exists()


def test_the_same_notes_shown_change_nearly_every_page(article, ines, browsers):
    """The table above can fail."""
    addresses = [page.format(publication=article.publication_id) for page in PAGES]
    before = look(browsers[:1], addresses)
    add_notes(article, SECRETS, actor=ines)
    after = look(browsers[:1], addresses)
    assert [address for address, _ in before if before[address, 0] == after[address, 0]] == [
        "/feed/",
        "/sitemap-articles.xml",
    ]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_articles_that_readers_may_not_see_change_nothing(article, browsers, state):
    addresses = [page.format(publication=article.publication_id) for page in PAGES]
    before = look(browsers[:2], addresses)
    other = from_document(replace(DOCUMENT, title="A clandestine dam", url="", notes=SECRETS))
    Article.objects.filter(pk=other.pk).update(state=state, withdrawn_reason="Forged.")
    after = look(browsers[:2], addresses)
    assert [key for key in before if before[key] != after[key]] == []


def test_its_creator_sees_it_where_everybody_looks(article, ines, reader):
    add_notes(article, [replace(SECRETS[0], visibility="private")], actor=ines)
    for address in ("/search/?q=clandestine", "/quotes/", "/sources/kept-friend/"):
        assert "only you see it" in reader.get(address).text
    assert "only you see it" not in reader.get("/search/feed/?q=dam").text
