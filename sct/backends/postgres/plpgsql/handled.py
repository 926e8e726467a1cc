"""`p$try`: a procedure that gives back its error instead of raising it, of a function its value too.

Where a caller handles the errors of a procedure that works before it can fail, or that ends transactions, PostgreSQL's
EXCEPTION clause would undo that work, or allow no COMMIT. The procedure is written a second time: in steps throughout,
and what nobody in it handles leaves in three more parameters, which the caller looks at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import body_tag, qualified, shortened
from sct.backends.postgres.plpgsql import hoisting, nested, routines, steps
from sct.backends.postgres.plpgsql.body import block_text
from sct.catalog.program import Program
from sct.catalog.scopes import RoutineItem
from sct.diagnostics.finding import Bag
from sct.rulebook.translate import Refused
from sct.text.span import Span

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code

SUFFIX = "$try"
NAMES = ("sct_state", "sct_message", "sct_context")


def path(item: RoutineItem) -> tuple[str, ...]:
    return (*item.path[:-1], shortened(item.path[-1] + SUFFIX))


def emit(code: Code, item: RoutineItem, place: int, origin: Span, object_id: str, refused: str = "") -> None:
    """The second form, behind the routine itself. `refused`: the routine is a stub that says this, and so is the form."""
    if not _asked_for(code, item):
        return
    code.begin()
    sql = stub(code, item, refused) if refused else text(code, item, code.emitter.bag(object_id))
    if not sql:
        return
    schema = item.path[0] if item.path[1:] else ""
    id_ = f"{object_id}#{item.id}{SUFFIX}"
    needs, name = code.needs(), path(item)[-1]
    code.add(
        Emitted(
            id_, object_id, "procedure", sql, origin, place, needs=needs, name=name, schema=schema, stub=bool(refused)
        )
    )


def _asked_for(code: Code, item: RoutineItem) -> bool:
    if item.code.body is None:
        return False
    if item.kind == "function":
        return gives_value(code.program, item) or nested.hands_back(item)
    return id(item.code) in code.program.handled or nested.hands_back(item)


def gives_value(program: Program, item: RoutineItem) -> bool:
    """A function of one plain value that has the second form."""
    plain = item.returns is not None and item.returns.kind not in ("cursor", "unknown")
    return plain and item.kind == "function" and id(item.code) in program.handled and not nested.gives_several(item)


def _more(code: Code, item: RoutineItem) -> str:
    """The parameters this form has beside those of the routine."""
    result = [f"INOUT {hoisting.RESULT} {code.types.argument(item.returns)} DEFAULT NULL"] if item.returns else []
    return ", ".join([*result, *(f"INOUT {name} text DEFAULT NULL" for name in NAMES)])


def stub(code: Code, item: RoutineItem, message: str) -> str:
    head = ", ".join([*routines.stub_parameters(code, item), _more(code, item)])
    body = routines.raising(message)
    tag = body_tag(body)
    return f"CREATE OR REPLACE PROCEDURE {qualified(path(item))}({head})\nLANGUAGE plpgsql AS {tag}\n{body}\n{tag};"


def text(code: Code, item: RoutineItem, bag: Bag) -> str:
    """The statement of the second form; nothing where nobody asks for it, or the routine itself was refused."""
    if not _asked_for(code, item):
        return ""
    assert item.code.body is not None
    w = routines.writer(code, item, bag)
    w.resolver.form = path(item)
    for name in ("state", "message", "context"):
        w.unique(name)
    w.facts["try"] = steps.Steps(w.unique("steps"), *NAMES)
    head = routines.signature(code, item, bag, as_procedure=True)
    if item.returns is not None:
        hoisting.result(w)
    more = _more(code, item)
    try:
        declarations = [*item.code.declarations, *item.code.body.declarations]
        body = block_text(w, declarations, item.code.body, routines.starts(w, item))
    except Refused:
        code.forget()
        return ""  # the routine itself was refused for the same reason, and says so
    security = "" if routines._invoker(item) else routines._DEFINER
    tag = body_tag(body)
    return (
        f"CREATE OR REPLACE PROCEDURE {qualified(path(item))}({', '.join(p for p in (head, more) if p)})\n"
        f"LANGUAGE plpgsql {security}AS {tag}\n{body}\n{tag};"
    )
