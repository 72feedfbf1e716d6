"""A taught encoder written as ONNX with weights of one byte, as the assistant reads it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.nlu.encoder import WORDS_FILE
from teaching.encoder import HEADS, NORM_EPSILON, Encoder
from teaching.written import STEPS, WORDS

Array = NDArray[Any]
Weights = Mapping[str, Array]
OPSET = 20
LARGEST_STEP = 127


class Graph:
    """Collects nodes and constants; each method returns the name of what a node gives."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: Array, name: str = "") -> str:
        """Add a constant; `name` is that of the weights that it holds, if any."""
        name = name or f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """Add a node."""
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [name], name=name, **attributes))
        return name

    def linear(self, states: str, weights: Weights, name: str) -> str:
        """Add a matrix and an offset."""
        weight, bias = f"{name}.weight", f"{name}.bias"
        product = self.add("MatMul", states, self.constant(weights[weight].T, weight))
        return self.add("Add", product, self.constant(weights[bias], bias))

    def norm(self, states: str, weights: Weights, name: str) -> str:
        """Add a normalisation of each state."""
        own = (f"{name}.weight", f"{name}.bias")
        scales = (self.constant(weights[each], each) for each in own)
        return self.add("LayerNormalization", states, *scales, epsilon=NORM_EPSILON)


def write_onnx(
    encoder: Encoder, middle: Array, kept: Sequence[int], path: Path, about: dict[str, str]
) -> None:
    """Write the encoder; `kept` are its pieces worth keeping, `about` goes into the file as it is.

    In goes `pieces`, numbers of pieces, shape (n,). Out come `scores`, shape (n, labels): the mean
    over the pieces is the score of each label; and `states`, shape (n, width), before the last
    layer, as they lie about `middle`, shape (width,).
    """
    weights = {name: one.numpy() for name, one in encoder.state_dict().items()}
    graph = Graph()
    states = _embedded(graph, weights, kept)
    before = states
    for place in range(len(encoder.layers)):
        before = states
        states = _layer(graph, states, weights, f"layers.{place}")
    scores = graph.linear(states, weights, "head")
    graph.nodes.append(helper.make_node("Identity", [scores], ["scores"]))
    about_middle = graph.add("Sub", before, graph.constant(middle))
    graph.nodes.append(helper.make_node("Identity", [about_middle], ["states"]))
    labels, width = weights["head.weight"].shape
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["n"])],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", labels]),
            helper.make_tensor_value_info("states", TensorProto.FLOAT, ["n", width]),
        ],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 9
    helper.set_model_props(model, about)
    onnx.checker.check_model(model)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(model, whole)
        small = Path(folder) / "small.onnx"
        quantize_dynamic(
            whole, small, op_types_to_quantize=["MatMul"], per_channel=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip
        _save(onnx.load(small), path)


def _save(model: onnx.ModelProto, path: Path) -> None:
    """Write a model, its largest table into a file of its own.

    That is the table of words, of which ONNX Runtime then reads only what messages hold.
    """
    words = path.with_name(WORDS_FILE)
    words.unlink(missing_ok=True)  # else the table would be added behind the old one
    largest = max(model.graph.initializer, key=lambda one: len(one.raw_data))
    set_external_data(largest, words.name)
    onnx.save(model, path)


def _embedded(graph: Graph, weights: Weights, kept: Sequence[int]) -> str:
    """Return the states of the pieces before the first layer."""
    words = weights[WORDS][list(kept)]
    steps = np.maximum(np.abs(words).max(axis=1, keepdims=True) / LARGEST_STEP, 1e-12)
    table = graph.constant(np.rint(words / steps).astype(np.int8), WORDS)
    chosen = graph.add("Cast", graph.add("Gather", table, "pieces"), to=TensorProto.FLOAT)
    scale = graph.add("Gather", graph.constant(steps.astype(np.float32), WORDS + STEPS), "pieces")
    meaning = graph.add("Mul", chosen, scale)
    places = graph.constant(weights["places"], "places")
    zero, count = graph.constant(np.array([0], np.int64)), graph.add("Shape", "pieces")
    where = graph.add("Slice", places, zero, count, zero)
    return graph.norm(graph.add("Add", meaning, where), weights, "norm")


def _layer(graph: Graph, states: str, weights: Weights, own: str) -> str:
    """Return the states after one layer of attention."""
    width = len(weights[f"{own}.norm.bias"])
    shape = graph.constant(np.array([-1, HEADS, width // HEADS], np.int64))

    def by_head(name: str, order: list[int]) -> str:
        mapped = graph.linear(states, weights, f"{own}.attention.{name}")
        return graph.add("Transpose", graph.add("Reshape", mapped, shape), perm=order)

    likeness = graph.add("MatMul", by_head("query", [1, 0, 2]), by_head("key", [1, 2, 0]))
    root = graph.constant(np.array((width / HEADS) ** 0.5, np.float32))
    shares = graph.add("Softmax", graph.add("Div", likeness, root), axis=-1)
    seen = graph.add("MatMul", shares, by_head("value", [1, 0, 2]))
    flat = graph.constant(np.array([-1, width], np.int64))
    gathered = graph.add("Reshape", graph.add("Transpose", seen, perm=[1, 0, 2]), flat)
    joined = graph.linear(gathered, weights, f"{own}.attention.joined")
    states = graph.norm(graph.add("Add", states, joined), weights, f"{own}.norm")
    inner = graph.add("Gelu", graph.linear(states, weights, f"{own}.wide"))
    after = graph.add("Add", states, graph.linear(inner, weights, f"{own}.narrow"))
    return graph.norm(after, weights, f"{own}.last_norm")
