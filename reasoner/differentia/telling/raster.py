"""A drawing (SVG) as dots (PNG), by the optional library CairoSVG."""

from __future__ import annotations

from differentia.errors import BadInput

__all__ = ["png"]

SCALE = 2
"""Dots for each unit of the drawing: crisp on a screen of high resolution and in print."""


def png(drawing: str) -> bytes:
    """Turn a drawing into a PNG.

    Raises:
        BadInput: CairoSVG, or the library cairo that it rests on, is not installed.
    """
    try:
        import cairosvg
    except (ImportError, OSError) as missing:  # OSError: the Python part is there, the library cairo is not
        raise BadInput(
            "PNG needs CairoSVG and the library cairo: pip install 'differentia[pictures]'; SVG needs nothing",
            phrase=".png",
        ) from missing
    written: bytes = cairosvg.svg2png(bytestring=drawing.encode(), scale=SCALE)
    return written
