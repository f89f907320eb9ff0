"""Measure how fast an answer starts: `differentia diagnose CASE` with a warm cache against `import rdflib`.

Both run as fresh processes, in turns, so that a busy machine slows both alike; the medians of their processor time are
compared, which other programs disturb less than wall time.
The exit code is 1 if the answer takes more than twice as long as the import.

    python benchmarks/startup.py [CASE] [--runs 15]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main", "seconds"]

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 2.0


def seconds(command: Sequence[str]) -> float:
    """Give the processor time of one process; a process that fails ends the measurement."""
    # the peer was installed with its bytecode; ours is written by the first run, unless the environment forbids it
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print both figures and their ratio, and say whether the ratio is within the limit."""
    parser = argparse.ArgumentParser(description="Start-up of `differentia diagnose` against `import rdflib`.")
    parser.add_argument("case", nargs="?", default=str(ROOT / "tests" / "cases" / "V01" / "case.yaml"))
    parser.add_argument("--runs", type=int, default=15, help="runs of each (default: 15)")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args(arguments)
    program = shutil.which("differentia", path=sysconfig.get_path("scripts")) or shutil.which("differentia")
    start = [program] if program else [sys.executable, "-c", "from differentia.cli import main; main()"]
    answer = [*start, "diagnose", chosen.case]
    peer = [sys.executable, "-c", "import rdflib"]
    for command in (answer, peer):  # fills the cache and the file system's
        seconds(command)
    pairs = [(seconds(peer), seconds(answer)) for _ in range(chosen.runs)]
    imports, answers = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = answers / imports
    print(f'python -c "import rdflib"           {imports * 1000:7.0f} ms')
    print(f"differentia diagnose (warm cache)   {answers * 1000:7.0f} ms")
    print(f"ratio {ratio:.2f}, limit {LIMIT:.1f} (medians of {chosen.runs} interleaved runs)")
    if chosen.json:
        figures = {"import_ms": round(imports * 1000), "answer_ms": round(answers * 1000), "ratio": round(ratio, 2)}
        chosen.json.write_text(json.dumps(figures) + "\n", encoding="utf-8")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
