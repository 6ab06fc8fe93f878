"""The QR code of a page: the address and nothing else, drawn without a style."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import segno
from django.test import Client

from tests.pages import visit
from wizard.rendering.qr import qr_code, qr_image

ADDRESS = "https://guide.example.com/diagnose/?device=xt2&light=five-or-six-red-flashes&tried=restart-router"


def modules(svg: str) -> list[list[int]]:
    """The dark modules a drawn path covers, the quiet zone cut off."""
    root = ET.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    grid = [[0] * size for _ in range(size)]
    x, y = 0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", root[0].attrib["d"]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            for column in range(x, x + int(values[0])):
                grid[int(y)][column] = 1
            x += int(values[0])
        else:
            x, y = (
                (int(values[0]), values[1])
                if command == "M"
                else (x + int(values[0]), y + values[1])
            )
    return [row[4:-4] for row in grid[4:-4]]


def test_it_draws_the_code_of_the_address() -> None:
    code = segno.make(ADDRESS, micro=False, error="l", boost_error=False, mask=0)
    assert modules(qr_code(ADDRESS)) == [list(row) for row in code.matrix]


def test_it_needs_no_style_and_no_script() -> None:
    drawn = qr_code('https://guide.example.com/?q="><script>')
    assert set(re.findall(r"<(\w+)", drawn)) == {"svg", "path"}
    assert "style" not in drawn


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rest", ["&skipped=questions&fixed=replace-batteries", "&fixed=restart-router"]
)
def test_a_report_names_its_page_and_the_official_address(client: Client, rest: str) -> None:
    address = f"/diagnose/?device=xt2&light=five-or-six-red-flashes{rest}"
    page = visit(client, address)
    assert f"The guide’s page: http://testserver{address} " in page.text
    assert "Blink support: https://support.blinkforhome.com" in page.text
    query = address.removeprefix("/diagnose/")
    assert any(values.get("src") == f"/diagnose/qr.svg{query}" for _, values in page.tags)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rest",
    [
        "&skipped=questions",
        "&skipped=questions&fixed=replace-batteries",
        "&fixed=restart-router",
    ],
)
def test_a_report_shows_the_code_as_an_image_of_its_own(client: Client, rest: str) -> None:
    query = f"?device=xt2&light=five-or-six-red-flashes{rest}"
    page = visit(client, f"/diagnose/{query}")
    assert any(
        tag == "img" and values["src"] == f"/diagnose/qr.svg{query}" for tag, values in page.tags
    )
    response = client.get(f"/diagnose/qr.svg{query}")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content == qr_image(f"http://testserver/diagnose/{query}")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?device=nothing", "?" + "a=1&" * 500])
def test_an_address_that_is_no_diagnosis_has_no_code(client: Client, query: str) -> None:
    assert client.get(f"/diagnose/qr.svg{query}").status_code == 400
