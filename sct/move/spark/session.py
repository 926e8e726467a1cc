"""A Spark application of our own: opened for a run, stopped at its end."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sct.move.errors import MoveError, Transient, UsageError
from sct.move.model import Plan
from sct.move.spark.engine import check_ends, shipped

MASTER = re.compile(r"local(\[(\d+|\*)(, *\d+)?\])?|spark://[^/]+|yarn|k8s://.+")
# In the JVM's words: a Python that is not there, one of another version, one that ended before our code began.
NO_PYTHON = ("Cannot run program", "PYTHON_VERSION_MISMATCH", "PythonException")
REACH_SECONDS = 5.0
EXECUTOR_SECONDS = float(os.environ.get("SCT_SPARK_WAIT", "60"))


@contextmanager
def cluster(plan: Plan, master: str, say: Callable[[str], None]) -> Iterator[SparkCluster]:
    """A running application on `master`. Raises UsageError for what is missing here, MoveError for the cluster's part."""
    check_ends(plan)
    _check_master(master)
    try:
        from pyspark import SparkConf, SparkContext
    except ModuleNotFoundError as error:
        raise UsageError("MV0005", f"{error.name} is not installed; pip install 'sct[spark]'") from None
    _check_java()
    # The workers' Python: told by the environment, else the path of this one.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setMaster(master).setAppName(f"sct move {plan.id[:8]}")
    conf.set("spark.ui.showConsoleProgress", "false")
    conf.setIfMissing("spark.log.level", "ERROR")
    try:
        context = SparkContext(conf=conf)
    except Exception as error:  # of py4j or pyspark, by what failed: one line for people
        raise MoveError("MV0014", f"Spark on {master} did not start: {_words(error)}") from None
    try:
        slots = _slots(context, master)
        say(f"Spark {context.version} on {master}: {slots} chunks at once")
        yield SparkCluster(context, shipped(plan), slots)
    finally:
        context.stop()


class SparkCluster:
    """Runs `task.copy_chunk` as jobs of one task; from several threads at once."""

    def __init__(self, context: Any, text: str, slots: int) -> None:
        from sct import __version__

        self.context, self.slots, self.version = context, slots, __version__
        self.text = context.broadcast(text)
        self._lock = threading.Lock()

    def run(self, table: str, chunk: int, moment: Any) -> dict[str, Any]:
        text, version = self.text, self.version

        # By value: a worker without sct, or with another one, has to be able to say so.
        def work(_: int) -> dict[str, Any]:
            import socket as network

            host = network.gethostname()
            try:
                import sct
                from sct.move.spark.task import copy_chunk
            except ImportError as error:
                words = f"its Python cannot load sct ({error})"
                return {"kind": "usage", "code": "MV0016", "message": words, "host": host}
            if sct.__version__ != version:
                words = f"it has sct {sct.__version__}, the driver has {version}"
                return {"kind": "usage", "code": "MV0016", "message": words, "host": host}
            return copy_chunk(text.value, table, chunk, moment)

        self.context.setJobDescription(f"{table}, chunk {chunk}")
        try:
            (told,) = self.context.parallelize([0], 1).map(work).collect()
        except Exception as error:
            raise self._failed(error) from None
        return dict(told)

    def _failed(self, error: Exception) -> MoveError:
        """A lost worker is worth another try; a Python that does not start, or a stopped application, is not."""
        words = _words(error)
        if getattr(self.context, "_jsc", None) is None or self.context._jsc.sc().isStopped():
            return MoveError("MV0014", f"the Spark application has ended: {words}")
        if any(sign in str(error) for sign in NO_PYTHON):
            return UsageError("MV0016", f"a worker cannot run {os.environ['PYSPARK_PYTHON']}: {words}")
        return Transient("MV0011", f"a chunk's task was lost: {words}")


def _check_master(master: str) -> None:
    if not MASTER.fullmatch(master):
        raise UsageError("MV0014", f"--master {master} is not of the form local[2], spark://host:7077, yarn or k8s://…")
    if not master.startswith("spark://"):
        return
    troubles = []
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        if not host or not port.isdigit():
            raise UsageError("MV0014", f"--master {master}: {place} is not of the form host:port")
        try:
            socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS).close()
            return
        except OSError as error:
            troubles.append(f"{place}: {error.strerror or error}")
    raise MoveError("MV0014", f"no Spark master answers: {'; '.join(troubles)}")


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if java is None or not os.access(java, os.X_OK):
        place = f"JAVA_HOME is {home}, and there is no bin/java in it" if home else "there is no java on the PATH"
        raise UsageError("MV0014", f"Spark needs Java 17 or later, and {place}")


def _slots(context: Any, master: str) -> int:
    """Tasks that run at once. Spark itself would wait for ever for workers that never come."""
    if master.startswith("local"):
        return max(1, int(context.defaultParallelism))
    begin = time.monotonic()
    status = context._jsc.sc().statusTracker()
    while len(status.getExecutorInfos()) < 2:  # the driver counts as one
        if time.monotonic() - begin > EXECUTOR_SECONDS:
            message = f"{master} gave no executor in {EXECUTOR_SECONDS:.0f} s: are workers free, with the memory that is asked?"
            raise MoveError("MV0014", message)
        time.sleep(0.2)
    # Others may be on their way: what is counted a moment later is nearer to what there is.
    time.sleep(1.0)
    return max(1, int(context.defaultParallelism))


def _words(error: Exception) -> str:
    """An error of the JVM in one line; its stack, and the Python that Spark quotes, stay out."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [x for x in lines if any(sign in x for sign in NO_PYTHON)]
    telling += [x for x in lines if not x.startswith("at ") and ("Exception" in x or "Error" in x or "failure" in x)]
    return " ".join((telling or lines or [type(error).__name__])[0].split())[:500]
