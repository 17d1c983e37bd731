"""A line that is nothing but a byline is told from every other line."""

from datetime import date

import pytest

from articles.importers.byline import join_names, read_line

DAY = date(2008, 4, 1)
BYLINES = {
    "Jane Doe 1 April 2008": ("Jane Doe", DAY),
    "By Jane Doe": ("Jane Doe", None),
    "By Jane Doe, April 1, 2008": ("Jane Doe", DAY),
    "BY JANE DOE": ("JANE DOE", None),
    "Jane Doe and John Roe | 2008-04-01": ("Jane Doe and John Roe", DAY),
    "Jane Doe, John Roe and Mary Major – 1 April 2008": ("Jane Doe, John Roe and Mary Major", DAY),
    "1 April 2008 | Jane Doe": ("Jane Doe", DAY),
    "Published 1 April 2008 by Jane Doe": ("Jane Doe", DAY),
    "Posted on Tuesday, April 1, 2008": ("", DAY),
    "1 April 2008": ("", DAY),
    "April 1, 2008, 10:30 am": ("", DAY),
    "By Ludwig van der Berg": ("Ludwig van der Berg", None),
    "By J. R. O’Neill-Smith Jr.": ("J. R. O’Neill-Smith Jr.", None),
    "By Jane Doe in Port Vale": ("Jane Doe in Port Vale", None),
    "Von Jürgen Müller, 1. April 2008": ("Jürgen Müller", DAY),
    "Par Élise Roy et Jean Petit": ("Élise Roy et Jean Petit", None),
    "By Reuters, 1 April 2008": ("Reuters", DAY),
    "Bill Van Buren 1 April 2008": ("Bill Van Buren", DAY),
}
OTHERS = [
    "",
    "Jane Doe",
    "The ferry sank.",
    "The ferry sank on 1 April 2008",
    "On 1 April 2008, the ferry Aurora sank off Port Vale.",
    "By Monday the city was calm.",
    "By Monday, Port Vale Had Fallen",
    "By the time help came, the ferry had sunk",
    "By Land and Sea",
    "By and large",
    "By Jane Doe’s own account, it was too late.",
    "By Jane Doe. The ferry sank.",
    "New York, 1 April 2008",
    "PORT, 1 April 2008",
    "“By Jane Doe”",
    "In April 2008",
    "Jane Doe was born on 1 April 2008",
    "Who was Jane Doe? 1 April 2008",
    "May Day 2008",
    "By Jane Doe " * 20,
]


@pytest.mark.parametrize(("line", "expected"), BYLINES.items())
def test_bylines(line, expected):
    assert read_line(line) == expected


@pytest.mark.parametrize("line", OTHERS)
def test_other_lines(line):
    assert read_line(line) is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["Jane Doe"], "Jane Doe"),
        (["By Jane Doe", " John  Roe "], "Jane Doe and John Roe"),
        (["A B", "C D", "A B", "E F"], "A B, C D and E F"),
        (["https://a.example/jane", ""], ""),
        (["by"], "by"),
    ],
)
def test_join_names(names, expected):
    assert join_names(names) == expected
