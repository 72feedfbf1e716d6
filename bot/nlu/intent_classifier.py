"""The intent component: ranks the intents of a message and tells how far inside its scope lies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Intent, Scope
from bot.nlu import attributes
from bot.nlu.byte_weights import ByteWeights, in_bytes
from bot.nlu.calibration import HeldOut, Sides, held_out, sides_of, temperature_of
from bot.nlu.features import (
    Features,
    Floats,
    Integers,
    Weighting,
    features_of,
    learn_weighting,
)
from bot.nlu.kernel import kernel
from bot.nlu.softmax import fit, fold, probabilities
from bot.nlu.topics import NO_TOPICS, Topics, merged, read_topics, topics_from_json

FACTORY = "backline_intents"
RANKED = 10
FEWEST_INTENTS = 2
MODEL_FILE, WEIGHTS_FILE = "intents.json", "weights.npz"


@dataclass(frozen=True, slots=True)
class Doubt:
    """When to doubt: the options of config.yml, shares between 0 and 1.

    `keep_inside` is the share of messages within scope that must not be called outside,
    `keep_certain` the share that must not be asked to choose for their strangeness alone.
    `outside` are the intents whose examples show what the assistant is not for, `declined` those
    that it has an answer for, but the answer is that it cannot help.
    """

    clarify_below: float
    clarify_margin: float
    keep_inside: float
    keep_certain: float
    outside: tuple[str, ...] = ("out_of_scope",)
    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntentModel:
    """What training found."""

    intents: tuple[str, ...]
    weighting: Weighting
    weights: ByteWeights
    temperature: float
    outside_below: float
    unclear_below: float
    sides: Sides

    def logits(self, message: Features) -> Floats:
        """Return the calibrated logits of a message, one for each intent."""
        result: Floats = self.weights.logits(self.weighting.row(message))
        return result / np.float32(self.temperature)

    def ranking(self, logits: Floats) -> tuple[Intent, ...]:
        """Return the likeliest intents with their probabilities, the likeliest first."""
        chances = probabilities(logits)
        places = np.argsort(-chances, kind="stable")[:RANKED].tolist()
        return tuple(
            Intent(self.intents[place], chance)
            for place, chance in zip(places, chances[places].tolist(), strict=True)
        )

    def scope_score(self, logits: Floats) -> float:
        """Return how much the message is like what the assistant is for."""
        return float(self.sides.scores(logits))


class IntentClassifier:
    """Writes `doc._.ranking`, a tuple of `Intent`, and `doc._.scope`, a `Scope` and its score."""

    def __init__(self, doubt: Doubt, topics: Topics = NO_TOPICS) -> None:
        self.doubt = doubt
        self._topics = topics
        self.model: IntentModel | None = None

    def add_topics(self, topics: Topics) -> None:
        """Let the features know further subjects; before training."""
        self._topics = merged(self._topics, topics)

    def learn(
        self, docs: Iterable[Doc], intents: Sequence[str], known_folds: Integers | None = None
    ) -> HeldOut:
        """Train on processed messages; return the calibrated logits of models without each fifth.

        `known_folds` as for `calibration.held_out`. Raises ValueError when there are fewer than two
        intents.
        """
        names = tuple(sorted(set(intents)))
        if len(names) < FEWEST_INTENTS:
            raise ValueError("a classifier needs examples of at least two intents")
        messages = [features_of(doc, self._topics) for doc in docs]
        classes = np.array([names.index(intent) for intent in intents], dtype=np.int64)
        judged = held_out(messages, classes, len(names), known_folds)
        sides = sides_of(names, self.doubt.outside)
        temperature = temperature_of(judged.logits, judged.classes)
        judged = replace(judged, logits=judged.logits / np.float32(temperature))
        scores = sides.scores(judged.logits)[np.isin(judged.classes, sides.inside)]
        weighting = learn_weighting(messages)
        rows = [weighting.row(message) for message in messages]
        coefficients = fit(kernel(rows, weighting.width), classes, len(names))
        self.model = IntentModel(
            intents=names,
            weighting=weighting,
            weights=in_bytes(fold(rows, coefficients, weighting.width)),
            temperature=temperature,
            outside_below=float(np.quantile(scores, 1.0 - self.doubt.keep_inside)),
            unclear_below=float(np.quantile(scores, 1.0 - self.doubt.keep_certain)),
            sides=sides,
        )
        return judged

    def __call__(self, doc: Doc) -> Doc:
        """Judge a message; an untrained classifier leaves it as it is."""
        if self.model is not None:
            logits = self.model.logits(features_of(doc, self._topics))
            doc._.ranking = self.model.ranking(logits)
            score = self.model.scope_score(logits)
            doc._.scope = (self._scope(score, doc._.ranking), score)
        return doc

    @property
    def trained(self) -> IntentModel:
        """Return what training found; raises ValueError before training."""
        if self.model is None:
            raise ValueError("the classifier has not been trained")
        return self.model

    def logits(self, doc: Doc) -> Floats:
        """Return the calibrated logits of a processed message, one for each intent."""
        return self.trained.logits(features_of(doc, self._topics))

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into a folder; nothing when untrained."""
        path.mkdir(parents=True, exist_ok=True)
        if self.model is None:
            return
        weighting = self.model.weighting
        steps, scales = self.model.weights.steps, self.model.weights.scales
        np.savez_compressed(path / WEIGHTS_FILE, weights=steps, scales=scales, idf=weighting.idf)
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
            weights = ByteWeights(arrays["weights"], arrays["scales"])
            idf = arrays["idf"]
        columns = {name: column for column, name in enumerate(stored["features"])}
        self.model = IntentModel(
            intents=tuple(stored["intents"]),
            weighting=Weighting(
                columns,
                idf,
                stored["unknown_idf"],
                sense_size=len(weights) - len(columns),
            ),
            weights=weights,
            temperature=stored["temperature"],
            outside_below=stored["outside_below"],
            unclear_below=stored["unclear_below"],
            sides=sides_of(stored["intents"], self.doubt.outside),
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
        return learnt | asdict(self.doubt)

    def _scope(self, score: float, ranking: Sequence[Intent]) -> Scope:
        best, second = ranking[:2]
        if self.model is None or score < self.model.outside_below:
            return Scope.OUTSIDE
        if best.name in self.doubt.outside and best.confidence >= self.doubt.clarify_below:
            return Scope.OUTSIDE
        if (
            score < self.model.unclear_below
            or best.confidence < self.doubt.clarify_below
            or best.confidence - second.confidence < self.doubt.clarify_margin
        ):
            return Scope.UNCLEAR
        return Scope.OUTSIDE if best.name in self.doubt.outside else Scope.INSIDE


@Language.factory(
    FACTORY,
    default_config={
        "clarify_below": 0.6,
        "clarify_margin": 0.15,
        "keep_inside": 0.95,
        "keep_certain": 0.90,
        "minimum_accuracy": 0.0,
        "minimum_red_flag_recall": 0.0,
        "tolerated_loss": 0.0,
        "outside_intents": ["out_of_scope"],
        "declined_intents": [],
        "topics": True,
        "suites": "",
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
    tolerated_loss: float,
    outside_intents: list[str],
    declined_intents: list[str],
    topics: bool,  # noqa: FBT001 -- the same
    suites: str,
    folder: str,
    root: str,
) -> IntentClassifier:
    """Make the component.

    Training reads the two minimums and refuses a worse model; `suites` is a folder of sentences
    that it measures with. `tolerated_loss` is the share of messages within scope, 0 to 1, that may
    be understood worse after corrections than before.

    Without a `root` no files are read: `from_disk` brings what they held.
    """
    attributes.register()
    doubt = Doubt(
        clarify_below=clarify_below,
        clarify_margin=clarify_margin,
        keep_inside=keep_inside,
        keep_certain=keep_certain,
        outside=tuple(outside_intents),
        declined=tuple(declined_intents),
    )
    if not root:
        return IntentClassifier(doubt)
    lexicon = Path(root) / folder
    known = read_topics(lexicon, nlp) if topics else NO_TOPICS
    return IntentClassifier(doubt, known)
