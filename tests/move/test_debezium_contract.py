"""What is made of Debezium's events, and what a connector is told: no Java needed (test_debezium.py runs the real one)."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable
from typing import Any

import pytest

from sct.ir.types import Type
from sct.move.address import parse
from sct.move.capture import UNCHANGED, Change, Follower, Net
from sct.move.debezium import source as module
from sct.move.debezium.events import Events, Record, Shape
from sct.move.debezium.source import DebeziumChanges
from sct.move.debezium.values import Undecodable, as_text, decoder
from sct.move.errors import MoveError, UsageError
from sct.move.exports import debezium
from sct.move.model import ColumnPlan, Plan, TablePlan

SHAPE = Shape((("id", "INT64", ""), ("a", "STRING", ""), ("long", "STRING", ""), ("b", "BYTES", "")), ("id",))
KINDS = {"id": "integer", "a": "text", "long": "text", "b": "binary"}


def plan_of(url: str = "postgresql://u@h/shop", same: bool = True, schema: str = "public") -> Plan:
    columns = [ColumnPlan(n, n, Type(k), k, k) for n, k in KINDS.items()]
    table = TablePlan(f"{schema}.t", (schema, "t"), ("public", "t"), columns, ("id",))
    return Plan("0123456789abcdef", url, "postgresql://h/x", [table], same_engine=same)


PLAN = plan_of()
PREFIX, PLACEHOLDER = debezium.prefix(PLAN), debezium.placeholder(PLAN)
BYTES_PLACEHOLDER = base64.b64encode(PLACEHOLDER.encode()).decode()


def events(plan: Plan = PLAN, shapes: dict[str, Any] | None = None) -> Events:
    return Events(plan, debezium.prefix(plan), shapes or {}, debezium.placeholder(plan))


def begin() -> Record:
    return Record(f"{PREFIX}.transaction", {"status": "BEGIN", "id": "7:1"}, None, {"lsn": 1})


def end(count: int, lsn: int = 9) -> Record:
    value = {"status": "END", "id": "7:1", "event_count": count, "ts_ms": 5000}
    return Record(f"{PREFIX}.transaction", value, None, {"lsn": lsn, "transaction_id": "7"})


def row(op: str, before: Any = None, after: Any = None, shape: Shape = SHAPE, schema: str = "public") -> Record:
    value = {"op": op, "before": before, "after": after, "source": {"schema": schema, "table": "t"}}
    return Record(f"{PREFIX}.public.t", value, shape)


def full(**more: Any) -> dict[str, Any]:
    return {"id": 1, "a": "x", "long": "L", "b": "AP8=", **more}


def only_key(number: int) -> dict[str, Any]:
    return {"id": number, "a": None, "long": None, "b": None}


def changes(*records: Record, plan: Plan = PLAN) -> list[Change]:
    found = events(plan)
    assert [found.feed(r) for r in (begin(), *records)] == [None] * (1 + len(records))
    made = found.feed(end(len(records)))
    assert made is not None
    return made.changes


def test_a_transaction() -> None:
    found = events()
    for record in (begin(), row("c", None, full()), row("u", None, full(a=None)), row("d", only_key(1)), row("t")):
        assert found.feed(record) is None
    made = found.feed(end(4))
    assert made is not None and made.committed == 5.0
    assert [c.kind for c in made.changes] == ["upsert", "upsert", "delete", "truncate"]
    assert made.changes[0].row == ["1", "x", "L", "\\x00ff"]  # PostgreSQL's spelling for PostgreSQL
    assert made.changes[2].key == ("1",)
    assert made.position == {"debezium": {"offset": {"lsn": 9}, "shapes": {"public.t": SHAPE.told()}}}


def test_between_other_engines_values_keep_their_types() -> None:
    assert changes(row("c", None, full()), plan=plan_of(same=False))[0].row == [1, "x", "L", b"\x00\xff"]


def test_long_values_that_are_not_in_the_log() -> None:
    left_out = full(long=PLACEHOLDER, b=BYTES_PLACEHOLDER)
    (change,) = changes(row("u", None, left_out))
    assert change.row == ["1", "x", UNCHANGED, UNCHANGED]
    # REPLICA IDENTITY FULL: what did not change stands in the row before.
    (change,) = changes(row("u", full(long="old"), left_out))
    assert change.row == ["1", "x", "old", "\\x00ff"] and change.key == ("1",)
    # By default the row before has only its key, and its NULLs mean nothing.
    (change,) = changes(row("u", only_key(1), left_out))
    assert change.row == ["1", "x", UNCHANGED, UNCHANGED]


def test_another_key_is_a_deletion_and_an_insertion() -> None:
    moved = full(id=2, long=PLACEHOLDER)
    (change,) = changes(row("d", only_key(1)), row("c", None, moved))
    assert (change.kind, change.key, change.row) == ("upsert", ("1",), ["2", "x", UNCHANGED, "\\x00ff"])
    (change,) = changes(row("d", full(long="old")), row("c", None, moved))
    assert change.row == ["2", "x", "old", "\\x00ff"]
    # All values there: two changes, as they came.
    assert [c.kind for c in changes(row("d", only_key(1)), row("c", None, full(id=2)))] == ["delete", "upsert"]
    with pytest.raises(MoveError, match="MV0053"):
        changes(row("c", None, moved))


def test_a_key_that_the_log_does_not_have_is_no_key() -> None:
    with pytest.raises(MoveError, match="MV0053"):
        changes(row("d", {**only_key(1), "id": None}))
    with pytest.raises(MoveError, match="MV0053"):
        changes(row("d", None))
    other = Shape(SHAPE.fields, ("a",))
    with pytest.raises(MoveError, match="its key is a"):
        changes(row("u", None, full(), other))
    assert changes(row("u", full(id=5), full(), other))[0].key == ("5",)


@pytest.mark.parametrize("count", [0, 2])
def test_events_that_are_missing_are_noticed(count: int) -> None:
    found = events()
    found.feed(begin())
    found.feed(row("c", None, full()))
    with pytest.raises(MoveError, match=f"MV0058 .*1 of {count} events"):
        found.feed(end(count))


def test_events_without_their_transaction_are_refused() -> None:
    with pytest.raises(MoveError, match="only its end"):
        events().feed(end(0))
    with pytest.raises(MoveError, match="outside any transaction"):
        events().feed(row("c", None, full()))


def test_a_transaction_that_is_sent_again_counts_once() -> None:
    found = events()
    for record in (begin(), row("c", None, full()), begin(), row("c", None, full())):
        found.feed(record)
    made = found.feed(end(1))
    assert made is not None and len(made.changes) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (SHAPE.fields[:3], "MV0051 public.t lacks b"),
        ((*SHAPE.fields, ("n", "INT32", "io.debezium.time.Date")), "MV0051 public.t has id INT64.* n Date now"),
        ((("id", "STRING", ""), *SHAPE.fields[1:]), "MV0051 public.t has id STRING"),
    ],
)
def test_a_table_of_another_shape_ends_the_following(fields: Any, told: str) -> None:
    found = events()
    found.feed(begin())
    found.feed(row("c", None, full()))
    with pytest.raises(MoveError, match=told):
        found.feed(row("c", None, full(), Shape(fields, ("id",))))
    # After a restart the position knows the shape.
    again = events(shapes={"public.t": SHAPE.told()})
    again.feed(begin())
    with pytest.raises(MoveError, match=told):
        again.feed(row("c", None, full(), Shape(fields, ("id",))))


def test_statements_of_other_connectors_end_the_following() -> None:
    def altered(ddl: str, snapshot: str = "false", table: str = '"shop"."t"') -> Record:
        changed = [{"type": "ALTER", "id": table}]
        return Record(PREFIX, {"source": {"snapshot": snapshot}, "ddl": ddl, "tableChanges": changed})

    plan = plan_of("mysql://u@h/shop", False, "shop")
    with pytest.raises(MoveError, match=r"MV0051 shop\.t was altered .*ALTER TABLE t ADD x int"):
        events(plan).feed(altered("ALTER TABLE t ADD x int"))
    for harmless in (
        altered("CREATE TABLE t", "true"),  # the connector learns the tables
        altered("TRUNCATE TABLE t"),  # comes as a change, too
        altered("ALTER TABLE u ADD x int", table='"shop"."u"'),
    ):
        assert events(plan).feed(harmless) is None


@pytest.mark.parametrize(
    ("kind", "name", "given", "text"),
    [
        ("INT32", "", -5, "-5"),
        ("BOOLEAN", "", True, "t"),
        ("FLOAT64", "", "-Infinity", "-inf"),
        ("FLOAT64", "", 4.9e-324, "5e-324"),
        ("FLOAT32", "", 1.1, "1.100000023841858"),
        ("STRING", "", "NAN", "NAN"),
        ("BYTES", "", "", "\\x"),
        ("INT32", "io.debezium.time.Date", -719162, "0001-01-01"),
        ("INT32", "io.debezium.time.Date", 2932896, "9999-12-31"),
        ("INT32", "io.debezium.time.Date", -2147472692, "infinity"),
        ("INT64", "io.debezium.time.MicroTimestamp", 253402300799999999, "9999-12-31 23:59:59.999999"),
        ("INT64", "io.debezium.time.MicroTimestamp", -1, "1969-12-31 23:59:59.999999"),
        ("INT64", "io.debezium.time.MicroTimestamp", -9223372036832400000, "-infinity"),
        ("INT64", "io.debezium.time.Timestamp", 1704164645678, "2024-01-02 03:04:05.678000"),
        ("INT64", "io.debezium.time.MicroTime", 86400000000, "24:00:00"),
        ("INT32", "io.debezium.time.Time", 1, "00:00:00.001000"),
        ("STRING", "io.debezium.time.ZonedTimestamp", "2024-01-02T03:04:05.678Z", "2024-01-02 03:04:05.678000+00:00"),
        ("STRING", "io.debezium.time.ZonedTimestamp", "infinity", "infinity"),
        ("STRING", "io.debezium.time.Interval", "P0Y10M3DT-4H-5M-6.789S", "P0Y10M3DT-4H-5M-6.789S"),
    ],
)
def test_values(kind: str, name: str, given: Any, text: str) -> None:
    assert as_text(decoder(kind, name, False)(given)) == text


def test_words_of_decimals() -> None:
    assert [decoder("STRING", "", True)(w) for w in ("NAN", "NEGATIVE_INFINITY", "1.50")] == [
        "NaN",
        "-Infinity",
        "1.50",
    ]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("io.debezium.time.Date", -719163),
        ("io.debezium.time.Date", 2932897),
        ("io.debezium.time.MicroTimestamp", -62135596800000001),
        ("io.debezium.time.NanoTimestamp", 1),
        ("io.debezium.time.ZonedTimestamp", "-0043-03-15T01:02:03.5Z"),
        ("io.debezium.time.ZonedTimestamp", "+10000-01-01T00:00:00Z"),
        ("io.debezium.time.ZonedTimestamp", "2024-01-02T03:04:05.0000001Z"),
        ("io.debezium.time.MicroTime", -1),
    ],
)
def test_values_without_an_exact_form_are_refused(name: str, given: Any) -> None:
    with pytest.raises(Undecodable):
        decoder("INT64", name, False)(given)


@pytest.mark.parametrize(
    ("kind", "name"), [("ARRAY", ""), ("BYTES", "io.debezium.data.Bits"), ("STRING", "io.debezium.time.ZonedTime")]
)
def test_types_without_an_exact_form_are_refused(kind: str, name: str) -> None:
    with pytest.raises(Undecodable):
        decoder(kind, name, False)
    shape = Shape((*SHAPE.fields[:3], ("b", kind, name)), ("id",))
    with pytest.raises(MoveError, match=r"MV0057 public\.t\.b \(binary\)"):
        changes(row("c", None, full(), shape))


# The following, with a connector that gives what the test says.


class Log:
    """A source whose log takes marks."""

    def __init__(self) -> None:
        self.marks: list[str] = []

    def mark(self, prefix: str, text: str) -> None:
        self.marks.append(text)

    def position(self) -> dict[str, Any]:
        return {"lsn": "0/1"}


class Connector:
    """Gives `batches`, then nothing, then `last(log)` when a mark was asked for."""

    def __init__(self, log: Log, batches: list[list[Record]]) -> None:
        self.log, self.batches = log, batches
        self.told: list[Any] = []
        self.config: dict[str, str] = {}
        self.offset: Any = None
        self.closed = False
        self.asked = 0

    def __call__(self, config: dict[str, str], offset: Any, partition: Any, redact: Callable[[str], str]) -> Connector:
        self.config, self.offset = config, offset
        return self

    def started(self, seconds: float) -> bool:
        return True

    def next(self, seconds: float) -> list[Record] | None:
        if self.batches:
            return self.batches.pop(0)
        self.asked += 1
        if self.log.marks and self.asked > 3:  # it takes a while until the mark comes through, and rows come before it
            content = base64.b64encode(self.log.marks.pop().encode()).decode()
            message = {"op": "m", "message": {"prefix": "sct", "content": content}, "source": {}}
            late = [begin(), row("c", None, full(id=99)), end(1, 98)]
            return [*late, begin(), Record(f"{PREFIX}.message", message), end(1, 99)]
        return None

    def release(self, last: Any) -> None:
        self.told.append(last)

    def close(self) -> None:
        self.closed = True


class Kept:
    """A target that keeps what is applied."""

    def __init__(self, position: dict[str, Any]) -> None:
        self.now = position
        self.applied: list[tuple[list[tuple[TablePlan, Net]], dict[str, Any]]] = []

    def position(self, plan: Plan) -> dict[str, Any]:
        return self.now

    def set_position(self, plan: Plan, position: dict[str, Any]) -> None:
        self.now = position

    def apply(self, plan: Plan, nets: list[tuple[TablePlan, Net]], position: dict[str, Any], added: Any = ()) -> None:
        self.applied.append((nets, copy.deepcopy(position)))
        self.now = position


class NoState:
    def set(self, name: str, value: Any) -> None:
        return

    def phase(self, name: str, **more: Any) -> None:
        return


def drain(connector: Connector, target: Kept, log: Log) -> int:
    capture = DebeziumChanges(PLAN, log, connector)  # type: ignore[arg-type]
    return Follower(PLAN, NoState(), capture, target, lambda _: None).run(drain=True)  # type: ignore[arg-type]


def marked(records: list[Record]) -> list[Record]:
    for record in records:
        record.origin = record
    return records


def test_a_drain_ends_where_the_log_ends_and_not_where_it_is_silent() -> None:
    log = Log()
    connector = Connector(log, [])
    target = Kept({"debezium": {"offset": {"lsn": 1}, "shapes": {}}})
    assert drain(connector, target, log) == 1
    assert connector.offset == {"lsn": 1} and connector.closed
    assert target.now["debezium"]["offset"] == {"lsn": 99}


def test_debezium_hears_of_a_batch_only_when_the_target_has_it() -> None:
    log = Log()
    first = marked([begin(), row("c", None, full()), end(1, 5), begin(), row("c", None, full(id=2))])
    second = marked([row("c", None, full(id=3)), end(2, 6)])
    connector = Connector(log, [first, second])
    target = Kept({"debezium": {"offset": None, "shapes": {}}})
    seen: list[tuple[int, int]] = []
    release = connector.release
    connector.release = lambda last: (seen.append((len(connector.told), len(target.applied))), release(last))[1]  # type: ignore[method-assign]
    assert drain(connector, target, log) == 4
    # Of the first batch only the whole transaction, and only after it was applied.
    assert connector.told[:2] == [first[2], second[1]]
    assert seen[:2] == [(0, 1), (1, 2)]
    assert [p["debezium"]["offset"]["lsn"] for _, p in target.applied][:2] == [5, 6]


def test_a_mark_that_never_comes_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "END_SECONDS", 0.05)
    log = Log()
    connector = Connector(log, [])
    connector.asked = -10_000_000
    with pytest.raises(MoveError, match=r"MV0058 .*did not reach the end"):
        drain(connector, Kept({"debezium": {"offset": None, "shapes": {}}}), log)
    assert connector.closed


def test_a_position_of_another_way_is_not_taken_for_one_of_debezium() -> None:
    log = Log()
    with pytest.raises(MoveError, match="MV0052"):
        drain(Connector(log, []), Kept({"lsn": "0/1"}), log)


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (ColumnPlan("x", "x", Type("named", name="integer[]"), "integer[]", "integer[]"), "MV0057 .*integer"),
        (
            ColumnPlan("x", "x", Type("named", name="timetz"), "time with time zone", "timetz"),
            "MV0057 .*time with time",
        ),
    ],
)
def test_what_would_not_come_through_is_refused_before_the_load(column: ColumnPlan, told: str) -> None:
    plan = plan_of()
    plan.tables[0].columns.append(column)
    with pytest.raises(MoveError, match=told):
        DebeziumChanges(plan, Log(), Connector(Log(), [])).capture_begin(plan)  # type: ignore[arg-type]


def test_filters_and_keyless_tables_are_refused_before_the_load() -> None:
    for change, told in (({"filter": "id > 3"}, "MV0057"), ({"key": ()}, "MV0050")):
        plan = plan_of()
        for name, value in change.items():
            setattr(plan.tables[0], name, value)
        with pytest.raises(MoveError, match=told):
            DebeziumChanges(plan, Log(), Connector(Log(), [])).capture_begin(plan)  # type: ignore[arg-type]


class Position:
    """A source that says where its log stands, as the readers of other engines do."""

    def __init__(self, position: dict[str, Any]) -> None:
        self.now = position

    def position(self) -> dict[str, Any]:
        return self.now


class Mined(Position):
    def log_begin(self) -> dict[str, Any]:
        return {"scn": 40}

    def log_end(self) -> dict[str, Any]:
        return self.now


@pytest.mark.parametrize(
    ("url", "source", "offset", "ends"),
    [
        (
            "mysql://u@h/shop",
            Position({"file": "binlog.000009", "pos": 1000}),
            {"file": "binlog.000009", "pos": 1000},
            [({"file": "binlog.000009", "pos": 999}, False), ({"file": "binlog.000010", "pos": 4}, True)],
        ),
        # Mining begins where the oldest open transaction began: what it did before the load is in no row that was read.
        ("oracle://u@h/shop", Mined({"scn": 50}), {"scn": "40"}, [({"scn": "49"}, False), ({"scn": "50"}, True)]),
        (
            "mssql://u@h/shop",
            Position({"lsn": "0000002c:00000b40:0003"}),
            {"commit_lsn": "0000002c:00000b40:0003", "change_lsn": None, "event_serial_no": 0},
            [({"commit_lsn": "0000002c:00000b40:0002"}, False), ({"commit_lsn": "0000002c:00000b41:0001"}, True)],
        ),
        (
            "db2://u@h/shop",
            Position({"lsn": "00000000:00000000:0000000000051b9a"}),
            {"commit_lsn": "00000000:00000000:0000000000051b9a", "change_lsn": None},
            [({"commit_lsn": "00000000:00000000:0000000000051b99"}, False)],
        ),
    ],
)
def test_other_logs(url: str, source: Any, offset: dict[str, Any], ends: list[tuple[dict[str, Any], bool]]) -> None:
    plan = plan_of(url, False, "shop")
    capture = DebeziumChanges(plan, source, Connector(Log(), []))
    assert capture.capture_begin(plan) == {"debezium": {"offset": offset, "shapes": {}}}
    assert capture.kind.reached is not None
    for there, reached in ends:
        assert capture.kind.reached(there, source.position()) is reached


def test_what_the_wheel_has_no_connector_for() -> None:
    for url in ("mariadb://u@h/shop", "sqlite:////x.db"):
        with pytest.raises(UsageError, match="MV0015"):
            DebeziumChanges(plan_of(url), Log())  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="needs a host"):
        DebeziumChanges(plan_of("postgresql://u@/shop?host=/tmp"), Log())  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["postgresql", "mysql", "oracle", "mssql", "db2"])
def test_what_a_connector_is_told(scheme: str) -> None:
    url = f"{scheme}://u:secret@h/shop"
    plan = plan_of(url)
    config = debezium.embedded(plan, parse(url))
    exported, _ = debezium.connector(plan)
    for made in (config, exported["config"]):
        # Each of these is a value, or a row, that would be lost or changed in silence.
        assert made["decimal.handling.mode"] == "string"
        assert made["binary.handling.mode"] == "bytes"
        assert made["skipped.operations"] == "none"
        assert made["provide.transaction.metadata"] == "true"
    assert config["value.converter.replace.null.with.default"] == "false"
    assert config["errors.max.retries"] == "0"
    assert config["database.password"] == "secret" and "secret" not in str(exported)
    assert all(isinstance(v, str) for v in config.values())
    if scheme == "postgresql":
        # Slot and publication are those of the load's beginning.
        assert config["publication.autocreate.mode"] == "disabled" and config["snapshot.mode"] == "no_data"
    else:
        assert config["snapshot.mode"] == "recovery" and config["include.schema.changes"] == "true"


def test_tls_goes_along() -> None:
    config = debezium.embedded(PLAN, parse("postgresql://u@h/shop?sslmode=verify-full&sslrootcert=/ca.pem"))
    assert config["database.sslmode"] == "verify-full" and config["database.sslrootcert"] == "/ca.pem"


def test_the_way_stays_the_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    from sct.move.following import change_source

    class Target(Kept):
        def prepare(self, plan: Plan) -> None:
            return

    class Own(Log):
        def capture_begin(self, plan: Plan) -> dict[str, Any]: ...
        def transactions(self, plan: Plan, position: dict[str, Any]) -> Any: ...
        def capture_end(self, plan: Plan) -> None: ...
        def lag(self, plan: Plan, position: dict[str, Any]) -> dict[str, Any]: ...

    own, other = Own(), Log()
    fresh = Target({})
    monkeypatch.setattr(fresh, "position", lambda plan: None)

    def chosen(source: Any, target: Any, way: str | None = None) -> str:
        return type(change_source(PLAN, source, target, way)).__name__

    assert chosen(own, fresh) == "Own"
    assert chosen(other, fresh) == "DebeziumChanges"  # no reader of its own
    assert chosen(own, fresh, "debezium") == "DebeziumChanges"
    assert chosen(own, Target({"debezium": {}})) == "DebeziumChanges"
    assert chosen(own, Target({"lsn": "0/1"})) == "Own"
    for target, way in ((Target({"debezium": {}}), "own"), (Target({"lsn": "0/1"}), "debezium")):
        with pytest.raises(UsageError, match="since its load"):
            chosen(own, target, way)
    with pytest.raises(UsageError, match="not read here"):
        chosen(other, fresh, "own")
    with pytest.raises(UsageError, match="MV0015"):
        chosen(own, object())
