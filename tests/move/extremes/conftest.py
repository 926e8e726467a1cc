"""The engines of a session, and what they were filled with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.move.extremes.clients import Client, clients
from tests.servers import Server


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The endpoint of an S3 stand-in with a bucket `extremes`."""
    moto = pytest.importorskip("moto.server")
    import boto3

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", **keys)
        client.create_bucket(Bucket="extremes")
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="session")
def ends(pg18: Server, maria: Any, s3: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Client]]:
    """Engine -> its client."""
    pytest.importorskip("duckdb")
    with ExitStack() as stack:
        yield {c.engine: c for c in clients(stack, pg18, maria, s3, tmp_path_factory.mktemp("extremes"))}


@pytest.fixture(scope="session")
def places() -> dict[Any, str]:
    """URLs that tests come back to."""
    return {}
