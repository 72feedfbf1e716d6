"""Signs and harmless words that an examiner from outside found missed or falsely raised."""

from __future__ import annotations

import pytest

from tests.language.suite import alarms, doubts, entities, findings

HEARD = [
    ("she wont wake up properly", "confusion"),
    ("he won't wake up", "confusion"),
    ("my husband cant wake up right, back pain", "confusion"),
    ("mom isnt waking up fully", "confusion"),
    ("dad will not rouse", "confusion"),
    ("my wife can't stay awake", "confusion"),
    ("he is barely conscious", "confusion"),
    ("she is too sleepy to talk", "confusion"),
    ("grandpa is unresponsive", "confusion"),
    ("she keeps nodding off mid sentence, back pain", "confusion"),
    ("he can't keep his eyes open, hurt his back", "confusion"),
    ("my dads legs stopped working", "both_legs_symptoms"),
    ("my mums legs stopped working this morning", "both_legs_symptoms"),
    ("grandmas legs quit on her", "both_legs_symptoms"),
    ("my legs just stopped working", "both_legs_symptoms"),
    ("his legs quit working", "both_legs_symptoms"),
    ("both legs gave up", "both_legs_symptoms"),
    ("legs stopped responding", "both_legs_symptoms"),
    ("my feet stopped moving", "both_legs_symptoms"),
    ("knees conked out", "both_legs_symptoms"),
    ("my leg stopped working", "leg_weakness"),
    ("his foot quit on him", "leg_weakness"),
    ("left leg went on strike", "leg_weakness"),
    ("39 weeks back pain and tightening", "pregnancy_alarm"),
    ("36 wks, back ache and my belly tightens", "pregnancy_alarm"),
    ("tightening and back pain, 38 weeks", "pregnancy_alarm"),
    ("im 30 weeks and my back hurts", "pregnant"),
    ("i am 35 weeks, back cramps", "pregnant"),
    ("my husband did this to my back", "assault"),
    ("my carer is rough with me", "assault"),
    ("someone at home did this", "assault"),
    ("my boyfriend did this to me", "assault"),
    ("he did this on purpose", "assault"),
    ("my caregiver handles me roughly", "assault"),
    ("the nurse was rough with mom", "assault"),
    ("my son does this to me", "assault"),
    ("my ex is violent with me", "assault"),
    ("he gets physical with me", "assault"),
    ("progressive LE weakness", "weakness_worsening"),
    ("LE weakness", "leg_weakness"),
    ("weakness of LLE", "leg_weakness"),
    ("RLE numbness x2d", "leg_numbness"),
    ("bilateral LE weakness", "both_legs_symptoms"),
    ("BLE weakness", "both_legs_symptoms"),
    ("no anal tone per doc", "bowel_trouble"),
    ("decreased rectal tone", "bowel_trouble"),
    ("sphincter tone is lax", "bowel_trouble"),
    ("absent anal wink", "bowel_trouble"),
    ("IVDU, LBP, febrile", "iv_drug_use"),
]
QUIET = [
    "never mind its fine",
    "never mind, its fine",
    "never mind it's ok now",
    "nevermind its ok",
    "my alarm does not wake me up",
    "i wake up early",
    "my shift stopped working for me",
    "the heating pad stopped working",
    "tylenol stopped working",
    "my laptop quit on me",
    "3 weeks back pain and tightness",
    "my back is tightening up",
    "got hit with back pain this morning",
    "hit by back pain while bending",
    "hit by back spasms all week",
    "jumped",
    "jumped rope, back hurts",
    "had chemo patient at work to lift, im a nurse",
    "lifted a cancer patient and hurt my back",
    "i work on an oncology ward, back hurts",
    "hiv neg",
    "hiv negative",
    "breastfeeding 5 months",
    "im 8 months post partum",
    "it was just a slow bump at the lights",
    "its prostate",
    "my chair did this to my back",
    "the massage was rough",
]
# What a harmless message shares its words with, and what still alarms.
NEAR = [
    ("never mind the back, i am confused", "confusion"),
    ("never mind its fine, but i fainted", "fainted"),
    ("got hit by my husband", "assault"),
    ("jumped by two guys", "assault"),
    ("i got jumped", "assault"),
    ("im a chemo patient, back hurts", "cancer_history"),
    ("i had cancer, i lifted a patient", "cancer_history"),
    ("on dialysis", "immunosuppression"),
    ("hiv positive", "immunosuppression"),
    ("breastfeeding, baby is 3 weeks old", "recent_birth"),
    ("2 weeks postpartum", "recent_birth"),
    ("cold sweats and pale", "shock_signs"),
    ("broke out in a cold sweat", "shock_signs"),
    ("cold sweats at night", "fever"),
    ("hard to breathe on the stairs", "breathless"),
    ("its prostate cancer", "cancer_history"),
    ("i had an accident in my pants", "bladder_trouble"),
    ("both sides of my back down to both legs", "both_legs_symptoms"),
]
HALF_YES = [
    ("kinda takes a while to start", "RF02"),
    ("a bit weaker stream", "RF02"),
    ("not really harder just slower", "RF02"),
    ("it takes longer to get going", "RF02"),
    ("takes ages to start", "RF02"),
    ("the stream is weaker", "RF02"),
    ("slow flow", "RF02"),
    ("it stops and starts", "RF02"),
    ("i have to wait a little", "RF02"),
    ("a bit tingly", "RF01"),
    ("feels like pins and needles", "RF01"),
    ("it feels a bit weird", "RF01"),
    ("kinda strange", "RF01"),
]
NO_PAIR = [
    "both sides of my back", "both sides of my lower back", "both hips", "both butt cheeks",
    "both buttocks", "each side of my spine", "both sides of the waist", "both shoulders",
]  # fmt: skip
PAIR = [
    "both", "both legs", "both sides of my legs", "both calves", "both sides", "both feet",
    "both hips and both legs", "both sides of my back and both legs",
]  # fmt: skip
EXPLAINED = [
    "tired legs", "restless legs", "legs ache from walking", "both legs are tired",
    "both knees but thats arthritis", "both legs are sore too but thats from squats",
    "both legs sore after the hike", "legs are worn out", "both, but that is from the gym",
    "both but its always been like that", "legs hurt from standing all day",
]  # fmt: skip
UNEXPLAINED = ["both", "both legs", "both legs numb", "legs feel heavy", "both legs since monday"]
FELT = ["no pain but weak", "it feels weak", "no. weak tho", "weak", "it gives way", "gets wobbly"]


@pytest.mark.parametrize(("text", "finding"), HEARD)
def test_what_was_missed_is_heard_or_asked_about(text: str, finding: str) -> None:
    """Each is there, or at least asked about by itself."""
    assert findings(text).get(finding, set()) & {"present", "unsure"}


@pytest.mark.parametrize("text", QUIET)
def test_what_raised_a_false_alarm_is_quiet(text: str) -> None:
    """No sign of danger is there."""
    assert not alarms(text)


@pytest.mark.parametrize(("text", "finding"), NEAR)
def test_what_stands_near_a_harmless_word_still_alarms(text: str, finding: str) -> None:
    """What was made quiet hides no sign beside it."""
    assert finding in alarms(text) | doubts(text)


@pytest.mark.parametrize(("text", "item"), HALF_YES)
def test_a_half_yes_names_the_item_that_is_asked_about(text: str, item: str) -> None:
    """Where one item is asked about by itself, its own feeling is a yes."""
    assert item in _values(text, "list_item")


@pytest.mark.parametrize("text", NO_PAIR)
def test_both_of_something_that_is_no_leg_is_no_second_leg(text: str) -> None:
    """Sides of the back, hips and cheeks come in pairs, too."""
    assert "both_legs" not in _values(text, "leg_answer") | _values(text, "leg_pain")


@pytest.mark.parametrize("text", PAIR)
def test_both_legs_are_both_legs(text: str) -> None:
    """The pairs that are none hide no leg."""
    told = _values(text, "leg_answer") | _values(text, "leg_pain")
    assert "both_legs" in told or "both_legs_symptoms" in alarms(text)


@pytest.mark.parametrize("text", EXPLAINED)
def test_tired_legs_carry_their_reason(text: str) -> None:
    """They are asked about before anything follows from them."""
    assert "explained" in _values(text, "onset") or "old" in _values(text, "onset")


@pytest.mark.parametrize("text", UNEXPLAINED)
def test_legs_without_a_reason_carry_none(text: str) -> None:
    """Nothing holds up an emergency."""
    assert not {"explained", "old"} & _values(text, "onset")


@pytest.mark.parametrize("text", FELT)
def test_a_leg_may_be_told_weak_without_being_named(text: str) -> None:
    """At the question about the leg there is no doubt what feels so."""
    assert "leg_weakness" in _values(text, "leg_feeling")


def _values(text: str, entity: str) -> set[str]:
    return {one.value for one in entities(text) if one.entity == entity}
