"""Proofs and conclusions to text, Markdown, Mermaid and JSON."""
