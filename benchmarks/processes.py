"""Runs a process with a limit of processor time, and says what it took."""

from __future__ import annotations

import math
import os
import platform
import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["STOPPED", "Run", "machine", "run"]

ROOT = Path(__file__).resolve().parent.parent
STOPPED = -9  # the exit code of a process whose limit was reached
_PATHS = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "reasoner")))}


class Run(NamedTuple):
    """What one process took: seconds of the clock and of the processor (all threads), and its most memory in MB."""

    code: int
    wall: float
    cpu: float
    megabytes: float


def run(command: Sequence[str], limit: float, out: Path | None = None) -> Run:
    """Run a process to its end, or until it has taken so many seconds of processor time.

    Args:
        command: the program and its arguments; it finds our packages.
        limit: seconds of processor time of all its threads.
        out: where what it prints goes; None: nowhere.
    """

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit)))

    with (out or Path(os.devnull)).open("wb") as file:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.DEVNULL, env=os.environ | _PATHS, preexec_fn=limited
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def machine() -> str:
    """Say where this runs."""
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
