"""Our data classes behave as those that the standard library makes of the same text."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import math
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace
from typing import Any, NamedTuple

import pytest

from differentia.structs import dataclass as our_dataclass


class Both(NamedTuple):
    """The same classes, made in one way."""

    point: Any
    note: Any
    basket: Any
    nothing: Any
    bare: Any


def made_by(dataclass: Callable[..., Any]) -> Both:
    @dataclass(frozen=True, slots=True)
    class Point:
        """A place."""

        x: float
        y: float = 0.5

        @property
        def sum(self) -> float:
            return self.x + self.y

    @dataclass(frozen=True, slots=True)
    class Note:
        """A text, and what of it does not count."""

        text: str
        remark: str = field(default="", compare=False)
        secret: str = field(default="x", repr=False)

    @dataclass(slots=True)
    class Basket:
        """A thing that changes."""

        items: list[object] = field(default_factory=list)
        size: int = 3

    @dataclass(frozen=True, slots=True)
    class Nothing:
        """No parts."""

    @dataclass(frozen=True, slots=True, repr=False, eq=False)
    class Bare:
        """Neither shown nor compared."""

        part: str

    return Both(Point, Note, Basket, Nothing, Bare)


OURS, THEIRS = made_by(our_dataclass), made_by(dataclasses.dataclass)
KINDS = Both._fields
# pickle looks a class up by its name
for kind, cls in zip(KINDS, OURS, strict=True):
    cls.__qualname__ = f"OURS.{kind}"


def outcome(action: Callable[[], object]) -> object:
    """What an action gives, or how it fails."""
    try:
        return action()
    except (AttributeError, TypeError) as error:
        return type(error), str(error).replace(".<locals>", "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_class_looks_alike(kind: str) -> None:
    ours: Any = getattr(OURS, kind)
    theirs: Any = getattr(THEIRS, kind)
    assert is_dataclass(getattr(OURS, kind))
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert ours.__init__.__annotations__ == theirs.__init__.__annotations__
    assert ours.__doc__ == theirs.__doc__
    assert ours.__module__ == ours.__init__.__module__ == __name__
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__slots__ == theirs.__slots__
    assert repr(ours.__dataclass_params__) == repr(theirs.__dataclass_params__)
    assert list(map(repr, fields(ours))) == list(map(repr, fields(theirs)))
    assert set(vars(ours)) == set(vars(theirs))


@pytest.mark.parametrize("made", [OURS, THEIRS], ids=["ours", "theirs"])
def test_values(made: Both) -> None:
    """What the documentation of the standard library promises; both are held to it."""
    assert made.point(1.0) == made.point(x=1.0, y=0.5) != made.point(1.0, 2.0)
    assert made.point(math.nan) != made.point(-math.nan * 2)
    assert made.point(1.0).sum == 1.5
    assert made.point(1.0) != (1.0, 0.5)
    assert len({made.point(1.0), made.point(1.0), made.point(2.0)}) == 2
    assert made.note("a", "b") == made.note("a", "c") != made.note("a", "b", "c")
    assert hash(made.note("a", "b")) == hash(made.note("a", "c"))
    assert made.basket() == made.basket([])
    assert made.basket().items is not made.basket().items
    assert made.nothing() == made.nothing()
    assert made.bare("a") != made.bare("a")
    assert replace(made.point(1.0), y=4.0) == made.point(1.0, 4.0)
    assert dataclasses.asdict(made.basket([1])) == {"items": [1], "size": 3}
    match made.point(1.0, 2.0):
        case made.point(x, y):
            assert (x, y) == (1.0, 2.0)
        case _:
            pytest.fail("no match")


@pytest.mark.parametrize(
    "act",
    [
        lambda made: hash(made.point(1.0, 2.0)),
        lambda made: hash(made.basket()),
        lambda made: repr(made.point("a")).split(".")[-1].lower(),
        lambda made: repr(made.note("a", "b")).split(".")[-1].lower(),
        lambda made: repr(made.nothing()).split(".")[-1].lower(),
        lambda made: setattr(made.point(1.0), "x", 2.0),
        lambda made: setattr(made.basket(), "z", 2.0),
        lambda made: delattr(made.point(1.0), "x"),
        lambda made: made.point(1.0).__dict__,
        lambda made: made.point(1.0) < made.point(2.0),
    ],
)
def test_same_outcome(act: Callable[[Both], object]) -> None:
    told = outcome(lambda: act(OURS))
    wanted = outcome(lambda: act(THEIRS))
    assert str(told).replace("OURS.", "").lower() == str(wanted).replace("made_by.", "").lower()


@pytest.mark.parametrize("made", [OURS, THEIRS], ids=["ours", "theirs"])
def test_a_wrong_call_names_the_part(made: Both) -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        made.point()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        made.point(1.0, z=1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        made.point(1.0).x = 3.0


@pytest.mark.parametrize("value", [OURS.point(1.0), OURS.note("a", "b", "c"), OURS.basket([1]), OURS.nothing()])
def test_copies(value: object) -> None:
    for other in (copy.copy(value), copy.deepcopy(value), *(pickle.loads(pickle.dumps(value, n)) for n in (4, 5))):  # noqa: S301
        assert type(other) is type(value)
        assert all(getattr(other, each.name) == getattr(value, each.name) for each in fields(value))  # type: ignore[arg-type]


def test_a_value_that_holds_itself_is_shown() -> None:
    ours, theirs = OURS.basket(), THEIRS.basket()
    ours.items.append(ours)
    theirs.items.append(theirs)
    assert repr(ours).endswith("basket(items=[...], size=3)")
    assert repr(theirs).endswith("Basket(items=[...], size=3)")


def test_a_subclass_may_have_more() -> None:
    """The standard library's forbids it in Python 3.11 where the class has slots, against its own documentation."""

    class Loose(OURS.point):  # type: ignore[misc, name-defined]
        pass

    @dataclasses.dataclass(frozen=True)
    class Deep(OURS.point):  # type: ignore[misc, name-defined]
        z: float = 2.0

    loose = Loose(1.0)
    loose.colour = "red"
    assert loose.colour == "red"
    del loose.colour
    with pytest.raises(FrozenInstanceError):
        loose.x = 1.0
    with pytest.raises(FrozenInstanceError):
        del loose.x
    with pytest.raises(FrozenInstanceError):
        OURS.point(1.0).z = 1.0
    assert loose != OURS.point(1.0)
    assert Deep(1.0, 2.0, 3.0).sum == 3.0
