"""Notes in the words of W3C: what each kind means to do, and what its bodies are to clients that know none of ours."""

from dataclasses import replace

import pytest

from articles.formats import jsonld
from articles.formats.rows import About
from tests.views.samples import ANA, CLAIM, COMMENT, DOCUMENT, QUOTE, SOURCE

ABOUT = About("https://news.example/articles/dam/", DOCUMENT.url, DOCUMENT.title)
UNCHECKED = replace(CLAIM, verdict="unchecked", verdict_reason="", evidence=(), source=ANA)
WORDS = "TextualBody"


@pytest.mark.parametrize(
    ("note", "motivation", "bodies"),
    [
        (SOURCE, "identifying", [("SpecificResource", "identifying"), (WORDS, "describing")]),
        (QUOTE, "describing", [("schema:Quotation", None), (WORDS, "describing")]),
        (CLAIM, "assessing", [("schema:ClaimReview", None), ("SpecificResource", "linking"), (WORDS, "describing")]),
        (UNCHECKED, "classifying", [("schema:Claim", None), (WORDS, "tagging")]),
        (COMMENT, "commenting", [(WORDS, "commenting")]),
    ],
    ids=["source", "quote", "claim with a verdict", "claim without", "comment"],
)
def test_every_kind_has_its_motivation_and_bodies(note, motivation, bodies):
    said = jsonld.pack(note, ABOUT)
    assert said["motivation"] == motivation
    found = said["body"] if isinstance(said["body"], list) else [said["body"]]
    assert [(body["type"], body.get("purpose")) for body in found] == bodies


def test_that_it_is_a_claim_is_no_tag_of_ours():
    note = replace(UNCHECKED, tags=("water",))
    assert jsonld.unpack(jsonld.pack(note, ABOUT), DOCUMENT).tags == ("water",)
