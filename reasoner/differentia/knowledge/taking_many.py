"""The part of a knowledge base that takes many cases; what works on arrays is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.case import Case

if TYPE_CHECKING:
    from differentia.knowledge.many import Concluded

__all__ = ["TakesMany"]


class TakesMany:
    """Concludes about many cases at once."""

    __slots__ = ()

    def diagnose_many(
        self, cases: Iterable[Case | str | Path | Mapping[str, Any]], *, lenient: bool = False
    ) -> Iterator[Concluded]:
        """Conclude about many cases at once: what is entailed, the same as one by one.

        Args:
            cases: cases, or anything `read` takes; they are taken as they are needed, some thousands at a time.
            lenient: as for `read`.

        Yields:
            For each case what is entailed of the patient and of the parts, in the order of the cases. Its `diagnosis`
            gives everything else about that case: proofs, statuses that rest on what is not known, next tests.

        Example:
            >>> from differentia.knowledge import load
            >>> [found.values("supportedCause") for found in load().diagnose_many([{"present": []}, {"id": "b"}])]
            [(), ()]
        """
        from differentia.knowledge.many import conclude_many

        kb: Any = self  # the one class that is built on this one
        return conclude_many(kb, cases, lenient=lenient)
