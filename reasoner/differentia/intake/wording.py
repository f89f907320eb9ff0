"""Brings phrases into one form, so that case, hyphens, spelling variants and simple plurals make no difference.

Labels and phrases go through the same function; two phrases are the same when their forms are. What could change the
meaning is kept: a question mark, a plus, a minus that stands alone. A phrase with such a sign then matches no label.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["normalise"]

_APOSTROPHES = re.compile("['\u2018\u2019`\u00b4]")
_HYPHEN = re.compile("(?<=\\w)[\u2010-\u2015\u2212-](?=\\w)")
_BENIGN = re.compile(r"""[,;/()"\u201c\u201d_]|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?!\d)""")
_WORD = re.compile(r"\w+(?:\.\d+)*|[^\w\s]")


def normalise(text: str) -> str:
    """Bring a phrase into the form in which phrases are compared: lower-case words with single spaces.

    Example:
        >>> normalise("  Non-anaemic  patients' FIBRES,")
        'non anemic patient fiber'
        >>> normalise("? fever") == normalise("fever")
        False
    """
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    text = _BENIGN.sub(" ", _HYPHEN.sub(" ", text))
    return " ".join(_spelling(word) for word in _WORD.findall(text))


@lru_cache(maxsize=4096)
def _spelling(word: str) -> str:
    """Undo plurals and the differences between British and American spelling; need not give an English word."""
    word = word.replace("ae", "e").replace("oe", "e")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 4 and word.endswith(("tre", "bre", "vre")):
        word = word[:-2] + "er"
    if len(word) > 4 and word.endswith("our"):
        word = word[:-2] + "r"
    return re.sub("is(e|ed|ing|ation)$", r"iz\1", word) if len(word) > 6 else word
