"""What pages say to machines: schema.org's NewsArticle with its quotations, and a ClaimReview for each verdict."""

from typing import Any

from articles.document import Document, Note, SourceRef
from articles.formats.bodies import RATINGS, TYPES, quoted

SERVICE_LINK = '</annotations/>; rel="http://www.w3.org/ns/oa#annotationService"'


def article_data(document: Document, address: str) -> dict[str, Any]:
    """The article at `address`, with what everybody may see of its notes."""
    public = [note for note in document.notes if note.visibility == "public" and note.status == "published"]
    article = {
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": document.title,
        "datePublished": document.published.isoformat() if document.published else "",
        "inLanguage": document.language,
        "author": {"@type": "Person", "name": document.byline} if document.byline else "",
        "publisher": {"@type": "Organization", "name": document.publication} if document.publication else "",
        "isBasedOn": document.url,
        "copyrightNotice": document.licence,
        "articleSection": document.section,
        "hasPart": [_quotation(note) for note in public if note.kind == "quote"],
    }
    reviews = [claim_review(note, address) for note in public if is_judged(note)]
    graph = [{name: value for name, value in article.items() if value}, *reviews]
    return {"@context": "https://schema.org", "@graph": graph}


def claim_review(note: Note, address: str) -> dict[str, Any]:
    """The verdict of a claim in the article at `address`."""
    author = {"author": _agent(note.source)} if note.source else {}
    return {
        "@type": "ClaimReview",
        "url": f"{address}#n-{note.id}",
        "claimReviewed": quoted(note),
        "author": {"@type": "Organization", "name": "The Newsreader"},
        **({"datePublished": note.created.date().isoformat()} if note.created else {}),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[note.verdict],
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": note.verdict,
            "ratingExplanation": note.verdict_reason,
        },
        "itemReviewed": {"@type": "Claim", **author, "appearance": address},
    }


def is_judged(note: Note) -> bool:
    """Whether it is a claim with a verdict."""
    return note.kind == "claim" and note.verdict in RATINGS


def _quotation(note: Note) -> dict[str, Any]:
    speaker = {"spokenByCharacter": _agent(note.source)} if note.source else {}
    return {"@type": "Quotation", "text": quoted(note), **speaker}


def _agent(source: SourceRef) -> dict[str, str]:
    address = {"sameAs": source.url} if source.url else {}
    return {"@type": TYPES[source.kind].removeprefix("schema:"), "name": source.name, **address}
