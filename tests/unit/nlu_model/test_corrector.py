import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.corrector import Corrector, edit_distance
from bot.nlu.spelling_words import SpellingWords

WORDS = SpellingWords(
    counts={
        "shoulder": 20,
        "numbness": 12,
        "tomorrow": 9,
        "hurts": 30,
        "hurt": 25,
        "between": 8,
        "diarrhea": 3,
        "no": 50,
        "my": 90,
        "i": 99,
        "have": 60,
        "feeling": 15,
        "leg": 40,
        "so": 12,
        "lee": 0,
    },
    protected=frozenset({"lag", "hut", "border"}),
    names=frozenset({"Legg"}),
    replacements={"thx": "thanks"},
)


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    return Corrector(WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shuolder", "shoulder"),  # two letters swapped
        ("sholder", "shoulder"),  # a letter lost
        ("shouldder", "shoulder"),  # a letter doubled
        ("shpulder", "shoulder"),  # the key beside it
        ("shuldr", "shoulder"),
        ("shedlur", "shedlur"),  # two slips in a short word, and not its consonants: no guess
        ("nmbnss", "numbness"),  # vowels left out
        ("tmrw", "tomorrow"),
        ("betwen", "between"),
        ("numbnes", "numbness"),
        ("diarea", "diarrhea"),  # two edits, but it sounds the same
        ("soooo", "so"),  # stretched for stress
        ("thx", "thanks"),  # text-speak
        ("lgg", "lgg"),  # three letters replaced by three others is no slip
        ("lge", "leg"),  # but two of three may change places
        ("ihave", "ihave"),  # run together: the blank is missing, not a letter wrong
    ],
)
def test_a_misspelt_word_becomes_the_word_that_was_meant(corrector, typed, meant):
    assert corrector.correct(typed) == meant


@pytest.mark.parametrize("word", ["lag", "hut", "border", "shoulders", "lags", "x7", "7/10", ""])
def test_what_is_english_or_no_word_is_left_alone(corrector, word):
    assert corrector.correct(word) == word


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("ihave", ("i", "have")),
        ("nofeeling", ("no", "feeling")),
        ("mylegishurt", ()),  # "is" is not known here
        ("myleghurts", ("my", "leg", "hurts")),
        ("shoulder", ()),
        ("border", ()),
    ],
)
def test_run_together_words_are_taken_apart(corrector, typed, pieces):
    assert corrector.split(typed) == pieces


@given(st.text(alphabet="abcdeghilmnorstuvw", max_size=30))
def test_a_correction_is_stable_and_its_pieces_spell_the_word(word):
    corrector = Corrector(WORDS)
    corrected = corrector.correct(word)
    assert corrector.correct(corrected) == corrected
    assert "".join(corrector.split(word)) in {word, ""}


letters = st.text(alphabet="abcd", max_size=8)


@given(letters, letters)
def test_edit_distance_is_symmetric_and_zero_only_for_equals(left, right):
    assert edit_distance(left, right) == edit_distance(right, left)
    assert (edit_distance(left, right) == 0) == (left == right)
    assert abs(len(left) - len(right)) <= edit_distance(left, right) <= max(len(left), len(right))
