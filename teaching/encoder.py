"""The encoder in JAX: a small BERT whose mean state tells how likely each sign is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

HEADS = 12
NORM_EPSILON = 1e-12
LONGEST = 64  # pieces of a message, the two marks included
NO_SIGN_YET = -4.0  # the logit of a sign before anything was taught: it is rare
DROPPED = 0.1

Parameters = dict[str, Any]
Array = NDArray[Any]


def read_weights(folder: Path) -> tuple[Parameters, Array, tuple[str, ...]]:
    """Return the weights that are taught, the table of pieces, and the pieces themselves.

    `folder` holds `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2.
    """
    told = load_file(folder / "model.safetensors")
    count = 1 + max(int(name.split(".")[2]) for name in told if name.startswith("encoder.layer"))
    vocabulary = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    embeddings = "embeddings.{}.weight"
    taught: Parameters = {
        "places": told[embeddings.format("position_embeddings")][:LONGEST],
        "kind": told[embeddings.format("token_type_embeddings")][0],
        "norm": _norm(told, "embeddings.LayerNorm"),
        "layers": [_layer(told, f"encoder.layer.{place}") for place in range(count)],
    }
    words = told[embeddings.format("word_embeddings")]
    return taught, words, tuple(sorted(vocabulary, key=vocabulary.__getitem__))


def _layer(told: dict[str, Array], name: str) -> Parameters:
    attention, output = f"{name}.attention", f"{name}.output"
    return {
        "query": _linear(told, f"{attention}.self.query"),
        "key": _linear(told, f"{attention}.self.key"),
        "value": _linear(told, f"{attention}.self.value"),
        "joined": _linear(told, f"{attention}.output.dense"),
        "norm": _norm(told, f"{attention}.output.LayerNorm"),
        "wide": _linear(told, f"{name}.intermediate.dense"),
        "narrow": _linear(told, f"{output}.dense"),
        "last_norm": _norm(told, f"{output}.LayerNorm"),
    }


def _linear(told: dict[str, Array], name: str) -> tuple[Array, Array]:
    return told[f"{name}.weight"].T, told[f"{name}.bias"]


def _norm(told: dict[str, Array], name: str) -> tuple[Array, Array]:
    return told[f"{name}.weight"], told[f"{name}.bias"]


def new_head(key: Any, width: int, labels: int) -> tuple[Any, Any]:
    """Return the weights that turn a state into the logits of the signs."""
    weights = 0.02 * jax.random.normal(key, (width, labels))
    return weights, jnp.full((labels,), NO_SIGN_YET)


def logits(taught: Parameters, words: Any, pieces: Any, mask: Any, key: Any = None) -> Any:
    """Return the logits of each sign; shapes (messages, pieces) in, (messages, signs) out.

    With a key, states are dropped at random, as in teaching.
    """
    keys = [None] * (2 * len(taught["layers"]) + 1)
    if key is not None:
        keys = list(jax.random.split(key, len(keys)))
    states = words[pieces] + taught["places"][: pieces.shape[1]] + taught["kind"]
    states = _some(_normed(states, taught["norm"]), keys[-1])
    unseen = (1 - mask)[:, None, None, :] * -1e9
    for place, layer in enumerate(taught["layers"]):
        states = _through(layer, states, unseen, keys[2 * place : 2 * place + 2])
    weights = mask[..., None]
    return _mapped((states * weights).sum(1) / weights.sum(1), taught["head"])


def _through(layer: Parameters, states: Any, unseen: Any, keys: list[Any]) -> Any:
    messages, count, width = states.shape

    def by_head(name: str) -> Any:
        cut = _mapped(states, layer[name]).reshape(messages, count, HEADS, -1)
        return cut.transpose(0, 2, 1, 3)

    likeness = by_head("query") @ by_head("key").transpose(0, 1, 3, 2)
    weights = jax.nn.softmax(likeness / np.sqrt(width / HEADS) + unseen, axis=-1)
    seen = (weights @ by_head("value")).transpose(0, 2, 1, 3).reshape(messages, count, width)
    states = _normed(states + _some(_mapped(seen, layer["joined"]), keys[0]), layer["norm"])
    inner = jax.nn.gelu(_mapped(states, layer["wide"]), approximate=False)
    after = states + _some(_mapped(inner, layer["narrow"]), keys[1])
    return _normed(after, layer["last_norm"])


def _mapped(states: Any, layer: tuple[Any, Any]) -> Any:
    return states @ layer[0] + layer[1]


def _normed(states: Any, scales: tuple[Any, Any]) -> Any:
    centred = states - states.mean(-1, keepdims=True)
    spread = jnp.sqrt((centred**2).mean(-1, keepdims=True) + NORM_EPSILON)
    return centred / spread * scales[0] + scales[1]


def _some(states: Any, key: Any) -> Any:
    if key is None:
        return states
    kept = jax.random.bernoulli(key, 1 - DROPPED, states.shape)
    return states * kept / (1 - DROPPED)
