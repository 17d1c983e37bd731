"""Counts are laid out as bars and over time; nothing is hidden by the scale."""

from datetime import date

import pytest

from articles.shape import MOST_BARS, MOST_MONTHS, bars, group_bars, stack, timeline, verdict_bars

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def test_bars_are_as_long_as_they_count():
    assert [(bar.label, bar.length) for bar in bars([("a", 40), ("b", 10), ("c", 0)])] == [
        ("a", 100),
        ("b", 25),
        ("c", 0),
    ]
    assert bars([]) == []
    assert bars([("a", 0)])[0].length == 0


def test_what_is_beyond_the_most_is_counted_together_without_a_bar():
    found = bars([(str(number), 5) for number in range(MOST_BARS + 3)])
    assert len(found) == MOST_BARS + 1
    assert (found[-1].label, found[-1].count, found[-1].length) == ("3 more", 15, 0)


def test_a_group_that_is_missing_is_shown():
    assert [(bar.label, bar.count) for bar in group_bars({"named": 3})] == [
        ("Named", 3),
        ("Documents", 0),
        ("Unnamed", 0),
    ]
    assert group_bars({}) == []


def test_verdicts_have_their_order():
    found = verdict_bars({"unchecked": 4, "refuted": 1, "supported": 2})
    assert [bar.label for bar in found] == ["Supported", "Refuted", "Unchecked"]


def test_a_stack_begins_where_the_last_piece_ended():
    assert stack({"source": 1, "quote": 2}, 4) == (("quote", 0, 50), ("source", 50, 25))


class TestTimeline:
    def test_months_between_are_not_left_out(self):
        time = timeline({(MARCH, "quote"): 2, (MAY, "claim"): 4, (MAY, "quote"): 4, (MAY, "comment"): 90})
        assert [(column.label, column.below) for column in time.columns] == [
            ("March 2026", "Mar 2026"),
            ("April 2026", "Apr"),
            ("May 2026", "May"),
        ]
        assert time.columns[1].pieces == ()
        assert time.highest == 8
        assert time.kinds == ["quote", "claim"]
        assert time.columns[2].pieces == (("quote", 0, 50), ("claim", 50, 50))

    @pytest.mark.parametrize("counts", [{}, {(MARCH, "quote"): 1}, {(MARCH, "quote"): 1, (MAY, "comment"): 1}])
    def test_one_month_is_no_time(self, counts):
        assert timeline(counts) is None

    def test_many_months_are_drawn_by_years(self):
        time = timeline(
            {(date(2019, 2, 1), "quote"): 1, (date(2026, 4, 1), "quote"): 3, (date(2026, 5, 1), "quote"): 1}
        )
        assert [column.label for column in time.columns] == [str(year) for year in range(2019, 2027)]
        assert time.highest == 4

    def test_of_many_columns_only_some_are_named(self):
        months = timeline({(date(2024, 5, 1), "quote"): 1, (date(2026, 4, 1), "quote"): 1}).columns
        assert len(months) == 24 <= MOST_MONTHS
        assert [column.below for column in months if column.below] == ["2024", "2025", "2026"]
        years = timeline({(date(1990, 1, 1), "quote"): 1, (date(2012, 1, 1), "quote"): 1}).columns
        assert [column.below for column in years if column.below] == ["1990", "1995", "2000", "2005", "2010"]
