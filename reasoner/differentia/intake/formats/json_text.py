"""Writes JSON with exact decimal numbers, which `json.dumps` cannot."""

from __future__ import annotations

import json
from decimal import Decimal

__all__ = ["json_text"]


def json_text(value: object, indent: str = "") -> str:
    """Write a value; a `Decimal` as it is written.

    Example:
        >>> print(json_text({"value": Decimal("1.10"), "of": []}))
        {
          "value": 1.10,
          "of": []
        }
    """
    deeper = indent + "  "
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict) and value:
        pairs = [f"{deeper}{_word(key)}: {json_text(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(pairs) + f"\n{indent}}}"
    if isinstance(value, list | tuple) and value:
        return "[\n" + ",\n".join(f"{deeper}{json_text(item, deeper)}" for item in value) + f"\n{indent}]"
    return _word(value)


def _word(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
