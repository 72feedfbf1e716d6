"""The intent component: ranks the intents of a message and tells how far inside its scope lies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Intent, Scope
from bot.nlu import attributes
from bot.nlu.calibration import HeldOut, held_out, scope_scores, temperature_of
from bot.nlu.features import Floats, Weighting, features_of, learn_weighting
from bot.nlu.softmax import Matrix, fit, fold, kernel, probabilities
from bot.nlu.topics import NO_TOPICS, Topics, merged, read_topics, topics_from_json

FACTORY = "backline_intents"
OUTSIDE_INTENTS = ("out_of_scope", "other_body_part")
RANKED = 10
FEWEST_INTENTS = 2
MODEL_FILE, WEIGHTS_FILE = "intents.json", "weights.npz"


@dataclass(frozen=True, slots=True)
class Doubt:
    """When to doubt: the options of config.yml, all between 0 and 1.

    `keep_inside` is the share of messages within scope that must not be called outside,
    `keep_certain` the share that must not be asked to choose for their strangeness alone.
    """

    clarify_below: float
    clarify_margin: float
    keep_inside: float
    keep_certain: float


@dataclass(frozen=True, slots=True)
class IntentModel:
    """What training found. `weights` has the shape (features, intents)."""

    intents: tuple[str, ...]
    weighting: Weighting
    weights: Matrix
    temperature: float
    outside_below: float
    unclear_below: float

    def logits(self, counts: Mapping[str, int]) -> Floats:
        """Return the uncalibrated logits of a message, one for each intent."""
        row = self.weighting.row(counts)
        result: Floats = row.weights @ self.weights[row.columns]
        return result


class IntentClassifier:
    """Writes `doc._.ranking`, a tuple of `Intent`, and `doc._.scope`, a `Scope` and its score."""

    def __init__(self, doubt: Doubt, topics: Topics = NO_TOPICS) -> None:
        self._doubt = doubt
        self._topics = topics
        self.model: IntentModel | None = None

    def add_topics(self, topics: Topics) -> None:
        """Let the features know further subjects; before training."""
        self._topics = merged(self._topics, topics)

    def learn(self, docs: Iterable[Doc], intents: Sequence[str]) -> HeldOut:
        """Train on processed messages, and return what models without each fifth say of it.

        Raises ValueError when there are fewer than two intents.
        """
        names = tuple(sorted(set(intents)))
        if len(names) < FEWEST_INTENTS:
            raise ValueError("a classifier needs examples of at least two intents")
        messages = [features_of(doc, self._topics) for doc in docs]
        classes = np.array([names.index(intent) for intent in intents], dtype=np.int64)
        judged = held_out(messages, classes, len(names))
        is_outside = are_outside(names)
        inside = ~np.asarray(is_outside)[classes]
        scores = scope_scores(judged.logits, is_outside)[inside]
        weighting = learn_weighting(messages)
        rows = [weighting.row(counts) for counts in messages]
        coefficients = fit(kernel(rows, len(weighting.columns)), classes, len(names))
        self.model = _rounded(
            IntentModel(
                intents=names,
                weighting=weighting,
                weights=fold(rows, coefficients, len(weighting.columns)),
                temperature=temperature_of(judged.logits, classes),
                outside_below=float(np.quantile(scores, 1.0 - self._doubt.keep_inside)),
                unclear_below=float(np.quantile(scores, 1.0 - self._doubt.keep_certain)),
            )
        )
        return judged

    def __call__(self, doc: Doc) -> Doc:
        """Judge a message; an untrained classifier leaves it as it is."""
        if self.model is not None:
            logits = self.model.logits(features_of(doc, self._topics))
            chances = probabilities(logits / self.model.temperature)
            order = np.argsort(-chances, kind="stable")[:RANKED]
            doc._.ranking = tuple(
                Intent(self.model.intents[place], float(chances[place])) for place in order
            )
            score = float(scope_scores(logits[None, :], are_outside(self.model.intents))[0])
            doc._.scope = (self._scope(score, doc._.ranking), score)
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into a folder; nothing when untrained."""
        path.mkdir(parents=True, exist_ok=True)
        if self.model is None:
            return
        weighting = self.model.weighting
        np.savez(
            path / WEIGHTS_FILE,
            weights=self.model.weights.astype(np.float16),
            idf=weighting.idf,
        )
        state = {
            "intents": list(self.model.intents),
            "features": list(weighting.columns),
            "unknown_idf": weighting.unknown_idf,
            "temperature": self.model.temperature,
            "outside_below": self.model.outside_below,
            "unclear_below": self.model.unclear_below,
            "topics": self._topics.as_json(),
        }
        text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
        (path / MODEL_FILE).write_text(text, encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> IntentClassifier:
        """Read what `to_disk` wrote."""
        if not (path / MODEL_FILE).is_file():
            return self
        stored = json.loads((path / MODEL_FILE).read_text(encoding="utf-8"))
        self._topics = topics_from_json(stored["topics"])
        with np.load(path / WEIGHTS_FILE, allow_pickle=False) as arrays:
            weights, idf = arrays["weights"].astype(np.float32), arrays["idf"]
        columns = {name: column for column, name in enumerate(stored["features"])}
        self.model = IntentModel(
            intents=tuple(stored["intents"]),
            weighting=Weighting(columns, idf, stored["unknown_idf"]),
            weights=weights,
            temperature=stored["temperature"],
            outside_below=stored["outside_below"],
            unclear_below=stored["unclear_below"],
        )
        return self

    def thresholds(self) -> dict[str, float]:
        """Return the numbers that decide between inside, unclear and outside."""
        if self.model is None:
            return {}
        learnt = {
            "temperature": self.model.temperature,
            "outside_below": self.model.outside_below,
            "unclear_below": self.model.unclear_below,
        }
        return learnt | asdict(self._doubt)

    def _scope(self, score: float, ranking: Sequence[Intent]) -> Scope:
        if self.model is None or score < self.model.outside_below:
            return Scope.OUTSIDE
        best, second = ranking[:2]
        if (
            score < self.model.unclear_below
            or best.confidence < self._doubt.clarify_below
            or best.confidence - second.confidence < self._doubt.clarify_margin
        ):
            return Scope.UNCLEAR
        return Scope.OUTSIDE if best.name in OUTSIDE_INTENTS else Scope.INSIDE


@Language.factory(
    FACTORY,
    default_config={
        "clarify_below": 0.6,
        "clarify_margin": 0.15,
        "keep_inside": 0.95,
        "keep_certain": 0.90,
        "minimum_accuracy": 0.0,
        "minimum_red_flag_recall": 0.0,
        "folder": "data/lexicon",
        "root": "",
    },
)
def make_intents(  # noqa: PLR0913, PLR0917 -- spaCy hands over each option as a parameter
    nlp: Language,
    name: str,
    clarify_below: float,
    clarify_margin: float,
    keep_inside: float,
    keep_certain: float,
    minimum_accuracy: float,
    minimum_red_flag_recall: float,
    folder: str,
    root: str,
) -> IntentClassifier:
    """Make the component. The two minimums are read by training, which refuses a worse model.

    Without a `root` no files are read: `from_disk` brings what they held.
    """
    attributes.register()
    doubt = Doubt(clarify_below, clarify_margin, keep_inside, keep_certain)
    topics = read_topics(Path(root) / folder, nlp) if root else NO_TOPICS
    return IntentClassifier(doubt, topics)


def are_outside(intents: Sequence[str]) -> tuple[bool, ...]:
    """Tell of each intent whether its examples show what the assistant is not for."""
    return tuple(name in OUTSIDE_INTENTS for name in intents)


def _rounded(model: IntentModel) -> IntentModel:
    """Return the model as it will be after a round trip to disk, where weights take two bytes."""
    return replace(model, weights=model.weights.astype(np.float16).astype(np.float32))
