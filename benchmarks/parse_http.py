"""How long does `/model/parse` take over HTTP?"""

from __future__ import annotations

import tempfile

from benchmarks.client import timed
from benchmarks.report import Figure, keep
from benchmarks.server import TOKEN, backline
from benchmarks.turn_http import SENDERS

PATH = f"/model/parse?token={TOKEN}"
TEXTS = (
    "hello",
    "my back has hurt for three weeks",
    "about a 7 out of 10, worse when I sit",
    "no numbness or tingling but I did have a fever on Tuesday",
    "can I use heat on it",
)
ROUNDS_ALONE = 100
ROUNDS_EACH = 10


def main() -> None:
    """Measure, and keep the figures."""
    bodies = [{"text": text} for text in TEXTS]
    with tempfile.TemporaryDirectory() as folder, backline(f"sqlite:///{folder}/p.db") as server:
        address = (server.host, server.port)
        timed(address, PATH, [bodies])
        # Texts never repeat, so that no cache of whole messages can help.
        alone = timed(address, PATH, [_varied(ROUNDS_ALONE, 0)])
        together = timed(
            address, PATH, [_varied(ROUNDS_EACH, sender + 1) for sender in range(SENDERS)]
        )
    keep(
        "parse_http",
        [
            Figure("1 sender, p50", alone.p50, "ms", 0.5),
            Figure("1 sender, p95", alone.p95, "ms"),
            Figure(f"{SENDERS} senders, p50", together.p50, "ms"),
            Figure(f"{SENDERS} senders, p95", together.p95, "ms"),
            Figure(f"{SENDERS} senders", together.per_second, "messages/s", more_is_better=True),
        ],
    )


def _varied(rounds: int, sender: int) -> list[dict[str, str]]:
    return [
        {"text": f"{text}, on visit {sender * rounds + number}"}
        for number in range(rounds)
        for text in TEXTS
    ]


if __name__ == "__main__":
    main()
