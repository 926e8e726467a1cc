"""A client script, engine-neutral: statements in their order, and the commands between them that the client obeys.

A source that has such scripts reads them into these; a target that has a client of that kind writes them.
"""

from __future__ import annotations

from typing import Literal

from sct.records import dataclass, field
from sct.text.span import Span


@dataclass(slots=True)
class Step:
    """What every step has: its place."""

    span: Span


@dataclass(slots=True)
class Statement(Step):
    """A statement for the server; what became of it is looked up by its place."""


@dataclass(slots=True)
class Condition:
    """`subject` errors: a code or 0; rows: the number the last statement gave or changed; severity: the worst so far."""

    subject: Literal["errors", "rows", "severity"]
    operator: Literal["=", "<>", "<", ">", "<=", ">="]
    value: int


@dataclass(slots=True)
class If(Step):
    """The steps up to ElseIf, Else or EndIf are done when it holds."""

    condition: Condition


@dataclass(slots=True)
class ElseIf(Step):
    condition: Condition


@dataclass(slots=True)
class Else(Step):
    pass


@dataclass(slots=True)
class EndIf(Step):
    pass


@dataclass(slots=True)
class Goto(Step):
    """Goes on at a label further down."""

    label: str


@dataclass(slots=True)
class Label(Step):
    name: str


@dataclass(slots=True)
class Exit(Step):
    """`code` None: what the client gives by itself; errors: the code of the last error."""

    code: int | Literal["errors"] | None = None


@dataclass(slots=True)
class Remark(Step):
    """A line for whoever reads the output."""

    text: str


@dataclass(slots=True)
class Run(Step):
    """Another script is run here."""

    file: str


@dataclass(slots=True)
class Output(Step):
    """Answers go into a file; None: to the screen again."""

    file: str | None


@dataclass(slots=True)
class Load(Step):
    """Rows of a file go into a table. `columns` in the file's order; `delimiter` "" = fixed fields or another form."""

    table: str
    columns: tuple[str, ...]
    file: str
    delimiter: str
    skip: int = 0


@dataclass(slots=True)
class Unload(Step):
    """The rows of the query that stands at `query` go into a file. `delimiter` "" = fixed fields or another form."""

    query: Span
    file: str
    delimiter: str = ""


@dataclass(slots=True)
class Other(Step):
    """A command without an equal on another client: `text` shows it, without anything secret."""

    text: str


@dataclass(slots=True)
class Stop(Step):
    """What decides how the script goes on has no equal on another client: nothing behind it may run. `text` shows it."""

    text: str


@dataclass(slots=True)
class Script:
    """`file`: the reported path of the source."""

    file: str
    steps: list[Step] = field(default_factory=list)
