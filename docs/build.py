"""Write the output of real commands into the documentation, or check that what stands there is current.

A block in README.md or docs/**/*.md looks like this; what lies between its two comments is written by this script:

    <!-- begin: differentia diagnose case.yaml -->
    <!-- end -->

After `begin` may stand how to show the output: a language (`begin mermaid:`), `md` for Markdown that becomes
part of the page, `error` for a command that must end with exit code 2 and whose message is shown, or `svg` for a
drawing, which is kept in docs/drawings/ and shown in the page above its command.
Commands start with `differentia`, with `python`, or with `show`, which shows a file of the repository.

    python docs/build.py            write
    python docs/build.py --check    write nothing; exit 1 and show a diff if a block is stale
"""

from __future__ import annotations

import argparse
import difflib
import html
import os
import posixpath
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Block", "BrokenBlock", "blocks", "documents", "drawing_path", "main", "rebuild", "run"]

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100  # columns: what a code forge shows without a scroll bar
TIMEOUT = 120  # seconds for one command

_BEGIN = re.compile(r"^<!-- begin ?([a-z]*): (\S.*?) -->$")
_END = "<!-- end -->"
_DIFFERENTIA = "import sys; sys.argv[0] = 'differentia'; from differentia.cli import main; main()"


class BrokenBlock(Exception):  # noqa: N818 - named for what is wrong
    """Say which block of which document cannot be built, and why."""


@dataclass(frozen=True, slots=True)
class Block:
    """One marked place in a document: the lines of its two comments (from 0), how to show the output, the command."""

    begin: int
    end: int
    form: str
    command: str


def documents(root: Path = ROOT) -> list[Path]:
    """List the documents that may hold blocks: the README and every Markdown file under docs/."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def blocks(lines: Sequence[str]) -> list[Block]:
    """Find the marked blocks of a document; markers shown inside a code fence are no markers.

    Example:
        >>> blocks(["text", "<!-- begin mermaid: python -c 'print(1)' -->", "old", "<!-- end -->"])
        [Block(begin=1, end=3, form='mermaid', command="python -c 'print(1)'")]
    """
    found: list[Block] = []
    opened: tuple[int, str, str] | None = None
    fence = ""
    for number, line in enumerate(lines):
        if opened is not None:  # generated text may contain fences and anything else but the closing marker
            if line == _END:
                found.append(Block(opened[0], number, opened[1], opened[2]))
                opened = None
            elif _BEGIN.match(line):
                raise BrokenBlock(f"line {opened[0] + 1}: no {_END} before the next block")
        elif fence:
            fence = "" if line.strip() == fence else fence
        elif mark := re.match(r"(`{3,}|~{3,})", line):
            fence = mark[1]
        elif match := _BEGIN.match(line):
            opened = (number, match[1], match[2])
        elif line == _END:
            raise BrokenBlock(f"line {number + 1}: {_END} without a begin")
    if opened is not None:
        raise BrokenBlock(f"line {opened[0] + 1}: no {_END}")
    return found


def run(block: Block, root: Path = ROOT) -> str:
    """Run a block's command in the root of the repository and give what it prints, without trailing blanks."""
    program, *arguments = shlex.split(block.command)
    if program == "show":
        return _tidy("".join((root / name).read_text(encoding="utf-8") for name in arguments))
    starts = {"python": [sys.executable], "differentia": [sys.executable, "-c", _DIFFERENTIA]}
    if program not in starts:
        raise BrokenBlock(f"only differentia, python and show are run, not: {block.command}")
    environment = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "PYTHONWARNINGS"}}
    environment |= {"COLUMNS": str(WIDTH), "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603 - commands out of our own documents, of two known programs, without a shell
        [*starts[program], *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )
    wanted, output = (2, done.stderr) if block.form == "error" else (0, done.stdout)
    if done.returncode != wanted:
        raise BrokenBlock(f"exit code {done.returncode}, not {wanted}: {block.command}\n{done.stdout}{done.stderr}")
    if str(root) in output:
        raise BrokenBlock(f"the output names a folder of this machine: {block.command}")
    return _tidy(output)


def rebuild(text: str, root: Path = ROOT, drawings: dict[str, str] | None = None, folder: str = "") -> str:
    """Give a document with every block filled anew.

    Args:
        text: the document.
        root: the repository.
        drawings: takes the drawings of the document, by their path in the repository.
        folder: the folder of the document in the repository.
    """
    lines = text.splitlines()
    for block in reversed(blocks(lines)):
        output = run(block, root)
        if block.form == "svg":
            path = drawing_path(block.command)
            if drawings is not None:
                drawings[path] = output
            shown = f"\n![{_title(output)}]({posixpath.relpath(path, folder or '.')})\n\n    {block.command}\n\n"
        else:
            shown = _shown(block, output)
        lines[block.begin + 1 : block.end] = shown.splitlines()
    return "\n".join(lines) + "\n"


def drawing_path(command: str) -> str:
    """Name the file of a drawing after the command that draws it.

    Example:
        >>> drawing_path("differentia draw tests/cases/V01/case.yaml --what proof")
        'docs/drawings/v01-what-proof.svg'
    """
    said = command.removeprefix("differentia draw").replace("tests/cases/", "").replace("/case.yaml", "")
    return f"docs/drawings/{re.sub('[^a-z0-9]+', '-', said.lower()).strip('-')}.svg"


def _title(drawing: str) -> str:
    found = re.search(r"<title>(.*?)</title>", drawing)
    return html.unescape(found[1]).replace("[", "(").replace("]", ")") if found else "drawing"


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild the documents, or with --check tell whether they are current."""
    parser = argparse.ArgumentParser(description="Write the output of real commands into README.md and docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a block is stale")
    check: bool = parser.parse_args(arguments).check
    stale = 0
    drawings: dict[str, str] = {}
    for path in documents():
        old = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        try:
            new = rebuild(old, ROOT, drawings, posixpath.dirname(name))
        except BrokenBlock as broken:
            sys.stderr.write(f"{name}: {broken}\n")
            return 1
        stale += _settled(path, old, new, check=check)
    for name, drawing in sorted(drawings.items()):
        path = ROOT / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        stale += _settled(path, old, drawing, check=check)
    if check and stale:
        sys.stdout.write("stale: run `python docs/build.py`\n")
    return 1 if check and stale else 0


def _settled(path: Path, old: str, new: str, *, check: bool) -> int:
    """Write what is new, or with `check` show in what it differs; return 1 if it differs."""
    if new == old:
        return 0
    name = path.relative_to(ROOT).as_posix()
    if check:
        sys.stdout.writelines(_diff(old, new, name))
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(new, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}: written\n")
    return 1


def _shown(block: Block, output: str) -> str:
    if block.form == "md":
        return f"\n{output}\n"
    if block.command.startswith("show ") or block.form not in {"", "error"}:
        return _fenced(output, block.form or "text")
    return _fenced(f"$ {block.command}\n{output}", "console")


def _fenced(text: str, language: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}{fence}\n"


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def _diff(old: str, new: str, name: str) -> list[str]:
    before, after = (text.splitlines(keepends=True) for text in (old, new))
    return list(difflib.unified_diff(before, after, f"{name} (as it stands)", f"{name} (as the commands print)"))


if __name__ == "__main__":
    sys.exit(main())
