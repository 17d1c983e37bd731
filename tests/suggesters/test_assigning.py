"""A quotation that is somebody's is nobody else's; what nobody surely says stays nobody's."""

from articles.suggesters.assigning import assign
from articles.suggesters.attribution import Attribution, quotes
from articles.suggesters.features import Lexicon
from articles.suggesters.passage import passages
from tests.suggesters.test_speaking import run

LEXICON = Lexicon()
SURELY = 9.0


def nearest(behind, away, *_):
    """A ranker: whoever stands nearest, behind the quotation rather than before it."""
    return SURELY - away + behind / 2


def unsure(*row):
    return nearest(*row) - SURELY


def given(text, attributions, ranker=nearest, found=()):
    """What each source is given, as text; an attribution is content, cue and source as words, or a content's run."""
    (passage,) = passages(text)

    def attribution(content, cue, source, chance=0.9):
        return Attribution(
            tuple(run(passage, part) for part in content), run(passage, cue), run(passage, source), chance
        )

    kept = [attribution(*one) for one in attributions]
    said = assign(passage, LEXICON, ranker, ranker, [*kept, *(attribution(*one) for one in found)], kept)
    return {
        " ".join(passage.text[slice(*one.source)]): [
            text[passage.start[a] : passage.end[b - 1]] for a, b in one.content
        ]
        for one in said
    }


def test_the_speaker_takes_a_quotation_from_another():
    text = "“It leaks here,” said Lund. “It did once,” added Holm."
    lund = (["“ It leaks here , ”", "“ It did once , ”"], "said", "Lund")
    assert given(text, [lund]) == {"Lund": ["“It leaks here,”"], "Holm": ["“It did once,”"]}


def test_the_verb_beside_a_speaker_without_a_cue_is_the_cue():
    (passage,) = passages("It rained, and “it leaks and leaks here,” the mayor said.")
    (one,) = assign(passage, LEXICON, nearest, nearest, [], [])
    assert one == Attribution(tuple(quotes(passage)), run(passage, "said"), run(passage, "the mayor"), one.chance)
    assert 0.99 < one.chance < 1


def test_an_attribution_that_was_not_believed_is_when_its_source_speaks():
    text = "Lund left. “It leaks and leaks here,” Holm shrugged."
    doubted = (["“ It leaks and leaks here , ”"], "shrugged", "Holm", 0.01)
    assert given(text, [], found=[doubted]) == {"Holm": ["“It leaks and leaks here,”"]}


def test_a_source_beside_the_cue_replaces_the_one_that_was_found():
    text = "“It leaks and leaks here,” Lund said on Monday."
    assert given(text, [(["“ It leaks and leaks here , ”"], "said", "Monday")]) == {
        "Lund": ["“It leaks and leaks here,”"]
    }


def test_the_few_words_that_name_the_speaker_are_nobodys():
    text = "“It leaks,” Lund said Monday, as Reuters has it."
    assert given(text, [(["“ It leaks , ” Lund said Monday"], "has", "Reuters")]) == {"Lund": ["“It leaks,”"]}


def test_what_is_left_of_a_content_is_kept_as_far_as_it_has_words():
    text = "Lund said it leaks, and “it did once,” added Holm."
    lund = (["it leaks , and “ it did once , ”"], "said", "Lund")
    assert given(text, [lund]) == {"Lund": ["it leaks, and"], "Holm": ["“it did once,”"]}


def test_all_of_a_quotation_goes_to_its_speaker():
    text = "“It leaks and leaks here,” said Lund."
    assert given(text, [(["“ It leaks and"], "said", "Lund")]) == {"Lund": ["“It leaks and leaks here,”"]}


def test_a_short_quotation_is_given_only_to_who_surely_says_it():
    text = "The “old wall” leaks, Lund said."
    assert given(text, [], unsure) == {}
    assert list(given(text, [])) != []


def test_a_long_quotation_is_given_to_the_likeliest():
    assert given("“It leaks and leaks here,” said Lund.", [], unsure) == {"Lund": ["“It leaks and leaks here,”"]}


def test_without_quotations_all_stays_as_it_is():
    assert given("Lund said it leaks.", [(["it leaks"], "said", "Lund")]) == {"Lund": ["it leaks"]}


def test_short_quotations_that_nobody_is_likely_to_say_are_left_out():
    text = "Lund laid out the “wet line”."
    lund = (["the “ wet line ”"], "laid", "Lund")
    assert given(text, [lund]) == {"Lund": ["the “wet line”"]}
    assert given(text, [lund], unsure) == {}


def test_a_long_quotation_is_kept_whoever_says_it_and_so_is_a_short_one_with_it():
    text = "Lund said “it leaks and leaks here,” at the “wet line”."
    lund = (["“ it leaks and leaks here , ” at the “ wet line ”"], "said", "Lund")
    assert given(text, [lund], unsure) == {"Lund": ["“it leaks and leaks here,” at the “wet line”"]}
