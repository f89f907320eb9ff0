"""A question leaves no trace in a layer, even if a supposition was made while facts were waiting to be processed."""

from __future__ import annotations

import pickle

import pytest
from tests.owl.random_ontologies import Options, ontology
from tests.owl.test_random_ontologies import questions

from differentia.errors import OutsideFragment
from differentia.owl.entailment import asked
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturated_layer


def contents(layer: Layer) -> bytes:
    return pickle.dumps((layer.facts, layer.why, layer.more, layer._types, layer._edges, layer._ids))


@pytest.mark.parametrize("seed", [6, 7, 8, 9, 10])
@pytest.mark.parametrize("keep_all", [False, True])
def test_a_question_leaves_no_trace(seed: int, keep_all: bool) -> None:
    try:
        layer = saturated_layer(Ontology(ontology(seed, Options(data=False, left_complements=True))), keep_all=keep_all)
    except OutsideFragment:
        pytest.skip("outside the fragment")
    before = contents(layer)
    for question in questions(seed):
        with asked(layer, question):
            pass
        assert contents(layer) == before, question
