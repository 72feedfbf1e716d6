"""`python -m teaching`: teach the encoder and write data/lexicon/en/encoder.onnx."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from all_minilm_l6_v2 import extract_model

from bot.assistant.assistant import Assistant, load_assistant
from bot.nlu.encoder import FILE
from bot.nlu.word_pieces import BEGIN, END, INSIDE, UNKNOWN, WordPieces
from teaching.encoder import begin, go_on, set_between
from teaching.export import write_onnx
from teaching.sentences import Lessons, lessons_of
from teaching.teach import Course, labels_of, middle_of, teach

USUAL, LAYERS = Course(), 6
COMMON_WORDS = Path("data", "lexicon", "common_words.txt")
LETTER_AND_MARK = len(INSIDE) + 1


def main() -> None:
    """Read the command, teach, write."""
    asked = _parser().parse_args()
    assistant = load_assistant(Path.cwd())
    lessons = lessons_of(assistant, without=asked.without, new=asked.new)
    print(f"{len(lessons.sentences)} sentences, {len(lessons.signs)} signs", flush=True)
    labels = labels_of(lessons)
    if asked.go_on is not None:
        begun = go_on(asked.go_on, labels)
    else:
        with tempfile.TemporaryDirectory() as folder:
            begun = begin(Path(extract_model(folder)), labels, layers=asked.layers)
    pieces = WordPieces(begun.pieces)
    course = Course(asked.rounds, asked.rate, asked.old_share)
    before = {name: one.clone() for name, one in begun.encoder.state_dict().items()}
    teach(begun.encoder, pieces, lessons, course=course, tell=_tell)
    set_between(begun.encoder, before, asked.keep)
    kept = _worth_keeping(pieces, lessons, assistant)
    about = {
        "pieces": "\n".join(begun.pieces[number] for number in kept),
        "labels": labels.as_json(),
    }
    path = asked.out or assistant.root / "data" / "lexicon" / assistant.config.language / FILE
    middle = middle_of(begun.encoder, pieces, lessons)
    write_onnx(begun.encoder, middle, kept, path, about)
    print(f"Written: {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m teaching", description=__doc__)
    parser.add_argument("--without", action="append", default=[], help="a suite file to leave out")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the old weights, 0 to 1")
    parser.add_argument("--new", action="append", default=[], help="a file that it has not heard")
    parser.add_argument("--rounds", type=float, default=USUAL.rounds, help="times through all")
    parser.add_argument("--go-on", type=Path, help="an encoder.onnx to teach more, not a new one")
    parser.add_argument(
        "--old-share", type=float, default=USUAL.old_share, help="of what it has heard, a round"
    )
    parser.add_argument("--rate", type=float, default=USUAL.rate, help="how fast it learns")
    parser.add_argument("--layers", type=int, default=LAYERS, help="of the encoder, up to six")
    parser.add_argument("--out", type=Path, help="where to write it, not the lexicon")
    return parser


def _tell(step: int, steps: int, loss: float) -> None:
    print(f"step {step} of {steps}, loss {loss:.3f}", flush=True)


def _worth_keeping(pieces: WordPieces, lessons: Lessons, assistant: Assistant) -> list[int]:
    """Return the pieces that English words need; other alphabets and unused marks go."""
    common = (assistant.root / COMMON_WORDS).read_text("utf-8").splitlines()
    texts = (one.text for one in lessons.sentences)
    used = {number for text in (*texts, *common) for number in pieces.cut(text).numbers}
    for number, piece in enumerate(pieces.pieces):
        is_letter = len(piece) == (LETTER_AND_MARK if piece.startswith(INSIDE) else 1)
        is_part = piece.startswith(INSIDE) and piece.removeprefix(INSIDE).isalpha()
        if piece in {BEGIN, END, UNKNOWN} or (piece.isascii() and (is_letter or is_part)):
            used.add(number)
    return sorted(used)


main()
