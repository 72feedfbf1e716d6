"""Stored conversations compared or taken again, in lines for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.knowledge.review import standing
from actions.proof.stored import Mover, StoredConversations, Tally, movers, told
from actions.triage.protocol import Protocol as Rules
from actions.triage.record import Record, decide_again, decided

INDENT = "  "


def mover_lines(
    stored: StoredConversations, old: Rules, new: Rules, *, words: bool
) -> Iterator[str]:
    """Yield each conversation that would move, and the counts."""
    tally = Tally()
    for one in movers(stored, old, new, tally):
        way = "LESS" if one.is_less_urgent else "MORE"
        yield (
            f"{one.conversation}: {one.before.level} ({one.before.rule_id or '-'}) -> "
            f"{one.after.level} ({one.after.rule_id or '-'}), {way} urgent"
        )
        yield f"{INDENT}{_facts(one.record, words=words)}"
    yield from _counts(tally)


def mover_json(
    stored: StoredConversations, old: Rules, new: Rules, *, words: bool
) -> Iterator[str]:
    """Yield a member of a JSON object piece by piece, so that it need not fit into memory."""
    tally = Tally()
    yield ', "conversations": {"moved": ['
    separator = ""
    for one in movers(stored, old, new, tally):
        yield separator + json.dumps(_as_json(one, words=words))
        separator = ", "
    counts = {
        "conversations": tally.conversations,
        "decided": tally.decided,
        "without_decision": tally.without_decision,
        "unreadable": tally.unreadable,
        "moves": [
            {"from": before, "to": after, "count": count}
            for (before, after), count in tally.moves.most_common()
        ],
    }
    yield f'], "counts": {json.dumps(counts)}}}'


def replay_lines(record: Record, rules: Rules, words: Mapping[str, str] | None) -> Iterator[str]:
    """Yield a decision taken again from what is stored; `words` are those that facts came from."""
    yield "Told"
    for fact, value in record["facts"].items():
        yield f"{INDENT}{fact}: {value}{_said(words, fact)}"
    for sign, one in record["findings"].items():
        newness = {True: ", new", False: ", for a long time", None: ""}[one["new"]]
        own = f' ("{one["words"]}")' if words is not None and one["words"] else ""
        yield f"{INDENT}{sign}: {one['presence']}{newness}, {one['origin']}{own}"
    yield f"{INDENT}would not answer: {', '.join(record['declined']) or 'nothing'}"
    yield f"{INDENT}never asked: {', '.join(record['not_asked']) or 'nothing'}"
    yield f"Decided then, by {record['protocol_version']}"
    yield from _decided(record["decided"])
    again = decide_again(record, rules)
    yield f"Decided again, by {standing(rules)}"
    yield from ([f"{INDENT}nothing yet"] if again is None else _decided(decided(again)))
    if again is not None and decided(again) == record["decided"]:
        yield "The same as then."
    else:
        yield f"NOT the same: {', '.join(differences(record, rules))}"


def differences(record: Record, rules: Rules) -> Sequence[str]:
    """Return what a decision taken again says differently, by name."""
    again = decide_again(record, rules)
    now = {} if again is None else decided(again)
    return [name for name, value in record["decided"].items() if now.get(name) != value]


def _decided(result: Mapping[str, Any]) -> Iterator[str]:
    level, hours = result["disposition"], result["within_hours"]
    yield f"{INDENT}{result['rule_id']}: {level} within {hours} hours"
    yield f"{INDENT}rules that matched: {', '.join(result['rules'])}"
    yield f"{INDENT}red flags: {', '.join(result['red_flags']) or 'none'}"
    yield f"{INDENT}asked and denied: {', '.join(result['asked_and_denied']) or 'nothing'}"
    yield f"{INDENT}advice: {', '.join(result['advice']) or 'none'}"
    for code, reason in result["advice_withheld"].items():
        yield f"{INDENT}withheld {code}: {reason}"


def _said(words: Mapping[str, str] | None, fact: str) -> str:
    return f' ("{words[fact]}")' if words is not None and words.get(fact) else ""


def _facts(record: Record, *, words: bool) -> str:
    facts = [f"{name} {value}" for name, value in record["facts"].items()]
    for sign, one in record["findings"].items():
        own = f' ("{one["words"]}")' if words and one["words"] else ""
        facts.append(f"{sign} {one['presence']}{own}")
    return ", ".join(facts) or "nothing told"


def _counts(tally: Tally) -> Iterator[str]:
    yield (
        f"{tally.conversations:,} conversations: {tally.decided:,} decided again, "
        f"{sum(tally.moves.values()):,} of them would move; "
        f"{tally.without_decision:,} without a decision, {tally.unreadable:,} not readable"
    )
    for (before, after), count in tally.moves.most_common():
        yield f"{INDENT}{before} -> {after}: {count:,}"


def _as_json(one: Mover, *, words: bool) -> dict[str, Any]:
    return {
        "conversation": one.conversation,
        "from": {"disposition": one.before.level, "rule_id": one.before.rule_id},
        "to": {"disposition": one.after.level, "rule_id": one.after.rule_id},
        "told": told(one.record, words=words),
    }
