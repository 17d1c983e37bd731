"""Proposals on the article's page: for editors alone, decided without script, and undone."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.test import Client
from django.urls import reverse

from articles.models import User, decide, from_document, propose, revise, text_document
from articles.tasks import after_import, suggest_annotations
from tests.suggesters.samples import ARTICLE
from tests.views.conftest import press
from tests.views.test_annotating import QUOTE, words

pytestmark = pytest.mark.django_db
ADDRESS = "/articles/dam/"


@pytest.fixture
def proposals():
    return propose(from_document(ARTICLE, slug="dam"))


def browser(role):
    user = User.objects.create_user(role)
    user.groups.add(Role.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return browser("editor")


def page(client, address=f"{ADDRESS}?proposals=on"):
    return BeautifulSoup(client.get(address).content, "html.parser")


def pick(row):
    return f"{row.public_id}@{row.version}"


@pytest.mark.parametrize("role", ["", "annotator"])
def test_nobody_else_sees_proposals(proposals, role):
    client = browser(role) if role else Client()
    text = client.get(f"{ADDRESS}?proposals=on").content.decode()
    assert "proposal" not in text.replace("?proposals=on", "").replace("%3Fproposals%3Don", "")
    assert "js/review.js" not in text
    response = client.post(f"{ADDRESS}proposals/", {"note": pick(proposals[0]), "decision": "published"})
    assert response.status_code == (403 if role else 302)
    assert client.get(reverse("proposal-list")).status_code == (403 if role else 302)
    proposals[0].refresh_from_db()
    assert proposals[0].status == "suggested"


def test_an_editor_turns_them_on(proposals, editor):
    plain = page(editor, ADDRESS)
    assert f"Show {len(proposals)} proposals" in plain.select_one(".proposals").get_text()
    assert not plain.select("mark")
    assert not plain.select('script[src*="review"]')
    shown = page(editor)
    assert len(shown.select(".note.proposed")) == len(proposals)
    assert all("proposed" in mark["class"] for mark in shown.select("mark"))
    assert all("proposed" in marker["aria-label"] for marker in shown.select(".marker"))
    assert shown.select('script[src*="review"]')


@pytest.mark.parametrize(
    ("sure", "said"), [(1, "Accept the 1 quote above 90 %"), (2, "Accept all 2 quotes above 90 %")]
)
def test_quotes_that_are_sure_are_accepted_at_once(proposals, editor, sure, said):
    quotes = [row for row in proposals if row.kind == "quote"]
    for row in quotes:
        row.confidence = 0.95 if row in quotes[:sure] else 0.5
        row.save()
    form = page(editor).select_one(".proposals form")
    assert form.button.get_text() == said
    assert [field["value"] for field in form.select("[name=note]")] == [pick(row) for row in quotes[:sure]]


def test_what_a_form_had_is_not_put_into_another(article, proposals, editor):
    """Firefox does that when it loads the page again with one proposal less: the wrong note would be accepted."""
    forms = page(editor).select("form:has([name=note])")
    assert len(forms) == len(proposals) + 1
    assert {form.get("autocomplete") for form in forms} == {"off"}


def test_accepting_without_script_and_undoing_it(proposals, editor):
    form = page(editor).select_one("form.decide")
    data = {"note": form.select_one("[name=note]")["value"], "decision": "published"}
    answer = editor.post(form["action"], data, follow=True)
    undo = BeautifulSoup(answer.content, "html.parser").select_one(".messages form")
    row = proposals[0].article.annotations.get(public_id=data["note"].partition("@")[0])
    assert row.status == "published"
    assert "Proposed by" in page(editor, ADDRESS).select_one(".note-foot").get_text()
    assert press(editor, undo)["Location"] == f"{ADDRESS}?proposals=on"
    row.refresh_from_db()
    assert row.status == "suggested"


def test_rejecting_takes_no_reason_and_a_stale_page_changes_nothing(proposals, editor):
    row = proposals[0]
    data = {"note": pick(row), "decision": "rejected"}
    editor.post(f"{ADDRESS}proposals/", data)
    row.refresh_from_db()
    assert (row.status, row.status_reason) == ("rejected", "Wrongly proposed.")
    answer = editor.post(f"{ADDRESS}proposals/", data | {"decision": "published"}, follow=True)
    assert "has been changed in the meantime" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "rejected"


def test_of_a_revised_text_only_what_stands_in_it_is_decided_about(proposals, editor):
    article = proposals[0].article
    first = ARTICLE.paragraphs[0]
    quote = next(row for row in proposals if row.kind == "quote" and row.spans.first().paragraph.public_id == first.id)
    article.annotations.filter(kind="quote").exclude(pk=quote.pk).update(confidence=0.5)
    article.annotations.filter(pk=quote.pk).update(confidence=0.95)
    assert page(editor).select_one(".proposals form")
    revise(article, text_document(first.text.replace("will hold", "will perhaps hold")), actor=None, plain=True)
    shown = page(editor)
    left = article.annotations.filter(status="suggested").exclude(anchor="gone").count()
    assert 0 < left < len(proposals)
    assert shown.select_one("[data-review-total]").get_text() == f"{left} proposals"
    assert "No longer in the text" not in shown.get_text()
    assert not shown.select_one(".proposals form")


def test_all_sure_quotes_at_once(proposals, editor):
    sure = [row for row in proposals if row.kind == "quote" and row.confidence > 0.9]
    form = page(editor).select_one(".proposals form")
    assert len(form.select("[name=note]")) == len(sure) > 0
    picks = [field["value"] for field in form.select("[name=note]")]
    answer = editor.post(form["action"], {"note": picks, "decision": "published"}, follow=True)
    assert f"{len(sure)} note" in answer.content.decode()
    for row in sure:
        row.refresh_from_db()
        assert row.status == "published"


def test_the_script_is_answered_in_json(proposals, editor):
    first, *_ = proposals
    headers = {"X-Panel": "1"}
    address = f"{ADDRESS}proposals/"
    done = editor.post(address, {"note": pick(first), "decision": "published"}, headers=headers).json()
    assert done == {"done": [f"{first.public_id}@2"], "failed": []}
    undone = editor.post(address, {"note": done["done"], "decision": "undo"}, headers=headers).json()
    assert undone["done"] == [f"{first.public_id}@3"]
    for data in ({}, {"note": "none", "decision": "published"}, {"note": pick(first), "decision": "burn"}):
        answer = editor.post(address, data, headers=headers)
        assert (answer.status_code, answer.json()["done"]) == (409, [])


def test_saving_an_edited_proposal_leads_back_to_the_proposals(proposals, editor):
    row = next(row for row in proposals if row.kind == "quote")
    address = reverse("annotation-edit", args=[row.public_id])
    data = {
        **QUOTE,
        **words(("content", "The dam will hold,", "p1:1-19")),
        "version": row.version,
        "body": "Said twice.",
    }
    answer = editor.post(address, data)
    assert answer["Location"] == f"{ADDRESS}?proposals=on#r-{row.public_id}"
    row.refresh_from_db()
    assert (row.status, row.body) == ("suggested", "Said twice.")


def test_who_edits_a_proposal_that_was_decided_meanwhile_is_told_what_happened(proposals, editor):
    row = next(row for row in proposals if row.kind == "quote")
    data = {**QUOTE, **words(("content", "The dam will hold,", "p1:1-19")), "version": row.version}
    decide(row, "published", actor=User.objects.create_user("vera"), version=row.version)
    address = reverse("annotation-edit", args=[row.public_id])
    answer = editor.post(address, data)
    said = BeautifulSoup(answer.content, "html.parser").select_one(".conflict").get_text(" ", strip=True)
    assert answer.status_code == 409
    assert "vera accepted this quote since you opened it." in said
    assert "It stays accepted if you save now:" in said
    editor.post(address, data | {"version": row.version + 1, "speaker_role": "engineer"})
    row.refresh_from_db()
    assert (row.status, row.speaker_role) == ("published", "engineer")


def test_how_well_proposals_do(proposals, editor, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        text = page(editor, reverse("proposal-list")).get_text()
    assert "Quotes by newsreader-attribution" in text
    assert "Over 90 %" in text


def test_more_proposals_take_no_more_queries(proposals, editor, django_assert_max_num_queries):
    page(editor)
    with django_assert_max_num_queries(25):
        page(editor)


def test_after_an_import_a_job_proposes(settings):
    article = from_document(ARTICLE, slug="dam")
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.SUGGEST_ON_IMPORT = False
    after_import(article)
    assert not article.annotations.exists()
    settings.SUGGEST_ON_IMPORT = True
    after_import(article)
    assert article.annotations.filter(status="suggested").exists()
    assert suggest_annotations.func(0) == 0  # gone by then


def test_filters_stay_among_the_proposals(proposals, editor):
    shown = page(editor, f"{ADDRESS}?proposals=on&show=quotes")
    assert shown.select_one("form.filters [name=proposals]")["value"] == "on"
    assert shown.select_one(".filtered a")["href"] == f"{ADDRESS}?proposals=on"
    assert not page(editor, ADDRESS).select("form.filters [name=proposals]")


def test_whoever_leaves_the_form_of_a_proposal_is_back_among_them(proposals, editor):
    row = next(row for row in proposals if row.kind == "quote")
    place = f"{ADDRESS}?proposals=on#r-{row.public_id}"
    address = reverse("annotation-edit", args=[row.public_id])
    assert page(editor, address).select_one("[data-cancel]")["href"] == place
    editor.post(address, {**QUOTE, **words(("content", "The dam will hold,", "p1:1-19")), "version": row.version})
    assert press(editor, page(editor).select_one(".messages form"))["Location"] == place
    page(editor)
    deletion = editor.post(reverse("annotation-delete", args=[row.public_id]))
    assert deletion["Location"] == f"{ADDRESS}?proposals=on#p1"
    assert press(editor, page(editor).select_one(".messages form"))["Location"] == place
