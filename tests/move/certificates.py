"""A certification authority of the tests' own, made by openssl, and certificates of servers on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Authority:
    """`ca`: its certificate's file; `other_ca`: of one that signed nothing here."""

    folder: Path
    ca: Path
    other_ca: Path

    def certificate(self, name: str, user: str = "", *, owner: int | None = None) -> tuple[Path, Path]:
        """(certificate, key) of the host, or user, `name`; the files are those of `user`, whose account (`owner`) reads them."""
        file = f"{name}-{user}" if user else name
        certificate, key = self.folder / f"{file}.crt", self.folder / f"{file}.key"
        request = self.folder / f"{file}.csr"
        _openssl(
            "req", "-new", "-nodes", "-newkey", "rsa:2048", "-keyout", key, "-out", request, "-subj", f"/CN={name}"
        )
        extensions = self.folder / f"{file}.ext"
        extensions.write_text(f"subjectAltName=DNS:{name}\n")
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.folder / "ca.key", "-CAcreateserial",
            "-days", "2", "-out", certificate, "-extfile", extensions,
        )  # fmt: skip
        key.chmod(0o600)
        if owner is not None:
            os.chown(key, owner, -1)
            os.chown(certificate, owner, -1)
        return certificate, key


def authority(folder: Path) -> Authority:
    """Make one in `folder`, which every account may enter."""
    if shutil.which("openssl") is None:
        pytest.skip("SKIPPED: openssl is not installed")
    folder.chmod(0o755)
    for name in ("ca", "other"):
        _openssl(
            "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", f"/CN=tests {name}",
            "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt",
        )  # fmt: skip
    return Authority(folder, folder / "ca.crt", folder / "other.crt")


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
