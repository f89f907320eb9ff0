"""Measure how fast an answer starts: `differentia diagnose CASE` with a warm cache against `import rdflib`.

Both run as fresh processes, in turns, so that a busy machine slows both alike; the medians are compared.
The exit code is 1 if the answer takes more than twice as long as the import.

    python benchmarks/startup.py [CASE] [--runs 15]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main", "seconds"]

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 2.0


def seconds(command: Sequence[str]) -> float:
    """Give the wall time of one process; a process that fails ends the measurement."""
    # the peer was installed with its bytecode; ours is written by the first run, unless the environment forbids it
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print both figures and their ratio, and say whether the ratio is within the limit."""
    parser = argparse.ArgumentParser(description="Start-up of `differentia diagnose` against `import rdflib`.")
    parser.add_argument("case", nargs="?", default=str(ROOT / "tests" / "cases" / "V01" / "case.yaml"))
    parser.add_argument("--runs", type=int, default=15, help="runs of each (default: 15)")
    chosen = parser.parse_args(arguments)
    program = shutil.which("differentia", path=sysconfig.get_path("scripts")) or shutil.which("differentia")
    if program is None:
        sys.stderr.write("differentia is not installed: python -m pip install -e .\n")
        return 2
    answer = [program, "diagnose", chosen.case]
    peer = [sys.executable, "-c", "import rdflib"]
    for command in (answer, peer):  # fills the cache and the file system's
        seconds(command)
    pairs = [(seconds(peer), seconds(answer)) for _ in range(chosen.runs)]
    imports, answers = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = answers / imports
    print(f'python -c "import rdflib"           {imports * 1000:7.0f} ms')
    print(f"differentia diagnose (warm cache)   {answers * 1000:7.0f} ms")
    print(f"ratio {ratio:.2f}, limit {LIMIT:.1f} (medians of {chosen.runs} interleaved runs)")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
