"""What the commands share: their options, how the project file fills them, and the words for an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sct.cli import project
from sct.cli.engines import engine, engine_and_version

if TYPE_CHECKING:
    from sct.options import Options
    from sct.report import Report

LEVELS = ("differs", "refused", "error", "none")


class Command(click.Command):
    """A command whose defaults come from the project file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        values = project.load(ctx)
        names = {parameter.name for parameter in self.params}
        mine = {name: value for name, value in values.items() if name in names and name != "paths"}
        if isinstance(mine.get("target"), list) and not self._takes_several():
            if len(mine["target"]) != 1:
                raise click.UsageError(f"{project.FILE}: `to` names several engines; name one with --to", ctx)
            mine["target"] = mine["target"][0]
        elif isinstance(mine.get("target"), str) and self._takes_several():
            mine["target"] = [mine["target"]]
        ctx.default_map = {**(ctx.default_map or {}), **mine}
        ctx.meta["project"] = values
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            name = error.param.name if error.param is not None else None
            if name in mine and ctx.get_parameter_source(name) is not click.core.ParameterSource.COMMANDLINE:
                raise click.UsageError(f"{project.path_of(ctx)}: {error.format_message()}", ctx) from None
            raise

    def _takes_several(self) -> bool:
        return any(p.name == "target" and getattr(p, "multiple", False) for p in self.params)


def paths_of(context: click.Context, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths given, else the project's."""
    found = paths or tuple(context.meta.get("project", {}).get("paths", ()))
    if not found:
        raise click.UsageError("Missing argument 'PATH...': a file, a folder, or - for standard input.", context)
    return found


def pair(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """NAME=VALUE, several."""
    out = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE")
        out[name] = rest
    return out


def source_option(required: bool = True, **more: Any) -> Callable[[Any], Any]:
    return click.option(
        "--from",
        "source",
        required=required,
        metavar="ENGINE",
        callback=engine,
        help="Engine of the scripts (oracle:19 names its release).",
        **more,
    )


def target_option(required: bool = True, **more: Any) -> Callable[[Any], Any]:
    return click.option(
        "--to",
        "target",
        required=required,
        metavar="ENGINE[:VERSION]",
        callback=engine_and_version,
        help="Engine to write for; without a version the oldest one still supported.",
        **more,
    )


def check_seconds_option() -> Callable[[Any], Any]:
    return click.option(
        "--check-seconds",
        type=click.FloatRange(0),
        default=120,
        show_default=True,
        metavar="N",
        help="What of the script runs (rows, blocks, calls) may take so long there, all together.",
    )


def reading_options(function: Any) -> Any:
    """How scripts are read and converted: everything that changes what an object becomes."""
    for option in reversed(
        (
            click.option("--encoding", metavar="NAME", help="Encoding of files that are not UTF-8."),
            click.option(
                "-D",
                "--define",
                multiple=True,
                metavar="NAME=VALUE",
                callback=pair,
                help="Value of a variable of the script (&NAME).",
            ),
            click.option(
                "--rules", multiple=True, metavar="FOLDER", help="Rules of your own, which go first (repeatable)."
            ),
            click.option(
                "--packages",
                type=click.Choice(["schema", "prefix"]),
                default="schema",
                show_default=True,
                help="A package becomes a schema of its routines, or their names get it as a prefix.",
            ),
            click.option(
                "--plsql-flag",
                multiple=True,
                metavar="NAME=VALUE",
                callback=pair,
                help="Value of $$NAME in conditional compilation.",
            ),
            click.option(
                "--autonomous",
                type=click.Choice(["dblink", "pg_background", "refuse"]),
                default="dblink",
                show_default=True,
                help="How autonomous transactions are written.",
            ),
            click.option(
                "--stats", metavar="FILE", help="Row counts, for targets that spread rows over nodes (CSV: table,rows)."
            ),
            click.option(
                "--case-insensitive-text",
                type=click.Choice(["auto", "declared", "all"]),
                default="auto",
                show_default=True,
                help="Which text without regard to case stays so: where the script says it, all, or by its use.",
            ),
            click.option(
                "--set-tables",
                type=click.Choice(["dedupe", "keep"]),
                default="dedupe",
                show_default=True,
                help="INSERT ... SELECT into a SET table leaves out rows that are there, or stores every row.",
            ),
            click.option(
                "--encode",
                type=click.Choice(["auto", "explicit"]),
                default="auto",
                show_default=True,
                help="Compression of columns: the target's own choice, or said column by column with reasons.",
            ),
            click.option(
                "--views",
                type=click.Choice(["bound", "late"]),
                default="bound",
                show_default=True,
                help="Views hold on to their tables, or find them when they are read (Redshift: NO SCHEMA BINDING).",
            ),
            click.option(
                "--keep-case", is_flag=True, help="Names keep their case where the source compares without it."
            ),
            click.option(
                "--cache/--no-cache",
                default=False,
                help="Keep what objects became for the next run, and take from the last one what still holds"
                " (default: no; the first run takes about a tenth longer).",
            ),
            click.option(
                "--jobs",
                type=click.IntRange(0),
                default=1,
                show_default=True,
                help="Worker processes; 0: all there are.",
            ),
        )
    ):
        function = option(function)
    return function


def options_of(source: str, target: tuple[str, str], given: dict[str, Any]) -> Options:
    """The run's options out of a command's parameters (unknown ones are the command's own)."""
    from sct.options import Options, flag_value

    context = click.get_current_context()
    if given.get("keep_case"):
        click.echo(f"--keep-case changes nothing: names of {source} are folded in any case", err=True)
    return Options(
        source=source,
        source_version=context.meta.get("source_version", ""),
        target=target[0],
        version=target[1],
        encoding=given.get("encoding"),
        define=given.get("define") or {},
        check=given.get("check", False),
        dsn=given.get("dsn"),
        check_seconds=given.get("check_seconds", 120.0),
        jobs=given.get("jobs", 1) or os.cpu_count() or 1,
        rules=tuple(given.get("rules") or ()),
        packages=given.get("packages", "schema"),
        plsql_flags={n.lower(): flag_value(str(v)) for n, v in (given.get("plsql_flag") or {}).items()},
        autonomous=given.get("autonomous", "dblink"),
        keep_case=given.get("keep_case", False),
        views=given.get("views", "bound"),
        encode=given.get("encode", "auto"),
        set_tables=given.get("set_tables", "dedupe"),
        stats=given.get("stats") or "",
        case_insensitive_text=given.get("case_insensitive_text", "auto"),
        cache=given.get("cache", False),
        debug=bool((context.find_root().obj or {}).get("debug")),
    )


def color() -> bool:
    """Whether stderr is for a person who wants colours."""
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ


def wrong(message: object) -> NoReturn:
    """Exit 2 with a line."""
    click.echo(f"sct: {message}", err=True)
    sys.exit(2)


def status(report: Report, fail_on: str) -> int:
    """0 or 1 by the worst finding."""
    if fail_on == "none":
        return 0
    if fail_on == "error":
        return int(any(f.severity == "error" for f in report.findings))
    wanted = ("refused",) if fail_on == "refused" else ("differs", "refused")
    return int(any(f.fidelity in wanted or f.severity == "error" for f in report.findings))
