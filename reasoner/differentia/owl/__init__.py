"""The OWL engine: axioms in, conclusions and proofs out. Knows nothing of medicine."""
