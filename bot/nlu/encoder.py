"""What a message says, by a taught encoder: the `backline_encoder` component.

It writes `doc._.reading`, a `Reading` that the components behind it take from what they need: how
likely each sign is and how it is meant, facts, and what the person wants. ONNX Runtime
runs it. The file says itself which pieces of words it knows and what it tells apart; `teaching/`
makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import onnxruntime as ort
from spacy.language import Language
from spacy.tokens import Doc

from bot.nlu import attributes
from bot.nlu.encoder_labels import labels_from_json
from bot.nlu.encoder_reading import Reading, Scores, Window
from bot.nlu.word_pieces import AS_WRITTEN, Span, WordPieces

FACTORY = "backline_encoder"
FILE = "encoder.onnx"
WORDS_FILE = "encoder_words.bin"  # its table of words, which the runtime maps into memory
# Pieces read at once, and how far apart the readings begin. A sign among much else is faint in a
# reading of the whole, and a short stretch alone may lack who or when it is about: both are read.
WHOLE, WHOLE_STEP = 56, 32
PART, PART_STEP = 24, 12
SENTENCE_ENDS = frozenset(".!?")
SHORTEST_SENTENCE = 4  # pieces
MOST_PIECES = 200  # beyond, only the lexicon listens
# Readings that are kept, and the longest of them: 3 MiB at most. A turn reads its question once
# more by itself and short answers come again and again; equal pieces, equal reading.
KEPT, LONGEST_KEPT = 64, 16
BRACKETS, MANY_BRACKETS = "{}[]", 2
MARK = re.compile(r"[\W_]")
MOST_MARKS = 0.5  # of what is no blank
OTHER_LETTER = re.compile(r"[^\W\d_\x00-\u024f\u1e00-\u1eff]")
LONGEST_WORD = 50  # characters; what is longer is no word of a sentence, such as base64
MOST_OTHER = 0.3  # of what is no blank: letters of scripts that it was not taught
PROCESSORS = Path("/proc/cpuinfo")
FLAGS = re.compile(r"^flags\s*: (.*)$", re.MULTILINE)
VNNI = frozenset(["avx512_vnni", "avx_vnni"])


class Encoder:
    """Reads messages. Equal text, equal reading; safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        """Read an ONNX file that `teaching/` wrote."""
        self.path = path
        options = ort.SessionOptions()
        # A message is short: threads of its own would only wait for one another.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        # Nor is a plan of memory worth keeping for each length that a message has.
        options.enable_mem_pattern = False
        if not adds_up_exactly():
            # Without it bytes are added up with overflow: the same message would be understood
            # otherwise there than on the machine that measured it. ADR 0033 says what it costs.
            options.add_session_config_entry("session.x64quantprecision", "1")
        self._session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        about = self._session.get_modelmeta().custom_metadata_map
        self._pieces = WordPieces(tuple(about["pieces"].split("\n")))
        self.labels = labels_from_json(about["labels"])
        self._kept = lru_cache(maxsize=KEPT)(self._run)

    def read(self, text: str, spelled: Mapping[Span, str] = AS_WRITTEN) -> Reading:
        """Return what a text says, as a whole or, where it is long, in the likeliest part.

        `spelled` has the right spelling of words by where they stand in the text.
        """
        pieces = self._pieces.cut(text, MOST_PIECES, spelled)
        ends = [text[start:end] in SENTENCE_ENDS for start, end in pieces.spans]
        breaks = [place + 1 for place, word in enumerate(pieces.words) if ends[word]]
        windows = tuple(self._windows(pieces.numbers, breaks))
        return Reading(self.labels, pieces, windows, text, self.read)

    def _windows(self, numbers: tuple[int, ...], breaks: Sequence[int]) -> Iterator[Window]:
        """Yield where each part begins and the scores of its pieces, with the two marks around."""
        for first, last in sorted(_stretches(len(numbers), breaks)):
            run = self._kept if last - first <= LONGEST_KEPT else self._run
            yield Window(first, *run(numbers[first:last]))

    def _run(self, numbers: tuple[int, ...]) -> tuple[Scores, Scores]:
        """Return the scores and states of some pieces; nobody may write into them."""
        framed = np.array(self._pieces.framed(numbers), dtype=np.int64)
        found: list[Any] = self._session.run(["scores", "states"], {"pieces": framed})
        scores, states = (np.asarray(part, dtype=np.float32) for part in found)
        scores.flags.writeable = states.flags.writeable = False
        return scores, states


class EncoderComponent:
    """Writes `doc._.reading`; without an encoder, and for what is no sentence, it stays None."""

    def __init__(self, encoder: Encoder | None) -> None:
        self.encoder = encoder

    def __call__(self, doc: Doc) -> Doc:
        """Read a message."""
        text = attributes.text_of(doc)
        if self.encoder is not None and not is_code(text):
            doc._.reading = self.encoder.read(text, _spelled(doc))
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the encoder into a folder; nothing where there is none."""
        del exclude
        path.mkdir(parents=True, exist_ok=True)
        if self.encoder is not None:
            for name in (FILE, WORDS_FILE):
                copyfile(self.encoder.path.with_name(name), path / name)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> EncoderComponent:
        """Read what `to_disk` wrote."""
        del exclude
        self.encoder = read_encoder(path / FILE)
        return self


@Language.factory(FACTORY, default_config={"folder": "data/lexicon", "root": ""})
def make_encoder(nlp: Language, name: str, folder: str, root: str) -> EncoderComponent:
    """Make the component; `folder` is taken relative to `root`, without which it waits for disk."""
    del name
    attributes.register()
    file = Path(root) / folder / str(nlp.lang) / FILE
    return EncoderComponent(read_encoder(file) if root else None)


def adds_up_exactly(processors: Path = PROCESSORS) -> bool:
    """Tell whether the processor has VNNI, by what Linux says of it; elsewhere False."""
    try:
        flags = FLAGS.search(processors.read_text("ascii", errors="replace"))
    except OSError:
        return False
    return flags is not None and not VNNI.isdisjoint(flags[1].split())


def read_encoder(path: Path) -> Encoder | None:
    """Read an encoder; None when there is no such file.

    Raises ValueError for another file, and where its table of words is not beside it.
    """
    if not path.is_file():
        return None
    try:
        return Encoder(path)
    except Exception as error:  # ONNX Runtime's own errors have no common base
        raise ValueError(f"{path}:1: this is no encoder with its {WORDS_FILE}") from error


def _spelled(doc: Doc) -> Mapping[Span, str]:
    """Return the right spelling of the words that were corrected, by where they stand."""
    corrected = doc._.corrected
    if not corrected:
        return AS_WRITTEN
    changed = (token for token in doc if token.idx in corrected)
    return {(one.idx, one.idx + len(one)): one.norm_ for one in changed}


def is_code(text: str) -> bool:
    """Tell whether a text is no sentence that was taught: code, rows of signs, another script."""
    if sum(text.count(bracket) for bracket in BRACKETS) >= MANY_BRACKETS:
        return True
    words = text.split()
    seen = "".join(words)
    if sum(len(word) for word in words if len(word) > LONGEST_WORD) > len(seen) / 2:
        return True
    other = len(OTHER_LETTER.findall(seen))
    return len(MARK.findall(seen)) > MOST_MARKS * len(seen) or other > MOST_OTHER * len(seen)


def _stretches(count: int, breaks: Sequence[int]) -> set[tuple[int, int]]:
    """Return what is read of so many pieces: first place, and last place not included.

    `breaks` are the places where a sentence begins.
    """
    found = set(_evenly(0, count, WHOLE, WHOLE_STEP))
    for first, last in pairwise((0, *breaks, count)):
        if last - first >= SHORTEST_SENTENCE:
            found.update(_evenly(first, last, PART, PART_STEP))
    return found


def _evenly(first: int, last: int, size: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of a size that cover all between two places."""
    latest = max(last - size, first)
    for begin in (*range(first, latest, step), latest):
        yield begin, min(begin + size, last)
