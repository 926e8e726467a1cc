"""Errors as SQLSTATEs: what a name means in a handler or RAISE, how a handler asks which error it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sct.backends.postgres.names import string
from sct.rulebook.load import Errors
from sct.rulebook.translate import Refused
from sct.text.span import Span

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Error:
    """One exception: the states it may come with, its number (None: it has none), what RAISE says of it.

    `condition`: what PL/pgSQL calls its only state; `shared`: other errors come with the same states.
    """

    states: tuple[str, ...]
    number: int | None = None
    message: str = ""
    condition: str = ""
    shared: bool = False
    detail: str = ""


@dataclass(slots=True)
class Here:
    """The error a statement is handling: where its state, message and context stand; `plain`: in PL/pgSQL's own
    variables, so that a bare RAISE passes it on as it is."""

    state: str = "SQLSTATE"
    message: str = "SQLERRM"
    context: str = ""
    plain: bool = True

    def number(self, w: Writer) -> str:
        w.use_runtime("ora_code")
        return f"sct.ora_code({self._args()})"

    def _args(self) -> str:
        return ", ".join([self.state, self.message, *([self.context] if self.context else [])])


def numbered(number: int, text: str, errors: Errors) -> Error:
    """The error of a number: the states PostgreSQL raises itself, or a state made of the number."""
    if number == 100:
        number = -1403
    message = f"ORA-{abs(number):05d}: {text}"
    entry = errors.states.get(number)
    if entry is not None:
        return Error(tuple(entry["states"]), number, message, entry.get("name", ""), bool(entry.get("shared")))
    return Error((state_of(number),), number, message)


def state_of(number: int) -> str:
    """The state of an error PostgreSQL has none for."""
    size = abs(number)
    if number == -20000:
        return "ORA00"
    if -20999 <= number < -20000:
        return f"OR{size - 20000:03d}"
    return "OZZZZ" if size == 46656 else "O" + base36(size, 4)


def base36(number: int, width: int) -> str:
    out = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        out = _DIGITS[digit] + out
    return out


def exception(w: Writer, path: tuple[str, ...], span: Span) -> Error:
    """What an exception's name means where it stands: declared ones hide the predefined."""
    errors: Errors = w.translator.book.errors
    found = w.program.find(path, w.names)
    if found is not None and found.item.kind == "exception" and not found.rest:
        decl = found.item.decl
        if decl.code is not None:
            text = next((text for number, text in errors.named.values() if number == decl.code), "")
            return numbered(decl.code, text, errors)
        place = w.program.exceptions.numbers[id(decl)]
        return Error((user_state(place),), None, errors.unhandled, detail=found.item.name.upper())
    name = path[-1] if len(path) == 1 or path[:-1] in ((errors.library,), ("sys", errors.library)) else ""
    if not name:
        name = ".".join(path[1:] if path[0] == "sys" else path)  # one that a supplied package declares
    if name in errors.named:
        return numbered(*errors.named[name], errors)
    raise Refused("SC1520", f"exception {'.'.join(path)} is not declared among the input", span)


def user_state(place: int) -> str:
    """The place-th user exception's state; the first is OX001 (one that ends in 000 is a whole class of states)."""
    return "OX" + base36(place, 3)


def conditions(found: list[Error]) -> str:
    """WHEN …: the conditions of a handler whose errors have states of their own."""
    out: list[str] = []
    for error in found:
        if error.condition and len(error.states) == 1:
            out.append(error.condition)
        else:
            out.extend(f"SQLSTATE {string(state)}" for state in error.states)
    return " OR ".join(dict.fromkeys(out))


def test(w: Writer, found: list[Error], here: Here) -> str:
    """Whether the error at hand is one of these, as a condition."""
    states = [state for error in found if not error.shared for state in error.states]
    numbers = [error.number for error in found if error.shared]
    out: list[str] = []
    if states:
        out.append(_among(here.state, [string(state) for state in dict.fromkeys(states)]))
    if numbers:
        out.append(_among(here.number(w), [str(number) for number in dict.fromkeys(numbers)]))
    return " OR ".join(out)


def _among(what: str, values: list[str]) -> str:
    return f"{what} = {values[0]}" if len(values) == 1 else f"{what} IN ({', '.join(values)})"


def message(w: Writer, error: Error) -> str:
    """What RAISE says of an exception, as an expression."""
    if error.number is not None and error.message.endswith(": ") and not -20999 <= error.number <= -20000:
        w.use_runtime("sqlerrm_of")
        return f"sct.sqlerrm_of({error.number})"
    return string(error.message)


def raised(w: Writer, error: Error, said: str = "") -> str:
    """RAISE of an exception; `said` the text it carries, when not its own."""
    said = said or message(w, error)
    if error.detail:
        said += f", DETAIL = {string(error.detail)}"
    if error.condition:
        return f"RAISE {error.condition} USING MESSAGE = {said};"
    return f"RAISE EXCEPTION USING ERRCODE = {string(error.states[0])}, MESSAGE = {said};"


def here_of(w: Writer) -> Here | None:
    found: Any = w.facts.get("error")
    return found if isinstance(found, Here) else None
