"""The firm's account: a provider of OpenID Connect, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from tests.site import free_port


@contextmanager
def running() -> Iterator[str]:
    """Its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(address, timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def says(provider: str, subject: str = "s-1", **claims: Any) -> None:
    """What the provider says of somebody from now on."""
    known = {"preferred_username": "ann", "email": "ann@firm.example", "given_name": "Ann"}
    requests.put(f"{provider}/users/{subject}", json=known | claims, timeout=5).raise_for_status()
