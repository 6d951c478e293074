"""Faces out of meshes and key points, and whether the two agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import Alignment, Box, Face
from neopain.vision.finding.face_landmarker import Mesh
from neopain.vision.finding.head_pose import (
    LEFT_EYE,
    MOUTH,
    NOSE_TIP,
    RIGHT_EYE,
    pose_of_five,
    roll_of,
    turn_of_head,
)
from neopain.vision.finding.proposal import Proposal
from neopain.vision.finding.turned_view import TurnedView

_MESH_APART = 0.28  # in the `measure` of a face
_MESH_ROLL_DEG = 25.0


def in_frame(one: Proposal, view: TurnedView) -> Proposal:
    """A proposal in px of the frame."""
    return Proposal(
        one.confidence,
        view.to_frame(one.centre[None])[0],
        float(one.size_px / view.scale),
        view.to_frame(one.key_points),
    )


def turned_over(one: Proposal) -> Proposal:
    """The same place upside down."""
    return replace(one, key_points=2 * one.centre - one.key_points)


def agrees(mesh: Mesh, view: TurnedView, upright: Proposal) -> bool:
    """Whether a mesh's eyes and mouth lie where the detector's key points are, the same way up."""
    expected = _anchors_of_five(view.to_picture(upright.key_points))
    seen = anchors_of_mesh(mesh.points)
    apart = np.linalg.norm(seen - expected, axis=1).mean()
    return bool(apart <= _MESH_APART * measure(expected)) and abs(roll_of(mesh.points)) <= _MESH_ROLL_DEG


def by_mesh(mesh: Mesh, view: TurnedView) -> Face:
    """The face in px of the frame."""
    yaw_deg, pitch_deg = turn_of_head(mesh.transformation, roll_of(mesh.points))
    landmarks = float32(view.to_frame(mesh.points))
    return Face(
        box=_bounds(landmarks),
        landmarks=landmarks,
        depth=(mesh.depth / view.scale).astype(np.float32),
        roll_deg=roll_of(landmarks),
        yaw_deg=yaw_deg,
        pitch_deg=pitch_deg,
    )


def by_key_points(one: Proposal) -> Face:
    """The face of a proposal in px of the frame, without a mesh."""
    _, yaw_deg, pitch_deg = pose_of_five(one.key_points)
    half = one.size_px / 2
    return Face(
        box=Box(float(one.centre[0] - half), float(one.centre[1] - half), one.size_px, one.size_px),
        landmarks=np.zeros((0, 2), np.float32),
        depth=np.zeros(0, np.float32),
        roll_deg=one.roll_deg,
        yaw_deg=yaw_deg,
        pitch_deg=pitch_deg,
        aligned_by=Alignment.KEY_POINTS,
        key_points=float32(one.key_points),
    )


def points_of(face: Face) -> NDArray[np.float64]:
    """The five points of a face's mesh, (5, 2), in the order of `proposal`."""
    eyes = [face.landmarks[list(pair)].mean(axis=0) for pair in (RIGHT_EYE, LEFT_EYE)]
    return np.array([*eyes, face.landmarks[NOSE_TIP], *face.landmarks[list(MOUTH)]], np.float64)


def by_points_of(face: Face, one: Proposal) -> Proposal:
    """A proposal with the five points of a face's mesh."""
    return replace(one, key_points=points_of(face))


def _anchors_of_five(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([points[0], points[1], points[3:].mean(axis=0)])


def anchors_of_mesh(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Middles of right eye, left eye and mouth, (3, 2)."""
    return np.array([points[list(pair)].mean(axis=0) for pair in (RIGHT_EYE, LEFT_EYE, MOUTH)], np.float64)


def measure(anchors: NDArray[np.float64]) -> float:
    """Distance between the eyes or from eyes to mouth, whichever is longer."""
    across = np.linalg.norm(anchors[1] - anchors[0])
    down = np.linalg.norm(anchors[2] - anchors[:2].mean(axis=0))
    return float(max(across, down))


def _bounds(points: NDArray[np.float32]) -> Box:
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Box(float(left), float(top), float(right - left), float(bottom - top))


def float32(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """The same in the precision that faces carry."""
    return values.astype(np.float32)
