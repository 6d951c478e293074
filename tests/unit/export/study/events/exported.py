"""Exported sessions made of numbers, for the tests of the event study."""

import csv

HEAD = (
    "time_utc",
    "elapsed_s",
    "raw",
    "smoothed",
    "quality",
    "reason",
    "latency_ms",
    "frame_seq",
    "simulated",
)


def course(*parts, rate=4.0):
    """(elapsed, raw or reason) of stretches `(until_s, raw or reason)`, `rate` readings a second."""
    rows, at = [], 0.0
    for until, value in parts:
        while at < until - 1e-9:
            rows.append((at, value))
            at += 1.0 / rate
    return rows


def write_readings(path, rows, *, simulated=False):
    """As `neopain export --csv` writes them; returns the path. No two sessions have the same latencies."""
    latency_ms = f"{80 + sum(path.stem.encode()) / 1000:.3f}"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for number, (at, value) in enumerate(rows):
            score, reason = ("", value) if isinstance(value, str) else (value, "")
            cells = ["", f"{at:.3f}", score, score, "", reason, latency_ms, number, str(simulated).lower()]
            writer.writerow(cells)
    return path


def write_events(path, *rows, head="recording,subject,start_s,end_s,pain"):
    """Rows of text; returns the path."""
    path.write_text("\n".join((head, *rows)) + "\n")
    return path
