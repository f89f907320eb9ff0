"""A proof as a drawing (SVG) for people: facts at the top, each conclusion below what it rests on, the goal last.

The layout is the usual one in layers (K. Sugiyama and others, 1981): a step lies one layer below the lowest thing it
rests on; long edges pass through a free place in each layer between; the order within layers follows the neighbours.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from html import escape
from itertools import pairwise

from differentia.structs import dataclass, field
from differentia.telling.folding import FoldedProof, Proof, fold
from differentia.telling.plain import one_line
from differentia.telling.reasons import conclusion_of, fact_in_words, reason_for
from differentia.telling.svg_parts import drawing
from differentia.telling.words import sentence, statement_in_words

__all__ = ["proof_svg"]

_CHARACTERS, _LINE, _MARGIN, _GAP, _BETWEEN = 34, 16, 9, 26, 52
_WIDTH = 258
_FREE = 14
"""The width of the place that a long edge takes in a layer."""
_STYLE = """\
.reason{font-size:11.5px;font-style:italic;fill:#555}
.fact rect{fill:#eef6ff;stroke:#4a7ab0}
.step rect{fill:#fffdf5;stroke:#b08a3a}
.goal rect{fill:#e8f7ea;stroke:#3a8a4a;stroke-width:2}
.edge{fill:none;stroke:#778;stroke-width:1.3}
.tip{fill:#778}
.notice{font-size:11.5px;fill:#555}"""


@dataclass(slots=True)
class _Box:
    """A fact or step with its words, or (no lines) a place for an edge to pass."""

    kind: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    layer: int = 0
    x: float = 0
    y: float = 0
    room: float = 0

    @property
    def width(self) -> float:
        """How wide it is drawn."""
        return _WIDTH if self.lines else _FREE

    @property
    def height(self) -> float:
        """How high it is drawn."""
        return len(self.lines) * _LINE + 2 * _MARGIN if self.lines else self.room


def proof_svg(proof: Proof) -> str:
    """Draw a proof.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> drawing = proof_svg({"goal": oak, "facts": {"f1": {"text": "an oak"}}, "steps": [step]})
        >>> drawing.count("<rect"), "“an oak” (f1)" in drawing
        (1, True)
    """
    folded = fold(proof)
    boxes, edges = _boxes(folded)
    paths = _with_places(boxes, edges)
    layers = _ordered(boxes, paths)
    _placed(boxes, layers, paths)
    return _drawn(folded, boxes, paths)


# ---- what is drawn


def _boxes(proof: FoldedProof) -> tuple[dict[str, _Box], list[tuple[str, str]]]:
    boxes = {f"fact {key}": _Box("fact", _lines(fact_in_words(key, fact), "")) for key, fact in proof.facts.items()}
    edges: list[tuple[str, str]] = []
    for key, step in proof.steps.items():
        kind = "goal" if key == proof.root else "step"
        lines = _lines(conclusion_of(step, proof), "") + _lines(reason_for(step, proof), "reason")
        boxes[key] = _Box(kind, lines)
        above = [*(f"fact {fact}" for fact in step.facts if f"fact {fact}" in boxes), *step.steps]
        edges += [(one, key) for one in above]
        boxes[key].layer = 1 + max((boxes[one].layer for one in above), default=-1)
    for one, _ in edges:  # what is used by one step alone stands right above it
        boxes[one].layer = min(boxes[below].layer for above, below in edges if above == one) - 1
    return boxes, edges


def _lines(words: str, kind: str) -> list[tuple[str, str]]:
    width = _CHARACTERS + 5 if kind else _CHARACTERS
    return [(line, kind) for line in textwrap.wrap(one_line(words), width, break_on_hyphens=False)]


def _with_places(boxes: dict[str, _Box], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Give each edge a place in the layers that it passes; return the edges as paths."""
    paths = []
    for number, (above, below) in enumerate(edges):
        path = [above]
        for layer in range(boxes[above].layer + 1, boxes[below].layer):
            path.append(f"edge {number} in {layer}")
            boxes[path[-1]] = _Box("place", [], layer)
        paths.append([*path, below])
    return paths


# ---- where it is drawn


def _ordered(boxes: Mapping[str, _Box], paths: Iterable[list[str]]) -> list[list[str]]:
    """Order each layer so that few edges cross: by the mean place of the neighbours, up and down in turn."""
    layers: list[list[str]] = [[] for _ in range(1 + max(box.layer for box in boxes.values()))]
    for key, box in boxes.items():
        layers[box.layer].append(key)
    up, down = _neighbours(paths)
    best = (_crossings(layers, down), [list(layer) for layer in layers])
    for turn in range(12):
        neighbours = down if turn % 2 else up
        for layer in reversed(layers) if turn % 2 else layers:
            place = {key: number for one in layers for number, key in enumerate(one)}
            means = {key: _mean([place[n] for n in neighbours.get(key, ())], place[key]) for key in layer}
            layer.sort(key=means.__getitem__)
        best = min(best, (_crossings(layers, down), [list(layer) for layer in layers]), key=lambda found: found[0])
    return best[1]


def _neighbours(paths: Iterable[list[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    up: dict[str, list[str]] = {}
    down: dict[str, list[str]] = {}
    for path in paths:
        for above, below in pairwise(path):
            up.setdefault(below, []).append(above)
            down.setdefault(above, []).append(below)
    return up, down


def _mean(values: list[int] | list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: Iterable[list[str]], down: Mapping[str, list[str]]) -> int:
    place = {key: number for layer in layers for number, key in enumerate(layer)}
    count = 0
    for layer in layers:
        ends = [(place[key], place[below]) for key in layer for below in down.get(key, ())]
        count += sum(a < c and b > d for a, b in ends for c, d in ends)
    return count


def _placed(boxes: Mapping[str, _Box], layers: list[list[str]], paths: Iterable[list[str]]) -> None:
    """Set the middle and the top of each box: near its neighbours, but apart from those beside it."""
    up, down = _neighbours(paths)
    for layer in layers:
        _spread([boxes[key] for key in layer], [0.0] * len(layer))
    for turn in range(16):
        neighbours = down if turn % 2 else up
        for layer in reversed(layers) if turn % 2 else layers:
            wanted = [_mean([boxes[n].x for n in neighbours.get(key, ())], boxes[key].x) for key in layer]
            _spread([boxes[key] for key in layer], wanted)
    left = min(box.x - box.width / 2 for box in boxes.values())
    y = float(_GAP)
    for layer in layers:
        height = max(boxes[key].height for key in layer)
        for key in layer:
            boxes[key].x += _GAP - left
            boxes[key].room = height  # an edge passes a layer straight
            boxes[key].y = y + (height - boxes[key].height) / 2
        y += height + _BETWEEN


def _spread(row: list[_Box], wanted: list[float]) -> None:
    """Place boxes in their order as near to the wanted middles as the room between them allows (least squares)."""
    groups: list[tuple[float, int, list[tuple[_Box, float]], float]] = []  # (sum, count, boxes with offsets, width)
    for box, x in zip(row, wanted, strict=True):
        total, count, members, width = x, 1, [(box, 0.0)], box.width
        while groups:
            before, its_count, its_members, its_width = groups[-1]
            if total / count - width / 2 >= before / its_count + its_width / 2 + _GAP:
                break
            groups.pop()
            whole = its_width + _GAP + width
            # middles relative to the middle of the whole
            left, right = its_width / 2 - whole / 2, whole / 2 - width / 2
            total = before - its_count * left + total - count * right
            count += its_count
            members = [(b, o + left) for b, o in its_members] + [(b, o + right) for b, o in members]
            width = whole
        groups.append((total, count, members, width))
    for total, count, members, _ in groups:
        for box, offset in members:
            box.x = total / count + offset


# ---- the drawing


def _drawn(proof: FoldedProof, boxes: Mapping[str, _Box], paths: Iterable[list[str]]) -> str:
    width = max(box.x + box.width / 2 for box in boxes.values()) + _GAP
    height = max(box.y + box.height for box in boxes.values()) + _GAP
    title = sentence(statement_in_words(proof.goal, proof.labels))
    notice = textwrap.wrap(proof.disclaimer, max(30, int(width / 6.2))) if proof.disclaimer else []
    total = height + len(notice) * _LINE + (_MARGIN if notice else 0)
    lines = [_edge([boxes[key] for key in path]) for path in paths]
    lines += [_box(box) for box in boxes.values() if box.lines]
    for number, words in enumerate(notice):
        lines.append(f'<text class="notice" x="{_GAP}" y="{height + number * _LINE:.0f}">{escape(words)}</text>')
    said = "Facts stand at the top, each conclusion below what it rests on, what is proved at the bottom."
    return drawing("proof", (width, total), lines, title=title, description=said, style=_STYLE)


def _edge(path: list[_Box]) -> str:
    x, y = path[0].x, path[0].y + path[0].height
    drawn = f"M{x:.0f} {y:.0f}"
    for box in path[1:]:
        top = box.y - (2 if box.lines else 0)
        middle = (y + top) / 2
        drawn += f" C{x:.0f} {middle:.0f} {box.x:.0f} {middle:.0f} {box.x:.0f} {top:.0f}"
        x, y = box.x, box.y + box.height
        drawn += "" if box.lines else f" L{x:.0f} {y:.0f}"
    tip = f'<path class="tip" d="M{x:.0f} {top + 1:.0f}l-4 -8h8z"/>'
    return f'<path class="edge" d="{drawn}"/>{tip}'


def _box(box: _Box) -> str:
    left = box.x - box.width / 2
    lines = [
        f'<g class="{box.kind}">',
        f'<rect x="{left:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="6"/>',
    ]
    for number, (words, kind) in enumerate(box.lines):
        y = box.y + _MARGIN + (number + 0.75) * _LINE
        of_kind = f' class="{kind}"' if kind else ""
        lines.append(f'<text{of_kind} x="{box.x:.0f}" y="{y:.0f}" text-anchor="middle">{escape(words)}</text>')
    return "\n".join([*lines, "</g>"])
