"""The forms in which a sign is denied, and those that look like a denial and are none."""

from itertools import product

import pytest

from tests.language.suite import alarms, doubts, findings

# Who denies that something cannot be done says that it can.
OUTER = (
    "I wouldn't say {}", "I can't say {}", "I could never say {}", "nobody would claim that {}",
    "no one said {}", "it's not that {}", "it isn't as if {}", "not that {}", "not like {}",
    "I don't mean {}", "I'm not saying {}", "I am not trying to say {}",
    "don't go thinking {}", "don't start imagining {}", "it's not true that {}",
)  # fmt: skip
CANNOT = {
    "I can't walk": "cannot_walk",
    "I can't feel my bottom": "saddle_numbness",
    "I couldn't lift my foot": "foot_drop",
    "I'm not steady on my feet": "unsteady_gait",
    "I don't trust my legs": "leg_weakness",
    "I have no control of my bladder": "bladder_trouble",
    "I've no feeling down there": "saddle_numbness",
    "I'm not feeling well": "feels_unwell",
}
# Who denies a denial may have it.
DENIED = {
    "I have no numbness between my legs": "saddle_numbness",
    "I don't leak": "bladder_trouble",
    "I haven't had a stroke": "stroke_history",
    "I am not on warfarin": "blood_thinner",
    "I've never had cancer": "cancer_history",
}
EACH_DAY = (
    "not a day goes by that I don't {}", "not a night I don't {}", "there isn't a day I don't {}",
    "there's not one morning that I don't {}", "never a week that I don't {}",
    "there hasn't been a day I did not {}",
)  # fmt: skip
DAILY = {"leak": "bladder_trouble", "wet myself": "bladder_trouble", "throw up": "vomiting"}
NEVER_FAILED = (
    "never been a day I couldn't {}", "there isn't a day I can't {}",
    "there has not been a time that I could not {}", "there's not been one night I couldn't {}",
    "not one day I couldn't {}",
)  # fmt: skip
ABLE = {"walk": "cannot_walk", "lift my foot": "foot_drop", "feel my bottom": "saddle_numbness"}


def _heard(meant, texts, sign):
    return [text for text in texts if meant in findings(text).get(sign, ())]


@pytest.mark.parametrize(("inner", "sign"), CANNOT.items())
def test_what_is_denied_to_be_lacking_is_no_sign(inner, sign):
    assert not _heard("present", [how.format(inner) for how in OUTER], sign)


@pytest.mark.parametrize(("inner", "sign"), DENIED.items())
def test_the_denial_of_a_denial_clears_nothing(inner, sign):
    assert not _heard("absent", [how.format(inner) for how in OUTER], sign)


@pytest.mark.parametrize(("verb", "sign"), DAILY.items())
def test_what_happens_each_day_is_no_denial(verb, sign):
    assert not _heard("absent", [how.format(verb) for how in EACH_DAY], sign)


@pytest.mark.parametrize(("verb", "sign"), ABLE.items())
def test_what_never_failed_is_no_sign(verb, sign):
    assert not _heard("present", [how.format(verb) for how in NEVER_FAILED], sign)


PLAINLY_DENIED = {
    "it is not true that I have cancer": "cancer_history",
    "I can't say I have any numbness": "leg_numbness",
    "it's not as if I'd ever wet myself": "bladder_trouble",
    "not that I've ever had a stroke": "stroke_history",
    "in no way is my leg weak": "leg_weakness",
    "nobody would call me unsteady": "unsteady_gait",
    "no one ever laid a hand on me": "assault",
    "It isn't as though he'd ever raise his hand to me": "assault",
    "neg for fever, neg cancer": "cancer_history",
    "no fever. no cancer. I do not smoke": "fever",
    "Water stays down, so does the soup": "cannot_keep_fluids_down",
    "tea and toast are staying down": "cannot_keep_fluids_down",
    "my ticker is sound": "heart_disease",
    "afebrile, 98.2": "fever",
    "breathing deep doesn't do a thing to it": "pain_on_breathing",
}
NOT_DENIED = {
    "by no means do I have no numbness": "leg_numbness",
    "it's not true that I have no cancer": "cancer_history",
    "no fall, no crash, unless you count the tree": "minor_trauma",
    "no fever, no chills, actually yes I do": "fever",
    "never a day without numbness": "leg_numbness",
    "hardly a day goes by without leaking": "bladder_trouble",
    "nobody could call me steady on my feet": "unsteady_gait",
    "not even water stays down": "cannot_keep_fluids_down",
    "water won't stay down": "cannot_keep_fluids_down",
    "nothing stays down": "cannot_keep_fluids_down",
    "he raised his hand to me last night": "assault",
    "I'm not steady": "unsteady_gait",
    "my legs are not strong": "leg_weakness",
    "I am not getting enough air": "breathless",
    "my ticker is not sound": "heart_disease",
}


@pytest.mark.parametrize(("text", "sign"), PLAINLY_DENIED.items())
def test_a_denial_is_one(text, sign):
    assert findings(text).get(sign) == {"absent"}


@pytest.mark.parametrize(("text", "sign"), NOT_DENIED.items())
def test_what_is_there_is_not_denied(text, sign):
    assert "absent" not in findings(text).get(sign, ())


PEOPLE = ("my brother", "my aunt", "my coworker", "my neighbor", "my dad")
THEIRS = (
    "{} had a stroke, mine is only a stiff back", "{} can't lift his foot, mine lifts fine",
    "{} is on warfarin, me I only have the sore back",
    "{} lost control of his bladder with his slipped disc, I only have a twinge",
)  # fmt: skip


def test_what_another_has_raises_no_alarm():
    texts = [theirs.format(who) for theirs, who in product(THEIRS, PEOPLE)]
    assert not [(text, alarms(text)) for text in texts if alarms(text)]


CALLS = {
    "{} can't pee, I'm the one writing": "bladder_trouble",
    "{} has numbness between the legs, I just need to know what to do": "saddle_numbness",
    "{} who can't pee has a bad back": "bladder_trouble",
    "{} can't feel his legs since this morning": "both_legs_symptoms",
    "{} took all her pills, I just found her": "overdose",
    "writing for {}, who lost control of the bowels, I only have a minute": "bowel_trouble",
}


@pytest.mark.parametrize(("call", "sign"), CALLS.items())
def test_who_calls_for_somebody_close_is_heard(call, sign):
    texts = [call.format(who) for who in ("my dad", "my mum", "my wife", "my son")]
    assert [text for text in texts if sign not in alarms(text)] == []


def test_who_is_lifted_is_not_written_for():
    """A bare answer to what one was doing names a patient of somebody else's."""
    told = "lifting my dad who was paralysed"
    assert findings(told).get("both_legs_symptoms", {"other_person"}) == {"other_person"}


WISHES = (
    "I wish my leg wasn't numb", "i wish my leg wasn't so heavy", "I wish my back were better",
    "wish my pain was less", "I wish my foot was like before", "I wish the bed was softer",
)  # fmt: skip
TO_BE_DEAD = (
    "I wish I was dead", "i wish i were gone", "I wish I wasn't here anymore",
    "wish i wasnt alive", "I wish I'd never been born", "I wish it was all over",
)  # fmt: skip


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_a_better_back_is_no_wish_to_die(text):
    assert not {"suicidal", "despair"} & (alarms(text) | doubts(text))


@pytest.mark.parametrize("text", TO_BE_DEAD)
def test_a_wish_to_die_is_heard(text):
    assert "suicidal" in alarms(text) | doubts(text)
