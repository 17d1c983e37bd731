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
        ("he", "", "unnamed", ""),
        ("", "", "unnamed", ""),
    ],
)
def test_names(text, name, kind, role):
    naming = read_naming(text)
    assert (naming.name, naming.kind, naming.role) == (name, kind, role)


@given(st.text(max_size=60))
def test_any_words_are_read(text):
    assert read_naming(text).kind in ("person", "organisation", "publication", "document", "unnamed")
