"""Where the files are: a folder, or a bucket and prefix of S3 (pyarrow's own client)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from sct.move.address import Address
from sct.move.errors import UsageError

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True)
class Store:
    """`filesystem` is pyarrow's; `root` the folder or bucket/prefix."""

    filesystem: Any
    root: str

    def files(self) -> list[tuple[str, int]]:
        """(path relative to the root, size) of data files, sorted."""
        from pyarrow import fs

        found = self.filesystem.get_file_info(fs.FileSelector(self.root, recursive=True, allow_not_found=True))
        names = [
            (os.path.relpath(f.path, self.root), f.size)
            for f in found
            if f.type == fs.FileType.File and f.path.lower().endswith(SUFFIXES)
        ]
        return sorted(names)

    def path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"


def open_store(address: Address) -> Store:
    """Raises UsageError when a source folder is not there."""
    from pyarrow import fs

    if address.scheme == "s3":
        options = dict(address.options)
        endpoint = options.pop("endpoint", "")
        scheme, _, host = endpoint.rpartition("://")
        s3 = fs.S3FileSystem(
            region=options.get("region", os.environ.get("AWS_REGION", "us-east-1")),
            access_key=address.user or None,
            secret_key=address.password,
            endpoint_override=host or None,
            scheme=scheme or "https",
        )
        return Store(s3, f"{address.host}/{address.path.strip('/')}".rstrip("/"))
    if address.host not in ("", "localhost"):
        raise UsageError("MV0001", f"file://{address.host}/… names a host; write file:///folder")
    return Store(fs.LocalFileSystem(), os.path.abspath(address.path))


def table_of(name: str) -> tuple[str, str]:
    """(schema, table) a file belongs to: `table.csv`, `schema.table.csv`, `schema/table.csv`, `table/part-1.csv`."""
    folder, _, file = name.rpartition("/")
    stem = file
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if stem.lower().endswith(suffix):
            stem = stem[: -len(suffix)]
            break
    if folder and stem.lower().startswith(("part-", "part_", "chunk-")):
        schema, _, table = folder.replace("/", ".").rpartition(".")
        return schema, table
    if folder:
        return folder.replace("/", "."), stem
    schema, _, table = stem.rpartition(".")
    return schema, table


def matching(files: list[tuple[str, int]], table: tuple[str, str]) -> list[tuple[str, int]]:
    """The files of a table; names are compared without regard to case, a missing schema matches any."""
    schema, name = table[0].lower(), table[1].lower()
    found = []
    for file, size in files:
        has, is_ = (part.lower() for part in table_of(file))
        if is_ == name and (not has or not schema or has == schema):
            found.append((file, size))
    return found
