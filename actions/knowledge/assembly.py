"""The sections put together, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from actions.knowledge.advice_reader import CODES, AdviceContext, read_advice
from actions.knowledge.condition_reader import Vocabulary
from actions.knowledge.problems import Problems
from actions.knowledge.red_flag_reader import SCREENS, read_red_flag, read_screen
from actions.knowledge.review import read_review
from actions.knowledge.rule_reader import RuleContext, read_rule, read_shared
from actions.knowledge.sections import (
    FACTS,
    TEXTS,
    read_disposition,
    read_each,
    read_fact,
    read_finding,
    read_source,
    read_staff_minutes,
    read_text,
    read_threshold,
    read_visit_windows,
    require,
)
from actions.knowledge.topic_reader import TOPICS, read_topic
from actions.knowledge.yaml_reader import Node
from actions.triage.protocol import AdviceBook, Disposition, Protocol, Review, Source

RED_FLAGS = tuple(f"RF{number:02}" for number in range(1, 44))
Roots = Mapping[str, Node]
T = TypeVar("T")
REQUIRED: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("red_flags.yml", "red_flags", RED_FLAGS, "red flag"),
    ("red_flags.yml", "screens", SCREENS, "screen"),
    ("dispositions.yml", "dispositions", tuple(Disposition), "disposition"),
    ("dispositions.yml", "texts", TEXTS, "text"),
    ("topics.yml", "topics", TOPICS, "topic"),
)


def assemble(roots: Roots, digest: str, problems: Problems) -> Protocol:
    """Return the protocol, or raise ClinicalDataError with all problems of shape."""
    reviews = _reviews(roots, problems)
    sources = _each(roots, "sources.yml", "sources", read_source, problems)
    names = _vocabulary(roots, sources, problems)
    read_shared(roots["triage_rules.yml"].value["shared"], names, problems)
    flag = read_red_flag(names, tuple(sources))
    red_flags = _each(roots, "red_flags.yml", "red_flags", flag, problems)
    rule = read_rule(RuleContext(names, tuple(sources), CODES))
    rules = _each(roots, "triage_rules.yml", "triage_rules", rule, problems)
    screens = _each(roots, "red_flags.yml", "screens", read_screen(red_flags), problems)
    dispositions = _each(roots, "dispositions.yml", "dispositions", read_disposition, problems)
    texts = _each(roots, "dispositions.yml", "texts", read_text, problems)
    topics = read_each(roots["topics.yml"].value["topics"], "intent", read_topic, problems)
    _require_all(roots, (red_flags, screens, dispositions, texts, topics), problems)
    advice = _advice(roots, names, sources, problems)
    findings = _each(roots, "findings.yml", "findings", read_finding, problems)
    levels = roots["dispositions.yml"].value
    staff_minutes = problems.attempt(read_staff_minutes, levels["staff_minutes"])
    visit_windows = problems.attempt(read_visit_windows, levels["visit_windows"])
    if advice is None or staff_minutes is None or visit_windows is None or problems.found:
        raise problems.error()
    return Protocol(
        version=f"{reviews[0].version}+{digest}",
        reviews=reviews,
        facts=names.facts,
        findings=findings,
        red_flags=red_flags,
        screens=screens,
        rules=tuple(sorted(rules.values(), key=lambda rule: rule.id)),
        dispositions={Disposition(one): text for one, text in dispositions.items()},
        staff_minutes=staff_minutes,
        visit_working_days=visit_windows,
        texts=texts,
        thresholds=names.thresholds,
        advice=advice,
        topics=topics,
        sources=sources,
    )


def _each(
    roots: Roots, file: str, section: str, read: Callable[[Node], T], problems: Problems
) -> dict[str, T]:
    return read_each(roots[file].value[section], "id", read, problems)


def _require_all(roots: Roots, found: Sequence[Mapping[str, object]], problems: Problems) -> None:
    """Note every id that has to be there and is not."""
    for (file, section, wanted, what), entries in zip(REQUIRED, found, strict=True):
        problems.attempt(require, roots[file].value[section], entries, wanted, what)


def _reviews(roots: Roots, problems: Problems) -> tuple[Review, ...]:
    reviews = []
    for root in roots.values():
        review = problems.attempt(read_review, root.value)
        if review is not None:
            reviews.append(review)
    problems.raise_if_any()
    for review, root in zip(reviews, roots.values(), strict=True):
        if review.version != reviews[0].version:
            problems.attempt(root.value["version"].fail, "all clinical files carry one version")
    problems.raise_if_any()
    return tuple(reviews)


def _vocabulary(roots: Roots, sources: Mapping[str, Source], problems: Problems) -> Vocabulary:
    threshold = read_threshold(tuple(sources))
    thresholds = _each(roots, "thresholds.yml", "thresholds", threshold, problems)
    facts = _each(roots, "taxonomies.yml", "facts", read_fact, problems)
    findings = _each(roots, "findings.yml", "findings", read_finding, problems)
    where = roots["taxonomies.yml"].value["facts"]
    problems.attempt(require, where, facts, FACTS, "fact")
    problems.raise_if_any()
    return Vocabulary(facts, thresholds, (*RED_FLAGS, *findings))


def _advice(
    roots: Roots, names: Vocabulary, sources: Mapping[str, Source], problems: Problems
) -> AdviceBook | None:
    context = AdviceContext(
        names,
        tuple(sources),
        tuple(names.facts["injury_type"].values),
        tuple(names.facts["activity"].values),
    )
    return problems.attempt(read_advice, roots["advice.yml"], context, problems)
