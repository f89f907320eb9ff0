"""Patients, causes, tests and conflicts, for any domain the ontology describes."""
