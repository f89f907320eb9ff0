# Short names for what contributors do; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo check test referee docs bench clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## install, then show the differential of a real case
	python -m pip install -e . && differentia diagnose tests/cases/V01/case.yaml

check: ## lint, format and types (after: python -m pip install -e . --group dev)
	ruff check
	ruff format --check
	mypy

test: ## install what the tests need, then run them all
	python -m pip install --upgrade pip && python -m pip install -e . --group test && python -m pytest -n auto

TALLY ?= $(CURDIR)/referee.tally
referee: ## compare with HermiT and rustdl at length (half an hour; goes on where it was stopped; writes docs/referees.md)
	DIFFERENTIA_TALLY=$(TALLY) DIFFERENTIA_RANDOM=210 python -m pytest -q -n auto tests/owl/test_random_ontologies.py -k rustdl
	DIFFERENTIA_TALLY=$(TALLY) DIFFERENTIA_RANDOM=20 python -m pytest -q -n auto tests/owl/test_random_ontologies.py tests/owl/test_adversarial_ontologies.py -k "hermit or called"
	python -m tests.owl.tally $(TALLY)

docs: ## run the commands shown in README.md and docs/ and write their output there
	python docs/pages.py
	python docs/build.py

PEERS_PYTHON ?= python
OBO ?=
SIZES ?= 1 100 1000 10000
bench: ## measure all, also other reasoners where PEERS_PYTHON has them and HPO where OBO names hp.obo; 40 minutes
	-python benchmarks/startup.py --json benchmarks/startup.json
	python -m benchmarks.single
	python benchmarks/batch.py --json benchmarks/batch.json
	python -m benchmarks.peers --peers-python $(PEERS_PYTHON) --sizes $(SIZES) --limit 100 --limit-of HermiT=900 Openllet=200 ELK=400 differentia=400 'differentia, arrays=400'
	-python -m benchmarks.justifications --peers-python $(PEERS_PYTHON) $(if $(OBO),--obo $(OBO))
	$(if $(OBO),-python -m benchmarks.classification --peers-python $(PEERS_PYTHON) --obo $(OBO))
	python -m benchmarks.report

clean: ## remove what tools leave behind
	rm -rf build dist referee.tally .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
