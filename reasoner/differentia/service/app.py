"""The HTTP side of the service: the endpoint, the query page and what the page asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from differentia.owl.proof import DISCLAIMER
from differentia.query_library import GROUPS, list_queries
from differentia.service.dataset import Contents
from differentia.service.description import service_description
from differentia.service.pool import Pool
from differentia.service.protocol import MEDIA_TYPES, Refused, Request, job_of, preferred

if TYPE_CHECKING:
    from starlette.requests import Request as HttpRequest

__all__ = ["application"]

_PAGE = Path(__file__).parent / "pages" / "query.html"
_SAFE = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:"
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class _Service:
    """The handlers, with what they answer from."""

    def __init__(self, contents: Contents, pool: Pool, origin: str | None) -> None:
        self.contents = contents
        self.pool = pool
        self.origin = origin

    async def sparql(self, request: HttpRequest) -> Response:
        """Answer a query; without one, describe the endpoint."""
        if request.method == "OPTIONS":
            return self._headed(Response(status_code=204))
        if request.method in ("GET", "HEAD") and not request.url.query:
            return self.described(request)
        try:
            body = await _body(request)
            headers = {name.lower(): value for name, value in request.headers.items()}
            job = job_of(Request(request.method, request.url.query, headers, body), self.contents)
        except Refused as refused:
            return self._headed(_plain(refused.status, str(refused)))
        answer = await run_in_threadpool(self.pool.run, job)
        said = answer.body if answer.form != "text" else answer.body + b"\n"
        return self._headed(Response(said, answer.status, media_type=MEDIA_TYPES[answer.form]))

    def described(self, request: HttpRequest) -> Response:
        """Describe the endpoint; a browser is shown the query page."""
        if "text/html" in request.headers.get("accept", ""):
            return self.page(request)
        if preferred(request.headers.get("accept", "*/*"), ("turtle",)) is None:
            return self._headed(_plain(406, "the description is written as text/turtle"))
        text = service_description(self.contents, str(request.url_for("sparql")))
        return self._headed(Response(text, media_type=MEDIA_TYPES["turtle"]))

    def page(self, _: HttpRequest) -> Response:
        """Show the page on which queries are written."""
        return Response(_PAGE.read_bytes(), media_type="text/html", headers={"Content-Security-Policy": _SAFE})

    def library(self, _: HttpRequest) -> Response:
        """List the supplied queries, group by group."""
        listed = sorted(list_queries(), key=lambda info: GROUPS.index(info.group))
        return self._headed(JSONResponse([_told(info) for info in listed]))

    def cases(self, _: HttpRequest) -> Response:
        """List the cases and say what this is."""
        cases = [{"id": case.id, "iri": case.iri} for case in self.contents.cases]
        told = {"disclaimer": DISCLAIMER, "version": self.contents.version, "cases": cases}
        return self._headed(JSONResponse(told | {"prefixes": self.contents.prefixes}))

    def _headed(self, response: Response) -> Response:
        response.headers["X-Disclaimer"] = DISCLAIMER
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Vary"] = "Accept"
        if self.origin:
            response.headers["Access-Control-Allow-Origin"] = self.origin
            response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
            response.headers["Access-Control-Allow-Methods"] = ", ".join(_METHODS)
        return response


def application(contents: Contents, pool: Pool, *, origin: str | None = None) -> Starlette:
    """Return the service as an ASGI application.

    Args:
        contents: what is queried.
        pool: where queries are answered.
        origin: a web origin whose pages may read the answers (`*`: any); None: no other.
    """
    service = _Service(contents, pool, origin)
    return Starlette(
        routes=[
            Route("/", service.page, methods=["GET", "HEAD"]),
            Route("/sparql", service.sparql, methods=_METHODS, name="sparql"),
            Route("/queries", service.library, methods=["GET", "HEAD"]),
            Route("/cases", service.cases, methods=["GET", "HEAD"]),
            Route("/.well-known/void", service.described, methods=["GET", "HEAD"]),
        ]
    )


async def _body(request: HttpRequest) -> bytes:
    """Read a body as long as it is not too long."""
    from differentia.query_guard import MAX_LENGTH

    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > 4 * MAX_LENGTH:
            raise Refused(413, f"the request is larger than {4 * MAX_LENGTH:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _plain(status: int, message: str) -> Response:
    return Response(f"{message}\n", status, media_type=MEDIA_TYPES["text"])


def _told(info: Any) -> Mapping[str, Any]:
    return {
        "name": info.name,
        "group": info.group,
        "summary": info.summary,
        "description": info.description,
        "world": info.world,
        "parameters": {name: {"kind": one.kind, "text": one.text} for name, one in info.parameters.items()},
        "text": info.text,
    }
