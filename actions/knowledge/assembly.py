"""The sections put together, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping

from actions.knowledge.advice_reader import CODES, AdviceContext, read_advice
from actions.knowledge.condition_reader import Vocabulary
from actions.knowledge.problems import Problems
from actions.knowledge.red_flag_reader import SCREENS, read_red_flag, read_screen
from actions.knowledge.review import read_review
from actions.knowledge.rule_reader import RuleContext, read_rule, read_shared
from actions.knowledge.sections import (
    TEXTS,
    read_disposition,
    read_each,
    read_fact,
    read_finding,
    read_source,
    read_text,
    read_threshold,
    require,
)
from actions.knowledge.topic_reader import read_topic
from actions.knowledge.yaml_reader import Node
from actions.triage.protocol import AdviceBook, Disposition, Protocol, Review, Source

RED_FLAGS = tuple(f"RF{number:02}" for number in range(1, 35))
Roots = Mapping[str, Node]


def assemble(roots: Roots, digest: str, problems: Problems) -> Protocol:
    """Return the protocol, or raise ClinicalDataError with all problems of shape."""
    reviews = _reviews(roots, problems)
    sources = read_each(roots["sources.yml"].value["sources"], "id", read_source, problems)
    names = _vocabulary(roots, sources, problems)
    rules_root = roots["triage_rules.yml"].value
    read_shared(rules_root["shared"], names, problems)
    flags_root = roots["red_flags.yml"].value
    flag = read_red_flag(names, tuple(sources))
    red_flags = read_each(flags_root["red_flags"], "id", flag, problems)
    rule = read_rule(RuleContext(names, tuple(sources), CODES))
    rules = read_each(rules_root["triage_rules"], "id", rule, problems)
    texts_root = roots["dispositions.yml"].value
    dispositions = read_each(texts_root["dispositions"], "id", read_disposition, problems)
    advice = _advice(roots, names, sources, problems)
    topics = read_each(roots["topics.yml"].value["topics"], "intent", read_topic, problems)
    findings = read_each(roots["findings.yml"].value["findings"], "id", read_finding, problems)
    screens = read_each(flags_root["screens"], "id", read_screen(red_flags), problems)
    texts = read_each(texts_root["texts"], "id", read_text, problems)
    wanted = (
        (flags_root["red_flags"], red_flags, RED_FLAGS, "red flag"),
        (flags_root["screens"], screens, SCREENS, "screen"),
        (texts_root["dispositions"], dispositions, tuple(Disposition), "disposition"),
        (texts_root["texts"], texts, TEXTS, "text"),
    )
    for node, found, names_wanted, what in wanted:
        problems.attempt(require, node, found, names_wanted, what)
    if advice is None or problems.found:
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
        texts=texts,
        thresholds=names.thresholds,
        advice=advice,
        topics=topics,
        sources=sources,
    )


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
    thresholds = read_each(roots["thresholds.yml"].value["thresholds"], "id", threshold, problems)
    facts = read_each(roots["taxonomies.yml"].value["facts"], "id", read_fact, problems)
    findings = read_each(roots["findings.yml"].value["findings"], "id", read_finding, problems)
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
