"""The command line. Each command stands in a module of `differentia.commands`, imported when the command is called.

Only the result goes to standard output. Exit codes: 0 done; 1 a check found something, or the answer is no; 2 bad
input; 3 outside the fragment (commands of the engine); 70 a fault of ours. Commands import what they need when they
run, so that every command starts fast.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click
from click.exceptions import Exit

from differentia.commands.options import complain
from differentia.errors import DifferentiaError

__all__ = ["app", "main"]

_COMMANDS = {
    "diagnose": "diagnosing:diagnose",
    "next": "diagnosing:next_tests",
    "interview": "interview:interview",
    "explain": "explaining:explain",
    "draw": "drawing:draw",
    "what-if": "supposing:what_if",
    "why-not": "supposing:why_not",
    "contrast": "supposing:contrast",
    "query": "querying:query",
    "cohort": "cohort:cohort",
    "convert": "converting:convert",
    "verify": "verifying:verify",
    "coverage": "simulate:coverage",
    "simulate": "simulate:simulate",
    "diff-proofs": "comparing:diff_proofs",
    "check": "checking:check",
    "link": "link:link",
    "export": "export:export",
    "consistent": "engine:consistent_command",
    "entails": "engine:entails_command",
    "classify": "engine:classify_command",
    "prove": "engine:prove_command",
    "serve": "serve:serve",
}
"""Where each command stands, in the order in which they are listed."""


class _Commands(click.Group):
    """Imports a command when it is called, or when all are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"differentia.commands.{module}"), name)
        return command


@click.group(cls=_Commands, no_args_is_help=True)
@click.version_option(package_name="differentia", message="differentia %(version)s")
def app() -> None:
    """An explainable differential from an OWL 2 ontology. Research and education software; not a medical device."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    # one answer leaves little garbage behind; looking for it all the time took 8 of 200 ms
    gc.set_threshold(100_000)
    # a terminal that cannot show a character shows a question mark, not an error
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = _run()
    # the end of the process would look twice for garbage in all there is, which took an eighth of the time
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    try:
        # click's own `main` would turn an interrupt and a closed pipe into exit code 1
        with app.make_context("differentia", sys.argv[1:]) as context:
            app.invoke(context)
    except Exit as done:
        return _flushed(done.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except DifferentiaError as error:
        complain(str(error))
        return 2
    except BrokenPipeError:
        return _quiet_stdout()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("DIFFERENTIA_DEBUG"):
            raise
        complain(f"an error of ours, not of yours: {type(error).__name__}: {error}")
        complain("please report it, with the command (DIFFERENTIA_DEBUG=1 shows where it happened)")
        return 70
    return _flushed(0)


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _quiet_stdout()
    return code


def _quiet_stdout() -> int:
    """Send what is left nowhere: the reader of the pipe has gone, which is no error (`| head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
