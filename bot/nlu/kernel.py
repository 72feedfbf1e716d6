"""How alike examples are: the inner products of their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import Floats, Integers, Row

DENSE_FROM = 48  # examples that share a feature: from here on a matrix product is the cheaper way
BLOCK = 1024  # features at once
ROWS = 8192  # examples at once: of very many, the products of all would double the memory

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entries:
    """A matrix of few numbers, as three lists: the row, the column and the weight of each."""

    owners: Integers
    columns: Integers
    weights: Floats

    def where(self, chosen: NDArray[np.bool_]) -> Entries:
        """Return some of the entries."""
        return Entries(self.owners[chosen], self.columns[chosen], self.weights[chosen])


def kernel(rows: Sequence[Row], width: int) -> Matrix:
    """Return the inner products of all rows, shape (rows, rows)."""
    owners = np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows])
    columns = np.concatenate([row.columns for row in rows])
    weights = np.concatenate([row.weights for row in rows])
    result = np.zeros((len(rows), len(rows)), dtype=np.float32)
    add_products(result, Entries(owners, columns, weights), width)
    return result


def add_products(result: Matrix, entries: Entries, width: int) -> None:
    """Add the inner products of all rows of a matrix to `result`."""
    is_frequent = np.bincount(entries.columns, minlength=width) >= DENSE_FROM
    is_rare = ~is_frequent[entries.columns]
    _add_rare(result, entries.where(is_rare))
    frequent = entries.where(~is_rare)
    keep = np.flatnonzero(is_frequent)
    places = np.searchsorted(keep, frequent.columns)
    for start in range(0, len(keep), BLOCK):
        chosen = (places >= start) & (places < start + BLOCK)
        dense = np.zeros((len(result), min(BLOCK, len(keep) - start)), dtype=np.float32)
        dense[frequent.owners[chosen], places[chosen] - start] = frequent.weights[chosen]
        add_dense(result, dense)


def add_dense(result: Matrix, dense: Matrix) -> None:
    """Add the inner products of all rows of a full matrix to `result`."""
    for start in range(0, len(dense), ROWS):
        result[start : start + ROWS] += dense[start : start + ROWS] @ dense.T


def _add_rare(result: Matrix, entries: Entries) -> None:
    """Add the inner products over features that few examples share, pair by pair."""
    order = np.argsort(entries.columns, kind="stable")
    owners, columns = entries.owners[order], entries.columns[order]
    weights = entries.weights[order]
    flat, count = result.reshape(-1), len(result)
    for gap in range(min(DENSE_FROM, len(columns))):
        same = np.flatnonzero(columns[gap:] == columns[: len(columns) - gap])
        left, right = owners[same], owners[same + gap]
        products = weights[same] * weights[same + gap]
        np.add.at(flat, left * count + right, products)
        if gap:
            np.add.at(flat, right * count + left, products)
