"""`sct`: finds its commands, and turns what goes wrong into a line and an exit status."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pathlib import Path

import click

from sct import __version__

_FOLDER = Path(__file__).parent / "commands"
# As people meet them; a command that is not named here comes after these.
_ORDER = ("init", "extract", "assess", "convert", "check", "report", "explain", "rules", "show", "move")


class Commands(click.Group):
    """Every module in `sct/cli/commands` is a command of its name, imported when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = sorted(path.stem for path in _FOLDER.glob("*.py") if not path.stem.startswith("_"))
        return sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"sct.cli.commands.{cmd_name}").command
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sct")
@click.option("--project", metavar="FILE", help="Project file to use (default: sct.toml in this folder, if any).")
@click.option("--debug", is_flag=True, help="Show the trace of an internal fault.")
@click.pass_context
def cli(context: click.Context, project: str | None, debug: bool) -> None:
    """Convert database schemas from one engine to another: exact, or refused by name.

    \b
    sct convert my-scripts/ --from oracle --to postgres     writes sct-out/ and proves it on a real server
    sct explain OR0205                                      what a code of the report means, what to do

    Exit status: 0 done; 1 done, and something at or above --fail-on was reported; 2 wrong usage or unreadable input,
    nothing written; 3 a fault of sct itself.
    """
    context.obj = {"project": project, "debug": debug}


def main() -> None:
    """The console script: exit 3 and one line for a fault of ours."""
    # What is loaded and made lives to the end; looking through it again and again costs a tenth of a run.
    gc.set_threshold(50_000, 20, 50)
    try:
        cli(standalone_mode=False, prog_name="sct")
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except BrokenPipeError:
        # the reader of our output has gone (`sct rules | head`): nothing is wrong
        sys.stdout = None
        sys.exit(0)
    except Exception as error:
        if "--debug" in sys.argv:
            import traceback

            traceback.print_exc()
        else:
            words = " ".join(str(error).split())
            click.echo(f"sct: internal fault: {type(error).__name__}: {words} (--debug shows the trace)", err=True)
        sys.exit(3)
