"""What the check of rules promises, held against the policy that runs them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant.rule_conflicts import rule_conflicts
from bot.assistant.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotStep
from bot.conversation.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage
from bot.policies.rule import RulePolicy

ACTIONS = ["a", "f", "utter_c"]
CAUSES = st.sampled_from([IntentStep(("greet",)), IntentStep(("greet", "thank")), ActionStep("a")])
FACTS = st.sampled_from(
    [
        LoopStep(None),
        LoopStep("f"),
        SlotStep((("s", 1),)),
        SlotStep((("s", None),)),
        SlotStep((("s", ANY_VALUE),)),
    ]
)
STEPS = st.sampled_from(ACTIONS).map(ActionStep) | FACTS
CHANGES = {
    None: [],
    "form opens": [ActiveLoop(name="f")],
    "form closes": [ActiveLoop(name=None)],
    "slot filled": [SlotSet(name="s", value=1)],
    "slot emptied": [SlotSet(name="s", value=None)],
}


@st.composite
def written_rules(draw):
    """A rule, and others that begin like it or like its later part: such rules clash."""
    steps = (draw(CAUSES), *draw(st.lists(STEPS, max_size=4)))
    rules = [draw_rule(draw, 1, steps)]
    for number in range(2, draw(st.integers(2, 3)) + 1):
        starts = [at for at, step in enumerate(steps) if isinstance(step, IntentStep | ActionStep)]
        later = steps[draw(st.sampled_from(starts)) :]
        kept = later[: draw(st.integers(1, len(later)))]
        rules.append(draw_rule(draw, number, (*kept, *draw(st.lists(STEPS, max_size=2)))))
    return rules


def draw_rule(draw, number, steps):
    return Rule(
        name=f"rule {number}",
        file="f.yml",
        line=number,
        conditions=tuple(draw(st.lists(FACTS, max_size=2))),
        steps=steps,
        wait_for_user_input=draw(st.booleans()),
    )


@st.composite
def turns(draw, rules):
    """A turn so far that follows one of the rules for a while."""
    rule = draw(st.sampled_from(rules))
    message = ParsedMessage("...", Intent(draw(st.sampled_from(["greet", "thank"])), 1.0))
    events = [UserUttered(parsed=message, channel="rest")]
    # A response changes nothing, and so much the check relies on.
    changes = [*CHANGES.values()]
    for action in draw(st.lists(st.sampled_from(ACTIONS), max_size=1)):
        events.append(ActionExecuted(name=action))
        events += [] if action.startswith("utter_") else draw(st.sampled_from(changes))
    done = [step for step in rule.steps if isinstance(step, ActionStep)]
    for step in done[: draw(st.integers(0, len(done)))]:
        events.append(ActionExecuted(name=step.name))
        events += [] if step.name.startswith("utter_") else draw(st.sampled_from(changes))
    loop, slot = draw(st.sampled_from([None, "f"])), draw(st.sampled_from([None, 1]))
    return Tracker("someone", slots={"s": slot}, active_loop=loop).applying(*events)


@settings(max_examples=400)
@given(st.data())
def test_rules_without_a_reported_conflict_never_want_different_actions(data):
    rules = data.draw(written_rules())
    tracker = data.draw(turns(rules))
    wanted = [RulePolicy([rule]).predict(tracker) for rule in rules]
    actions = {one.action for one in wanted if one is not None}
    assert len(actions) <= 1 or any("could both" in one.message for one in rule_conflicts(rules))


@given(st.data())
def test_the_order_of_rules_changes_nothing(data):
    rules = data.draw(written_rules())
    assert rule_conflicts(data.draw(st.permutations(rules))) == rule_conflicts(rules)
