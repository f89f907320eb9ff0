"""File formats and phrases to cases."""
