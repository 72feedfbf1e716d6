"""Who speaks next: on a pizza assistant, since the engine knows no medicine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.assistant.rules import (
    ANY_VALUE,
    ActionStep,
    IntentStep,
    LoopStep,
    Rule,
    SlotStep,
)
from bot.conversation.events import (
    ActionExecuted,
    ActionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    FollowupAction,
    SlotSet,
    UserUttered,
)
from bot.conversation.messages import BotMessage
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope
from bot.policies.base import PolicyEnsemble
from bot.policies.fallback import FallbackPolicy
from bot.policies.form import FormPolicy
from bot.policies.interrupt import InterruptPolicy
from bot.policies.rule import RulePolicy, intents_answered_by


def rule(*steps, conditions=(), start=False, wait=True):
    return Rule(
        name="a rule",
        file="rules.yml",
        line=1,
        conditions=tuple(conditions),
        steps=tuple(steps),
        conversation_start=start,
        wait_for_user_input=wait,
    )


def wants(intent: str, *entities: tuple[str, object]) -> IntentStep:
    return IntentStep((intent,), tuple(entities))


ORDER = rule(
    wants("order"), ActionStep("utter_sure"), ActionStep("pizza_form"), LoopStep("pizza_form")
)
DONE = rule(
    ActionStep("pizza_form"),
    LoopStep(None),
    SlotStep((("requested_slot", None),)),
    ActionStep("utter_ordered"),
    conditions=[LoopStep("pizza_form")],
)
HOURS = rule(wants("ask_hours"), ActionStep("utter_hours"))
VEGAN = rule(wants("order", ("topping", "tofu")), ActionStep("utter_vegan"), ActionStep("x"))
REGULAR = rule(
    wants("greet"), ActionStep("utter_welcome_back"), conditions=[SlotStep((("name", ANY_VALUE),))]
)
FIRST = rule(wants("hello"), ActionStep("utter_first"), start=True)
GO_ON = rule(wants("more"), ActionStep("utter_more"), wait=False)

RULES = RulePolicy((ORDER, DONE, HOURS, VEGAN, REGULAR, FIRST, GO_ON))
ENSEMBLE = PolicyEnsemble(
    (
        InterruptPolicy({"fire": "action_evacuate"}),
        FormPolicy(RULES),
        RULES,
        FallbackPolicy(
            "utter_outside",
            "action_ask_which",
            "utter_what",
            "action_take_order",
            frozenset({"name_topping", "name_size"}),
        ),
    )
)


def said(intent, text="words", scope=Scope.INSIDE, entities=()):
    parsed = ParsedMessage(text, Intent(intent, 0.9), entities=entities, scope=scope)
    return UserUttered(parsed=parsed, channel="rest")


def torn(*intents):
    ranking = tuple(Intent(intent, 0.4) for intent in intents)
    parsed = ParsedMessage("words", ranking[0], ranking, scope=Scope.UNCLEAR)
    return UserUttered(parsed=parsed, channel="rest")


def ran(name, *events: Event):
    return (ActionExecuted(name=name), *events)


TOFU = Entity("topping", "tofu", 0, 4, "test")
OPEN = ActiveLoop(name="pizza_form")
CLOSED = (ActiveLoop(name=None), SlotSet(name="requested_slot", value=None))
REMARK = BotUttered(message=BotMessage(text="A large one."))
ASKS = SlotSet(name="requested_slot", value="size")


@pytest.mark.parametrize(
    ("before", "turn", "action"),
    [
        # A rule goes on step by step and then listens.
        ([], [said("order")], "utter_sure"),
        ([], [said("order"), *ran("utter_sure")], "pizza_form"),
        ([], [said("order"), *ran("utter_sure"), *ran("pizza_form", OPEN, ASKS)], "action_listen"),
        ([], [said("ask_hours"), *ran("utter_hours")], "action_listen"),
        # More of the message accounted for: the more particular rule.
        ([], [said("order", entities=(TOFU,))], "utter_vegan"),
        # Conditions look at what was known when the rule began.
        ([], [said("greet")], "utter_what"),
        ([SlotSet(name="name", value="Ada")], [said("greet")], "utter_welcome_back"),
        ([], [said("greet"), SlotSet(name="name", value="Ada")], "utter_welcome_back"),
        # An open form takes the message first ...
        ([OPEN], [said("size")], "pizza_form"),
        ([OPEN], [said("ask_hours")], "pizza_form"),
        ([OPEN], [said("size"), *ran("pizza_form", ASKS)], "action_listen"),
        # ... unless it declines it: then a rule answers, and the form asks again.
        ([OPEN], [said("ask_hours"), ActionRejected(name="pizza_form")], "utter_hours"),
        (
            [OPEN],
            [said("ask_hours"), ActionRejected(name="pizza_form"), *ran("utter_hours")],
            "pizza_form",
        ),
        ([OPEN], [said("mumble"), ActionRejected(name="pizza_form")], "utter_what"),
        (
            [OPEN],
            [said("mumble"), ActionRejected(name="pizza_form"), *ran("utter_what")],
            "pizza_form",
        ),
        # A question that comes with an answer is answered first.
        ([OPEN], [said("ask_hours", "large. open late?")], "utter_hours"),
        ([OPEN], [said("ask_hours", "large. open late?"), *ran("utter_hours")], "pizza_form"),
        # A closed form is followed up, whatever closed it.
        ([OPEN], [said("size"), *ran("pizza_form", *CLOSED)], "utter_ordered"),
        (
            [],
            [said("order"), *ran("utter_sure"), *ran("pizza_form", OPEN, *CLOSED)],
            "utter_ordered",
        ),
        (
            [OPEN],
            [said("size"), *ran("pizza_form", *CLOSED), *ran("utter_ordered")],
            "action_listen",
        ),
        # What must interrupt does, in a form as elsewhere, once a turn.
        ([OPEN], [said("size"), SlotSet(name="fire", value=True)], "action_evacuate"),
        (
            [OPEN],
            [said("size"), SlotSet(name="fire", value=True), *ran("action_evacuate")],
            "pizza_form",
        ),
        ([], [said("order"), SlotSet(name="fire", value=True)], "action_evacuate"),
        # What an action asked for comes before everything.
        ([], [said("order"), *ran("utter_sure", FollowupAction(name="other"))], "other"),
        # Nothing sure enough.
        ([], [said("mumble", scope=Scope.OUTSIDE)], "utter_outside"),
        ([], [said("ask_hours", scope=Scope.UNCLEAR)], "action_ask_which"),
        ([OPEN], [said("x", scope=Scope.UNCLEAR), ActionRejected(name="pizza_form")], "utter_what"),
        ([], [said("mumble"), *ran("utter_what")], "action_listen"),
        # Whichever of the two was meant, the answer is the same.
        ([], [torn("name_topping", "name_size")], "action_take_order"),
        ([], [torn("name_topping", "ask_hours")], "action_ask_which"),
        (
            [OPEN],
            [torn("name_topping", "name_size"), ActionRejected(name="pizza_form")],
            "utter_what",
        ),
        # Unclear as a whole, but it told a fact: that is taken up.
        (
            [],
            [said("mumble", scope=Scope.OUTSIDE), SlotSet(name="size", value="large")],
            "action_take_order",
        ),
        (
            [SlotSet(name="size", value="large")],
            [said("mumble", scope=Scope.OUTSIDE), SlotSet(name="size", value="large")],
            "utter_outside",
        ),
        # A remark on the fact is no answer to it; a remark alone is.
        (
            [],
            [said("mumble", scope=Scope.OUTSIDE), SlotSet(name="size", value="large"), REMARK],
            "action_take_order",
        ),
        ([], [said("mumble", scope=Scope.OUTSIDE), REMARK], "action_listen"),
    ],
)
def test_the_next_action(before, turn, action):
    tracker = Tracker("x", version=1).applying(*before)
    tracker = replace(tracker, unsaved=(), turn=())
    assert ENSEMBLE.predict(tracker.applying(*turn)).action == action


@pytest.mark.parametrize(("version", "action"), [(0, "utter_first"), (1, "utter_what")])
def test_a_rule_for_the_start_holds_only_there(version, action):
    tracker = Tracker("x", version=version).applying(said("hello"))
    assert ENSEMBLE.predict(tracker).action == action


def test_the_intents_that_an_action_answers_at_once():
    assert intents_answered_by(RULES.rules, "utter_hours") == {"ask_hours"}
    assert not intents_answered_by(RULES.rules, "utter_vegan")  # only with tofu
    assert not intents_answered_by(RULES.rules, "utter_welcome_back")  # only with a name


def test_a_rule_that_does_not_wait_leaves_the_end_to_others():
    tracker = Tracker("x", version=1).applying(said("more"), *ran("utter_more"))
    assert RULES.predict(tracker) is None
