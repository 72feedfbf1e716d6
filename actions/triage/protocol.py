"""The clinical protocol as values: what data/clinical says, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from actions.triage.conditions import Condition
from actions.triage.staff import StaffLevel
from actions.triage.wording import Wording

# The threshold that says how many days after self-care was advised a person is asked again.
RECHECK_AFTER = "recheck_after"


class Disposition(StrEnum):
    """Where to go, most urgent first. `out_of_scope` is set by the conversation, not by triage."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    CLINIC = "clinic"
    ROUTINE_OFFER = "routine_offer"
    ROUTINE = "routine"
    OUT_OF_SCOPE = "out_of_scope"

    @property
    def urgency(self) -> int:
        """Return a number that is greater the more urgent the disposition is."""
        return len(Disposition) - list(Disposition).index(self)


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote and checked a file, and when. `signed` is false while a name says "unsigned"."""

    file: str
    version: str
    authored_by: str
    checked_by: str
    date_reviewed: str
    next_review: str

    @property
    def signed(self) -> bool:
        """Tell whether both an author and a checker have put their names to the file."""
        return "unsigned" not in (self.authored_by, self.checked_by)


@dataclass(frozen=True, slots=True)
class Source:
    """A publication. `read` is "read" when its text was seen for this protocol, else "known"."""

    id: str
    title: str
    year: int
    where: str
    read: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a clinician chose. `allowed` is the range in which it may be set."""

    id: str
    value: float
    unit: str
    meaning: str
    sources: tuple[str, ...]
    allowed: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class FactKind:
    """A slot that rules may read: a number with a unit and a range, or one of some words."""

    id: str
    label: str
    values: Mapping[str, str]
    unit: str | None = None
    at_least: float = 0
    at_most: float = 0
    whole: bool = False

    @property
    def is_number(self) -> bool:
        """Tell whether the fact is a number."""
        return self.unit is not None


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A sign that a person may have, in lay words, and the red flags that it can take part in."""

    id: str
    words: str
    red_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign, or a group of signs, of a condition that must not be missed.

    `screen` names the list on which it is asked. `level` is the most urgent disposition that it
    can lead to in combination, `level_alone` the one it leads to by itself. `ask_if_new` asks
    whether it began or got worse lately; it is None where that changes nothing. `asked_as_new`
    tells that the list's own words ask for what is new, so that a tick says so; `told_as_new` that
    whoever names no old time speaks of now. `old_after` names its own threshold of what is old.
    `asks_for` are the signs that the list asks for by name and that do not raise the flag alone.
    """

    id: str
    condition: str
    screen: str | None
    ask: str
    ask_again: str
    short: str
    acknowledge: str
    ask_if_new: str | None
    asked_as_new: bool
    told_as_new: bool
    old_after: str | None
    asks_for: frozenset[str]
    level: Disposition
    level_alone: Disposition
    raised_by: Condition
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One safety list: its red flags in the order in which they are asked, and its wording."""

    id: str
    asks: tuple[str, ...]
    intro: Wording
    none_of_these: str
    not_sure: str


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One way in which a rule can match, and why; where `no_ride`, by ambulance alone."""

    when: Condition
    because: str
    do_now: str | None
    within_hours: int
    advice: tuple[str, ...]
    sources: tuple[str, ...]
    line: int
    no_ride: bool = False


@dataclass(frozen=True, slots=True)
class TriageRule:
    """A row of the decision table; `only_at_the_end` speaks of a finished screen.

    `decided_by`: "triage", "nothing_else" (where none matches) or "conversation" (the dialogue).
    """

    id: str
    title: str
    level: Disposition
    decided_by: str
    only_at_the_end: bool
    cases: tuple[RuleCase, ...]


@dataclass(frozen=True, slots=True)
class DispositionText:
    """Where to go and within how many hours, in words."""

    id: Disposition
    place: str
    within_hours: int
    heading: Wording
    text: Wording
    booking: str


@dataclass(frozen=True, slots=True)
class Contraindication:
    """A reason not to give an advice item."""

    when: Condition
    because: str


@dataclass(frozen=True, slots=True)
class AdviceItem:
    """One self-care method: what it says, when it fits and when it must not be given.

    `levels` are the dispositions at which it may be shown. `give_when` has to be true, not merely
    not false. `needs_asked` lists what must have been asked and denied.
    """

    id: str
    title: str
    text: Wording
    caution: str
    levels: tuple[Disposition, ...]
    give_when: Condition
    not_fitting: str
    withhold_when: tuple[Contraindication, ...]
    needs_asked: tuple[str, ...]
    sources: tuple[str, ...]
    article_says: str
    evidence: str


@dataclass(frozen=True, slots=True)
class InjuryPlan:
    """The advice for one injury type in the order shown, what is held back, and added remarks."""

    injury_type: str
    order: tuple[str, ...]
    hold_back: tuple[str, ...]
    because: str
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """All advice: items by code, plans by injury type, and remarks by activity.

    `never_asked` (with `{things}`) and `other_rule` are the reasons that no single item carries.
    """

    items: Mapping[str, AdviceItem]
    plans: Mapping[str, InjuryPlan]
    activity_notes: Mapping[str, Wording]
    self_care_levels: tuple[Disposition, ...]
    never_asked: str
    other_rule: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What is said about one of the clinic's methods when a person asks.

    `intent` names the question. `text` comes first where there is one, then the advice items of
    `advice` by code, each fitted to the person.
    """

    intent: str
    text: Wording | None
    advice: tuple[str, ...]


# Two protocols are the same only as one object: their tables are too large to compare.
@dataclass(frozen=True, slots=True, eq=False)
class Protocol:
    """Everything that a physician signs, under one version such as `1.0.0+3f2a90c1b7de`.

    `staff_minutes` says within how many minutes of opening hours staff look at each level,
    `visit_working_days` which limits of rules (hours) are how many working days in the calendar.
    """

    version: str
    reviews: tuple[Review, ...]
    facts: Mapping[str, FactKind]
    findings: Mapping[str, FindingKind]
    red_flags: Mapping[str, RedFlag]
    screens: Mapping[str, Screen]
    rules: tuple[TriageRule, ...]
    dispositions: Mapping[Disposition, DispositionText]
    staff_minutes: Mapping[StaffLevel, int]
    visit_working_days: Mapping[int, int]
    texts: Mapping[str, Wording]
    thresholds: Mapping[str, Threshold]
    advice: AdviceBook
    topics: Mapping[str, Topic]
    sources: Mapping[str, Source]

    def rule(self, rule_id: str) -> TriageRule:
        """Return a rule by its id, or raise KeyError."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    @property
    def signed(self) -> bool:
        """Tell whether every file is signed by an author and a checker."""
        return all(review.signed for review in self.reviews)
