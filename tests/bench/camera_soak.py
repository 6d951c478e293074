"""Six cameras that drop, stall and come back, for hours: memory, threads, handles, lag, pictures lost.

    python -m tests.bench.camera_soak --hours 2 --out soak.json       measures; the file is renewed every minute
    python -m tests.bench.camera_soak --show soak.json                prints what it found, as Markdown

The cameras are another process, so that nothing of theirs is counted. Each picture carries the moment at which it
was drawn and its number, in blocks that outlive compression: lag and loss are read from the pictures alone.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from neopain.capture.addresses.address import check_address
from neopain.capture.checks.picture_check import PictureHealth
from neopain.capture.live.live_source import LiveSource
from neopain.capture.network.stream import open_stream
from neopain.core.clock import SystemClock
from neopain.core.sessions import SourceState
from tests.servers.http_camera import http_camera
from tests.servers.pictures import number_of, numbered
from tests.servers.rtp import H264Payload, H265Payload, JpegPayload
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending

FPS = 5.0
HOLDS_S = (20.0, 100.0)
"""So long a connection is good, by chance: some are shorter than what starts the back-off anew, some longer."""
STALL_S = 15.0
SAMPLE_S = 60.0
WARM_UP_S = 300.0
"""What is found later is held against the state after so long."""
_WRAP = 65_536
KINDS = ("http", "snapshot", "jpeg", "h264", "h265", "h264-udp")


class Flaky(Sending):
    """Each connection ends after a while by chance: closed, or silent for a while and then closed."""

    def __init__(self, fps: float, seed: int) -> None:
        super().__init__(fps=fps, then="close")
        self._chance = random.Random(seed)
        self._given = 0

    def numbers(self) -> Iterator[int]:
        """As of Sending."""
        self.connections += 1
        until, stalls = time.monotonic() + self._chance.uniform(*HOLDS_S), self._chance.random() < 0.3
        begun, count = time.monotonic(), 0
        while not self.over.is_set() and time.monotonic() < until:
            self._given += 1
            yield self._given
            count += 1
            self.over.wait(max(0.0, begun + count / self.fps - time.monotonic()))
        if stalls:
            self.over.wait(STALL_S)


def drawn(number: int) -> np.ndarray:
    """uint8 (240, 320, 3): the moment in ms modulo 65536 in the first row of blocks, the number in the last."""
    image = numbered(int(time.monotonic() * 1000) % _WRAP)
    image[-20:] = numbered(number % _WRAP)[:20]
    # A scene that lives: its noise is new in each picture.
    noise = np.random.default_rng(number).integers(-3, 4, image[40:200].shape, np.int16)
    image[40:200] = np.clip(image[40:200] + noise, 0, 255).astype(np.uint8)
    return image


def drawn_jpeg(number: int) -> bytes:
    """The same, packed."""
    return cv2.imencode(".jpg", drawn(number), [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def drawn_at_times(number: int) -> bytes:
    """The same, but for ten seconds of each minute and a half, in which the camera hangs up on who asks."""
    if time.monotonic() % 90.0 < 10.0:
        raise ConnectionResetError
    return drawn_jpeg(number)


def read_back(image: np.ndarray, now: float) -> tuple[float, int]:
    """Lag in ms, and the picture's number modulo 65536."""
    return (int(now * 1000) - number_of(image)) % _WRAP, number_of(image[-20:])


class _Jpeg(JpegPayload):
    encoded = staticmethod(drawn_jpeg)


class _H264(H264Payload):
    def __init__(self) -> None:
        super().__init__(drawn)


class _H265(H265Payload):
    def __init__(self) -> None:
        super().__init__(drawn)


def serve() -> None:
    """Be the cameras; writes their ports and ends with its standard input."""
    with ExitStack() as stack:
        ports = {}
        for seed, kind in enumerate(KINDS):
            sending = Flaky(FPS, seed)
            ports[kind] = stack.enter_context(_server(kind, sending))
        print(json.dumps(ports), flush=True)
        sys.stdin.read()


def _server(kind: str, sending: Sending) -> Any:
    if kind in {"http", "snapshot"}:
        single = kind == "snapshot"
        return http_camera(sending, encoded=drawn_at_times if single else drawn_jpeg, single=single)
    codec = {"jpeg": _Jpeg, "h264": _H264, "h265": _H265, "h264-udp": _H264}
    return rtsp_camera(sending, codec=codec[kind], udp_only=kind.endswith("udp"))


@dataclass
class Watch:
    """One camera, read as fast as it gives pictures, on a thread of its own."""

    kind: str
    source: LiveSource
    pictures: int = 0
    lost: int = 0
    outages: int = 0
    longest_outage_s: float = 0.0
    lags: list[float] = field(default_factory=list)
    events: int = 0

    def run(self, over: threading.Event) -> None:
        """Until `over` is set."""
        health, last, good_at, live = PictureHealth(), None, time.monotonic(), True
        while not over.is_set():
            frame = self.source.read()
            now = time.monotonic()
            self.events += len(self.source.take_events())
            if frame is None:
                if live and self.source.status.state not in {SourceState.LIVE, SourceState.CONNECTING}:
                    live = False
                    self.outages += 1
                continue
            if not live:
                self.longest_outage_s, live = max(self.longest_outage_s, now - good_at), True
            health.update(frame)
            health.take_events()
            lag_ms, number = read_back(frame.image, now)
            gap = 0 if last is None else (number - last - 1) % _WRAP
            self.lost += gap
            self.pictures, last, good_at = self.pictures + 1, number, now
            self.lags.append(lag_ms)

    def taken(self) -> dict[str, Any]:
        """What happened since the last call (lag), and since the beginning (counts)."""
        lags, self.lags = self.lags, []
        return {
            "pictures": self.pictures,
            "lost": self.lost,
            "outages": self.outages,
            "longest_outage_s": round(self.longest_outage_s, 1),
            "events": self.events,
            "state": self.source.status.state.value,
            "lag_ms": {
                "median": statistics.median(lags),
                "p99": float(np.percentile(lags, 99)),
                "worst": max(lags),
            }
            if lags
            else None,
        }


def measure(seconds: float, out: Path) -> None:
    """Watch for so long; `out` is renewed every minute."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.bench.camera_soak", "--serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as cameras:
        assert cameras.stdout is not None
        ports = json.loads(cameras.stdout.readline())
        over, begun, process = threading.Event(), time.monotonic(), psutil.Process()
        watches = [
            Watch(kind, open_stream(check_address(_url(kind, ports[kind])), clock=SystemClock()))
            for kind in KINDS
        ]
        threads = [threading.Thread(target=watch.run, args=(over,), daemon=True) for watch in watches]
        for thread in threads:
            thread.start()
        samples: list[dict[str, Any]] = []
        while time.monotonic() - begun < seconds:
            over.wait(min(SAMPLE_S, max(0.0, begun + seconds - time.monotonic())))
            gc.collect()
            memory = process.memory_info()
            samples.append(
                {
                    "at_s": round(time.monotonic() - begun),
                    "memory_mib": round(memory.rss / 2**20, 1),
                    "threads": threading.active_count(),
                    "handles": process.num_fds(),
                    "cpu_s": round(sum(process.cpu_times()[:2]), 1),
                    "alive": sum(thread.is_alive() for thread in threads),
                    "load": os.getloadavg()[0],
                    "cameras": {watch.kind: watch.taken() for watch in watches},
                }
            )
            fresh = out.with_suffix(".part")
            fresh.write_text(json.dumps({"fps": FPS, "asked_s": seconds, "samples": samples}), "utf-8")
            fresh.replace(out)
        over.set()
        for watch in watches:
            watch.source.close()
        cameras.kill()


def _url(kind: str, port: int) -> str:
    scheme = "http" if kind in {"http", "snapshot"} else "rtsp"
    return f"{scheme}://127.0.0.1:{port}/{'snapshot.jpg' if kind == 'snapshot' else 'video'}"


def shown(out: Path) -> str:
    """What a file of `measure` says, as Markdown."""
    found = json.loads(out.read_text("utf-8"))
    samples = found["samples"]
    last = samples[-1]
    first = next((each for each in samples if each["at_s"] >= WARM_UP_S), samples[0])
    busy = statistics.median(each["load"] for each in samples)
    lines = [
        f"{last['at_s'] / 60:.0f} of {found['asked_s'] / 60:.0f} min, {len(last['cameras'])} cameras at "  # noqa: ISC004
        f"{found['fps']:g} pictures a second, load of the machine {busy:.1f} (median)",
        "",
        f"| | after {first['at_s'] / 60:.0f} min | most | at the end |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {word} | {first[key]:g} | {max(each[key] for each in samples if each['at_s'] >= first['at_s']):g} | {last[key]:g} |"
        for key, word in (("memory_mib", "memory, MiB"), ("threads", "threads"), ("handles", "handles"))
    ]
    lines += [
        f"| processor, s a minute | {60 * last['cpu_s'] / last['at_s']:.1f} | | |",
        "",
        "| camera | pictures | sent, not seen | outages | longest outage | lag, median | p99 of the worst minute | worst |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for kind, totals in last["cameras"].items():
        lags = [each["cameras"][kind]["lag_ms"] for each in samples if each["cameras"][kind]["lag_ms"]]
        lags = lags or [{"median": float("nan"), "p99": float("nan"), "worst": float("nan")}]
        lines.append(
            f"| {kind} | {totals['pictures']} | {totals['lost']} | {totals['outages']} | {totals['longest_outage_s']:.1f} s | "
            f"{statistics.median(each['median'] for each in lags):.0f} ms | {max(each['p99'] for each in lags):.0f} ms | {max(each['worst'] for each in lags):.0f} ms |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, or print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.camera_soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--out", type=Path, default=Path("soak.json"))
    parser.add_argument("--show", type=Path, metavar="FILE")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
    elif arguments.show is not None:
        print(shown(arguments.show))
    else:
        measure(3600.0 * arguments.hours, arguments.out)
        print(shown(arguments.out))


if __name__ == "__main__":
    main()
