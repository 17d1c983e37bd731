"""The small world of the examples in the API's description, and how their answers are compared."""

import re
from datetime import UTC, date, datetime
from typing import Any

from rest_framework.test import APIClient

from articles.api.operations import OPERATIONS, Operation
from articles.document import Document, Evidence, Note, Paragraph, SourceRef, describe_span
from articles.models import (
    Annotation,
    AnnotationVersion,
    Article,
    Import,
    Revision,
    Token,
    User,
    add_notes,
    from_document,
)
from tests.api.conftest import make_user

MOMENT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
P1 = Paragraph(
    "p1",
    "paragraph",
    "“We will close the plant,” wrote Maria Ortiz, the mayor of Lund, on Monday, “but not before spring.”",
)
P2 = Paragraph("p2", "paragraph", "The plant has made boats for forty years, the town’s archive says.")
MARIA = SourceRef("Maria Ortiz", "person")
QUOTE = Note(
    "7k2m9x4qpd",
    "quote",
    (describe_span(P1, 0, 26), describe_span(P1, 76, 100), describe_span(P1, 27, 32, "cue")),
    MARIA,
    "mayor of Lund",
    "direct",
)
CLAIM = Note(
    "c4mvp2d3wq",
    "claim",
    (describe_span(P2, 0, 40),),
    SourceRef("Town archive", "organisation", "https://archive.example/"),
    verdict="disputed",
    verdict_reason="The first boat was built in 1991.",
    evidence=(Evidence("https://boats.example/", "The boats", "The first was built in 1991.", "disputes"),),
)
DOCUMENT = Document(
    title="Plant to close",
    byline="Ana Berg",
    publication="The Harbour",
    published=date(2026, 5, 4),
    url="https://www.harbour.example/plant",
    language="en",
    paragraphs=(P1, P2),
)


def world() -> tuple[APIClient, APIClient]:
    """An article with two annotations of Ana's, one of Otto's, who is an editor, and clients of hers and of his."""
    ana, otto = make_user("ana", "annotator"), make_user("otto", "editor")
    otto.is_superuser = True
    otto.save()
    article = from_document(DOCUMENT, slug="plant-to-close")
    empty = Document("Nothing yet", paragraphs=(Paragraph("p1", "paragraph", "Nothing has happened."),))
    from_document(empty, slug="nothing-yet")
    add_notes(article, [QUOTE, CLAIM], actor=ana)
    for user in (ana, otto):
        Token.objects.create(user=user, name="notebook", digest=user.username, scopes=["review"])
    Import.objects.create(public_id="qqimport", url="https://www.harbour.example/quay", wanted="draft", asked_by=otto)
    _stop_the_clock()
    return _client(ana), _client(otto)


def _client(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user, Token.objects.get(user=user))
    return client


def _stop_the_clock() -> None:
    Annotation.objects.update(created=MOMENT, modified=MOMENT)
    AnnotationVersion.objects.update(created=MOMENT)
    Revision.objects.update(created=MOMENT)
    Article.objects.update(added=MOMENT)
    Token.objects.update(created=MOMENT)
    Import.objects.update(created=MOMENT, modified=MOMENT)


def send(operation: Operation, example: dict[str, Any], clients: tuple[APIClient, APIClient]):
    """Send the request of an example: `as` says whether Ana (0) or Otto (1) does."""
    (method,) = [key[1] for key, value in OPERATIONS.items() if value is operation]
    client = clients[example.get("as", 0)]
    path = example["path"].replace("{token}", str(Token.objects.earliest("pk").pk))
    kwargs = {} if example.get("body") is None else {"data": example["body"], "format": "json"}
    if isinstance(example.get("body"), str):
        return client.generic(method, path, example["body"], content_type="text/plain")
    return client.generic(method, path) if not kwargs else getattr(client, method.lower())(path, **kwargs)


def comparable(answer: Any) -> Any:
    """An answer without what differs each time: new ids, secrets, cursors and the present moment."""
    if isinstance(answer, dict):
        number = answer.get("id")  # of a token: a database goes on counting where earlier tests ended
        if isinstance(number, int):
            answer = {**answer, "id": "…", "self": "…"}
        return {name: comparable(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [comparable(item) for item in answer]
    if isinstance(answer, str):
        answer = re.sub(r"(cursor|since)=[^&]+", r"\1=…", answer)
        answer = re.sub(r"\b[2-9a-hjkmnp-z]{10}\b(?<!7k2m9x4qpd)(?<!c4mvp2d3wq)", "…", answer)
        answer = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "…", answer)
        return "…" if re.fullmatch(r"[\w-]{43}|[\w-]+:[\w-]{40,}", answer) else answer
    return answer
