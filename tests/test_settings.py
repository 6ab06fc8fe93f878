"""The environment is read loudly: a wrong value stops the start and names the variable."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONG_SECRET = "a-long-text-that-only-this-test-knows-0123456789-0123456789"


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Starts Django with only these variables, as a deployment would."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
        **variables,
    }
    command = [
        sys.executable,
        "manage.py",
        "check",
        *(["--deploy", "--fail-level", "WARNING"] if "HTTPS" in variables else []),
    ]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "submission://"),
        ("HTTPS", "maybe"),
        ("DATABASE_URL", "mongodb://host/name"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgres://a:b@host/name?conect_timeout=2"),
        ("DATABASE_CONNECT_SECONDS", "0"),
        ("DATABASE_STATEMENT_SECONDS", "long"),
        ("CACHE_URL", "redis://host:6379/0?socket_timeout=0.2"),
        ("CACHE_URL", "redis://host:6379/0?timeout=60"),
        ("CACHE_SECONDS", "0"),
        ("PAGE_CACHE_MB", "much"),
        ("PAGE_CACHE_SHARED_MB", "0"),
        ("ALLOWED_HOSTS", ""),
        ("WEB_CONCURRENCY", "two"),
        ("WEB_THREADS", "0"),
        ("CACHE_URL", "carrier-pigeon://loft"),
        ("ADMIN_URL", "/desk"),
        ("ADMIN_URL", "answers/"),
        ("STAFF_TWO_FACTOR", "sometimes"),
        ("STAFF_SESSION_HOURS", "0"),
        ("SIGN_IN_TRIES", "0"),
        ("SIGN_IN_LOCK_MINUTES", "soon"),
        ("STORAGE_URL", "nonsense"),
        ("STORAGE_URL", "s3://key:secret@host"),
        ("STORAGE_URL", "s3://key@host/bucket"),
        ("STORAGE_URL", "s3://key:secret@host/bucket?acl=public-read"),
        ("STORAGE_URL", "s3://key:secret@host:http/bucket"),
        ("STORAGE_SECONDS", "0"),
        ("OIDC_ISSUER", "http://firm.example"),
        ("OIDC_ISSUER", "https://firm.example"),
        ("OIDC_ROLES", "leads=boss"),
        ("EMAIL_URL", "pigeon://loft"),
        ("OIDC_SIGN_ALGORITHM", "none"),
        ("PASSWORD_SIGN_IN", "off"),
    ],
)
def test_a_wrong_variable_stops_the_start_and_is_named(
    tmp_path: Path, name: str, value: str
) -> None:
    started = start(tmp_path, **{"SECRET_KEY": LONG_SECRET, name: value})
    assert started.returncode != 0
    assert name in started.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "WEB_THREADS", "PORT"])
def test_what_gunicorn_reads_is_named_too(name: str, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path / 'x'}"}
    started = subprocess.run(
        [sys.executable, "-m", "blinkdiag"],
        cwd=ROOT,
        env={**environment, "SECRET_KEY": LONG_SECRET, name: "two"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert started.returncode != 0
    assert name in started.stderr.strip().splitlines()[-1]


def test_a_deployed_database_needs_a_secret_of_its_own(tmp_path: Path) -> None:
    started = start(tmp_path)
    assert started.returncode != 0
    assert "SECRET_KEY is not set" in started.stderr


def test_a_public_site_needs_a_long_secret(tmp_path: Path) -> None:
    started = start(tmp_path, SECRET_KEY="short", HTTPS="on")
    assert started.returncode != 0
    assert "SECRET_KEY is too short" in started.stderr


def test_a_well_configured_deployment_passes_djangos_own_checks(tmp_path: Path) -> None:
    started = start(tmp_path, SECRET_KEY=LONG_SECRET, HTTPS="on")
    assert started.returncode == 0, started.stderr


def test_a_public_site_is_told_what_would_make_its_staff_side_safer(tmp_path: Path) -> None:
    said = start(tmp_path, SECRET_KEY=LONG_SECRET, HTTPS="on").stderr
    assert "wizard.I001" in said
    assert "wizard.I002" in said
    said = start(
        tmp_path,
        SECRET_KEY=LONG_SECRET,
        HTTPS="on",
        ADMIN_URL="desk-7/",
        STAFF_TWO_FACTOR="required",
    ).stderr
    assert "wizard.I" not in said


def test_an_address_of_its_own_is_told_to_nobody(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
        "SECRET_KEY": LONG_SECRET,
        "ADMIN_URL": "desk-7/",
    }
    look = """
from django.conf import settings
from django.test import Client
settings.STORAGES['staticfiles'] = {
    'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'
}
c = Client(SERVER_NAME='localhost', enforce_csrf_checks=True)
for method in (c.get, c.post, c.put, c.delete, c.options):
    for address in ('/', '/robots.txt', '/staff/guide/', '/staff/map/', '/staff/nothing/',
                    '/admin/', '/answers/', '/nothing/', '/?preview', '/favicon.ico', '/sw.js'):
        r = method(address)
        print(r.status_code, address, r.headers, r.content.decode())
"""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", look]
    found = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "403 /staff/guide/" in found
    assert "desk-7" not in found


def test_everything_follows_the_address_of_the_staff_side(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
        "SECRET_KEY": LONG_SECRET,
        "ADMIN_URL": "desk-7/",
    }
    look = (
        "from django.test import Client; c = Client(SERVER_NAME='localhost');"
        "print(c.get('/robots.txt').content.decode(), c.get('/desk-7/').headers['Location'])"
    )
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", look]
    found = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "/desk-7/login/?next=/desk-7/" in found
    assert "/admin/" not in found


@pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("WEB_CONCURRENCY", "many")])
def test_gunicorn_names_a_wrong_variable_too(name: str, value: str) -> None:
    command = [sys.executable, "-c", "import blinkdiag.gunicorn"]
    started = subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert name in started.stderr.strip().splitlines()[-1]


def test_no_setting_is_overwritten_unseen() -> None:
    tree = ast.parse((ROOT / "blinkdiag" / "settings.py").read_text())
    blocks = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.With))]
    names = [
        name.id
        for block in blocks
        for statement in block
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    ]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_no_server_of_e_mails_is_waited_for_long(settings: Any) -> None:
    assert 0 < settings.EMAIL_TIMEOUT <= 10
