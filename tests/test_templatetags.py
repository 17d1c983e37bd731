"""What templates say of notes, and of counts and times, which Django's own filters would say alike, but slowly."""

from datetime import UTC, datetime

import pytest
from django.template.defaultfilters import date, floatformat

from articles.document import Note, Paragraph, describe_span
from articles.templatetags.reading import day, excerpt, grouped, in_short, minute


@pytest.mark.parametrize("count", [0, 7, 999, 1000, 1_234_567])
def test_counts(count):
    assert grouped(count) == floatformat(count, "g")


@pytest.mark.parametrize("moment", [datetime(2026, 4, 1, 9, 5, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, tzinfo=UTC)])
def test_times(moment):
    assert minute(moment) == date(moment, "j F Y, H:i")
    assert day(moment) == date(moment, "j F Y")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("It opens in May.", "It opens in May."),
        (" ".join(map(str, range(30))), "0 1 2 3 4 5 6 7 8 9 … 26 27 28 29"),
        ("渡船" * 300, "渡船" * 99 + "渡…"),
    ],
)
def test_the_words_of_a_note_are_cut_when_they_are_many(words, shown):
    note = Note("aaaaaaaa22", "quote", spans=(describe_span(Paragraph("p1", "paragraph", words), 0, len(words)),))
    assert excerpt(note) == shown


@pytest.mark.parametrize(
    ("body", "words", "said"),
    [
        ("A *bold* claim.", "", "comment: A bold claim."),
        ("", "", "comment"),
        ("It is.", "It opens in May.", "comment: It opens in May."),
        ("", "forty " * 20, "comment: forty forty forty forty forty forty forty forty forty forty…"),
    ],
)
def test_a_note_in_short(body, words, said):
    spans = (describe_span(Paragraph("p1", "paragraph", words), 0, len(words)),) if words else ()
    assert in_short(Note("a", "comment", spans, body=body)) == said
