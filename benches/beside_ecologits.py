"""Speed beside EcoLogits, in one run on one machine.

    python3 -m venv venv && venv/bin/pip install ecologits
    cargo build --release -p polder-cli && venv/bin/python benches/beside_ecologits.py

Prints, for each program: time from start to answer as people meet it (a fresh process), and time per call once
loaded. Ours is one estimate at central values, and one with 4 096 draws and percentiles of every figure; EcoLogits
gives one range without draws. The calls are not the same model: this compares waiting, not answers.
"""

import glob
import json
import logging
import os
import statistics
import subprocess
import sys
import time

CALLS = 300
STARTS = 15
MODEL = ("openai", "gpt-4o-mini")
TOKENS = 400


def median_time(repeats, f):
    """Median seconds of `f`."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        f()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def start(command):
    """Median seconds of a fresh process."""
    run = lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run()
    return median_time(STARTS, run)


def ours_per_call():
    """Median seconds per central estimate and per sampled one, as criterion measures them."""
    subprocess.run(["cargo", "bench", "-q", "-p", "polder", "--bench", "core", "--", "estimate"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    found = {}
    for path in glob.glob(f"{target}/criterion/*/new/benchmark.json"):
        name = json.load(open(path))["full_id"]
        point = json.load(open(path.replace("benchmark.json", "estimates.json")))["median"]["point_estimate"]
        found[name] = point * 1e-9
    return found["estimate: central, MoE, batch from latency"], found["estimate: 10 000 samples with percentiles"]


def main():
    logging.disable(logging.CRITICAL)
    import ecologits
    from ecologits.tracers.utils import llm_impacts

    call = lambda: llm_impacts(*MODEL, TOKENS, 1.0, electricity_mix_zone="NLD")
    call()
    peer_call = median_time(CALLS, call)
    code = (f"from ecologits.tracers.utils import llm_impacts; "
            f"llm_impacts('{MODEL[0]}', '{MODEL[1]}', {TOKENS}, 1.0, electricity_mix_zone='NLD')")
    peer_start = start([sys.executable, "-c", code])
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    ours_start = start([f"{target}/release/polder", "estimate", "examples/chat-2026.toml"])
    central, sampled = ours_per_call()

    print(f"EcoLogits {ecologits.__version__}, Python {sys.version.split()[0]}; Polder from this tree")
    print(f"start to answer   {peer_start * 1e3:9.1f} ms   {ours_start * 1e3:9.1f} ms   ratio {peer_start / ours_start:8.0f}")
    print(f"one estimate      {peer_call * 1e6:9.1f} µs   {central * 1e6:9.2f} µs   ratio {peer_call / central:8.0f}")
    print(f"10 000 draws              none   {sampled * 1e3:9.1f} ms")


if __name__ == "__main__":
    main()
