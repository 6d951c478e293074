"""One program that reads faces, over the pictures of a folder; a line of JSON says what that cost."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def _neopain():
    import tempfile

    import cv2
    import numpy as np

    from neopain import __version__
    from neopain.bedside.active_models import open_active_models, pipeline_of
    from neopain.core.clock import SystemClock
    from neopain.core.frames import Frame

    models = open_active_models(Path(tempfile.mkdtemp()), prefer_gpu=False, follow=False)
    pipeline = pipeline_of(models, SystemClock())

    def look(path: str) -> bool:
        frame = Frame(0, 0.0, np.ascontiguousarray(cv2.imread(path)))
        return pipeline.process(frame).face is not None

    return look, __version__


def _deepface():
    import deepface
    from deepface import DeepFace

    def look(path: str) -> bool:
        return bool(DeepFace.analyze(path, actions=["emotion"], enforce_detection=False, silent=True))

    return look, getattr(deepface, "__version__", "")


def _feat():
    import feat

    detector = feat.Detector()
    return lambda path: len(detector.detect_image(path)) > 0, feat.__version__


def main(kind: str, folder: str) -> None:
    """Look at each picture once; the first look is not counted."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    pictures = sorted(str(one) for one in Path(folder).iterdir())
    told: dict[str, object]
    try:
        look, version = {"neopain": _neopain, "deepface": _deepface, "feat": _feat}[kind]()
        look(pictures[0])
        wall, cpu, found = [], [], []
        for picture in pictures:
            begun, used = time.perf_counter(), time.process_time()
            found.append(look(picture))
            wall.append(1000 * (time.perf_counter() - begun))
            cpu.append(1000 * (time.process_time() - used))
        told = {"version": version, "wall_ms": wall, "cpu_ms": cpu, "found": found}
    except ModuleNotFoundError as fault:
        told = {"fault": f"not installed ({fault.name})"}
    except Exception as fault:
        told = {"fault": f"{type(fault).__name__}: {' '.join(str(fault).split())[:160]}"}
    print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
