"""A denial that is taken back, wished for or denied itself clears nothing: it is asked about."""

from itertools import product

import pytest

from tests.language.suite import findings

DENIED = {
    "no fever": "fever",
    "no numbness between my legs": "saddle_numbness",
    "no trouble peeing": "bladder_trouble",
    "no cancer": "cancer_history",
}
TAKEN_BACK = (
    "{}. Actually, I do", "{}, well, actually i do", "{}, wait, scratch that",
    "I told you {} but that's wrong", "I said {}, that was a lie", "earlier I said {}, but I lied",
    "forget what I said about {}", "ignore what I told you about having {}",
    "i was wrong about having {}", "I lied when I said I have {}", "it's not true that I have {}",
    "I take back what I said about {}", "{}, sorry, my mistake, I do have that",
    "never any, {} until this morning", "{} until last week", "{} except at night",
    "I can't say I have {}", "I would be lying if I said I have {}", "it's not like I have {}",
    "not that I have {}", "I wish I had {}", "I wish I could say I have {}",
    "I never said I have {}", "I should not have said {}", "when I said {} I was lying",
    "don't believe me when I said {}", "{} (well, actually yes)", "{}... actually yes",
    "{}, well maybe a little", "{} - oh wait, I do", "I don't want to say I have {}",
)  # fmt: skip
# What is well, said of what is not.
WELL = {
    "I can pee": "bladder_trouble",
    "I can feel my bottom": "saddle_numbness",
    "my bladder is fine": "bladder_trouble",
    "I don't leak": "bladder_trouble",
    "I don't wet myself": "bladder_trouble",
}
NOT_SO = (
    "I wish I could say {}", "I can't say that {}", "I never said {}", "not true that {}",
    "I lied when I said {}", "it would be a lie to say {}", "nobody said {}",
    "I told you {}, that was wrong", "{}. Sorry, forget that.", "{}, scratch that, no",
    "I'm not saying {}", "I can hardly say {}", "I'm not going to say {}",
)  # fmt: skip
BESIDE = {
    "peeing is no problem, holding it is": "bladder_trouble",
    "I can wee but holding it is another matter": "bladder_trouble",
    "i have no problem peeing, pooping is the problem": "bowel_trouble",
    "i can feel everything apart from between my legs": "saddle_numbness",
    "everything feels normal besides my bum": "saddle_numbness",
    "no fall, no crash, unless you count the tree I drove into": "major_trauma",
    "no chest pain, just a tight chest": "chest_pain",
    "no blood thinners unless you count clopidogrel": "blood_thinner",
    "nothing but numbness between my legs": "saddle_numbness",
    "it's not that I'm not leaking": "bladder_trouble",
    "I wish I didn't leak": "bladder_trouble",
    "I wish my bladder worked": "bladder_trouble",
    "I lied about peeing": "bladder_trouble",
    "my earlier answer about my bladder was wrong": "bladder_trouble",
    "I was wrong about my bowels": "bowel_trouble",
    "none of those except the bladder one": "bladder_trouble",
    "no numbness unless you count my bum": "saddle_numbness",
    "I can feel my bum. Actually no I can't.": "saddle_numbness",
}
PLAIN = (
    "{}", "{}, that is all", "{}, I am fine", "like I said, {}", "I told you I have {}",
    "{}, what I do have is back pain", "{}, but I do have arthritis", "{}. That is right.",
    "the doctor was wrong, I have {}", "other than that {}", "{}, it is just sore",
    "I have {}, I really do not", "{}, it is my back that is the problem",
)  # fmt: skip


def _cleared(texts, sign):
    return [text for text in texts if "absent" in findings(text).get(sign, ())]


@pytest.mark.parametrize(("denial", "sign"), DENIED.items())
def test_a_denial_that_is_taken_back_clears_nothing(denial, sign):
    assert not _cleared([how.format(denial) for how in TAKEN_BACK], sign)


@pytest.mark.parametrize(("well", "sign"), WELL.items())
def test_what_is_not_said_to_be_well_is_not_cleared(well, sign):
    assert not _cleared([how.format(well) for how in NOT_SO], sign)


@pytest.mark.parametrize(("text", "sign"), BESIDE.items())
def test_a_sign_is_heard_beside_a_denial(text, sign):
    assert findings(text).get(sign, set()) & {"present", "unsure"}


@pytest.mark.parametrize("verb", ["feel my legs", "control my bladder", "hold my pee", "pee"])
def test_a_wish_tells_what_is_lost(verb):
    wishes = [f"{who}wish {i} could {verb}" for who, i in product(("", "I "), ("i", "I"))]
    assert not [text for text in wishes if not findings(text)]


@pytest.mark.parametrize(("denial", "sign"), DENIED.items())
def test_a_plain_denial_stays_one(denial, sign):
    texts = [how.format(denial) for how in PLAIN]
    assert [text for text in texts if findings(text).get(sign) != {"absent"}] == []
