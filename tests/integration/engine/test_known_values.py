"""What the model in force says of the lexicon is what its files say."""

from __future__ import annotations

from bot.nlu.known_values import entries_of_files, entries_of_model, known_values


def test_a_server_takes_from_its_model_what_the_files_say(trained_project, assistant, tmp_path):
    of_model = known_values(assistant, entries_of_model(assistant, trained_project / "models"))
    assert of_model == known_values(assistant, entries_of_files(assistant))
    assert "bladder_trouble" in of_model["finding"]
    assert not list(entries_of_model(assistant, tmp_path))
