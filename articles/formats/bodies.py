"""The bodies of Web Annotations: what a note says, for machines in schema.org's words and for people in plain ones."""

from typing import Any

from articles.document import Note, SourceRef, note_headline
from articles.formats.rows import About

PROFILE = "http://www.w3.org/ns/anno.jsonld"
CONTEXT = [
    PROFILE,
    {
        "schema": "http://schema.org/",
        "assessing": "oa:assessing",  # a motivation that the context of 2017 lacks
        "newsreader": {"@id": "urn:newsreader:note", "@type": "urn:newsreader:json"},
    },
]
MOTIVATIONS = {"quote": "describing", "claim": "classifying", "source": "identifying", "comment": "commenting"}
TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "publication": "Organization",
    "document": "schema:CreativeWork",
    "unnamed": "Person",
}
RATINGS = {"refuted": 1, "disputed": 2, "mixed": 3, "supported": 5}  # of 5, as ClaimReview wants a number


def bodies_of(note: Note, about: About) -> list[dict[str, Any]]:
    """The bodies of a note, be it one that the gate will refuse.

    Those that `newsreader` calls words repeat in plain words what others say.
    """
    bodies = []
    if note.body:
        purpose = {"comment": "commenting", "quote": "describing"}.get(note.kind, "commenting")
        bodies.append({"type": "TextualBody", "value": note.body, "format": "text/markdown", "purpose": purpose})
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in note.tags]
    if note.kind == "source" and note.source:
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": agent(note.source)})
    if note.kind == "quote":
        bodies.append(quotation(note, about))
    if note.kind == "claim":
        bodies.append(claim_review(note, about) if note.verdict in RATINGS else {"type": "schema:Claim", **_said(note)})
        bodies += [_evidence(item) for item in note.evidence]
    if note.kind != "comment":
        classifies = note.kind == "claim" and note.verdict not in RATINGS  # it only says that this is a claim
        words = {"type": "TextualBody", "value": words_of(note), "format": "text/plain"}
        bodies.append({**words, "purpose": "tagging" if classifies else "describing", "newsreader": "words"})
    return bodies


def words_of(note: Note) -> str:
    """What the note says, in a line."""
    headline = note_headline(note.kind, note.source and note.source.name)
    verdict = f": {note.verdict}" if note.verdict and note.verdict != "unchecked" else ""
    reason = f" ({note.verdict_reason})" if note.verdict_reason else ""
    return f"{headline}{verdict}{reason}"


def quoted(note: Note) -> str:
    """The words that the note is about, with an ellipsis where they are broken."""
    return " … ".join(span.exact for span in note.spans if span.role == "content")


def agent(source: SourceRef) -> dict[str, str]:
    """Who or what is relied on."""
    address = {"id": source.url} if source.url else {}
    return {**address, "type": TYPES.get(source.kind, "schema:Thing"), "schema:name": source.name}


def quotation(note: Note, about: About) -> dict[str, Any]:
    """A quote in schema.org's words."""
    speaker = {"schema:spokenByCharacter": agent(note.source)} if note.source else {}
    part = {"schema:isPartOf": address} if (address := about.iri or about.url) else {}
    return {"type": "schema:Quotation", "schema:text": quoted(note), **speaker, **part}


def claim_review(note: Note, about: About) -> dict[str, Any]:
    """A verdict in schema.org's words."""
    return {
        "type": "schema:ClaimReview",
        "schema:claimReviewed": quoted(note),
        "schema:reviewRating": {
            "type": "schema:Rating",
            "schema:ratingValue": RATINGS[note.verdict],
            "schema:bestRating": 5,
            "schema:worstRating": 1,
            "schema:alternateName": note.verdict,
            "schema:ratingExplanation": note.verdict_reason,
        },
        "schema:itemReviewed": {"type": "schema:Claim", **_said(note)},
    }


def _said(note: Note) -> dict[str, Any]:
    author = {"schema:author": agent(note.source)} if note.source else {}
    return {"schema:text": quoted(note), **author}


def _evidence(item) -> dict[str, Any]:
    passage = {"selector": {"type": "TextQuoteSelector", "exact": item.passage}} if item.passage else {}
    return {"type": "SpecificResource", "purpose": "linking", "source": item.url, **passage}
