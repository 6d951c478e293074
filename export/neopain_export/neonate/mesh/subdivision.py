"""Catmull-Clark subdivision as a sparse matrix, so that every identity and morph is refined by one product.

Source: Catmull and Clark 1978, with the usual cubic B-spline rule on open edges (Hoppe et al. 1994).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from numpy.typing import NDArray


def subdivide(vertex_count: int, quads: NDArray[np.int32]) -> tuple[sp.csr_matrix, NDArray[np.int32]]:
    """One level of subdivision.

    Args:
        vertex_count: V, vertices of the coarse mesh.
        quads: (Q, 4); a triangle repeats its last corner.

    Returns:
        The operator, float64 (V + edges + Q, V), and the fine quads, (4 Q, 4).
    """
    face_count = len(quads)
    edge_of, ends = _edges(vertex_count, quads)
    edge_count = len(ends)
    uses = np.bincount(edge_of.ravel(), minlength=edge_count)
    corner_faces = np.repeat(np.arange(face_count), 4)
    faces = _averages(corner_faces, quads.ravel(), (face_count, vertex_count))
    middles = _averages(np.tile(np.arange(edge_count), 2), ends.T.ravel(), (edge_count, vertex_count))
    edge_faces = _averages(edge_of.ravel(), corner_faces, (edge_count, face_count))
    inner = (uses == 2).astype(float)
    edges = sp.diags(1.0 - 0.5 * inner) @ middles + sp.diags(0.5 * inner) @ (edge_faces @ faces)
    old = _moved_vertices(vertex_count, quads, ends, uses, faces, middles)
    operator = sp.vstack([old, edges, faces]).tocsr()
    fine = [
        np.stack(
            [
                quads[:, corner],
                vertex_count + edge_of[:, corner],
                vertex_count + edge_count + np.arange(face_count),
                vertex_count + edge_of[:, corner - 1],
            ],
            axis=1,
        )
        for corner in range(4)
    ]
    return operator, np.stack(fine, axis=1).reshape(-1, 4).astype(np.int32)


def neighbour_average(vertex_count: int, quads: NDArray[np.int32]) -> sp.csr_matrix:
    """The operator that replaces each vertex by the mean of its neighbours, float32 (V, V)."""
    _, ends = _edges(vertex_count, quads)
    both = np.concatenate([ends, ends[:, ::-1]])
    return _averages(both[:, 0], both[:, 1], (vertex_count, vertex_count)).astype(np.float32)


def _edges(vertex_count: int, quads: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each face its four edges, (Q, 4), and for each edge its two ends, (E, 2)."""
    pairs = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2).astype(np.int64)
    pairs.sort(axis=1)
    keys, edge_of = np.unique(pairs[:, 0] * vertex_count + pairs[:, 1], return_inverse=True)
    return edge_of.reshape(-1, 4), np.stack([keys // vertex_count, keys % vertex_count], axis=1)


def _averages(
    rows: NDArray[np.int64], columns: NDArray[np.int64] | NDArray[np.int32], shape: tuple[int, int]
) -> sp.csr_matrix:
    """A matrix whose row r is the mean over the columns paired with r."""
    matrix = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return sp.diags(1.0 / np.maximum(total, 1.0)) @ matrix


def _moved_vertices(
    vertex_count: int,
    quads: NDArray[np.int32],
    ends: NDArray[np.int64],
    uses: NDArray[np.int64],
    faces: sp.csr_matrix,
    middles: sp.csr_matrix,
) -> sp.csr_matrix:
    """New places of the old vertices: (Q + 2 R + (n - 3) S) / n inside, (1, 6, 1) / 8 along open edges."""
    valence = np.bincount(ends.ravel(), minlength=vertex_count)
    is_open = np.zeros(vertex_count, bool)
    open_ends = ends[uses != 2]
    is_open[open_ends] = True
    is_inner = ~is_open & (valence > 2)
    per = 1.0 / np.maximum(valence, 1)
    around = _averages(
        quads.ravel().astype(np.int64), np.repeat(np.arange(len(quads)), 4), (vertex_count, len(quads))
    )
    spokes = _averages(ends.T.ravel(), np.tile(np.arange(len(ends)), 2), (vertex_count, len(ends)))
    identity = sp.identity(vertex_count)
    inner = (
        sp.diags(per) @ (around @ faces)
        + sp.diags(2.0 * per) @ (spokes @ middles)
        + sp.diags(1.0 - 3.0 * per) @ identity
    )
    both = np.concatenate([open_ends, open_ends[:, ::-1]])
    along = _averages(both[:, 0], both[:, 1], (vertex_count, vertex_count))
    border = 0.75 * identity + 0.25 * along
    stays = ~(is_inner | is_open)
    return (
        sp.diags(is_inner * 1.0) @ inner + sp.diags(is_open * 1.0) @ border + sp.diags(stays * 1.0) @ identity
    )
