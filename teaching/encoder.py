"""The encoder in PyTorch: a small BERT whose states tell what a message says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from bot.nlu.encoder_labels import Labels, labels_from_json
from teaching.written import about_of, weights_in

HEADS = 12
NORM_EPSILON = 1e-12
LONGEST = 64  # pieces of a message, the two marks included
NO_SIGN_YET = -4.0  # the score of a sign before anything was taught: it is rare
DROPPED = 0.1
CUT_OFF = -1e9


class Attention(nn.Module):
    """Every piece looks at every other."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.joined = nn.Linear(width, width)

    def forward(self, states: Tensor, unseen: Tensor) -> Tensor:
        """Return what each piece gathers; `unseen` is added to the likeness of pieces."""
        query, key, value = (
            mapped(states).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for mapped in (self.query, self.key, self.value)
        )
        likeness = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + unseen
        seen = likeness.softmax(-1) @ value
        gathered: Tensor = self.joined(seen.transpose(1, 2).flatten(-2))
        return gathered


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, width: int, wide: int) -> None:
        super().__init__()
        self.attention = Attention(width)
        self.norm = nn.LayerNorm(width, NORM_EPSILON)
        self.wide, self.narrow = nn.Linear(width, wide), nn.Linear(wide, width)
        self.last_norm = nn.LayerNorm(width, NORM_EPSILON)
        self.some = nn.Dropout(DROPPED)

    def forward(self, states: Tensor, unseen: Tensor) -> Tensor:
        """Return the states after it."""
        states = self.norm(states + self.some(self.attention(states, unseen)))
        inner = nn.functional.gelu(self.wide(states))
        after: Tensor = self.last_norm(states + self.some(self.narrow(inner)))
        return after


class Encoder(nn.Module):
    """Pieces in, shape (messages, pieces); the scores of each piece out, a label a column."""

    def __init__(self, words: Tensor, wide: int, labels: Labels, layers: int) -> None:
        """Make it as wide as the states of its `words`, shape (pieces, width)."""
        super().__init__()
        width = words.shape[1]
        # What words mean is kept as it is: what was read before knows more words than we teach.
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        self.places = nn.Parameter(torch.zeros(LONGEST, width))
        self.norm = nn.LayerNorm(width, NORM_EPSILON)
        self.layers = nn.ModuleList(Layer(width, wide) for _ in range(layers))
        self.head = nn.Linear(width, labels.count)
        self.some = nn.Dropout(DROPPED)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        with torch.no_grad():
            for part in (labels.present, labels.told, labels.facts):
                self.head.bias[part] = NO_SIGN_YET

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores, shape (messages, pieces, labels), and the states before the last layer.

        `mask` is False for padding.
        """
        states = self.words(pieces) + self.places[: pieces.shape[1]]
        states = self.some(self.norm(states))
        unseen = torch.where(mask, 0.0, CUT_OFF)[:, None, None, :].to(states.dtype)
        before = states
        for layer in self.layers:
            before, states = states, layer(states, unseen)
        return self.head(states), before


@dataclass(frozen=True, slots=True)
class Begun:
    """An encoder before teaching, and the pieces of words that it knows, in their order."""

    encoder: Encoder
    pieces: tuple[str, ...]


EMBEDDED = "embeddings.{}.weight"
# Our name of each part of a layer, and the name in the file that it begins from.
PARTS = {
    "attention.query": "attention.self.query",
    "attention.key": "attention.self.key",
    "attention.value": "attention.self.value",
    "attention.joined": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "last_norm": "output.LayerNorm",
}


def begin(folder: Path, labels: Labels, *, layers: int) -> Begun:
    """Return an encoder of so many layers, spread evenly over those of all-MiniLM-L6-v2.

    `folder` holds its `model.safetensors` and `tokenizer.json`.
    """
    told = load_file(folder / "model.safetensors")
    wide = told["encoder.layer.0.intermediate.dense.bias"].shape[0]
    encoder = Encoder(told[EMBEDDED.format("word_embeddings")], wide, labels, layers)
    there = 1 + max(int(name.split(".")[2]) for name in told if name.startswith("encoder.layer"))
    own = encoder.state_dict()
    places = told[EMBEDDED.format("position_embeddings")][:LONGEST]
    own["places"] = places + told[EMBEDDED.format("token_type_embeddings")][0]
    for kind in ("weight", "bias"):
        own[f"norm.{kind}"] = told[f"embeddings.LayerNorm.{kind}"]
        for place in range(layers):
            source = round(place * (there - 1) / max(layers - 1, 1))
            for mine, theirs in PARTS.items():
                name = f"encoder.layer.{source}.{theirs}.{kind}"
                own[f"layers.{place}.{mine}.{kind}"] = told[name]
    encoder.load_state_dict(own)
    known = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    return Begun(encoder, tuple(sorted(known, key=known.__getitem__)))


def go_on(path: Path, labels: Labels) -> Begun:
    """Return the encoder that `write_onnx` wrote, to be taught more.

    Raises ValueError when it tells other things apart than `labels`.
    """
    weights, about = weights_in(path), about_of(path)
    if labels_from_json(about["labels"]) != labels:
        raise ValueError(f"{path}:1: it was taught other labels: teach one from the beginning")
    held = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}
    layers = 1 + max(int(name.split(".")[1]) for name in held if name.startswith("layers."))
    encoder = Encoder(held["words.weight"], len(held["layers.0.wide.bias"]), labels, layers)
    encoder.load_state_dict(held)
    return Begun(encoder, tuple(about["pieces"].split("\n")))


def set_between(encoder: Encoder, before: Mapping[str, Tensor], share: float) -> None:
    """Set all weights between what they were `before` and are, that share of the way back.

    Half way keeps most of what both know (averaged weights, arXiv:2109.01903).
    """
    held = encoder.state_dict()
    encoder.load_state_dict(
        {name: torch.lerp(one, before[name], share) for name, one in held.items()}
    )
