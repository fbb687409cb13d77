"""A central year beside a NumPy derivation of the same physics, in one run on one machine.

    python3 -m venv venv && venv/bin/pip install numpy
    cargo build --release -p polder-cli && venv/bin/python benches/beside_numpy.py

The site is benches/tower.toml: halls on water-cooled chillers with towers, a power chain with spare machines, a load that
follows the day. Its equations (docs/facility.md) are written again here, on whole arrays of hours, from the central values
of `data/params`. First the results are compared hour by hour, so that the ratio is one of like with like: power of the
site, of its cooling, water taken in and evaporated. Then the times: NumPy over arrays, the same over single hours in plain
Python, and ours as criterion measures it. All three start from dry and wet bulbs and end at the eight columns of a series
and twelve months.
"""

import csv
import glob
import json
import math
import os
import statistics
import subprocess
import tempfile
import time
from types import SimpleNamespace

import numpy as np

SITE = "benches/tower.toml"
BENCH = "plan: series of 8 760 hours, towers"
INSTALLED_MW, MEAN_SHARE, SPARE = 20.0, 0.7, 1.0
KELVIN = 273.15
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
STARTS = np.cumsum([0] + [d * 24 for d in DAYS[:-1]])
# A file of hours has twelve digits.
CLOSE = 1e-10


def central_values():
    """The value of every parameter, by id."""
    values = {}
    for path in glob.glob("data/params/*.csv"):
        with open(path, newline="") as file:
            values.update((row["id"], float(row["value"])) for row in csv.DictReader(file))
    return values


def ours(folder):
    """Columns of the series that `polder plan` writes."""
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    out = os.path.join(folder, "hours.csv")
    subprocess.run([f"{target}/release/polder", "plan", SITE, "--weather", "synthetic", "--samples", "0",
                    "--series", out, "-o", os.path.join(folder, "answer.txt"), "--quiet"], check=True)
    with open(out, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(r[name]) for r in rows]) for name in rows[0] if name != "time_utc"}


def shares(p):
    """IT power over installed power for each hour of the day: highest at 15 h, and the mean stays."""
    return MEAN_SHARE * (1.0 + p["load.swing"] * np.cos(2.0 * np.pi * (np.arange(24) - 15.0) / 24.0))


def flow_power(p, flow):
    """Power of hall fans and pumps over design power."""
    a, b, c, d = (p[f"fan_curve.{n}"] for n in ("constant", "linear", "square", "cube"))
    f = np.clip(flow, p["fan_curve.minimum_flow"], 1.0)
    curve = (a + b * f + c * f**2 + d * f**3) / (a + b + c + d)
    s = p["fan_curve.slowed_share"]
    return (1.0 - s) * f + s * curve


def three_term(load, rated, a, b, c):
    x = load / rated
    return rated * (a + b * x + c * x * x)


def year(p, dry, wet, day):
    """The hours of the site and its months. Power in MW, energy in MWh, water in m³."""
    share = np.tile(day, 365)
    it = INSTALLED_MW * share
    capacity = INSTALLED_MW * (p["redundancy.modules"] + SPARE) / p["redundancy.modules"]
    ups = [p[f"ups.double-conversion.{n}"] for n in ("no_load", "linear", "square")]

    def hall(power):
        distribution = power * p["distribution.loss"]
        return distribution, three_term(power + distribution, capacity, *ups)

    distribution, ups_loss = hall(it)
    heat = it + distribution + ups_loss
    design = INSTALLED_MW + sum(hall(INSTALLED_MW))

    # The plant at part load: hall fans and pumps by their curve, tower fans as the heat asks.
    part = heat / design
    speed = flow_power(p, part) / part
    hall_fan = p["crah.pressure_pa"] / (p["air.heat_capacity"] * p["air.delta_k"] * p["air.fan_efficiency"]) * speed
    pump = p["pump.share"] * speed
    tower_fan = p["tower.fan_share"] * part**2
    minimum = p["fan.minimum_flow"] / part

    # Free cooling while the water that the tower makes is cold enough; a chiller for the rest.
    supply = p["inlet.default_c"] - p["water_loop.supply_approach_k"]
    approach = p["tower.approach_k"] + p["heat_exchanger.approach_k"]
    room = supply - wet
    by_chiller = np.clip((approach - room) / p["water_loop.delta_k"], 0.0, 1.0)
    evaporating = supply - p["chiller.evaporator_k"]
    lift = wet + p["tower.approach_k"] + p["chiller.condenser_water_k"] - evaporating
    per_heat = np.maximum(lift / (p["chiller.carnot"] * (evaporating + KELVIN)), 1.0 / p["chiller.cop_max"])
    compressor = by_chiller * per_heat
    rejected = 1.0 + pump + compressor
    flow = np.maximum(np.where(approach < room, approach / np.where(approach < room, room, 1.0), 1.0), minimum)
    electric = (1.0 + hall_fan) * (pump + tower_fan * rejected * flow**3 + compressor) + hall_fan
    latent = heat * (1.0 + hall_fan) * p["tower.latent_share"] * rejected
    cooling = heat * electric * p["facility.error"]

    other = INSTALLED_MW * p["other.share"]
    passes = heat + cooling + other
    transformer = three_term(passes, capacity * p["transformer.margin"], p["transformer.no_load"], 0.0, p["transformer.load"])
    facility = passes + transformer

    evaporated = latent * p["latent.l_per_kwh"] * p["water.error"]
    cycles, lost = p["tower.cycles"], 1.0 + p["tower.drift"]
    taken = evaporated * max(cycles / (cycles - 1.0), lost) + it * p["water.other"]
    hours = {
        "it_power_mw": it,
        "cooling_power_mw": cooling,
        "electrical_loss_mw": distribution + ups_loss + transformer,
        "facility_power_mw": facility,
        "pue": facility / it,
        "water_withdrawal_m3": taken,
        "water_consumption_m3": evaporated * lost,
        "waste_heat_mw": heat,
    }
    return hours, {name: np.add.reduceat(column, STARTS) for name, column in hours.items()}


def compare(hours, other):
    """The largest difference of each column, over the column's mean."""
    worst = {name: float(np.max(np.abs(column - other[name])) / np.mean(other[name])) for name, column in hours.items()}
    for name, off in worst.items():
        print(f"  {name:22} differs by at most {off:.1e} of its mean")
    if max(worst.values()) > CLOSE:
        raise SystemExit("the derivations differ: a ratio of their times would say nothing")


def one_by_one(p, dry, wet, day):
    """The same equations, one hour at a time, as a plain loop has them."""
    plain = SimpleNamespace(**{k.replace(".", "_").replace("-", "_"): v for k, v in p.items()})
    capacity = INSTALLED_MW * (plain.redundancy_modules + SPARE) / plain.redundancy_modules
    a, b, c, d = plain.fan_curve_constant, plain.fan_curve_linear, plain.fan_curve_square, plain.fan_curve_cube
    fan = plain.crah_pressure_pa / (plain.air_heat_capacity * plain.air_delta_k * plain.air_fan_efficiency)
    supply = plain.inlet_default_c - plain.water_loop_supply_approach_k
    approach = plain.tower_approach_k + plain.heat_exchanger_approach_k
    evaporating = supply - plain.chiller_evaporator_k
    lost = 1.0 + plain.tower_drift
    blown = max(plain.tower_cycles / (plain.tower_cycles - 1.0), lost)

    def hall(power):
        distribution = power * plain.distribution_loss
        x = (power + distribution) / capacity
        u = plain
        loss = capacity * (u.ups_double_conversion_no_load + u.ups_double_conversion_linear * x + u.ups_double_conversion_square * x * x)
        return distribution, loss

    design = INSTALLED_MW + sum(hall(INSTALLED_MW))
    facility_of, water_of = [], []
    for hour, wet_bulb in enumerate(wet):
        it = INSTALLED_MW * day[hour % 24]
        heat = it + sum(hall(it))
        part = heat / design
        f = min(max(part, plain.fan_curve_minimum_flow), 1.0)
        curve = (a + f * (b + f * (c + f * d))) / (a + b + c + d)
        speed = ((1.0 - plain.fan_curve_slowed_share) * f + plain.fan_curve_slowed_share * curve) / part
        room = supply - wet_bulb
        by_chiller = min(max((approach - room) / plain.water_loop_delta_k, 0.0), 1.0)
        lift = wet_bulb + plain.tower_approach_k + plain.chiller_condenser_water_k - evaporating
        compressor = by_chiller * max(lift / (plain.chiller_carnot * (evaporating + KELVIN)), 1.0 / plain.chiller_cop_max)
        pump = plain.pump_share * speed
        rejected = 1.0 + pump + compressor
        flow = max(approach / room if approach < room else 1.0, plain.fan_minimum_flow / part)
        hall_fan = fan * speed
        electric = (1.0 + hall_fan) * (pump + plain.tower_fan_share * part**2 * rejected * flow**3 + compressor) + hall_fan
        passes = heat + heat * electric * plain.facility_error + INSTALLED_MW * plain.other_share
        x = passes / (capacity * plain.transformer_margin)
        facility_of.append(passes + capacity * plain.transformer_margin * (plain.transformer_no_load + plain.transformer_load * x * x))
        evaporated = heat * (1.0 + hall_fan) * plain.tower_latent_share * rejected * plain.latent_l_per_kwh * plain.water_error
        water_of.append(evaporated * blown + it * plain.water_other)
    return math.fsum(facility_of), math.fsum(water_of)


def times(repeats, f):
    """Fastest and median seconds."""
    found = []
    for _ in range(repeats):
        begin = time.perf_counter()
        f()
        found.append(time.perf_counter() - begin)
    return min(found), statistics.median(found)


def ours_by_criterion():
    """Fastest and median seconds of a series, as criterion measures it."""
    subprocess.run(["cargo", "bench", "-q", "-p", "polder", "--bench", "core", "--", BENCH],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    for path in glob.glob(f"{target}/criterion/*/new/benchmark.json"):
        if json.load(open(path))["full_id"] == BENCH:
            sample = json.load(open(path.replace("benchmark.json", "sample.json")))
            each = [t / n * 1e-9 for t, n in zip(sample["times"], sample["iters"])]
            return min(each), statistics.median(each)
    raise SystemExit(f"criterion has no `{BENCH}`")


def main():
    p = central_values()
    with tempfile.TemporaryDirectory() as folder:
        other = ours(folder)
    dry, wet, day = other["dry_bulb_c"], other["wet_bulb_c"], shares(p)
    hours, _ = year(p, dry, wet, day)
    print("Ours beside NumPy, 8 760 hours:")
    compare(hours, other)
    plain = [column.tolist() for column in (dry, wet, day)]
    power, water = one_by_one(p, *plain)
    assert math.isclose(power, hours["facility_power_mw"].sum(), rel_tol=CLOSE)
    assert math.isclose(water, hours["water_withdrawal_m3"].sum(), rel_tol=CLOSE)
    rust = ours_by_criterion()
    rows = [("NumPy, arrays", times(200, lambda: year(p, dry, wet, day))),
            ("Python, hour by hour", times(15, lambda: one_by_one(p, *plain)))]
    print(f"Polder                fastest {rust[0] * 1e3:8.3f} ms   median {rust[1] * 1e3:8.3f} ms")
    for name, (fastest, median) in rows:
        print(f"{name:21} fastest {fastest * 1e3:8.3f} ms   median {median * 1e3:8.3f} ms   "
              f"ratio of the fastest {fastest / rust[0]:6.1f}")
    print(f"NumPy {np.__version__}; on a busy machine the fastest says more than the median")


if __name__ == "__main__":
    main()
