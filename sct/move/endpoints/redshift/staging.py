"""Where rows wait for COPY: Parquet files and a manifest below `?stage=s3://bucket/prefix`, a folder an attempt.

The name of an attempt is new each time, so what a killed run left can never be mixed with what is copied; it is removed
when the move is done.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import uuid
from typing import TYPE_CHECKING, Any

from sct.move.address import Address
from sct.move.errors import MoveError, Transient, UsageError
from sct.move.model import Plan

if TYPE_CHECKING:
    import pyarrow as pa

FILE_BYTES = 64 << 20  # of Arrow; the slices of a cluster each take a file
PLAIN = re.compile(r"[A-Za-z0-9!_.*()/:@+=,-]+")  # what may stand in a statement's literal


class Stage:
    """A folder of S3. The keys of `access_key` and `secret_key`, else what AWS's own chain of credentials finds."""

    def __init__(self, address: Address) -> None:
        from pyarrow import fs

        options = address.options
        where = options.get("stage", "")
        if not where.startswith("s3://") or not PLAIN.fullmatch(where):
            raise UsageError("MV0001", "Redshift takes rows from S3: add ?stage=s3://bucket/prefix")
        self.root = where.removeprefix("s3://").rstrip("/")
        self.role = options.get("iam_role", "")
        if self.role and not PLAIN.fullmatch(self.role):
            raise UsageError("MV0001", "iam_role is an ARN, several with commas between, or default")
        self._keys = {
            "aws_access_key_id": options.get("access_key") or os.environ.get("AWS_ACCESS_KEY_ID", ""),
            "aws_secret_access_key": options.get("secret_key") or os.environ.get("AWS_SECRET_ACCESS_KEY", ""),
            "token": "" if options.get("secret_key") else os.environ.get("AWS_SESSION_TOKEN", ""),
        }
        endpoint = options.get("endpoint", "")
        scheme, _, host = endpoint.rpartition("://")
        own = bool(options.get("secret_key"))
        self.files = fs.S3FileSystem(
            access_key=self._keys["aws_access_key_id"] if own else None,
            secret_key=self._keys["aws_secret_access_key"] if own else None,
            region=options.get("region") or os.environ.get("AWS_REGION", "us-east-1"),
            endpoint_override=host or None,
            scheme=scheme or "https",
        )

    def credentials(self) -> str:
        """The clause of COPY. Only a role leaves no secret in the statement; keys are never written down by us."""
        if self.role:
            return "IAM_ROLE default" if self.role == "default" else f"IAM_ROLE '{self.role}'"
        if not self._keys["aws_secret_access_key"]:
            raise UsageError("MV0001", "COPY needs ?iam_role=arn:aws:iam::…, or keys in AWS_ACCESS_KEY_ID and the like")
        text = ";".join(f"{key}={value}" for key, value in self._keys.items() if value)
        if not PLAIN.fullmatch(text.replace(";", "")):
            raise UsageError("MV0001", "the keys of AWS hold characters that no key has")
        return f"CREDENTIALS '{text}'"

    def redact(self, text: str) -> str:
        for secret in (self._keys["aws_secret_access_key"], self._keys["token"]):
            text = text.replace(secret, "***") if secret else text
        return text

    def attempt(self, plan: Plan) -> Attempt:
        return Attempt(self, f"{self.root}/{plan.id}/{uuid.uuid4().hex}")

    def sweep(self, plan: Plan) -> list[str]:
        """Remove what the plan's runs left; what could not be, for people. Raises Transient when it may work later."""
        folder = f"{self.root}/{plan.id}"
        try:
            self.files.delete_dir(folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            text = self.redact(" ".join(str(error).split()))
            if "ACCESS_DENIED" in text:
                return [f"s3://{folder}: staged files may be left, they cannot be removed: {text}"]
            raise Transient("MV0068", f"s3://{folder}: {text}") from None
        return []


class Attempt:
    """The files of one chunk, written as the rows come."""

    def __init__(self, stage: Stage, folder: str) -> None:
        self.stage, self.folder = stage, folder
        self.names: list[str] = []
        self.rows = 0
        self._number = 0
        self._open: tuple[str, Any, Any] | None = None
        self._filled = 0

    def write(self, batch: pa.RecordBatch) -> None:
        import pyarrow.parquet as pq

        with self._troubles():
            if self._open is None:
                path = self._path()
                stream = self.stage.files.open_output_stream(path)
                self._open = (path, stream, pq.ParquetWriter(stream, batch.schema, compression="snappy"))
            self._open[2].write_batch(batch)
        self.rows += batch.num_rows
        self._filled += batch.nbytes
        if self._filled >= FILE_BYTES:
            self.close()

    def alone(self, batch: pa.RecordBatch) -> str:
        """A file of its own, which belongs to the attempt only when `keep` says so; its path."""
        import pyarrow.parquet as pq

        path = self._path()
        with (
            self._troubles(),
            self.stage.files.open_output_stream(path) as stream,
            pq.ParquetWriter(stream, batch.schema, compression="snappy") as writer,
        ):
            writer.write_batch(batch)
        return path

    def keep(self, path: str, rows: int) -> None:
        self.names.append(path)
        self.rows += rows

    def close(self) -> None:
        if self._open is None:
            return
        path, stream, writer = self._open
        self._open, self._filled = None, 0
        with self._troubles():
            writer.close()
            stream.close()
        self.names.append(path)

    def manifest(self, names: list[str] | None = None) -> str:
        """Write the manifest of all files, or of `names`; its address. Columnar files need their length in it."""
        paths = self.names if names is None else names
        with self._troubles():
            entries = [
                {
                    "url": f"s3://{path}",
                    "mandatory": True,
                    "meta": {"content_length": self.stage.files.get_file_info(path).size},
                }
                for path in paths
            ]
            self._number += 1
            place = f"{self.folder}/manifest-{self._number}.json"
            with self.stage.files.open_output_stream(place) as stream:
                stream.write(json.dumps({"entries": entries}, indent=1).encode())
        return f"s3://{place}"

    def remove(self) -> None:
        """Whatever became of the chunk: its files are not needed any more."""
        if self._open is not None:
            _, stream, writer = self._open
            self._open = None
            with contextlib.suppress(Exception):
                writer.close()
            with contextlib.suppress(Exception):
                stream.close()
        # What stays behind after a failure here goes with `sweep`.
        with contextlib.suppress(OSError):
            self.stage.files.delete_dir(self.folder)

    def _path(self) -> str:
        self._number += 1
        return f"{self.folder}/rows-{self._number:05d}.parquet"

    @contextlib.contextmanager
    def _troubles(self) -> Any:
        try:
            yield
        except OSError as error:
            text = self.stage.redact(" ".join(str(error).split()))
            kind = MoveError if "ACCESS_DENIED" in text or "NO_SUCH_BUCKET" in text else Transient
            raise kind("MV0068", f"s3://{self.folder}: {text}") from None
