"""The proof in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.proof.proof import Proof, broken_claims
from actions.triage.protocol import Protocol

ADVICE_CLAIM = "no contraindicated advice is ever given"
ORDER_CLAIM = "the order of rules in the file changes nothing"
REACH_CLAIM = "every rule decides for someone"
ALONE_CLAIM = "each red flag alone leads to the level that it names"
GIVEN_CLAIM = "every advice item is given to someone"


def proof_lines(proof: Proof, protocol: Protocol) -> Iterator[str]:
    """Yield the report line by line."""
    yield f"Protocol {protocol.version}"
    yield from _counted(protocol)
    yield ""
    yield "What was gone through"
    yield from _space(proof)
    yield ""
    yield "What can be left out, and why that is sound"
    yield from _left_out(proof)
    yield ""
    yield "Claims"
    yield from _claims(proof)


def _counted(protocol: Protocol) -> Iterator[str]:
    cases = sum(len(rule.cases) for rule in protocol.rules)
    yield (
        f"  {len(protocol.red_flags)} red flags, {len(protocol.findings)} findings, "
        f"{len(protocol.rules)} rules with {cases} cases, "
        f"{len(protocol.advice.items)} advice items, {len(protocol.sources)} sources"
    )


def _space(proof: Proof) -> Iterator[str]:
    for axis in proof.grid.axes:
        values = ", ".join("unknown" if one is None else str(one) for one in axis.values)
        yield f"  {axis.fact}: {len(axis.values)} classes ({values})"
    yield f"  {proof.grid.cells:,} combinations of facts"
    yield (
        f"  {len(proof.signs.all)} signs in {len(proof.signs.classes)} classes: alone, in pairs, "
        "and in every set of three or more that a rule asks for together"
    )
    yield (
        f"  {proof.findings.configurations:,} configurations of signs, each over all facts: "
        f"{proof.cases:,} cases; {proof.findings.comparisons:,} comparisons of configurations"
    )
    yield f"  {proof.advice.people:,} people offered advice"


def _left_out(proof: Proof) -> Iterator[str]:
    if proof.grid.factored_out:
        names = ", ".join(proof.grid.factored_out)
        yield f"  {names}: no rule reads it; it only adds a remark to the advice"
    yield (
        "  numbers between two thresholds: a rule sees only the side of a threshold, so the first "
        "number of each class stands for all"
    )
    for group in proof.signs.classes:
        if len(group) > 1:
            yield f"  {', '.join(group)}: exchanging them leaves every condition as it is"
    yield (
        "  larger sets of signs: the most urgent rule wins and no rule needs a sign to be absent "
        "(the loader refuses it), so more signs can only add matches; what speaks of the unknown "
        "names single items of the two lists, which the pairs cover"
    )
    yield (
        "  one exception, by intent: to learn that a sign is of long standing may calm, because an "
        "open question counted as same-day until then"
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim in words, how often it was found broken, and the examples that were kept."""

    words: str
    broken: int
    examples: tuple[str, ...]


def claimed(proof: Proof) -> tuple[Claimed, ...]:
    """Return every claim that was searched, with what was found."""
    of_table = (
        Claimed(words, count, tuple(example.words for example in examples))
        for words, count, examples in broken_claims(proof)
    )
    of_signs = ((ORDER_CLAIM, proof.order_matters), (ALONE_CLAIM, proof.wrong_alone))
    others = (*of_signs, *(() if proof.only else _of_everything(proof)))
    return (*of_table, *(Claimed(words, len(found), tuple(found)) for words, found in others))


def _of_everything(proof: Proof) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what only a search over all signs can tell."""
    yield ADVICE_CLAIM, proof.advice.broken
    yield REACH_CLAIM, [f"{rule} never decides" for rule in proof.never_decides]
    yield GIVEN_CLAIM, [f"{one} never" for one, times in proof.advice.given.items() if times == 0]


def _claims(proof: Proof) -> Iterator[str]:
    for one in claimed(proof):
        yield f"  {'BROKEN' if one.broken else 'holds '}  {one.words}" + (
            f" ({one.broken:,} cases)" if one.broken else ""
        )
        for example in one.examples:
            yield f"            {example}"
