"""Data classes with slots: the standard library's, made in a quarter of the time.

`dataclasses` writes and compiles the text of each method of each class. A hundred classes were a sixth of the time
that the command line takes to answer. Here the standard library still works out the fields, so that `fields`,
`replace` and type checkers see what they know; but only `__init__` is written per class, and the rest is shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as _standard
from dataclasses import field as _field
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field"]

_put: Callable[[object, str, object], None] = object.__setattr__


class _Factory:
    """Stands in a signature for a default that is made anew for each value."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _dataclass(
    *,
    slots: bool = False,
    frozen: bool = False,
    repr: bool = True,  # noqa: A002 - as the standard library calls it
    eq: bool = True,
) -> Callable[[type[Any]], type[Any]]:
    """Make a data class with slots, as `dataclasses.dataclass` does with these arguments."""

    def made(cls: type[Any]) -> type[Any]:
        finished: type[Any] = _standard(init=False, repr=False, eq=False, slots=slots)(cls)
        told = finished.__dataclass_params__  # what subclasses go by
        told.init, told.repr, told.eq, told.frozen = True, repr, eq, frozen
        parts = fields(finished)
        methods = {"__init__": _init(finished, parts)}
        if repr:
            methods["__repr__"] = _repr
        if eq:
            methods |= _comparing(parts, frozen)
        if frozen:
            methods |= _freezing(finished, parts)
        for name, method in methods.items():
            setattr(finished, name, method)
        return finished

    return made


def _init(cls: type[Any], parts: tuple[Field[Any], ...]) -> Any:
    """Write the method that takes the parts in order or by name."""
    names: dict[str, object] = {"_put": _put, "_FACTORY": _FACTORY}
    taken, lines = ["self"], []
    for part in parts:
        name, value, default = part.name, part.name, part.default
        if part.default_factory is not MISSING:
            names[f"_make_{name}"], default = part.default_factory, _FACTORY
            value = f"_make_{name}() if {name} is _FACTORY else {name}"
        names[f"_else_{name}"] = default
        taken.append(name if default is MISSING else f"{name}=_else_{name}")
        lines.append(f" _put(self, {name!r}, {value})\n")
    exec(f"def __init__({', '.join(taken)}):\n{''.join(lines) or ' pass'}", names)  # noqa: S102 - our own text
    init: Any = names["__init__"]
    init.__annotations__ = {part.name: part.type for part in parts} | {"return": None}
    init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return init


@recursive_repr()
def _repr(self: Any) -> str:
    parts = (f"{part.name}={getattr(self, part.name)!r}" for part in fields(self) if part.repr)
    return f"{type(self).__qualname__}({', '.join(parts)})"


def _comparing(parts: tuple[Field[Any], ...], frozen: bool) -> dict[str, Any]:
    """Return the methods by which values are equal, and keys if they cannot change."""
    compared = _getter([part.name for part in parts if part.compare])

    def __eq__(self: object, other: object) -> Any:  # noqa: N807
        return compared(self) == compared(other) if type(self) is type(other) else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(compared(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _freezing(cls: type[Any], parts: tuple[Field[Any], ...]) -> dict[str, Any]:
    """Return the methods that refuse a change, and those that let a value be pickled all the same."""
    names = [part.name for part in parts]

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    def __setstate__(self: object, state: tuple[object, ...]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=True):
            _put(self, name, value)

    return {
        "__setattr__": __setattr__,
        "__delattr__": __delattr__,
        "__getstate__": _getter(names),
        "__setstate__": __setstate__,
    }


def _getter(names: list[str]) -> Callable[[Any], tuple[object, ...]]:
    if len(names) > 1:
        several = attrgetter(*names)
        return lambda self: several(self)
    return lambda self: tuple([getattr(self, name) for name in names])


if TYPE_CHECKING:
    from dataclasses import dataclass, field
else:
    dataclass, field = _dataclass, _field
