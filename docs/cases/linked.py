"""The same question in two other ways: our own interface, and owlready2 on the exported file (told classes only)."""

import subprocess
import sys
import tempfile
from pathlib import Path

from differentia.knowledge import load

case = Path(__file__).with_name("coded.yaml")
diagnosis = load().diagnose(case)
print([(cause.notation, cause.side, cause.status) for cause in diagnosis.causes][:2])  # noqa: T201

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "merged.owl"
    call = "import sys; sys.argv[0] = 'differentia'; from differentia.cli import main; main()"
    subprocess.run([sys.executable, "-c", call, "export", str(path)], check=True)  # noqa: S603
    from owlready2 import World

    world = World()
    world.get_ontology(path.as_uri()).load()
    below = world["http://purl.obolibrary.org/obo/HP_0031271"]
    print([parent.iri.rpartition("#")[2] for parent in below.is_a if "legpain" in parent.iri])  # noqa: T201
