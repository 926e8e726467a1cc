"""`sct move`: options in, what happened and exit status out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from sct.cli.faults import faults, say

if TYPE_CHECKING:
    from sct.move.endpoints.protocol import Source
    from sct.move.engine import Engine
    from sct.move.model import Plan
    from sct.move.recheck import Settling
    from sct.move.runner import Runner, RunResult
    from sct.move.state import State

BY = click.option(
    "--validate",
    "by",
    type=click.Choice(["rows", "sums"]),
    help="How both sides are compared: every row, or sums of digests that each server computes [the plan's; rows].",
)
FOLDER = click.argument("plan", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def command() -> None:
    """Move rows from one database, or files, to another: plan, run, validate."""


@command.command("plan")
@click.argument("source")
@click.argument("target")
@click.option("--manifest", type=click.Path(dir_okay=False, path_type=Path), help="manifest.json of `sct convert`.")
@click.option("--rules", type=click.Path(dir_okay=False, path_type=Path), help="Selection, renames, filters, policies.")
@click.option("-o", "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The plan's folder.")
@BY
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON on stdout.")
def plan_command(
    source: str,
    target: str,
    manifest: Path | None,
    rules: Path | None,
    out: Path,
    by: Literal["rows", "sums"] | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """What will be moved, in which chunks, with which conversions, and what could go wrong."""
    from sct.move.errors import UsageError
    from sct.move.model import save
    from sct.move.planner import make_plan

    with faults():
        if (out / "state.db").exists() and not dry_run:
            raise UsageError("MV0013", f"{out} holds a plan that has run already; choose another folder")
        made = make_plan(source, target, manifest, rules, by)
        if not dry_run:
            save(made, out)
    if as_json:
        click.echo(json.dumps(made.to_json(), indent=1, ensure_ascii=False))
    _show(made)
    say("Nothing written (--dry-run)" if dry_run else f"Written to {out}; `sct move run {out}` moves the rows")
    from sct.move.codes import codes

    known = codes()
    sys.exit(int(any(known[f.code].severity == "error" for f in made.findings)))


def _show(plan: Plan) -> None:
    say(f"{plan.source} -> {plan.target}{' (equal engines: nothing is converted)' if plan.same_engine else ''}")
    for table in plan.tables:
        rows = f"about {table.rows} rows" if table.rows is not None else "rows unknown"
        name = ".".join(p for p in table.target if p)
        odd = sorted({c.convert for c in table.columns} - {"identity"})
        say(
            f"  {table.id} -> {name}: {len(table.columns)} columns, {rows}, {len(table.chunks)} chunks"
            + (f", conversions: {', '.join(odd)}" if odd else "")
        )
    for finding in plan.findings:
        say(f"  {finding.code} {finding.table + ': ' if finding.table else ''}{finding.message}")


@command.command("run")
@FOLDER
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option("--master", help="With --engine spark: local[2], spark://host:7077, yarn, k8s://…")
@click.option("--follow", is_flag=True, help="After the load go on with the changes of the source.")
@click.option(
    "--capture", type=click.Choice(["own", "debezium"]), help="With --follow: how changes are read [own, if any]."
)
@click.option("--for", "seconds", type=float, help="With --follow: stop after so many seconds.")
@click.option(
    "--ddl", type=click.Choice(["stop", "add_columns"]), help="With --follow: what plain new columns lead to."
)
@click.option(
    "--rate-limit",
    "rates",
    multiple=True,
    metavar="RATE",
    help="20000rows/s or 5MB/s, of all workers together (repeatable).",
)
@click.option("--no-validate", is_flag=True, help="Do not compare the rows after the load.")
@BY
def run_command(
    plan: Path,
    engine: str,
    master: str | None,
    follow: bool,
    capture: str | None,
    seconds: float | None,
    ddl: Literal["stop", "add_columns"] | None,
    rates: tuple[str, ...],
    no_validate: bool,
    by: Literal["rows", "sums"] | None,
) -> None:
    """Move the rows. Killed and run again, it goes on where it was."""
    from sct.move.errors import UsageError
    from sct.move.following import change_source
    from sct.move.model import save
    from sct.move.pace import limits
    from sct.move.progress import Progress
    from sct.move.runner import Runner, ends, opened, patiently

    with faults(), opened(plan) as (made, state), _reported(plan, state), Progress(made, state) as progress:
        if (engine == "spark") != (master is not None):
            raise UsageError("MV0014", "--engine spark and --master belong together")
        if capture is not None and not follow:
            raise UsageError("MV0015", "--capture says how --follow reads changes")
        made.options.ddl = ddl or made.options.ddl
        made.options.validate_by = by or made.options.validate_by
        if ddl or by:
            save(made, plan)  # cutover goes by it, too
        rows_limit, bytes_limit = limits(rates)
        state.phase("connecting")
        source, target = ends(made, progress.say)
        try:
            changes = None
            if follow:
                changes = patiently(lambda: change_source(made, source, target, capture), made.options.retries)
            with _engine(made, master, progress.say) as chosen:
                runner = Runner(made, state, source, target, progress.say, chosen, changes)
                runner.pace.limit(rows_limit, bytes_limit)  # of this run only: the plan keeps its own
                progress.watch(runner.pace)
                with _stoppable(runner):
                    result = runner.run(follow=follow)
            for line in result.told:
                progress.say(line)
            progress.say(_loaded(result))
            if follow:
                _follow(runner, seconds, progress.say)
        finally:
            source.close()
            target.close()
        # While the source goes on changing a comparison would compare two moments: cutover validates.
        different = 0
        if not (no_validate or follow or not made.options.validate):
            state.phase("comparing")
            different = _validate(made, state, None, tell=progress.say)
    sys.exit(int(bool(different or result.rejected)))


def _loaded(result: RunResult) -> str:
    """Rates are of the rows that this run moved: an earlier one took its own time for its own."""
    rate = result.moved / result.rows_seconds if result.rows_seconds else 0
    before = f" ({result.rows - result.moved:,} by earlier runs)" if result.rows != result.moved else ""
    return f"{result.rows:,} rows in{before}, {result.rejected:,} rejected, {result.seconds:.1f} s (rows {result.rows_seconds:.1f} s, {rate:,.0f} rows/s)"


@contextmanager
def _reported(folder: Path, state: State) -> Iterator[None]:
    """What a command ended with is noted, for `sct move status`; the page is written, however it ended."""
    from sct.move.errors import MoveError, UsageError

    state.set("error", None)
    try:
        yield
    except UsageError:
        raise
    except MoveError as error:
        state.set("error", {"code": error.code, "message": error.args[0], "at": time.time()})
        _page(folder, folder / "report.html", ending=True)
        raise
    except KeyboardInterrupt:
        state.set("error", {"code": "", "message": "stopped by a signal", "at": time.time()})
        say("Stopped: what is committed stays, and the same command goes on")
        _page(folder, folder / "report.html", ending=True)
        raise
    else:
        state.phase("done")
        _page(folder, folder / "report.html", ending=True)


@contextmanager
def _stoppable(runner: Runner) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the work at the next batch: what is under way is undone, connections are closed.

    The handler only leaves word: an exception out of it could come in the middle of a lock. A second signal does not wait.
    """
    import signal

    from sct.move.errors import MoveError, Stopped

    sent = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in sent}
    told: list[int] = []

    def hear(number: int, _: object) -> None:
        told.append(number)
        runner.stopping.set()
        for other in sent:
            signal.signal(other, before[other])

    for number in sent:
        signal.signal(number, hear)
    try:
        yield
    except (Stopped, MoveError):
        if told:
            raise KeyboardInterrupt from None
        raise
    finally:
        for number in sent:
            signal.signal(number, before[number])


def _page(plan: Path, out: Path, *, ending: bool = False) -> None:
    """`ending`: the command that writes it is the one at work, and is not any more."""
    from sct.move.page import page
    from sct.move.status import status

    with faults():
        found = status(plan)
        if ending:
            found["running"] = False
            found.pop("live", None)
        out.write_text(page(found), "utf-8")
        say(f"Written to {out}")


@contextmanager
def _engine(plan: Plan, master: str | None, tell: Callable[[str], None]) -> Iterator[Engine]:
    """What copies the chunks, as long as there are any."""
    from sct.move.engine import Local

    if master is None:
        yield Local()
        return
    from sct.move.spark.engine import Spark
    from sct.move.spark.session import cluster

    with cluster(plan, master, tell) as found:
        yield Spark(found)


def _follow(runner: Runner, seconds: float | None, tell: Callable[[str], None]) -> None:
    """Changes until the time is up, or Ctrl-C, which ends between two batches."""
    import signal

    from sct.move.capture import ChangeSource, ChangeTarget, Follower

    assert isinstance(runner.changes, ChangeSource) and isinstance(runner.target, ChangeTarget)
    follower = Follower(runner.plan, runner.state, runner.changes, runner.target, tell)
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, lambda *_: follower.stop.set())
    tell("Following changes; Ctrl-C stops, and the same command goes on")
    begin = time.monotonic()

    def once() -> int:
        left = None if seconds is None else max(0.0, seconds - (time.monotonic() - begin))
        return follower.run(seconds=left)

    tell(f"{runner.patiently(once)} changes applied")


def _validate(
    plan: Plan,
    state: State,
    only: set[str] | None,
    as_json: bool = False,
    again: int = 0,
    repair: bool = False,
    tell: Callable[[str], None] = say,
    settling: Callable[[Source], Settling] | None = None,
) -> int:
    from dataclasses import asdict

    from sct.move.proof import Wanted, prove

    proofs = prove(plan, state, Wanted(only, again, repair), tell, settling)
    different = sum(p.differences for p in proofs)
    unsettled = sum(p.unsettled for p in proofs)
    if as_json:
        click.echo(
            json.dumps(
                {"differences": different, "unsettled": unsettled, "tables": [asdict(p) for p in proofs]}, indent=1
            )
        )
    kept = state.get("differences_kept")
    if different:
        tell(
            f"{different} rows differ; `sct move status` lists them{f', as does {kept} on the target' if kept else ''}"
        )
    if unsettled:
        tell(f"{unsettled} rows were not settled: they are neither proved equal nor different")
    if not different and not unsettled:
        tell("Both sides agree in every row.")
    return different + unsettled


@command.command("validate")
@FOLDER
@BY
@click.option("--table", "tables", multiple=True, help="Only this table of the plan (repeatable).")
@click.option("--again", type=int, default=0, show_default=True, help="Look again at what differs, so many times.")
@click.option("--repair", is_flag=True, help="Put the source's rows in place of those that differ.")
@click.option("--json", "as_json", is_flag=True)
def validate_command(
    plan: Path,
    by: Literal["rows", "sums"] | None,
    tables: tuple[str, ...],
    again: int,
    repair: bool,
    as_json: bool,
) -> None:
    """Compare both sides, exactly; exit status 1 when a row differs."""
    from sct.move.errors import UsageError
    from sct.move.recheck import Beside
    from sct.move.runner import beside
    from sct.move.status import locked

    with faults(), beside(plan) as (made, state, following):
        if following and repair:
            raise UsageError("MV0095", "rows are not repaired while their changes are followed: stop the run first")
        stray = set(tables) - {t.id for t in made.tables}
        if stray:
            raise UsageError("MV0009", f"the plan has no table {', '.join(sorted(stray))}")
        made.options.validate_by = by or made.options.validate_by
        settling = (lambda source: Beside(state, source, lambda: locked(plan))) if following else None
        different = _validate(made, state, set(tables) or None, as_json, again, repair, settling=settling)
    sys.exit(int(bool(different)))


@command.command("cutover")
@FOLDER
@click.option("--json", "as_json", is_flag=True)
@click.option("--keep-log", is_flag=True, help="Leave the source's slot and publication in place.")
@BY
def cutover_command(plan: Path, as_json: bool, keep_log: bool, by: Literal["rows", "sums"] | None) -> None:
    """The source rests now: apply what is left, restart sequences, validate, report."""
    from sct.move.capture import ChangeTarget, Follower
    from sct.move.following import change_source
    from sct.move.progress import Progress
    from sct.move.recheck import Draining
    from sct.move.runner import Runner, ends, opened, patiently

    with faults(), opened(plan) as (made, state), _reported(plan, state), Progress(made, state) as progress:
        made.options.validate_by = by or made.options.validate_by
        tell = progress.say
        state.phase("connecting")
        source, target = ends(made, tell)
        try:
            changes = patiently(lambda: change_source(made, source, target), made.options.retries)
            runner = Runner(made, state, source, target, tell, changes=changes)
            assert isinstance(target, ChangeTarget)
            follower = Follower(made, state, changes, target, tell)
            applied = runner.patiently(lambda: follower.run(drain=True))
            tell(f"{applied} changes applied")
            state.phase("sequences")
            runner.reread_sequences()
            for line in runner.patiently(lambda: target.finish(made)):
                tell(line)
            state.phase("comparing")
            drained = Draining(lambda: runner.patiently(lambda: follower.run(drain=True)))
            different = _validate(made, state, None, as_json, tell=tell, settling=lambda _: drained)
            state.set("cutover", {"applied": applied, "differences": different})
            if not different and not keep_log:
                changes.capture_end(made)
        finally:
            source.close()
            target.close()
    sys.exit(int(bool(different)))


@command.command("export")
@FOLDER
@click.option("--to", "tool", type=click.Choice(["dms", "debezium"]), required=True)
@click.option("-o", "--out", required=True, type=click.Path(file_okay=False, path_type=Path))
def export_command(plan: Path, tool: str, out: Path) -> None:
    """The plan for another tool: AWS DMS (table mappings, task settings) or a Debezium connector."""
    from sct.move.exports import debezium, dms
    from sct.move.model import load

    with faults():
        made = load(plan)
        files: dict[str, Any] = {}
        if tool == "dms":
            files["table-mappings.json"], lost = dms.table_mappings(made)
            files["task-settings.json"] = dms.task_settings(made)
        else:
            files["connector.json"], lost = debezium.connector(made)
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
            say(f"Written to {out / name}")
    for line in lost:
        say(f"  not exported: {line}")
    sys.exit(int(bool(lost)))


@command.command("status")
@FOLDER
@click.option("--json", "as_json", is_flag=True)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page for people.")
def status_command(plan: Path, as_json: bool, html: Path | None) -> None:
    """How far the run is; works while it runs."""
    from sct.move.status import status, words

    if html is not None:
        _page(plan, html)
    with faults():
        found = status(plan)
    if as_json:
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
    elif html is None:
        click.echo(words(found))
