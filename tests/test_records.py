"""Our `dataclass` makes what the library's makes."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest

from sct import records
from sct.ir import objects, statements

VALUES: list[tuple[Any, ...]] = [(1, "a", [1]), (1, "a", [2]), (2, "a", [1]), (1, "b", [1]), (1.0, "a", [1])]


def classes(make: Any) -> dict[str, type]:
    """The same classes, made by one or the other."""

    @make
    class Bare:
        a: Any
        b: str
        c: list[int] = make_field(default_factory=list)

    @make(slots=True)
    class Slots:
        a: Any
        b: str
        c: list[int] = make_field(default_factory=list)

    @make(slots=True)
    class Partly:
        a: Any
        b: str = make_field(compare=False)
        c: list[int] = make_field(repr=False)

    @make(frozen=True, slots=True)
    class Frozen:
        a: Any
        b: str
        c: Any = ()

    @make(slots=True, eq=False)
    class Itself:
        a: Any
        b: str
        c: Any = None

    @make(slots=True)
    class Above:
        a: Any

    @make(slots=True)
    class Below(Above):
        b: str
        c: Any = None

    @make(slots=True)
    class OwnWords:
        a: Any
        b: str
        c: Any = None

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    class Undecorated(Slots):  # type: ignore[misc, valid-type]
        pass

    found = (Bare, Slots, Partly, Frozen, Itself, Below, OwnWords, Undecorated)
    return {one.__name__: one for one in found}


make_field = dataclasses.field
THEIRS, OURS = classes(dataclasses.dataclass), classes(records.dataclass)


@pytest.mark.parametrize("name", THEIRS)
def test_equal_shown_and_hashed_alike(name: str) -> None:
    theirs, ours = ([kind[name](*values) for values in VALUES] for kind in (THEIRS, OURS))
    compared = [[[a == b, a != b] for b in made] for made in (theirs, ours) for a in made]
    assert compared[: len(VALUES)] == compared[len(VALUES) :]
    assert [repr(one) for one in theirs] == [repr(one) for one in ours]
    assert (THEIRS[name].__hash__ is None) == (OURS[name].__hash__ is None)
    assert (THEIRS[name].__hash__ is object.__hash__) == (OURS[name].__hash__ is object.__hash__)
    assert inspect.signature(THEIRS[name]) == inspect.signature(OURS[name])
    assert THEIRS[name].__match_args__ == OURS[name].__match_args__
    assert [f.name for f in dataclasses.fields(THEIRS[name])] == [f.name for f in dataclasses.fields(OURS[name])]
    assert hasattr(theirs[0], "__dict__") == hasattr(ours[0], "__dict__")
    assert repr(dataclasses.replace(theirs[0], a=7)) == repr(dataclasses.replace(ours[0], a=7))


def test_objects_of_two_classes_are_never_equal() -> None:
    assert OURS["Slots"](1, "a") != OURS["Bare"](1, "a")
    assert OURS["Slots"](1, "a") != OURS["Undecorated"](1, "a")
    assert (OURS["Slots"](1, "a") == 1) is False


def test_an_object_in_itself_is_shown() -> None:
    one = OURS["Slots"](1, "a")
    one.c.append(one)
    assert repr(one).endswith("c=[...])")


def test_frozen_ones_stay_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        OURS["Frozen"](1, "a").a = 2
    assert hash(OURS["Frozen"](1, "a")) == hash(THEIRS["Frozen"](1, "a"))


@pytest.mark.parametrize("module", [objects, statements])
def test_classes_of_the_model_are_the_librarys_kind(module: Any) -> None:
    made = [one for _, one in inspect.getmembers(module, inspect.isclass) if dataclasses.is_dataclass(one)]
    assert len(made) > 20
    for one in made:
        assert (
            one.__hash__ is None
            or one.__dataclass_params__.frozen
            or "__hash__" in vars(one)
            or one.__eq__ is object.__eq__
        )
