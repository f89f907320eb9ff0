"""Links to other vocabularies: identifiers, mapping sets (SSSOM), their hierarchies, and the axioms they amount to."""

__all__: list[str] = []
