"""Two versions of a note are compared by fields and by words."""

from cProfile import Profile
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import Piece, compare_documents, compare_notes, compare_texts
from articles.document import Document, Evidence, Note, Paragraph, SourceRef, Span

NOTE = Note(
    "a",
    "claim",
    (Span("p1", 0, 3, "The"), Span("p1", 9, 12, "Ana", role="source")),
    SourceRef("Ana Lund", "person"),
    verdict="disputed",
    verdict_reason="It did not hold.",
    evidence=(Evidence("https://dam.example/", "The log", stance="disputes"),),
    tags=("dam", "river"),
)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("", "Yes", [("added", "Yes")]),
        ("No", "", [("removed", "No")]),
        ("will hold", "did hold", [("removed", "will"), ("added", "did"), ("same", " hold")]),
        (
            "It took a crew of ten all night to close it.",
            "It was shut by the crew of a tug before noon, as they say.",
            [
                ("same", "It "),
                ("removed", "took a crew of ten all night to close it"),
                ("added", "was shut by the crew of a tug before noon, as they say"),
                ("same", "."),
            ],
        ),
        (
            "at 5 per cent, or 6",
            "at 7 per cent, or 8",
            [
                ("same", "at "),
                ("removed", "5"),
                ("added", "7"),
                ("same", " per cent, or "),
                ("removed", "6"),
                ("added", "8"),
            ],
        ),
        ("大坝很老。", "大坝很新。", [("same", "大坝很"), ("removed", "老"), ("added", "新"), ("same", "。")]),
        ("an old dam", "a new dam", [("removed", "an old"), ("added", "a new"), ("same", " dam")]),
    ],
)
def test_texts(old, new, pieces):
    assert list(compare_texts(old, new)) == [Piece(*piece) for piece in pieces]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_off(old, new):
    pieces = list(compare_texts(old, new))
    assert "".join(piece.text for piece in pieces if piece.change != "added") == old
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == new


def test_very_long_texts_stand_whole():
    old, new = "a " * 3_000, "b " * 3_000
    assert list(compare_texts(old, new)) == [Piece("removed", old), Piece("added", new)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (lambda chance, at: chance.choice(("dam", "river")), lambda chance, at: chance.choice(("dam", "river"))),
        (lambda chance, at: f"w{at}", lambda chance, at: f"w{at}" if at % 3 else f"x{at}"),
    ],
    ids=["two words at random", "every third word is another"],
)
def test_the_work_grows_with_the_texts_alone(old, new):
    calls = []
    for size in (200, 900):
        texts = (" ".join(make(Random(seed), at) for at in range(size)) for seed, make in enumerate((old, new)))
        profile = Profile()
        profile.runcall(lambda texts: list(compare_texts(*texts)), texts)
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[1] < 2 * 900 / 200 * calls[0]


def test_the_first_version_says_all_that_is_filled():
    assert [change.label for change in compare_notes(None, NOTE)] == [
        "Kind", "Words", "Source", "Tags", "Verdict", "Reason", "Evidence", "Status", "Shown to",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "label", "added"),
    [
        ("spans", NOTE.spans[:1], "Words", ""),
        ("source", None, "Source", ""),
        ("tags", ("dam",), "Tags", ""),
        ("body", "A note.", "Note", "A note."),
        ("evidence", (), "Evidence", ""),
        ("verdict_reason", "It did not hold then.", "Reason", " then"),
        ("visibility", "private", "Shown to", "only you"),
    ],
)
def test_a_changed_field(field, value, label, added):
    (change,) = compare_notes(NOTE, replace(NOTE, **{field: value}))
    assert change.label == label
    assert "".join(piece.text for piece in change.pieces if piece.change == "added") == added


def test_nothing_changed():
    assert compare_notes(NOTE, replace(NOTE, id="b")) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("The dam held.", "The dam held.", "same"),
        ("The dam – held.", "the  Dam — held!", "small"),
        ("It costs 5-10 pounds.", "It costs 5–10 pounds.", "small"),
        ("The dam held.", "The dam burst.", "changed"),
        ("It costs £5.", "It costs €5.", "changed"),
        ("It was -5 degrees.", "It was 5 degrees.", "changed"),
        ("It was -5 degrees.", "It was −5 degrees.", "small"),
        ("A third, 33 %, agreed.", "A third, 33, agreed.", "changed"),
        ("She answered 👍", "She answered 👎", "changed"),
    ],
)
def test_a_paragraph_is_folded_when_it_says_the_same(old, new, kind):
    documents = [Document("", paragraphs=(Paragraph("p1", "paragraph", text),)) for text in (old, new)]
    assert [stretch.kind for stretch in compare_documents(*documents)] == [kind]


def test_trifles_are_folded_with_what_is_the_same_around_them():
    texts = (
        ["The dam held.", "It rained.", "Crews came.", "They left."],
        ["The dam held.", "it rained!", "Crews came.", "No."],
    )
    old, new = (paragraphs(**{f"p{at}": text for at, text in enumerate(each)}) for each in texts)
    folded, changed = compare_documents(old, new)
    assert (folded.kind, len(folded.changes), folded.small) == ("small", 3, 1)
    assert (changed.kind, len(changed.changes)) == ("changed", 1)


RAIN = "It rained for three days, and the river rose over the lower meadows."
CREWS = "Crews filled sandbags through the night and closed the old bridge."


def paragraphs(**texts: str) -> Document:
    return Document("", paragraphs=tuple(Paragraph(name, "paragraph", text) for name, text in texts.items()))


@pytest.mark.parametrize(
    ("old", "new", "kinds", "pieces"),
    [
        ({"p1": RAIN, "p2": CREWS}, {"p1": f"{RAIN} {CREWS}"}, ["small"], [("removed", "¶ ")]),
        ({"p1": RAIN, "p2": CREWS}, {"p2": f"{RAIN} {CREWS}"}, ["small"], [("removed", "¶ ")]),
        ({"p1": f"{RAIN} {CREWS}"}, {"p1": RAIN, "p2": CREWS}, ["small"], [("added", "¶ ")]),
        ({"p1": f"{RAIN} {CREWS}"}, {"p2": RAIN, "p1": CREWS}, ["small"], [("added", "¶ ")]),
        (
            {"p1": RAIN, "p2": CREWS, "p3": "So it is."},
            {"p1": f"{RAIN} {CREWS} So it is."},
            ["small"],
            [("removed", "¶ "), ("removed", "¶ ")],
        ),
        (
            {"p1": RAIN, "p2": CREWS},
            {"p1": f"{RAIN} {CREWS.replace('old', 'new')}"},
            ["edited"],
            [("removed", "¶ "), ("removed", "old"), ("added", "new")],
        ),
        (
            {"p1": RAIN, "p2": CREWS},
            {"p1": RAIN.replace("three", "four")},
            ["edited", "removed"],
            [("removed", "three"), ("added", "four"), ("removed", CREWS)],
        ),
    ],
    ids=["merged", "merged into the second", "split", "split off", "three merged", "and edited", "not merged"],
)
def test_paragraphs_that_were_merged_or_split(old, new, kinds, pieces):
    changes = [
        change for stretch in compare_documents(paragraphs(**old), paragraphs(**new)) for change in stretch.changes
    ]
    assert [change.change for change in changes] == kinds
    assert [
        (piece.change, piece.text) for change in changes for piece in change.pieces if piece.change != "same"
    ] == pieces
