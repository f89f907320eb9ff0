"""Real clients over a real port: SPARQLWrapper, rdflib's SPARQLStore, and Comunica, which joins two endpoints."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

CASES = Path(__file__).parent.parent / "cases"
COMUNICA = os.environ.get("DIFFERENTIA_COMUNICA", "")
LABELS = """
PREFIX dx: <https://w3id.org/differentia/dx#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label { ?condition a dx:Condition ; rdfs:label ?label } ORDER BY ?label
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def endpoints() -> Iterator[tuple[str, str]]:
    """Two services: one without a case, one with a single case."""
    ports = (free_port(), free_port())
    program = [sys.executable, "-c", "from differentia.cli import main; main()", "serve", "--workers", "1"]
    with_case = ["--case", str(CASES / "V01" / "case.yaml")]
    started = [
        subprocess.Popen([*program, "--port", str(port), *more], stderr=subprocess.DEVNULL)
        for port, more in zip(ports, ([], with_case), strict=True)
    ]
    try:
        addresses = [f"http://127.0.0.1:{port}/sparql" for port in ports]
        for address in addresses:
            wait_for(address)
        yield addresses[0], addresses[1]
    finally:
        for process in started:
            process.terminate()
            process.wait(20)


def wait_for(address: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=30) as answer:  # noqa: S310 - our own port
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_sparqlwrapper(endpoints: tuple[str, str]) -> None:
    wrapper_module = pytest.importorskip("SPARQLWrapper")
    wrapper = wrapper_module.SPARQLWrapper(endpoints[0])
    wrapper.setQuery(LABELS)
    wrapper.setReturnFormat(wrapper_module.JSON)
    for method in (wrapper_module.GET, wrapper_module.POST):
        wrapper.setMethod(method)
        labels = [row["label"]["value"] for row in wrapper.queryAndConvert()["results"]["bindings"]]
        assert "peripheral artery disease" in labels
        assert labels == sorted(labels)


def test_rdflib_as_a_client(endpoints: tuple[str, str]) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoints[0], returnFormat="json"))
    labels = [str(row[0]) for row in graph.query(LABELS)]  # type: ignore[index]
    assert "lumbar spinal stenosis with neurogenic claudication" in labels


@pytest.mark.skipif(
    not (COMUNICA and shutil.which("node")),
    reason="needs node, and a folder with @comunica/query-sparql in DIFFERENTIA_COMUNICA (.ci/run makes one)",
)
def test_comunica_joins_two_endpoints(endpoints: tuple[str, str]) -> None:
    """The supported causes stand only in the second endpoint; their labels are asked of both."""
    query = """PREFIX dx: <https://w3id.org/differentia/dx#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT DISTINCT ?label { ?leg dx:establishedCause ?cause . ?cause rdfs:label ?label }"""
    program = f"""
    const {{ QueryEngine }} = require("@comunica/query-sparql");
    (async () => {{
      const sources = {json.dumps([{"type": "sparql", "value": address} for address in reversed(endpoints)])};
      const rows = await (await new QueryEngine().queryBindings({json.dumps(query)}, {{ sources }})).toArray();
      console.log(JSON.stringify(rows.map(row => row.get("label").value)));
    }})().catch(error => {{ console.error(error); process.exit(1); }});
    """
    done = subprocess.run(
        ["node", "-e", program], cwd=COMUNICA, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["peripheral artery disease"]
