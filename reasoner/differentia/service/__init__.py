"""The service: a read-only SPARQL 1.1 endpoint over the ontology and the cases it was given, and a page to query it.

From the bottom up: `dataset` writes what is queried to a file, `worker` answers in a process of its own, `pool` keeps
workers and ends those that go over a limit, `protocol` reads requests, `description` tells what the endpoint offers,
`app` puts them behind HTTP.
"""
