"""The papers name only what is there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.site import ROOT

PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(r"`((?:wizard|templates|static|tests|docs|fixtures|blinkdiag)/[\w./-]*)`")
CODE = re.compile(r"`[^`]*`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_path_and_every_link_leads_somewhere(paper: Path) -> None:
    text = paper.read_text()
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    prose = CODE.sub("", text)
    missing += [link for link in LINK.findall(prose) if not (paper.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize(
    "decision",
    sorted((ROOT / "docs" / "decisions").glob("0*.md")),
    ids=lambda decision: decision.name[:4],
)
def test_decisions_have_one_form_and_stand_in_the_list(decision: Path) -> None:
    text = decision.read_text()
    assert re.match(rf"# {decision.name[:4]}\. .+\n\nStatus: .+\n", text)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [
        heading for heading in headings if heading in ("Context", "Decision", "Consequences")
    ] == [
        "Context",
        "Decision",
        "Consequences",
    ]
    assert f"({decision.name})" in (decision.parent / "README.md").read_text()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_table_tells_of_a_name_once(paper: Path) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", paper.read_text(), re.MULTILINE):
        first_cells = [row.split("|")[1] for row in table.splitlines()]
        only_names = [cell for cell in first_cells if not CODE.sub("", cell).strip(" ,")]
        names = [name for cell in only_names for name in CODE.findall(cell)]
        assert [name for name in set(names) if names.count(name) > 1] == []


# docs/deploy, and the commands of docs/operating.md

DEPLOY = ROOT / "docs" / "deploy"
OPERATING = (ROOT / "docs" / "operating.md").read_text()
ON_THE_MACHINE = ("docs/deploy/certificates",)
"""What whoever runs the site puts there."""


def copied(dockerfile: str) -> list[str]:
    """What the image takes from the checkout."""
    lines = re.findall(r"^COPY (.+)$", dockerfile, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_the_image_is_made_of_what_the_site_needs() -> None:
    sources = copied((DEPLOY / "Dockerfile").read_text())
    assert [source for source in sources if not (ROOT / source).exists()] == []
    installed = {app.partition(".")[0] for app in settings.INSTALLED_APPS}
    ours = {name for name in installed if (ROOT / name).is_dir()}
    assert {*ours, "manage.py", "requirements.lock", "templates", "static", "fixtures"} <= {
        *sources
    }


def test_what_debian_lacks_is_installed_or_made() -> None:
    """A bare Debian has no curl, and its nginx no folder for what it keeps."""
    kept = re.search(r"^proxy_cache_path (\S+)/\w+ ", (DEPLOY / "nginx.conf").read_text(), re.M)
    assert kept
    assert f"install -d {kept[1]}\n" in OPERATING
    installed = re.search(r"^apt-get install (.+)$", OPERATING, re.M)
    assert installed
    assert {"curl", "openssl"} <= {*installed[1].split()}


def test_compose_names_files_that_are_there() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    context = re.search(r"context: (\S+)", text)
    dockerfile = re.search(r"dockerfile: (\S+)", text)
    assert context
    assert dockerfile
    assert (DEPLOY / context[1]).resolve() == ROOT
    assert (ROOT / dockerfile[1]).exists()
    mounted = [(DEPLOY / path).resolve() for path in re.findall(r"- (\./[\w./]+):", text)]
    assert mounted
    missing = [path for path in mounted if not path.exists()]
    assert [str(path.relative_to(ROOT)) for path in missing] == [*ON_THE_MACHINE]


@pytest.mark.parametrize(
    "paper",
    [ROOT / "docs" / "operating.md", *sorted(DEPLOY.iterdir())],
    ids=lambda paper: paper.name,
)
def test_every_command_and_file_of_the_deployment_is_there(paper: Path) -> None:
    text = paper.read_text()
    commands = re.findall(r"manage\.py,? (\w+)\b(?!\.)|^blinkdiag (\w+)", text, re.MULTILINE)
    unknown = {name for pair in commands for name in pair if name} - {*get_commands()}
    assert unknown == set()
    modules = set(re.findall(r"python(?:3|\", \")? -m (\w+)", text)) - {"venv"}
    assert all(find_spec(module) for module in modules)
    files = re.findall(r"\bdocs/[\w./@*-]+", text)
    missing = [file for file in files if not list(ROOT.glob(file.rstrip("./")))]
    assert [file for file in missing if file.rstrip("/.") not in ON_THE_MACHINE] == []


@pytest.mark.parametrize("paper", ["blinkdiag.env", "compose.yaml", "blinkdiag@.service"])
def test_every_variable_of_the_deployment_is_one_that_the_site_reads(paper: str) -> None:
    names = set(
        re.findall(
            r"^(?:# |\s+|Environment=)?([A-Z][A-Z_]+)[=:]", (DEPLOY / paper).read_text(), re.M
        )
    )
    read = "".join(
        (ROOT / "blinkdiag" / name).read_text() for name in ("settings.py", "gunicorn.py")
    )
    assert names
    assert [name for name in names if f'"{name}"' not in read and name not in OF_POSTGRESQL] == []


OF_POSTGRESQL = ("POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD")


def test_the_papers_name_every_file_of_the_deployment() -> None:
    names = {path.name for path in DEPLOY.iterdir()} - {"certificates"}
    named = {
        path.name
        for pattern in re.findall(r"deploy/([\w.@*-]+)", OPERATING)
        for path in DEPLOY.glob(pattern)
    }
    assert names - named == {"Dockerfile"}  # compose.yaml names it
