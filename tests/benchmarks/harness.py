"""Measuring side by side: every case in a process of its own, rounds interleaved, medians and ratios.

Ratios are the median over the rounds of one case's time by another's in the same round, so that
what slows the machine for a while slows both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure: `function` is "module:name" here, called with the folder and the arguments.

    The function returns the seconds it took by name, "" for the case itself; other names are parts of it.
    """

    name: str
    function: str
    arguments: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rounds of a case, or of a part of it, gave. `peak` is the most memory in MB, 0 unknown;
    `processor` the seconds that processors worked in each round, none for a part."""

    name: str
    seconds: tuple[float, ...]
    peak: float
    processor: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The median over the rounds, in seconds."""
        return statistics.median(self.seconds)


def measure(folder: Path, cases: Sequence[Case], rounds: int) -> dict[str, Measured]:
    """Run every case once a round, in turn, and return what they took by name."""
    seconds: dict[str, list[float]] = {}
    peaks: dict[str, float] = {}
    processor: dict[str, list[float]] = {}
    for number in range(rounds):
        for case in cases:
            _say(f"{case.name}, round {number + 1} of {rounds}")
            answer = in_child(folder, case.function, case.arguments)
            processor.setdefault(case.name, []).append(answer["processor"])
            for part, value in answer["seconds"].items():
                name = f"{case.name}: {part}" if part else case.name
                seconds.setdefault(name, []).append(value)
                peaks[name] = max(peaks.get(name, 0.0), answer["peak_mb"])
    return {
        name: Measured(name, tuple(values), peaks[name], tuple(processor.get(name, ())))
        for name, values in seconds.items()
    }


def in_child(folder: Path, function: str, arguments: Mapping[str, int | str]) -> dict:
    """Call a benchmark's function in a fresh process and return its answer; its errors are shown."""
    command = [sys.executable, "-m", "tests.benchmarks.child", function, str(folder), json.dumps(arguments)]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment(folder), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a child: no screen, and settings of its own in the folder."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    own = dict.fromkeys(
        ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home)
    )
    fonts = str(Path(sys.prefix) / "cache" / "matplotlib")
    # A second start on a user's machine finds the translated modules of the first one.
    others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return others | own | {"QT_QPA_PLATFORM": "offscreen", "MPLCONFIGDIR": fonts}


def table(
    title: str, measured: Mapping[str, Measured], against: Mapping[str, str] | None = None, unit: str = "s"
) -> str:
    """Return a plain table of figures; `against` names for a case the one that it is divided by."""
    against = against or {}
    scale, decimals = (1000.0, 1) if unit == "ms" else (1.0, 2)
    header = ("", f"median {unit}", "least to most", "processor s", "peak MB", "ratio")
    rows = [header]
    for name, result in measured.items():
        low, high = (f"{edge * scale:,.{decimals}f}" for edge in (min(result.seconds), max(result.seconds)))
        peak = f"{result.peak:,.0f}" if result.peak else "unknown"
        worked = f"{statistics.median(result.processor):,.2f}" if result.processor else ""
        base = against.get(name)
        ratio = f"{_ratio(result, measured[base]):.2f} x {base}" if base else ""
        rows.append((name, f"{result.median * scale:,.{decimals}f}", f"{low} to {high}", worked, peak, ratio))
    widths = [max(len(row[place]) for row in rows) for place in range(len(header))]
    lines = [
        "  ".join(
            _aligned(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([title, *(f"  {line.rstrip()}" for line in lines), ""])


def _ratio(result: Measured, base: Measured) -> float:
    """Return the median over the rounds of one time by the other."""
    return statistics.median(one / other for one, other in zip(result.seconds, base.seconds, strict=True))


def _aligned(cell: str, width: int, place: int) -> str:
    """Return a cell filled up to its column's width: names and ratios on the left, figures on the right."""
    return cell.rjust(width) if 0 < place < 5 else cell.ljust(width)


def _say(message: str) -> None:
    """Tell whoever waits what is being measured."""
    print(f"… {message}", file=sys.stderr, flush=True)
