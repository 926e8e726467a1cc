"""Oracle's semantics as far as the programs go: a table, a package's state, routines' variables, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SIZES = {"s1": 10, "s2": 6, "st.gs": 8}  # characters of the text variables
TOO_LONG = 3500  # characters a program may print
STEPS = 20_000  # values it may ask for


class OracleError(Exception):
    """`code` as SQLCODE has it; `name` of a declared exception."""

    def __init__(self, code: int, name: str = "") -> None:
        self.code, self.name = code, name


class Leave(Exception):
    """EXIT or CONTINUE; of the loop with this label, or of the innermost one."""

    def __init__(self, word: str, label: str | None) -> None:
        self.word, self.label = word, label


class Returned(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class Endless(Exception):
    """The program runs or prints for too long: another one is taken."""


def stored(text: str) -> str | None:
    """An empty text is NULL."""
    return text or None


def shown(value: Any) -> str:
    return "" if value is None else str(value)


class Machine:
    """What a program runs on. Package state and the table outlive errors; a routine's variables are a frame."""

    def __init__(self, routines: dict[str, Callable[[Machine], None]]) -> None:
        self.routines = routines
        self.state: dict[str, Any] = {"st.g1": 0, "st.gs": None}
        self.rows = {1: 10, 2: 20, 3: 30}
        self.printed: list[str] = []
        self.errors: list[OracleError] = []  # those being handled, in the routine that is running
        self.frames: list[tuple[dict[str, list[Any]], dict[int, Any], dict[str, Any], list[OracleError]]] = []
        self.steps = 0

    # --- variables --------------------------------------------------------------------------------------------------

    def get(self, name: str) -> Any:
        self.steps += 1
        if self.steps > STEPS:
            raise Endless
        return self.state[name] if name.startswith("st.") else self.frames[-1][0][name][-1]

    def set(self, name: str, value: Any) -> None:
        if isinstance(value, str) and len(value) > SIZES[name]:
            raise OracleError(-6502)
        if name.startswith("st."):
            self.state[name] = value
        else:
            self.frames[-1][0][name][-1] = value

    @contextmanager
    def declared(self, *names: str) -> Iterator[None]:
        """Variables of an inner block or a loop."""
        for name in names:
            self.frames[-1][0].setdefault(name, []).append(None)
        try:
            yield
        finally:
            for name in names:
                self.frames[-1][0][name].pop()

    @property
    def by_number(self) -> dict[int, Any]:
        """The routine's array `a`."""
        return self.frames[-1][1]

    @property
    def by_text(self) -> dict[str, Any]:
        """The routine's array `sa`."""
        return self.frames[-1][2]

    def print(self, text: str) -> None:
        self.printed.append(text + " ")
        if sum(map(len, self.printed)) > TOO_LONG:
            raise Endless

    # --- routines ---------------------------------------------------------------------------------------------------

    @contextmanager
    def called(self, **given: Any) -> Iterator[None]:
        if len(self.frames) > 12:
            raise Endless
        values = {"n1": 1, "n2": None, "n3": 3, "s1": "x", "s2": None, **given}
        self.frames.append(({name: [value] for name, value in values.items()}, {}, {}, self.errors))
        self.errors = []
        try:
            yield
        finally:
            self.errors = self.frames.pop()[3]

    def function(self, name: str, argument: Any) -> Any:
        with self.called(p=argument):
            try:
                self.routines[name](self)
            except Returned as found:
                return found.value
        raise OracleError(-6503)

    def procedure(self, name: str, argument: Any, inout: Any) -> tuple[Any, Any]:
        """The values of `o` and `io`: what a procedure that fails has given them stays inside."""
        with self.called(p=argument, o=None, io=inout):
            self.routines[name](self)
            return self.get("o"), self.get("io")

    # --- the table --------------------------------------------------------------------------------------------------

    def insert(self, key: Any, value: Any) -> None:
        if key is None or value is None:
            raise OracleError(-1400)
        if value >= 100:
            raise OracleError(-2290)
        if key in self.rows:
            raise OracleError(-1)
        self.rows[key] = value

    def add(self, keys: list[int], value: Any) -> None:
        """UPDATE t SET v = v + value: all of them or none."""
        if keys and value is None:
            raise OracleError(-1407)
        if any(self.rows[key] + value >= 100 for key in keys):
            raise OracleError(-2290)
        for key in keys:
            self.rows[key] += value


def run(routines: dict[str, Callable[[Machine], None]]) -> str:
    """What `main` prints. Raises Endless."""
    machine = Machine(routines)
    with machine.called():
        try:
            routines["main"](machine)
        except OracleError as error:
            machine.print(f"END {error.code}")
        names = ("n1", "n2", "n3", "s1", "s2", "st.g1", "st.gs")
        machine.print("n=" + ",".join(shown(machine.get(name)) for name in names))
    for key in sorted(machine.rows):
        machine.print(f"{key}:{machine.rows[key]}")
    return "".join(machine.printed)
