from __future__ import annotations

import numpy as np

from neopain_export.neonate.mesh.solid import Solid, ellipsoid, grid, tube, vertex_normals
from neopain_export.neonate.mesh.subdivision import neighbour_average, subdivide

CUBE = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
CUBE_QUADS = np.array(
    [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]], np.int32
)


def test_cube_has_the_known_catmull_clark_places() -> None:
    operator, quads = subdivide(8, CUBE_QUADS)
    fine = operator @ CUBE
    assert fine.shape == (8 + 12 + 6, 3)
    assert quads.shape == (24, 4)
    # corner rule: (Q + 2 R + 0 S) / 3 with Q = corner / 3 and R = 2 corner / 3
    np.testing.assert_allclose(fine[:8], CUBE * 5.0 / 9.0)
    # edge rule: mean of both ends and both face points
    np.testing.assert_allclose(np.sort(np.abs(fine[8:20]), axis=1), np.tile([0.0, 0.75, 0.75], (12, 1)))
    np.testing.assert_allclose(np.sort(np.abs(fine[20:]), axis=1), np.tile([0.0, 0.0, 1.0], (6, 1)))


def test_open_sheet_stays_flat_and_affine() -> None:
    side = np.arange(4.0)
    vertices = np.array([[x, y, 2.0 * x - y] for y in side for x in side])
    quads = np.array(
        [[r * 4 + c, r * 4 + c + 1, r * 4 + c + 5, r * 4 + c + 4] for r in range(3) for c in range(3)],
        np.int32,
    )
    operator, _ = subdivide(16, quads)
    np.testing.assert_allclose(operator.sum(axis=1), 1.0)
    fine = operator @ vertices
    np.testing.assert_allclose(fine[:, 2], 2.0 * fine[:, 0] - fine[:, 1], atol=1e-12)


def test_neighbour_average_rows_are_means() -> None:
    average = neighbour_average(8, CUBE_QUADS)
    np.testing.assert_allclose(average @ CUBE, CUBE / 3.0, atol=1e-6)


def test_shapes_face_outwards() -> None:
    ball = ellipsoid(np.zeros(3, np.float32), (1.0, 1.0, 1.0))
    inner = ball.vertices[np.abs(ball.vertices[:, 1]) < 0.9]
    normals = ball.normals[np.abs(ball.vertices[:, 1]) < 0.9]
    assert ((inner * normals).sum(axis=1) > 0.9).mean() > 0.9
    hose = tube(np.array([[0, 0, 0], [0, 1, 0], [0, 2, 0]], np.float32), 0.1)
    around = np.hypot(hose.vertices[:, 0], hose.vertices[:, 2])
    np.testing.assert_allclose(around, 0.1, atol=1e-6)


def test_moved_solid_keeps_its_pattern() -> None:
    surface = np.stack(np.meshgrid(np.arange(3.0), -np.arange(3.0), [0.0], indexing="xy"), axis=-1)[:, :, 0]
    flat = grid(surface.astype(np.float32), closed=False)
    np.testing.assert_allclose(np.abs(flat.normals[:, 2]), 1.0)
    quarter = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], np.float32)
    moved = flat.moved(quarter, np.array([0, 0, 5], np.float32), 2.0)
    assert isinstance(moved, Solid)
    np.testing.assert_array_equal(moved.pattern, flat.pattern)
    np.testing.assert_allclose(vertex_normals(moved.vertices, moved.triangles), moved.normals, atol=1e-6)
