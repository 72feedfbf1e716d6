"""Is the house in order: sizes, no medicine in the engine, no person's words in a log."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "bot").rglob("*.py"))
CLINIC = sorted((ROOT / "actions").rglob("*.py"))
SOURCES = ENGINE + CLINIC
TESTS_AND_BENCHES = sorted((ROOT / "tests").rglob("*.py")) + sorted(
    (ROOT / "benchmarks").rglob("*.py")
)

MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40

# Words that general English or programming needs (patient, acute, code "back") are not listed.
CLINICAL_WORDS = """
pain pains painful painless ache aches aching backache sore soreness spine spines spinal lumbar
sciatica sciatic leg legs knee knees ankle hip hips neck buttock buttocks shoulder muscle
muscles muscular nerve nerves numb numbness tingling tingle bladder bowel bowels urine saddle
cauda symptom symptoms disease diseases cancer tumour fever infection infections injury
injuries injured sprain sprained strain arthritis stenosis disc discs osteoporosis drug drugs
doctor doctors nurse nurses hospital hospitals dose doses dosage tablet tablets massage yoga
disposition dispositions illness sick redflag backpain incontinence
"""
CLINICAL_STEMS = (
    "diagnos", "suicid", "pregnan", "herniat", "fractur", "physio", "therap", "clinician",
    "medicat", "medical", "surger", "surgeon", "surgical", "triag", "symptom", "neurolog",
    "orthop", "painkill", "vertebr",
)  # fmt: skip
CLINICAL_PHRASES = re.compile(
    r"\b(?:my|lower|upper|low|bad|sore)[ _]back\b|\bback[ _]pain", re.IGNORECASE
)
CLINICAL_IDS = re.compile(r"\b(?:RF\d\d|D\d\d|A1[01]?|A[2-9])\b")
WORD = re.compile(r"[A-Za-z]+")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions_of(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def clinical_words(text: str) -> list[str]:
    """Return the clinical words, ids and phrases of a text, CamelCase and snake_case split."""
    # What HTTP calls the header that names a file.
    text = text.replace("Content-Disposition", "")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    words = sorted({word.lower() for word in WORD.findall(spaced)})
    found = [w for w in words if w in CLINICAL_WORDS.split() or w.startswith(CLINICAL_STEMS)]
    return found + CLINICAL_IDS.findall(text) + CLINICAL_PHRASES.findall(text)


LOG_METHODS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
PRIVATE_NAMES = {"text", "message", "parsed", "error", "exc", "body", "tracker", "replies", "value"}
# What may be said of a private thing: its ids, its kind, its size, its class.
SAFE_ATTRIBUTES = {"message_id", "sender_id", "channel", "step", "turn_id", "intent", "name"}
SAFE_CALLS = {"type", "len", "_at", "_place", "_kind"}


def private_words_in_logs(tree: ast.AST) -> list[str]:
    """Return `line: name` for each log call that formats what a person may have written."""
    return [
        f"{call.lineno}: {name}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _is_log_call(call)
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        for name in _private_names(argument)
    ]


def _is_log_call(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in LOG_METHODS
        and isinstance(function.value, ast.Name)
        and "log" in function.value.id
    )


def _private_names(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(func=ast.Name(id=called)) if called in SAFE_CALLS:
            return []
        case ast.Attribute(attr=attribute) if attribute in SAFE_ATTRIBUTES:
            return []
        case ast.Attribute(attr=attribute) if attribute in PRIVATE_NAMES:
            return [attribute]
        case ast.Name(id=name) if name in PRIVATE_NAMES:
            return [name]
        case _:
            return [name for child in ast.iter_child_nodes(node) for name in _private_names(child)]


@pytest.mark.parametrize("path", SOURCES + TESTS_AND_BENCHES, ids=relative)
def test_module_is_short(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MAX_MODULE_LINES, f"{relative(path)} has {lines} lines"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_functions_are_short(path):
    long = {
        function.name: function.end_lineno - function.lineno + 1
        for function in functions_of(ast.parse(path.read_text("utf-8")))
        if function.end_lineno - function.lineno >= MAX_FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize("path", ENGINE, ids=relative)
def test_the_engine_holds_no_clinical_word(path):
    found = {
        number: words
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (words := clinical_words(line))
    }
    assert not found


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_log_call_formats_what_a_person_wrote(path):
    assert private_words_in_logs(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_is_left_for_later(path):
    text = path.read_text("utf-8")
    assert re.findall(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError|NotImplemented)\b", text) == []


def test_imports_keep_their_layers():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_importing_the_engine_reads_no_environment_and_no_file():
    """A module that works on import would fail here: there is no project, and no home."""
    modules = ["bot.settings", "bot.channels.web", "bot.agent", "bot.cli"]
    program = "; ".join(f"import {module}" for module in modules)
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}",
    ]
    run = subprocess.run(command, cwd="/", env={}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("class PainForm:", ["pain"]),
        ("asks_bladder_control", ["bladder"]),
        ("# see RF01", ["RF01"]),
        ("my_back", ["my_back"]),
        ("go back to the legacy disconnect; one number, one leg", ["leg"]),
        ("action_back", []),
    ],
)
def test_the_clinical_word_check_sees_and_spares(text, words):
    assert clinical_words(text) == words


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("logger.info(f'said {message.text}')", ["1: text"]),
        ("logger.info('x', extra={'m': text})", ["1: text"]),
        ("logger.error('failed: %s', error)", ["1: error"]),
        ("logger.error('failed: %s', type(error).__name__)", []),
        ("logger.info('turn %s', message.message_id)", []),
        ("print(text)", []),
    ],
)
def test_the_log_check_sees_and_spares(code, names):
    assert private_words_in_logs(ast.parse(code)) == names
