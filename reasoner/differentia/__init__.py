"""Differentia: an explainable differential from an OWL 2 ontology. Not a medical device."""
