"""The command that offers the ontology and cases over HTTP: `serve`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from differentia.commands.options import PATH, complain, knowledge, lenient_option, ontology_option
from differentia.errors import BadInput

__all__ = ["serve"]


@click.command()
@click.option("--case", "cases", multiple=True, type=PATH, metavar="FILE", help="A case to load; may be given again.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Queries that may run at once.")
@click.option("--timeout", default=10.0, show_default=True, help="Seconds that a query may take.")
@click.option("--memory", default=512, show_default=True, help="Mebibytes that a query may take.")
@click.option("--rows", default=10_000, show_default=True, help="Rows that an answer may have.")
@click.option("--cors", metavar="ORIGIN", help="Web origin whose pages may read the answers.")
@lenient_option
@ontology_option
def serve(
    cases: Sequence[Path],
    host: str,
    port: int,
    workers: int,
    timeout: float,
    memory: int,
    rows: int,
    cors: str | None,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Offer a read-only SPARQL endpoint and a query page.

    Queries run in processes of their own, which are ended at their limits. Nothing can be changed through it.
    """
    import tempfile

    try:
        import uvicorn

        from differentia.service.app import application
    except ImportError:
        raise BadInput("the service needs further packages: python -m pip install 'differentia[serve]'") from None
    from differentia.owl.proof import DISCLAIMER
    from differentia.service.dataset import write_dataset
    from differentia.service.pool import Pool
    from differentia.service.worker import Limits

    kb = knowledge(ontology)
    diagnoses = [kb.diagnose(kb.read(case, lenient=lenient)) for case in cases]
    known = [diagnosis.case.iri for diagnosis in diagnoses]
    for case, iri in zip(cases, known, strict=True):
        if known.count(iri) > 1:
            raise BadInput("two cases have this id", file=case, phrase=iri)
    with tempfile.TemporaryDirectory() as folder:
        contents = write_dataset(kb, diagnoses, Path(folder) / "dataset.nq")
        with Pool(contents, Limits(timeout, memory, rows), workers) as pool:
            complain(f"http://{host}:{port}/ for people, http://{host}:{port}/sparql for programs")
            complain(DISCLAIMER)
            uvicorn.run(application(contents, pool, origin=cors), host=host, port=port, log_level="warning")
