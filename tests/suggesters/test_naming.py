"""What the words that name a source say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.suggesters.naming import read_naming


@pytest.mark.parametrize(
    ("text", "name", "kind", "role"),
    [
        ("Ana Lund", "Ana Lund", "person", ""),
        ("Ana Lund, a former adviser to the mayor", "Ana Lund", "person", "a former adviser to the mayor"),
        ("harbour master Ana Lund", "Ana Lund", "person", "harbour master"),
        ("Mr. Holm", "Holm", "person", ""),
        ("Tar Lane", "Tar Lane", "organisation", ""),
        ("Sen. Ines Holm (D-Ohio)", "Ines Holm", "person", "Sen."),
        ("US President George W. Bush", "George W. Bush", "person", "US President"),
        ("Secretary of State John Kerry", "John Kerry", "person", "Secretary of State"),
        ("Basra-based analyst Hazem al-Nuaimi", "Hazem al-Nuaimi", "person", "Basra-based analyst"),
        ("Ala'a Salah, a resident of Basra,", "Ala'a Salah", "person", "a resident of Basra"),
        ("Ana de la Cruz", "Ana de la Cruz", "person", ""),
        ("the Ministry of Fisheries", "Ministry of Fisheries", "organisation", ""),
        ("the FBI", "FBI", "organisation", ""),
        ("the Holm government", "Holm government", "organisation", ""),
        ("Reuters", "Reuters", "publication", ""),
        ("The New York Times", "New York Times", "publication", ""),
        ("the Lund daily Tidningen", "Tidningen", "publication", ""),
        ("a report", "", "document", ""),
        ("a CNN poll", "", "document", ""),
        ("officials", "", "unnamed", ""),
        ("a spokesman for Ana Lund", "", "unnamed", ""),
        ("a spokeswoman for the Department of Justice", "", "unnamed", ""),
        ("Iraqi officials", "", "unnamed", ""),
        ("the Party and the Council of Lund", "Council of Lund", "organisation", ""),
        ("Mr. King", "King", "person", ""),
        ("Rabbi Jonas Holm", "Jonas Holm", "person", "Rabbi"),
        ("Ines Holm of Ohio", "Ines Holm", "person", ""),
        ("Joint Chiefs of Staff", "Joint Chiefs of Staff", "person", ""),
        ("Radio Ost's Ines Holm", "Ines Holm", "person", ""),
        ("Radio Ost's Holm", "Holm", "person", ""),
        ("Sweden's Voice", "", "unnamed", ""),
        ("another pilot, Jan Holm of the University of Lund", "Jan Holm", "person", "another pilot"),
        ("front-runner Ines Holm", "Ines Holm", "person", "front-runner"),
        ("Ana Lund, 53, who lives there", "Ana Lund", "person", ""),
        ("Ana Lund, the head of the works and who sings,", "Ana Lund", "person", "the head of the works"),
        ("Ana Lund, author of “The Dam,”", "Ana Lund", "person", "author of “The Dam”"),
        (
            "by the Deputy Minister for Public Works, Ana Lund",
            "Ana Lund",
            "person",
            "the Deputy Minister for Public Works",
        ),
        ("Rosa York", "Rosa York", "person", ""),
        ("New York", "New York", "organisation", ""),
        ("Sweden", "Sweden", "organisation", ""),
        ("the leaders of Sweden, Norway and Finland", "", "unnamed", ""),
        ("the Court of Appeals for the 3rd Circuit", "Court of Appeals for the 3rd Circuit", "organisation", ""),
        (
            "the Office of the Inspector General for Public Works",
            "Office of the Inspector General for Public Works",
            "organisation",
            "",
        ),
        ("the F.A.A.", "F.A.A.", "organisation", ""),
        ("reservoir-times.example", "", "unnamed", ""),
        ("reservoir-times.com", "reservoir-times.com", "publication", ""),
        ("the news site Lund Info", "Lund Info", "publication", ""),
        ("his book “The Silent Dam”", "The Silent Dam", "document", ""),
        ("data from the 2014 Lund Household Survey", "", "document", ""),
        ("Polls", "", "document", ""),
        ("a poll released Friday", "", "document", ""),
        ("the survey, made for the group Lund's Voice", "", "document", ""),
        ("Democrats", "", "unnamed", ""),
        ("African Americans", "", "unnamed", ""),
        ("the Iranians", "", "unnamed", ""),
        ("Voters", "", "unnamed", ""),
        ("a Republican", "", "unnamed", ""),
        ("the Mayor", "", "unnamed", ""),
        ("Ana Lund and Jan Holm", "", "unnamed", ""),
        ("Mayor Ana Lund and former engineer Jan Holm", "", "unnamed", ""),
        ("Ana Lund, Jan Holm and Ines Holm", "", "unnamed", ""),
        ("the Department of Health and Human Services", "Department of Health and Human Services", "organisation", ""),
        ("a supporter who runs the account @OstForLund", "", "unnamed", ""),
        ("a number of families of those killed at the Ost Dam in Newtown, Ohio", "", "unnamed", ""),
        ("he", "", "unnamed", ""),
        ("", "", "unnamed", ""),
    ],
)
def test_names(text, name, kind, role):
    naming = read_naming(text)
    assert (naming.name, naming.kind, naming.role) == (name, kind, role)


@pytest.mark.parametrize(
    ("before", "role"),
    [
        ("harbour master", "harbour master"),
        ("That's what my friend", "my friend"),
        ("over the cost. President", "President"),
        ("former Maryland Gov.", "former Maryland Gov."),
        ("we have", ""),
        ("wrote", ""),
        ("support among", ""),
        ("The mayor praises", ""),
        ("particularly", ""),
        ("rain-soaked", ""),
        ("Pollsters agree -", ""),
        ("This is", ""),
        ("3 points over Sen.", "Sen."),
    ],
)
def test_what_stands_before_a_name_is_a_role_if_it_may_be_one(before, role):
    assert read_naming(f"{before} Ana Lund").role == role


@given(st.text(max_size=60))
def test_any_words_are_read(text):
    assert read_naming(text).kind in ("person", "organisation", "publication", "document", "unnamed")
