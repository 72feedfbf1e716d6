import json
import shutil
from dataclasses import replace

import pytest

from bot.nlu.interpreter import Interpreter, current_model
from bot.nlu.training import TrainingRefused, model_is_stale, train
from tests.unit.nlu_model.conftest import (
    NOW,
    ROOT,
    Config,
    Examples,
    SmallAssistant,
    lines,
    pipeline,
)


def test_a_model_comes_back_from_disk_as_it_was(small_assistant, interpreter, tmp_path):
    steps = []
    report = train(small_assistant, tmp_path, progress=lambda step, share: steps.append(share))
    loaded = Interpreter.load(tmp_path)
    for line in (*lines(), *lines()):
        text = line.text.replace("e", "", 1)
        assert loaded.parse(text, now=NOW) == interpreter.parse(text, now=NOW)
    assert report.examples == len(lines())
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_a_model_names_no_folder_of_this_machine_and_no_other_file(small_assistant, tmp_path):
    train(small_assistant, tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if str(ROOT).encode() in path.read_bytes()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0123456789abcdef", "current"]


def test_equal_files_make_equal_models_byte_for_byte(small_assistant, tmp_path):
    train(small_assistant, tmp_path / "one")
    train(small_assistant, tmp_path / "other")
    files = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert {"weights.npz", "intents.json"} <= {path.name for path in files}
    for path in files:
        twin = tmp_path / "other" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == twin.read_bytes(), path.name


def test_a_model_is_stale_when_files_or_code_have_changed(small_assistant, tmp_path):
    assert model_is_stale(small_assistant, tmp_path)
    train(small_assistant, tmp_path)
    assert not model_is_stale(small_assistant, tmp_path)
    changed = replace(small_assistant, digest="f" * 20)
    assert model_is_stale(changed, tmp_path)
    train(changed, tmp_path)
    assert not model_is_stale(changed, tmp_path)
    folder = current_model(tmp_path)
    assert folder is not None
    assert folder.name == "f" * 16
    meta = json.loads((folder / "meta.json").read_text())
    meta["backline"]["versions"]["numpy"] = "0.1"
    (folder / "meta.json").write_text(json.dumps(meta))
    assert model_is_stale(changed, tmp_path)


def test_a_model_below_a_floor_is_refused_and_the_old_one_stays(small_assistant, tmp_path):
    train(small_assistant, tmp_path)
    before = current_model(tmp_path)
    torn = (*lines(), *(replace(line, intent="greet") for line in lines()))
    strict = replace(
        small_assistant,
        config=Config(pipeline(minimum_accuracy=0.9)),
        training_data=Examples(torn),
        digest="a" * 20,
    )
    with pytest.raises(TrainingRefused, match=r"config.yml:1: held-out accuracy is 0\.\d+, below"):
        train(strict, tmp_path)
    assert current_model(tmp_path) == before


def test_a_phrase_that_must_be_heard_and_is_not_stops_training(tmp_path):
    shutil.copytree(ROOT / "data" / "lexicon" / "en", tmp_path / "data" / "lexicon" / "en")
    phrases = tmp_path / "data" / "lexicon" / "en" / "red_flag_phrases.yml"
    phrases.write_text("RF99: [the oven is on fire]\n")
    config = Config(
        (
            pipeline()[0],
            replace(
                pipeline()[1], options={"minimum_red_flag_recall": 0.99, "folder": "data/lexicon"}
            ),
        )
    )
    assistant = SmallAssistant(config, Examples(lines()), root=tmp_path)
    with pytest.raises(TrainingRefused, match="the oven is on fire"):
        train(assistant, tmp_path / "models")


def test_a_red_flag_of_the_suites_that_is_not_heard_stops_training(small_assistant, tmp_path):
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "one.yml").write_text(
        "present:\n- {text: the oven is on fire, finding: fire}\n"
    )
    strict = replace(
        small_assistant,
        root=tmp_path,
        config=Config(pipeline(minimum_red_flag_recall=0.99, suites="suites")),
    )
    with pytest.raises(TrainingRefused, match="the oven is on fire"):
        train(strict, tmp_path / "models")


def test_one_intent_alone_cannot_be_trained(small_assistant, tmp_path):
    alone = replace(small_assistant, training_data=Examples(lines()[:6]))
    with pytest.raises(ValueError, match="at least two intents"):
        train(alone, tmp_path)


def test_no_model_is_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="backline train"):
        Interpreter.load(tmp_path)
