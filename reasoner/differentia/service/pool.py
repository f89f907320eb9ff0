"""Workers, kept at the ready: a query that goes over a limit ends its worker, and another takes its place."""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from differentia.service.dataset import Contents
from differentia.service.worker import Answer, Job, Limits, serve_queries

__all__ = ["Pool"]

_STARTUP = 60.0


class _Worker(NamedTuple):
    process: BaseProcess
    connection: Connection


class Pool:
    """Answers queries in worker processes.

    Args:
        contents: what they answer from.
        limits: what one query may use.
        size: how many queries may run at once; others wait for as long as a query may run.

    Use it in a `with` block, or call `close`.
    """

    def __init__(self, contents: Contents, limits: Limits, size: int = 2) -> None:
        self._contents = contents
        self._limits = limits
        self._context = multiprocessing.get_context("spawn")  # a fork would share locks with the threads of the server
        self._idle: queue.Queue[_Worker] = queue.Queue()
        self._lock = threading.Lock()
        self._all: dict[int, _Worker] = {}
        self._closed = False
        for _ in range(size):
            self._start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        contents = self._contents
        arguments = (theirs, str(contents.file), contents.prefixes, self._limits)
        process = self._context.Process(target=serve_queries, args=arguments, daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        with self._lock:
            self._all[process.pid or 0] = worker
        threading.Thread(target=self._ready, args=(worker,), daemon=True).start()

    def _ready(self, worker: _Worker) -> None:
        """Wait until a worker has loaded the dataset, and let it answer queries from then on."""
        try:
            ready = worker.connection.poll(_STARTUP) and bool(worker.connection.recv())
        except (EOFError, OSError, TypeError):  # TypeError: the connection was closed by `close` meanwhile
            ready = False
        if ready:
            self._idle.put(worker)
        elif not self._closed:
            self._end(worker)

    def run(self, job: Job) -> Answer:
        """Answer a query, within its limits.

        Args:
            job: the query.

        Returns:
            The answer; with status 503 if all workers are busy for as long as a query may take, or the query ran into
            its limit of time, or brought down two workers, one after the other: a single one may have been ended from
            outside.
        """
        seconds = self._limits.seconds
        said = "all workers are busy: try again later"
        for _ in range(2):
            try:
                worker = self._idle.get(timeout=seconds)
            except queue.Empty:
                break
            began = time.monotonic()
            try:
                worker.connection.send(job)
                if worker.connection.poll(seconds):
                    answer: Answer = worker.connection.recv()
                    self._idle.put(worker)
                    return answer
            except (EOFError, OSError):
                said = "the query brought down the process that answered it (too much memory, or too deep)"
                self._replace(worker)
                continue
            said = f"the query was stopped after {time.monotonic() - began:.0f} s: it may take {seconds:g} s"
            self._replace(worker)
            break
        return Answer(503, said.encode())

    def _replace(self, worker: _Worker) -> None:
        self._end(worker)
        if not self._closed:
            self._start()

    def _end(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join(5)
        worker.connection.close()
        with self._lock:
            self._all.pop(worker.process.pid or 0, None)

    def close(self) -> None:
        """End all workers."""
        self._closed = True
        for worker in list(self._all.values()):
            self._end(worker)
