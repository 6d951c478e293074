"""The whole monitor on the simulated neonate: latency from camera to score, readings per second, CPU, memory.

Five minutes unless NEOPAIN_BENCH_S says otherwise. Prints figures; asserts only that there are some.
"""

import os
import statistics
import subprocess
import sys
import time

import psutil
import pytest

from neopain.store.sessions import SessionStore

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]
RUN_S = int(os.environ.get("NEOPAIN_BENCH_S", "300"))


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def test_five_minutes_of_the_simulated_neonate(tmp_path):
    command = [
        sys.executable,
        "-m",
        "neopain",
        "monitor",
        "--headless",
        "--for",
        f"{RUN_S}s",
        "--data",
        str(tmp_path),
    ]
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    memory_mb, started = [], time.monotonic()
    used_s = 0.0
    while process.poll() is None:
        try:
            memory_mb.append(process.memory_info().rss / 1e6)
            used_s = sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            break
        time.sleep(1.0)
    wall_s = time.monotonic() - started
    with SessionStore(tmp_path) as store:
        readings = list(store.readings(store.find("latest").id))
    latencies_ms = [1000 * one.latency_s for one in readings if one.frame_seq is not None]
    assert latencies_ms
    steady = memory_mb[len(memory_mb) // 4 :]
    print(f"\n{RUN_S} s headless on {psutil.cpu_count()} cores, simulated neonate")
    print(
        f"  camera to score   p50 {statistics.median(latencies_ms):.0f} ms, p95 {quantile(latencies_ms, 0.95):.0f} ms"
    )
    print(f"  readings          {len(readings) / RUN_S:.2f} a second")
    print(f"  CPU               {100 * used_s / wall_s / psutil.cpu_count():.0f} % of the machine")
    print(f"  memory            median {statistics.median(steady):.0f} MB, highest {max(memory_mb):.0f} MB")
    print(
        f"  memory drift      {statistics.median(steady[-20:]) - statistics.median(steady[:20]):+.1f} MB after warm-up"
    )
