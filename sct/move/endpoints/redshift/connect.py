"""Connections to Redshift by Amazon's own driver, and its errors as ours.

Statements end their transactions themselves (BEGIN, COMMIT): the driver is told to begin none.
"""

from __future__ import annotations

from typing import Any

from sct.move.address import Address
from sct.move.errors import MoveError, Transient

PORT = 5439
OPTIONS = (
    "sslmode",
    "iam",
    "cluster_identifier",
    "db_user",
    "profile",
    "region",
    "is_serverless",
    "serverless_work_group",
)
TRANSIENT_STATES = ("08", "40", "53", "57")
# A serializable isolation violation comes without a state of its own.
TRANSIENT_WORDS = ("1023", "communication error", "connection is closed", "server closed", "timed out")


def connect(address: Address) -> Any:
    """A connection in autocommit. Raises MoveError."""
    import redshift_connector

    options: dict[str, Any] = {k: v for k, v in address.options.items() if k in OPTIONS}
    for flag in ("iam", "is_serverless"):
        if flag in options:
            options[flag] = options[flag].lower() == "true"
    try:
        connection = redshift_connector.connect(
            host=address.host,
            port=address.port or PORT,
            database=address.database,
            user=address.user,
            password=address.password or "",
            application_name="sct move",
            numeric_to_float=False,
            **options,
        )
        connection.autocommit = True
        run(connection, "SET timezone TO 'UTC'")
        return connection
    except redshift_connector.Error as error:
        raise trouble(address, error) from None


def run(connection: Any, statement: str, *values: Any) -> Any:
    """Execute; the cursor. The driver reads `%s` only where there are values."""
    cursor = connection.cursor()
    cursor.paramstyle = "format"
    cursor.execute(statement, values) if values else cursor.execute(statement)
    return cursor


def state_and_message(error: BaseException) -> tuple[str, str]:
    """The SQLSTATE ("" where the server did not speak) and the words."""
    detail = error.args[0] if error.args else ""
    if isinstance(detail, dict):
        return str(detail.get("C", "")), " ".join(str(detail.get(k, "")) for k in ("M", "D")).strip()
    return "", " ".join(str(part) for part in error.args)


def is_transient(error: BaseException) -> bool:
    state, message = state_and_message(error)
    if state:
        return state.startswith(TRANSIENT_STATES) or "1023" in message
    return any(word in message.lower() for word in TRANSIENT_WORDS)


def trouble(address: Address, error: BaseException) -> MoveError:
    state, message = state_and_message(error)
    text = f"{address.where}: {address.redact(' '.join(message.split()))}"
    if state.startswith("28"):
        return MoveError("MV0010", text)
    return Transient("MV0011", text) if is_transient(error) else MoveError("MV0012", text)
