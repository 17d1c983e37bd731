"""Notes are made, changed, deleted and brought back through plain forms, and what is typed is never lost."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.test import Client
from django.urls import reverse

from articles.document import Document, Mark, Note, Paragraph, SourceRef, describe_span
from articles.models import (
    Annotation,
    AnnotationVersion,
    Article,
    Group,
    Source,
    User,
    add_notes,
    decide,
    delete_annotation,
    from_document,
    merge_sources,
    replace_note,
)
from tests.views.conftest import press

pytestmark = pytest.mark.django_db

P1 = Paragraph(
    "p1", "paragraph", "“The dam will hold,” said Ana Lund 👩🏽‍🌾, “until spring.” The dam is old.", (Mark(1, 8, "em"),)
)
P2 = Paragraph("p2", "paragraph", "A report says the dam is old. Nobody has seen it.")
DOCUMENT = Document(title="The dam", language="en", paragraphs=(P1, P2))
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def make_user(name, role=None):
    user = User.objects.create_user(name, password="x")
    if role:
        user.groups.add(Role.objects.get(name=role))
    return user


@pytest.fixture
def article():
    return from_document(DOCUMENT, slug="dam")


@pytest.fixture
def annotator(client):
    user = make_user("ines", "annotator")
    client.force_login(user)
    return user


def words(*rows):
    """The posted rows of words, each (role, words, place)."""
    data = {"words-TOTAL_FORMS": len(rows), "words-INITIAL_FORMS": 0}
    for index, (role, text, place) in enumerate(rows):
        data |= {f"words-{index}-role": role, f"words-{index}-words": text, f"words-{index}-place": place}
    return data


QUOTE = {
    **words(("content", "“The dam will hold,”", "p1:0-20")),
    "evidence-TOTAL_FORMS": 0,
    "evidence-INITIAL_FORMS": 0,
    "source_name": "Ana Lund",
    "source_kind": "person",
    "reported_by_kind": "publication",
    "manner": "direct",
    "shown_to": "public",
}
CLAIM = {
    **QUOTE,
    **words(("content", "the dam is old", "")),
    "verdict": "unchecked",
    "evidence-TOTAL_FORMS": 1,
    "evidence-0-stance": "supports",
}


def new(article, kind="quote"):
    return f"{reverse('annotation-new', args=[article.slug])}?kind={kind}"


def problems(response):
    return [
        item.get_text(" ", strip=True) for item in BeautifulSoup(response.content, "html.parser").select(".errorlist")
    ]


def summary(response):
    """What is said at the top to be wrong, each with where it leads."""
    page = BeautifulSoup(response.content, "html.parser")
    return [(item.get_text(), item.a and item.a["href"]) for item in page.select(".note-form > [role=alert] li")]


def stored():
    return [row.to_note() for row in Annotation.objects.with_values().order_by("pk")]


# ── Who may ──


def test_an_anonymous_reader_is_sent_to_sign_in_and_back(client, article):
    response = client.get(new(article))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign-in"))
    assert "kind%3Dquote" in response["Location"]


def test_a_reader_without_the_role_is_refused(client, article):
    client.force_login(make_user("rita"))
    assert client.get(new(article)).status_code == 403
    assert client.post(new(article), QUOTE).status_code == 403
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [(None, False, 403), ("annotator", False, 403), ("annotator", True, 200), ("editor", False, 200)],
)
@pytest.mark.parametrize("page", ["annotation-edit", "annotation-delete"])
def test_who_may_change(client, article, page, role, own, status):
    user = make_user("ines", role)
    client.force_login(user)
    (annotation,) = add_notes(article, [Note("", "comment", body="Hm.")], actor=user if own else make_user("otto"))
    assert client.get(reverse(page, args=[annotation.public_id])).status_code == status


def test_what_is_private_is_not_there_for_editors_either(client, article):
    client.force_login(make_user("ed", "editor"))
    secret = Note("", "comment", body="Hm.", visibility="private")
    (annotation,) = add_notes(article, [secret], actor=make_user("otto"))
    for page in ("annotation-edit", "annotation-delete", "annotation-history"):
        assert client.get(reverse(page, args=[annotation.public_id])).status_code == 404
    assert client.post(reverse("annotation-restore", args=[annotation.public_id, 1])).status_code == 404


def test_drafts_and_unknown_kinds_are_not_there(client, article, annotator):
    assert client.get(new(article, "opinion")).status_code == 404
    article.state = "draft"
    article.save()
    assert client.get(new(article)).status_code == 404


# ── When the session is over ──


def given_back(response):
    """Where the form that was given back goes, and all that it sends."""
    assert response.status_code == 403
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    fields = [(item["name"], item.get("value") or item.text[1:]) for item in form.select("input, textarea")]
    return form["action"], {name: value for name, value in fields if value}


@pytest.mark.parametrize("address", ["annotation-new", "annotation-edit"])
def test_what_is_sent_without_a_session_is_given_back(client, article, address):
    (annotation,) = add_notes(
        article, [Note("", "comment", body="Hm.", visibility="private")], actor=make_user("ed", "editor")
    )
    address = new(article) if address == "annotation-new" else reverse(address, args=[annotation.public_id])
    typed = {**QUOTE, "body": f"Two\nlines {HOSTILE}", "shown_to": "group:desk", "version": 1}
    response = client.post(address, typed)
    action, sent = given_back(response)
    assert action == address
    sent.pop("csrfmiddlewaretoken")
    assert sent == {name: str(value) for name, value in typed.items()}
    page = BeautifulSoup(response.content, "html.parser")
    assert [label.text for label in page.select("main label")] == ["Words", "Source", "Note"]
    assert "sign in in another window" in page.select_one("[role=alert]").text
    assert b"Hm." not in response.content
    assert b"<script>alert" not in response.content
    assert len(stored()) == 1


def test_what_was_given_back_is_saved_after_signing_in(article, annotator):
    """Signing in renews the token, so that the form comes back once more, with the new one."""
    browser = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    page = BeautifulSoup(browser.get(reverse("sign-in")).content, "html.parser")
    token = page.select_one("[name=csrfmiddlewaretoken]")["value"]
    action, sent = given_back(browser.post(new(article), {**QUOTE, "csrfmiddlewaretoken": token}))
    browser.force_login(annotator)
    response = browser.post(action, {**sent, "csrfmiddlewaretoken": "x" * 32})
    assert "You have signed in since" in response.content.decode()
    assert not stored()
    action, sent = given_back(response)
    assert browser.post(action, sent).status_code == 302
    assert [note.source for note in stored()] == [SourceRef("Ana Lund", "person")]


def test_a_form_of_another_site_is_not_given_back(article, annotator):
    for headers in ({"origin": "https://evil.example"}, {}):
        browser = Client(enforce_csrf_checks=True, headers=headers)
        browser.force_login(annotator)
        response = browser.post(new(article), QUOTE)
        assert response.status_code == 403
        assert b"Ana Lund" not in response.content
        assert b"could not be checked" in response.content


# ── Making ──


def test_a_quote_with_its_speaker(client, article, annotator):
    response = client.post(new(article), QUOTE)
    (note,) = stored()
    assert response["Location"] == f"/articles/dam/#r-{note.id}"
    assert note.spans == (describe_span(P1, 0, 20),)
    assert note.source == SourceRef("Ana Lund", "person")
    assert (note.creator, note.manner, note.visibility) == ("ines", "direct", "public")


def test_a_broken_quote_with_source_and_cue_after_an_emoji(client, article, annotator):
    at = P1.text.index("“until")
    rows = [
        ("content", "“The dam will hold,”", ""),
        ("content", "“until spring.”", f"p1:{at}-{at + 15}"),
        ("source", "Ana Lund", ""),
        ("cue", "said", ""),
    ]
    client.post(new(article), {**QUOTE, **words(*rows)})
    (note,) = stored()
    assert [(span.role, span.exact) for span in note.spans] == [(role, text) for role, text, _ in rows]


def test_a_claim_with_evidence(client, article, annotator):
    data = {
        **CLAIM,
        **words(("content", "A report says the dam is old.", "")),
        "source_name": "",
        "verdict": "supported",
        "verdict_reason": "The log says so.",
        "evidence-0-url": "https://dam.example/log",
        "evidence-0-title": "The log",
        "evidence-0-accessed": "2026-05-01",
        "tags": "dam, river , dam",
        "body": "*Mind* the year.",
    }
    client.post(new(article, "claim"), data)
    (note,) = stored()
    assert (note.verdict, note.source, note.tags) == ("supported", None, ("dam", "river"))
    assert note.evidence[0].title == "The log"
    assert str(note.evidence[0].accessed) == "2026-05-01"


def test_texts_of_several_lines(client, article, annotator):
    """Browsers end lines with CR LF."""
    texts = {"body": "One\r\n\r\ntwo", "verdict": "mixed", "verdict_reason": "A\r\nb"}
    evidence = {"evidence-0-url": "https://dam.example/log", "evidence-0-passage": "Old\r\nit is."}
    place = words(("content", "A report says the dam is old.", ""))
    assert client.post(new(article, "claim"), {**CLAIM, **place, **texts, **evidence}).status_code == 302
    (note,) = stored()
    assert (note.body, note.verdict_reason, note.evidence[0].passage) == ("One\n\ntwo", "A\nb", "Old\nit is.")


def test_an_unnamed_source(client, article, annotator):
    data = {**QUOTE, **words(("content", "A report", "")), "source_name": "an engineer", "source_kind": "unnamed"}
    client.post(new(article, "source"), {**data, "why_unnamed": "She fears for her post."})
    (note,) = stored()
    assert (note.source.kind, note.why_unnamed) == ("unnamed", "She fears for her post.")
    assert Source.objects.get().article == article


def test_ticked_sentences_side_by_side_are_one_span(client, article, annotator):
    data = {**QUOTE, **words(("content", "", "")), "sentences": ["p2:0-29", "p2:30-49"]}
    client.post(new(article, "comment") + "&paragraph=p2", {**data, "body": "Both."})
    (note,) = stored()
    assert [span.exact for span in note.spans] == [P2.text]


def test_a_known_source_is_the_same_source(client, article, annotator):
    note = Note("", "quote", (describe_span(P2, 0, 5),), SourceRef("Ana Lund", "person", "https://ana.example/"))
    (known,) = add_notes(article, [note], actor=make_user("ben", "annotator"))
    client.post(new(article), QUOTE)
    assert Annotation.objects.exclude(pk=known.pk).get().source == known.source


def test_a_selection_over_two_paragraphs_pasted_at_once(client, article, annotator):
    pasted = "The dam is old.\r\n\r\nA report says the dam is old."
    client.post(new(article, "comment"), {**QUOTE, **words(("content", pasted, "")), "body": "Twice."})
    (note,) = stored()
    assert [span.paragraph for span in note.spans] == ["p1", "p2"]


def test_the_same_words_twice_by_one_person_are_told(client, article, annotator):
    client.post(new(article), QUOTE)
    response = client.post(new(article), QUOTE)
    assert response.status_code == 422
    ((said, link),) = summary(response)
    assert said == "You have marked these words already: see your quote."
    assert len(stored()) == 1
    assert client.get(link).status_code == 200
    Annotation.objects.update(status="suggested")
    ((_, link),) = summary(client.post(new(article), QUOTE))
    assert client.get(link).status_code == 200


def test_a_comment_sent_twice_is_stored_once(client, article, annotator):
    comment = {**QUOTE, "body": "So old?"}
    for body, count in (("So old?", 1), ("So old?", 1), ("And who says so?", 2)):
        response = client.post(new(article, "comment"), comment | {"body": body})
        assert len(stored()) == count
    assert response.status_code == 302
    response = client.post(new(article, "comment"), comment)
    assert response.status_code == 422
    assert [said for said, _ in summary(response)] == ["You have written this comment already: see your comment."]
    response = client.post(new(article, "comment"), comment, headers={"X-Panel": "1"})
    assert problems(response) == ["You have written this comment already: see your comment ."]


# ── Finding the words ──


def test_that_words_are_missing_is_said_once(client, article, annotator):
    response = client.post(new(article), {**QUOTE, **words(("content", "", ""))})
    assert problems(response) == ["A quote needs the words that it is about."]


def test_words_are_sought_before_parts_of_words(client, article, annotator):
    client.post(new(article), {**QUOTE, **words(("content", "a", ""))})
    assert stored()[0].spans[0] == describe_span(P2, 0, 1)
    client.post(new(article, "claim"), {**CLAIM, **words(("content", "dam is ol", ""))})
    assert len(stored()) == 1  # it stands in two places, within words only


def test_words_that_stand_twice_ask_which(client, article, annotator):
    response = client.post(new(article), {**QUOTE, **words(("content", "dam is old", ""))})
    assert response.status_code == 422
    assert "2 places" in problems(response)[0]
    page = BeautifulSoup(response.content, "html.parser")
    choices = [choice["value"] for choice in page.select("input[type=radio][name=words-0-place]")]
    assert len(choices) == 2
    client.post(new(article), {**QUOTE, **words(("content", "dam is old", choices[1]))})
    assert stored()[0].spans[0].paragraph == "p2"


def test_what_is_wrong_is_said_at_the_top_with_links_but_not_in_the_panel(client, article, annotator):
    sent = {**CLAIM, "verdict": "disputed", "evidence-0-url": "no address"}
    reason, address = summary(client.post(new(article, "claim"), sent))
    assert reason == ("Say why the claim is disputed.", "#id_verdict_reason")
    assert address[1] == "#id_evidence-0-url"
    assert summary(client.post(new(article, "claim"), sent, headers={"X-Panel": "1"})) == []
    unknown, nothing = ({**QUOTE, **words(("content", text, ""))} for text in ("no such words", ""))
    assert [link for _, link in summary(client.post(new(article), unknown))] == ["#id_words-0-words"]
    assert [link for _, link in summary(client.post(new(article), nothing))] == [None]
    assert summary(client.post(new(article), {**QUOTE, "add": "words"})) == []


def test_the_paragraph_at_hand_decides(client, article, annotator):
    client.post(new(article) + "&paragraph=p2", {**QUOTE, **words(("content", "dam is old", ""))})
    assert stored()[0].spans[0].paragraph == "p2"


def test_words_that_are_not_there_show_the_nearest(client, article, annotator):
    typed = {**QUOTE, **words(("content", "nobody had seen it", "")), "speaker_role": "engineer"}
    response = client.post(new(article), typed)
    assert "not in the article" in problems(response)[0]
    page = BeautifulSoup(response.content, "html.parser")
    (choice,) = page.select("input[type=radio][name=words-0-place]")
    assert "[Nobody has seen it]" in choice.parent.get_text()
    assert page.select_one("[name=speaker_role]")["value"] == "engineer"
    client.post(new(article), {**typed, **words(("content", "nobody had seen it", choice["value"]))})
    assert stored()[0].spans[0].exact == "Nobody has seen it"


@pytest.mark.parametrize("place", ["p9:0-4", "p1:0-9999", "p1:5-2", "kept:0", "x", "p1:0-20\n"])
def test_a_wrong_place_is_looked_for_anew(client, article, annotator, place):
    client.post(new(article), {**QUOTE, **words(("content", "“The dam will hold,”", place))})
    assert stored()[0].spans == (describe_span(P1, 0, 20),)


# ── What is wrong ──


@pytest.mark.parametrize(
    ("kind", "wrong", "message"),
    [
        ("quote", words(("content", "", "")), "needs the words"),
        ("quote", {"source_kind": "spirit"}, "Select a valid choice"),
        ("quote", {"source_name": "x" * 301}, "at most 300"),
        ("quote", {"speaker_role": "a\x00b"}, "Null characters"),
        ("quote", {"speaker_role": "a\x07b"}, "no character of a text"),
        ("quote", {"shown_to": "group:others"}, "Select a valid choice"),
        ("quote", words(("content", "dam will", ""), ("content", "The dam will", "")), "same words"),
        ("claim", {"verdict": "disputed"}, "Say why"),
        ("claim", {"evidence-0-url": "javascript:alert(1)"}, "not an address"),
        ("claim", {"evidence-0-title": "No address"}, "Give the address"),
        ("claim", {"evidence-0-archived": "https://archive.example/dam"}, "Give the address"),
        ("claim", {"evidence-0-accessed": "2026-05-01"}, "Give the address"),
        ("claim", {"tags": "x" * 81}, "80 are allowed"),
        ("source", {"source_url": "ftp://a.example/"}, "not an address"),
        ("source", {"source_name": "", "source_url": "https://a.example/"}, "Say who or what"),
        (
            "source",
            {"source_name": "", "source_kind": "unnamed", "why_unnamed": "She fears."},
            "the unnamed source, as",
        ),
        ("quote", {"source_name": "", "source_kind": "unnamed"}, "the unnamed source, as"),
        ("quote", {"reported_by_kind": "unnamed"}, "the unnamed source, as"),
        ("source", {"why_unnamed": "She fears."}, "Only an unnamed source"),
        ("comment", {"body": ""}, "required"),
    ],
)
def test_each_mistake_stands_beside_its_field_and_stores_nothing(client, article, annotator, kind, wrong, message):
    base = CLAIM if kind == "claim" else QUOTE
    place = words(("content", "A report says the dam is old.", "")) if kind == "claim" else {}
    response = client.post(new(article, kind), {**base, **place, "body": "My thoughts", **wrong})
    assert response.status_code == 422
    assert any(message in problem for problem in problems(response)), problems(response)
    assert b"My thoughts" in response.content or "body" in wrong
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"words-TOTAL_FORMS": "x"}, {"words-TOTAL_FORMS": "100000"}, {**QUOTE, "words-TOTAL_FORMS": "-1"}]
)
def test_a_broken_form_is_no_crash(client, article, annotator, data):
    assert client.post(new(article), data).status_code == 422


def test_whatever_is_typed_is_shown_as_text(client, article, annotator):
    hostile = dict.fromkeys(("source_name", "speaker_role", "reported_by_name", "body", "tags"), HOSTILE)
    response = client.post(new(article), {**QUOTE, **hostile})
    (note,) = stored()
    for address in (
        f"/articles/{article.slug}/",
        f"/annotations/{note.id}",
        f"/annotations/{note.id}/history/",
        f"/annotations/{note.id}/edit/",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert b"<script>alert" not in response.content
        assert b"<img src=x" not in response.content


def test_one_more_row_and_a_preview_check_and_store_nothing(client, article, annotator):
    response = client.post(new(article, "claim"), {**CLAIM, "add": "evidence", "verdict": "disputed"})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.select_one("[name=evidence-1-url]") is not None
    assert not problems(response)
    response = client.post(new(article, "claim"), {**CLAIM, "preview": "1", "body": "*So*"})
    assert "<em>So</em>" in response.content.decode()
    assert not Annotation.objects.exists()


def drawn(response):
    """All that the form of a note would send, and where to."""
    form = BeautifulSoup(response.content, "html.parser").select_one("[data-note-form]")
    sent = {item["name"]: item.text.removeprefix("\n") for item in form.select("textarea")}
    for item in form.select("input:not([type=radio], [type=checkbox]), input[checked]"):
        sent[item["name"]] = item.get("value", "")
    for item in form.select("select"):
        sent[item["name"]] = (item.select_one("[selected]") or item.select_one("option"))["value"]
    sent.pop("csrfmiddlewaretoken")
    return sent, form


def test_what_is_typed_stays_through_other_kinds(client, article, annotator):
    typed = {"body": "Mind this.", "source_name": "Ana Lund", "verdict": "mixed", "verdict_reason": "Some\ndo."}
    typed |= {"sentences": "p2:0-29", "evidence-0-title": "The log", "tags": "dam"}
    further = {"speaker_role": "engineer", "manner": "partial", "reported_by_name": "Reuters"}
    response = client.get(new(article, "claim") + "&paragraph=p2")
    for kind, filled in (("quote", typed), ("comment", further), ("source", {}), ("claim", {})):
        sent, form = drawn(response)
        button = form.select_one(f'.kinds [formaction^="?kind={kind}&"]')
        response = client.post(new(article).split("?")[0] + button["formaction"], {**sent, **filled, "add": ""})
        assert response.status_code == 200
    typed |= further
    sent, form = drawn(response)
    assert {name: sent[name] for name in typed} == typed
    assert not stored()
    assert client.post(form["action"], {**sent, "evidence-0-url": "https://dam.example/log"}).status_code == 302
    (note,) = stored()
    assert (note.kind, note.verdict_reason, note.evidence[0].title) == ("claim", "Some\ndo.", "The log")
    assert (note.speaker_role, note.manner, note.reported_by) == ("engineer", "", None)


def test_what_is_typed_for_another_kind_keeps_nothing_from_being_saved(client, article, annotator):
    typed = {**QUOTE, "manner": "", "evidence-TOTAL_FORMS": 1, "evidence-0-title": "No address", "verdict": "disputed"}
    sent, form = drawn(client.post(new(article), {**typed, "add": ""}))
    assert client.post(form["action"], {**sent, "manner": "direct"}).status_code == 302
    (note,) = stored()
    assert (note.evidence, note.verdict) == ((), "")


def test_ticked_sentences_stay_when_a_row_is_added(client, article, annotator):
    sent, _ = drawn(client.post(new(article) + "&paragraph=p2", {**QUOTE, "sentences": "p2:0-29", "add": "words"}))
    assert sent["sentences"] == "p2:0-29"


# ── Changing ──


@pytest.fixture
def annotation(article, annotator):
    note = Note(
        "", "quote", (describe_span(P1, 0, 20),), SourceRef("Ana Lund", "person"), manner="direct", extra={"a": 1}
    )
    (annotation,) = add_notes(article, [note], actor=annotator)
    return annotation


def edit(client, annotation, **changes):
    data = {**QUOTE, "version": annotation.version, **changes}
    return client.post(reverse("annotation-edit", args=[annotation.public_id]), data)


def test_the_form_begins_with_what_is_stored(client, annotation):
    page = BeautifulSoup(client.get(reverse("annotation-edit", args=[annotation.public_id])).content, "html.parser")
    assert page.select_one("[name=words-0-words]").get_text(strip=True) == "“The dam will hold,”"
    assert page.select_one("[name=words-0-place]")["value"] == "p1:0-20"
    assert page.select_one("[name=source_name]")["value"] == "Ana Lund"
    assert page.select_one("[name=version]")["value"] == "1"


def test_a_reload_begins_with_what_is_stored_as_well(client, annotation):
    """Firefox would put what was typed beside a newer version, and saving would not tell of what others changed."""
    page = BeautifulSoup(client.get(reverse("annotation-edit", args=[annotation.public_id])).content, "html.parser")
    assert page.select_one("[data-note-form]")["autocomplete"] == "off"


def test_changing_keeps_what_the_form_does_not_show(client, annotation):
    response = edit(client, annotation, speaker_role="engineer")
    assert response.status_code == 302
    (note,) = stored()
    assert (note.speaker_role, note.extra) == ("engineer", {"a": 1})


def test_the_second_to_save_is_told_and_loses_nothing(client, annotation):
    other = make_user("ed", "editor")
    replace_note(annotation, replace(annotation.to_note(), speaker_role="mayor"), actor=other, version=1)
    response = edit(client, annotation, speaker_role="engineer")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 409
    assert "ed changed this quote" in page.select_one(".conflict").get_text()
    assert "mayor" in page.select_one(".conflict del").get_text()
    assert page.select_one("[name=speaker_role]")["value"] == "engineer"
    assert page.select_one("[name=version]")["value"] == "2"
    annotation.refresh_from_db()
    assert annotation.speaker_role == "mayor"
    edit(client, annotation, speaker_role="engineer")
    annotation.refresh_from_db()
    assert annotation.speaker_role == "engineer"


def test_who_changed_it_in_another_window_is_told_so(client, annotation):
    replace_note(annotation, replace(annotation.to_note(), speaker_role="mayor"), actor=annotation.creator, version=1)
    said = BeautifulSoup(edit(client, annotation).content, "html.parser").select_one(".conflict").get_text()
    assert "You changed this quote in another window" in said
    assert "this replaces what you saved there" in said
    assert "ines" not in said


def test_what_is_folded_away_is_open_when_it_says_something(client, article, annotator, annotation):
    def is_open(response):
        return BeautifulSoup(response.content, "html.parser").select_one("details.more").has_attr("open")

    assert not is_open(client.get(new(article)))
    assert is_open(client.post(new(article), QUOTE | {"source_name": ""}))
    address = reverse("annotation-edit", args=[annotation.public_id])
    replace_note(annotation, replace(annotation.to_note(), tags=(), body="", speaker_role=""), actor=annotator)
    assert not is_open(client.get(address))
    replace_note(annotation, replace(annotation.to_note(), tags=("rain",)), actor=annotator)
    assert is_open(client.get(address))


def test_what_was_deleted_meanwhile_is_not_lost(client, annotation):
    delete_annotation(annotation, actor=make_user("ed", "editor"))
    response = edit(client, annotation, speaker_role="engineer")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 409
    assert "deleted" in page.select_one(".conflict").get_text()
    assert page.select_one("[name=speaker_role]")["value"] == "engineer"


def test_a_comment_on_the_whole_article_is_shown_in_the_list_when_it_is_saved(client, article, annotator):
    answer = client.post(new(article, "comment"), {**QUOTE, **words(), "body": "About all of it."})
    address = f"{article.get_absolute_url()}#n-{Annotation.objects.get().public_id}"
    assert answer["Location"] == address
    assert BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser").select(f"#{address[-12:]}")


def test_tags_that_differ_in_case_are_one_as_it_was_written_first(client, article, annotation):
    edit(client, annotation, tags="Economy, economy, Tides")
    client.post(new(article, "claim"), CLAIM | {"tags": "tides, ECONOMY, Rain"})
    assert [note.tags for note in stored()] == [("Economy", "Tides"), ("Tides", "Economy", "Rain")]


def test_a_tag_that_others_keep_to_themselves_is_not_learned_from(client, article, annotation):
    other = replace(annotation.to_note(), id="", tags=("ECONOMY",), visibility="private")
    add_notes(article, [other], actor=make_user("otto", "annotator"))
    edit(client, annotation, tags="economy")
    assert stored()[0].tags == ("economy",)


def test_nor_is_one_of_a_draft(client, article, annotation):
    draft = from_document(replace(DOCUMENT, title="Not yet"), slug="draft", state="draft")
    add_notes(draft, [replace(annotation.to_note(), id="", tags=("ECONOMY",))], actor=make_user("otto", "annotator"))
    edit(client, annotation, tags="economy")
    assert annotation.tag_rows.get().name == "economy"


def test_words_that_are_gone_are_kept_through_an_edit(client, annotation):
    span = annotation.spans.get()
    span.state, span.paragraph = "gone", None
    span.save()
    response = edit(client, annotation, **words(("content", "“The dam will hold,”", "kept:0")), speaker_role="engineer")
    assert response.status_code == 302
    (note,) = stored()
    assert [(span.state, span.exact) for span in note.spans] == [("gone", "“The dam will hold,”")]


def undo(client):
    """Press the button of the last message."""
    page = BeautifulSoup(client.get("/articles/dam/").content, "html.parser")
    return press(client, page.select(".messages form")[-1])


def test_making_changing_and_deleting_are_undone(client, article, annotator):
    client.post(new(article), QUOTE)
    undo(client)
    assert not Annotation.objects.kept().exists()
    undo(client)
    annotation = Annotation.objects.kept().get()
    edit(client, annotation, speaker_role="engineer")
    undo(client)
    annotation.refresh_from_db()
    assert annotation.speaker_role == ""
    client.get("/articles/dam/")
    client.post(reverse("annotation-delete", args=[annotation.public_id]))
    assert not Annotation.objects.kept().exists()
    undo(client)
    assert Annotation.objects.kept().exists()
    undo(client)
    assert not Annotation.objects.kept().exists()
    undo(client)
    assert Annotation.objects.kept().exists()


def test_an_undone_deletion_can_be_made_again_though_the_note_was_changed_meanwhile(client, annotation):
    client.post(reverse("annotation-delete", args=[annotation.public_id]))
    ana, ane = annotation.source, Source.objects.create(name="Ana Lunde", kind="person", slug="ana-lunde")
    merge_sources(ana, ane, actor=make_user("root", "editor"))
    version = Annotation.objects.get().version
    client.post(reverse("annotation-restore", args=[annotation.public_id, version]), {"version": version})
    assert Annotation.objects.kept().exists()
    undo(client)
    assert not Annotation.objects.kept().exists()


def test_what_is_undone_or_deleted_leads_to_the_paragraph_that_it_stood_in(client, article, annotator):
    client.post(new(article), QUOTE)
    assert undo(client)["Location"] == "/articles/dam/#p1"
    undo(client)
    address = reverse("annotation-delete", args=[Annotation.objects.get().public_id])
    assert client.post(address)["Location"] == "/articles/dam/#p1"
    client.post(new(article, "comment"), {**QUOTE, **words(), "body": "About all of it."})
    assert undo(client)["Location"] == "/articles/dam/"


def test_a_deletion_that_is_sent_twice_or_come_back_to_leads_to_the_history(client, annotation):
    address = reverse("annotation-delete", args=[annotation.public_id])
    client.post(address)
    for again in (client.post, client.get):
        response = again(address)
        assert (response.status_code, response["Location"]) == (302, f"/annotations/{annotation.public_id}/history/")
    assert annotation.versions.count() == 2


def test_an_undo_that_comes_too_late_changes_nothing(client, annotation):
    edit(client, annotation, speaker_role="engineer")
    page = BeautifulSoup(client.get("/articles/dam/").content, "html.parser")
    annotation.refresh_from_db()
    replace_note(annotation, replace(annotation.to_note(), speaker_role="mayor"), actor=None)
    response = press(client, page.select_one(".messages form"), follow=True)
    assert "Nothing was undone: this quote has been changed again since." in response.content.decode()
    annotation.refresh_from_db()
    assert annotation.speaker_role == "mayor"


def test_an_undo_that_is_pressed_twice_is_done_once_and_says_so(client, article, annotation):
    client.post(new(article, "claim"), CLAIM)
    edit(client, annotation, speaker_role="engineer")
    client.post(reverse("annotation-delete", args=[annotation.public_id]))
    making, editing, deletion = BeautifulSoup(client.get("/articles/dam/").content, "html.parser").select(
        ".messages form"
    )
    for form in (making, deletion):
        press(client, form)
        versions = AnnotationVersion.objects.count()
        said = press(client, form, follow=True).content.decode()
        assert "It is as it was before." in said
        assert "Nothing was undone" not in said
        assert AnnotationVersion.objects.count() == versions
    said = press(client, editing, follow=True).content.decode()  # what was changed since stays
    assert "Nothing was undone" in said


def test_history_shows_each_change_and_brings_versions_back(client, annotation):
    edit(client, annotation, speaker_role="engineer", source_name="Ana Berg")
    page = BeautifulSoup(client.get(reverse("annotation-history", args=[annotation.public_id])).content, "html.parser")
    newest, first = page.select(".rows > li")
    assert "Edited by ines" in newest.get_text()
    assert newest.select_one("ins").get_text() == "Berg"
    assert newest.select_one("del").get_text() == "Lund"
    client.post(first.select_one("form")["action"])
    assert stored()[0].source.name == "Ana Lund"


def test_how_a_note_was_made_is_no_difference_in_its_history(client, annotation):
    edit(client, annotation, speaker_role="engineer")
    page = BeautifulSoup(client.get(reverse("annotation-history", args=[annotation.public_id])).content, "html.parser")
    last, first = page.select(".rows > li")
    assert [word.get_text() for word in last.select("ins")] == ["engineer"]
    assert "Ana Lund" in first.get_text()
    assert not first.select("ins")


def test_what_was_private_stays_hidden_in_the_history(client, annotation):
    replace_note(
        annotation,
        replace(annotation.to_note(), body="secret thoughts", visibility="private"),
        actor=annotation.creator,
    )
    replace_note(annotation, replace(annotation.to_note(), body="open", visibility="public"), actor=annotation.creator)
    address = reverse("annotation-history", args=[annotation.public_id])
    assert "secret" in client.get(address).content.decode()
    client.logout()
    page = client.get(address).content.decode()
    assert "secret" not in page
    assert "open" in page


def test_what_was_rejected_stays_hidden_in_the_history_from_those_who_do_not_review(client, annotation):
    note, owner = annotation.to_note(), annotation.creator
    replace_note(annotation, replace(note, body="slander", status="rejected", status_reason="No."), actor=owner)
    replace_note(annotation, replace(note, body="fair"), actor=owner)
    address = reverse("annotation-history", args=[annotation.public_id])
    assert "slander" in client.get(address).content.decode()
    for user, shown in ((make_user("ed", "editor"), True), (make_user("ben", "annotator"), False)):
        client.force_login(user)
        assert ("slander" in client.get(address).content.decode()) is shown


def restore(client, annotation, number):
    return client.post(reverse("annotation-restore", args=[annotation.public_id, number]))


def test_going_back_to_a_version_decides_nothing_for_those_who_review(client, annotation):
    editor = make_user("ed", "editor")
    decide(annotation, "rejected", "Nobody said so.", actor=editor, version=1)
    assert restore(client, annotation, 1).status_code == 403
    assert stored()[0].status == "rejected"
    client.force_login(editor)
    assert restore(client, annotation, 1).status_code == 302
    assert stored()[0].status == "published"


def test_going_back_to_a_version_shows_a_note_to_nobody_in_its_creators_place(client, annotation):
    note, owner = annotation.to_note(), annotation.creator
    group = Group.objects.create(name="Desk", slug="desk", owner=owner)
    editor = make_user("ed", "editor")
    for user in (owner, editor):
        group.memberships.get_or_create(user=user)
    replace_note(annotation, replace(note, visibility="group", group="desk"), actor=owner)
    client.force_login(editor)
    assert restore(client, annotation, 1).status_code in (403, 404)
    assert stored()[0].visibility == "group"
    client.force_login(owner)
    assert restore(client, annotation, 1).status_code == 302
    assert stored()[0].visibility == "public"


@pytest.mark.parametrize("seen", ["9" * 8, "9" * 40, "x", "-1", "²"])
def test_a_version_that_cannot_be_is_no_crash(client, annotation, seen):
    address = reverse("annotation-restore", args=[annotation.public_id, 1])
    assert client.post(address, {"version": seen}).status_code == 302
    assert client.post(reverse("annotation-restore", args=[annotation.public_id, 999_999_999])).status_code == 404


def test_a_deleted_note_has_no_public_history(client, annotation):
    delete_annotation(annotation, actor=annotation.creator)
    address = reverse("annotation-history", args=[annotation.public_id])
    assert "It is deleted" in client.get(address).content.decode()
    client.logout()
    assert client.get(address).status_code == 404


# ── On the article, and completing names ──


def test_each_paragraph_offers_its_form_to_annotators_alone(client, article, annotator):
    page = BeautifulSoup(client.get("/articles/dam/").content, "html.parser")
    assert [link["href"] for link in page.select(".annotate")] == [
        f"/articles/dam/annotations/new/?paragraph={name}" for name in ("p1", "p2")
    ]
    client.logout()
    page = client.get("/articles/dam/").content.decode()
    assert 'class="annotate"' not in page
    assert "annotate.js" not in page
    assert "Sign in to annotate" in page


def name_sources(article, user, *sources, visibility="public"):
    """The sources of these names and kinds, each named by a note of this person."""
    span = (describe_span(P1, 0, 20),)
    notes = [Note("", "quote", span, SourceRef(*source), visibility=visibility) for source in sources]
    return [row.source for row in add_notes(article, notes, actor=user)]


def test_no_more_is_previewed_than_can_be_saved(client, article, annotator):
    sent = {**QUOTE, "body": "word " * 4_000 + "the end", "preview": "1"}
    page = BeautifulSoup(client.post(new(article, "comment"), sent).content, "html.parser")
    assert page.select_one(".preview").text.strip().endswith("word")
    assert page.select_one("textarea[name=body]").text.strip().endswith("the end")


def test_more_words_than_the_article_has_are_not_looked_for(client, article, annotator):
    response = client.post(new(article), {**QUOTE, **words(("content", "The dam is old. " * 200, ""))})
    assert response.status_code == 422
    assert "more words than the article has" in response.text
    assert stored() == []


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_notes_of_an_article_that_is_withheld_have_no_history(client, article, annotator, state):
    add_notes(article, [Note("shown", "comment", body="A secret.")], actor=annotator)
    Article.objects.filter(pk=article.pk).update(state=state, withdrawn_reason="Forged.")
    for browser in (client, Client()):
        response = browser.get(reverse("annotation-history", args=["shown"]))
        assert response.status_code == 404
        assert "secret" not in response.text


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
@pytest.mark.parametrize("page", ["annotation-edit", "annotation-delete", "annotation-reattach"])
def test_nobody_learns_that_it_has_notes(client, article, annotator, state, page):
    add_notes(article, [Note("shown", "comment", body="A secret.")], actor=None)
    Article.objects.filter(pk=article.pk).update(state=state, withdrawn_reason="Forged.")
    assert client.get(reverse(page, args=["shown"])).status_code == 404


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_ones_own_note_in_an_article_that_is_withheld_stays_as_it_is(client, article, annotator, state):
    (row,) = add_notes(article, [Note("mine", "comment", body="Hm.")], actor=annotator)
    delete_annotation(row, actor=annotator)
    Article.objects.filter(pk=article.pk).update(state=state, withdrawn_reason="Forged.")
    assert client.get(reverse("annotation-history", args=["mine"])).status_code == 404
    assert client.post(reverse("annotation-restore", args=["mine", 1])).status_code == 404
    assert client.post("/api/v1/annotations/mine/restore", {"version": 1}, "application/json").status_code == 404
    row.refresh_from_db()
    assert row.deleted
    Article.objects.filter(pk=article.pk).update(state="published")
    client.post(reverse("annotation-restore", args=["mine", 1]))
    row.refresh_from_db()
    assert not row.deleted


def test_known_sources_are_suggested(client, article, annotator):
    ines = make_user("ben", "annotator")
    name_sources(
        article, ines, ("Ana Lund", "person"), ("Lundby Council", "organisation"), ("lund engineer", "unnamed")
    )
    name_sources(article, ines, ("Lund Holdings", "organisation"), visibility="private")
    found = client.get(reverse("source-suggest"), {"q": "lund", "article": "dam"}).json()["sources"]
    assert {item["name"] for item in found} == {"Ana Lund", "Lundby Council"}
    assert client.get(reverse("source-suggest"), {"q": ""}).json() == {"sources": []}


@pytest.mark.parametrize("how", ["draft", "withdrawn", "suggested", "rejected", "deleted"])
def test_sources_that_one_may_not_know_of_are_not_suggested(client, article, annotator, how):
    other = from_document(replace(DOCUMENT, title="Other", url="", notes=()))
    fields = {"suggested": {"status": "suggested"}, "rejected": {"status": "rejected", "status_reason": "No."}}
    note = Note("", "quote", (describe_span(P1, 0, 20),), SourceRef("Kept Friend", "person", "https://friend.example/"))
    (row,) = add_notes(other, [replace(note, **fields.get(how, {}))], actor=make_user("ben", "annotator"))
    if how == "deleted":
        delete_annotation(row, actor=None)
    if how in ("draft", "withdrawn"):
        Article.objects.filter(pk=other.pk).update(state=how, withdrawn_reason="Forged.")
    assert client.get(reverse("source-suggest"), {"q": "friend"}).json() == {"sources": []}
    assert "Kept Friend" not in client.get(new(article)).text
    client.post(new(article), {**QUOTE, "source_name": "Kept Friend"})
    assert stored()[-1].source == SourceRef("Kept Friend", "person")
    client.force_login(make_user("ed", "editor"))
    assert client.get(reverse("source-suggest"), {"q": "friend"}).json()["sources"]


def test_the_address_of_a_source_in_anothers_private_note_is_not_taken(client, article, annotator):
    note = Note("", "quote", (describe_span(P1, 0, 20),), SourceRef("Ana Lund", "person", "https://secret.example/"))
    add_notes(article, [replace(note, visibility="private")], actor=make_user("ben", "annotator"))
    client.post(new(article), QUOTE)
    assert stored()[-1].source == SourceRef("Ana Lund", "person")


def test_known_sources_that_fit_a_proposal_are_offered_and_taken_by_people_alone(client, article, annotator):
    names = ("A. M. Lund", "person"), ("Jan Lund", "person"), ("Ana Lund Council", "organisation")
    known, *_ = name_sources(article, make_user("ben", "annotator"), *names)
    Source.objects.filter(pk=known.pk).update(slug="known", aliases=["Ana Lund", "Änne Lund"])
    note = Note("", "quote", (describe_span(P1, 0, 20),), SourceRef("Ana Lund", "person"))
    (row,) = add_notes(article, [note], actor=annotator)
    assert row.source.name == "Ana Lund"
    address = reverse("annotation-edit", args=[row.public_id])
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert [button["value"] for button in page.select("button[name=take]")] == ["known"]
    page = BeautifulSoup(client.post(address, {**QUOTE, "version": 1, "take": "known"}).content, "html.parser")
    assert page.select_one("[name=source_name]")["value"] == "A. M. Lund"
    row.refresh_from_db()
    assert row.source.name == "Ana Lund"
    client.post(address, {**QUOTE, "version": 1, "source_name": "A. M. Lund"})
    row.refresh_from_db()
    assert row.source == known


def test_groups_to_share_with_are_ones_own(client, article, annotator):
    mine = Group.objects.create(slug="mine", name="My class", owner=annotator)
    mine.memberships.create(user=annotator)
    Group.objects.create(slug="other", name="Other class", owner=make_user("otto"))
    page = client.get(new(article)).content.decode()
    assert "My class" in page
    assert "Other class" not in page
    client.post(new(article), {**QUOTE, "shown_to": "group:mine"})
    assert stored()[0].group == "mine"


@pytest.mark.parametrize("shown", [{"visibility": "public"}, {"visibility": "group", "group": "desk"}])
def test_only_its_creator_decides_who_sees_a_note(client, article, shown):
    editor, otto = make_user("ed", "editor"), make_user("otto", "annotator")
    group = Group.objects.create(name="Desk", slug="desk", owner=otto)
    for user in (editor, otto):
        group.memberships.create(user=user)
    (annotation,) = add_notes(article, [Note("", "comment", body="Hm.", **shown)], actor=otto)
    client.force_login(editor)
    address = reverse("annotation-edit", args=[annotation.public_id])
    options = BeautifulSoup(client.get(address).content, "html.parser").select("[name=shown_to] option")
    stays = "group:desk" if "group" in shown else "public"
    assert [option["value"] for option in options] == [stays]
    sent = {**QUOTE, **words(("content", "", "")), "body": "Hm!", "version": 1}
    for other in {"public", "private", "group:desk"} - {stays}:
        assert client.post(address, {**sent, "shown_to": other}).status_code == 422
    assert client.post(address, {**sent, "shown_to": stays}).status_code == 302
    assert (stored()[0].body, stored()[0].visibility) == ("Hm!", shown["visibility"])


@pytest.mark.parametrize(("role", "offered", "status"), [("annotator", False, 403), ("editor", True, 200)])
def test_a_note_of_somebody_who_is_called_alike_is_anothers(client, article, role, offered, status):
    (annotation,) = add_notes(article, [Note("", "comment", body="Hm.", creator="otto")], actor=make_user("ed"))
    client.force_login(make_user("otto", role))
    address = reverse("annotation-edit", args=[annotation.public_id])
    assert (address in client.get(article.get_absolute_url()).text) is offered
    page = client.get(address)
    assert page.status_code == status
    options = BeautifulSoup(page.content, "html.parser").select("[name=shown_to] option")
    assert [option["value"] for option in options] == (["public"] if offered else [])


def test_a_note_stays_in_a_group_that_its_author_has_left(client, article, annotator):
    group = Group.objects.create(name="Desk", slug="desk", owner=make_user("otto"))
    membership = group.memberships.create(user=annotator)
    note = Note("", "comment", body="Hm.", visibility="group", group="desk")
    (annotation,) = add_notes(article, [note], actor=annotator)
    membership.delete()
    address = reverse("annotation-edit", args=[annotation.public_id])
    chosen = BeautifulSoup(client.get(address).content, "html.parser").select("[name=shown_to] [selected]")
    assert [(option["value"], option.text) for option in chosen] == [("group:desk", "Only Desk")]
    sent = {**QUOTE, **words(("content", "", "")), "shown_to": "group:desk", "body": "Hm!", "version": 1}
    assert client.post(address, sent).status_code == 302
    assert (stored()[0].body, stored()[0].group) == ("Hm!", "desk")
    client.post(reverse("annotation-delete", args=[annotation.public_id]))
    undo(client)
    assert Annotation.objects.kept().get().group == group


def test_the_form_for_the_panel_is_a_part_and_its_answer_a_place(client, article, annotator):
    part = client.get(new(article) + "&content=p1:0-20&source=p1:26-34&cue=oops", headers={"X-Panel": "1"})
    assert part.content.strip().startswith(b"<form")
    page = BeautifulSoup(part.content, "html.parser")
    assert [row["value"] for row in page.select("[name$=-place]")] == ["p1:0-20", "p1:26-34"]
    response = client.post(new(article), QUOTE, headers={"X-Panel": "1"})
    assert response.status_code == 201
    assert response["Location"].startswith("/articles/dam/#r-")


def test_how_many_queries_they_take(client, article, annotator, django_assert_max_num_queries):
    Source.objects.bulk_create(Source(slug=f"s{n}", name=f"Source {n}", kind="person") for n in range(30))
    with django_assert_max_num_queries(12):
        client.get(new(article))
    with django_assert_max_num_queries(12):
        client.get("/articles/dam/")
    with django_assert_max_num_queries(46):
        client.post(new(article), QUOTE)
