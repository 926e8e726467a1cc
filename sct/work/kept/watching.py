"""What the conversion of one object asks of everything outside it, noted while it runs.

The emitter and the catalog are put under watch: their dictionaries and sets are exchanged for ones that note what they
are asked, and every attribute that is not on a list is set aside, so that reaching for it is noticed. A question that
can be asked again is noted; anything else makes the object one that is not kept. So what nobody has thought of costs
time, and never makes a stale object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sct.text.span import Span

Question = tuple[str, str, Any]  # where, how, what


class Notes:
    """`questions`: those of the object at hand. `lost`: what it reached that cannot be asked again; "" so far."""

    def __init__(self) -> None:
        self.questions: dict[Question, None] = {}
        self.lost = ""
        self.home = Span("", 0, 0)
        self.place = -1
        self._quiet = 0

    def begin(self, place: int, home: Span) -> None:
        self.questions.clear()
        self.lost = ""
        self.place, self.home = place, home

    def lose(self, what: str) -> None:
        if not self._quiet and not self.lost:
            self.lost = what

    def unheard(self, ask: Callable[[], Any]) -> Any:
        """What `ask` finds out, without its own questions: its answer is noted as a whole by who calls this."""
        before, self.questions = self.questions, {}
        self._quiet += 1
        try:
            return ask()
        finally:
            self._quiet -= 1
            self.questions = before


class WatchedDict(dict[Any, Any]):
    """Notes which keys are asked for, and whether there are any. Asked in any other way, or changed, it loses the object."""

    __slots__ = ("name", "notes")

    def __init__(self, name: str, content: dict[Any, Any], notes: Notes) -> None:
        super().__init__(content)
        self.name = name
        self.notes = notes

    def __contains__(self, key: object) -> bool:
        self.notes.questions[(self.name, "in", key)] = None
        return super().__contains__(key)

    def __getitem__(self, key: Any) -> Any:
        self.notes.questions[(self.name, "get", key)] = None
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self.notes.questions[(self.name, "get", key)] = None
        return super().get(key, default)

    def __bool__(self) -> bool:
        self.notes.questions[(self.name, "some", None)] = None
        return dict.__len__(self) > 0

    def __iter__(self) -> Iterator[Any]:
        self.notes.lose(f"all of {self.name}")
        return super().__iter__()


class WatchedSet:
    """The same for a set. It is none itself: what is written in C takes a set's content without asking it."""

    __slots__ = ("content", "name", "notes")

    def __init__(self, name: str, content: set[Any], notes: Notes) -> None:
        self.content = content
        self.name = name
        self.notes = notes

    def __contains__(self, key: object) -> bool:
        self.notes.questions[(self.name, "in", key)] = None
        return key in self.content

    def __bool__(self) -> bool:
        self.notes.questions[(self.name, "some", None)] = None
        return bool(self.content)

    def __iter__(self) -> Iterator[Any]:
        self.notes.lose(f"all of {self.name}")
        return iter(self.content)


def _losing(kind: type, name: str) -> Any:
    inner = getattr(kind, name)

    def method(self: Any, *args: Any, **named: Any) -> Any:
        self.notes.lose(f"{self.name}.{name}")
        return inner(self.content if kind is set else self, *args, **named)

    return method


# Everything else a dictionary or a set can do.
_HARMLESS = {
    "__class__", "__class_getitem__", "__delattr__", "__doc__", "__getattribute__", "__hash__", "__init__", "__new__",
    "__init_subclass__", "__setattr__", "__sizeof__", "__subclasshook__", "__module__", "__slots__",
}  # fmt: skip
for _watched, _kind in ((WatchedDict, dict), (WatchedSet, set)):
    for _name in dir(_kind):
        if _name not in _HARMLESS and _name not in vars(_watched):
            setattr(_watched, _name, _losing(_kind, _name))


class Watch:
    """One object under watch: only `allowed` attributes are left where they are, `exchanged` ones are what is given;
    `methods` stand in for its own. Everything else is found, and loses what is being converted."""

    def __init__(
        self,
        watched: Any,
        notes: Notes,
        allowed: frozenset[str],
        exchanged: dict[str, Any],
        methods: dict[str, Any] | None = None,
    ) -> None:
        self._object, self._notes = watched, notes
        self._allowed = allowed | exchanged.keys()
        self._kind = type(watched)
        self._before = {name: watched.__dict__[name] for name in exchanged if name in watched.__dict__}
        self._aside: dict[str, Any] = {}
        self._known = -1
        watched.__dict__.update({name: made for name, made in exchanged.items() if name in self._before})
        aside, kind = self._aside, self._kind

        def missing(this: Any, name: str) -> Any:
            if name not in aside:
                raise AttributeError(f"{kind.__name__} has no {name}")
            notes.lose(f"{kind.__name__}.{name}")
            return aside[name]

        def changed(this: Any, name: str, value: Any) -> None:
            if name in aside:
                notes.lose(f"{kind.__name__}.{name}")
                aside[name] = value
            else:
                this.__dict__[name] = value

        space = {"__getattr__": missing, "__setattr__": changed, **(methods or {})}
        watched.__class__ = type(kind.__name__, (kind,), space)
        self.sort_out()

    def sort_out(self) -> None:
        """Sets aside what has come up since (a cached property)."""
        here = self._object.__dict__
        if len(here) == self._known:
            return
        for name in [one for one in here if one not in self._allowed]:
            self._aside[name] = here.pop(name)
        self._known = len(here)

    def end(self) -> None:
        here = self._object.__dict__
        here.update(self._aside)
        here.update(self._before)
        self._object.__class__ = self._kind
