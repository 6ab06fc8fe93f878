"""The drawings are SVG files under `drawings/`, which any drawing program opens as they are.

A file is complete: it holds its gradients, its colours and, as circles with an `id`, the places of
its lamps. A page shows several drawings, so it takes from each only what is inside `<svg>`, and
each gradient once. Loading is strict, because what a file holds goes into pages as it is.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).with_name("drawings")
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"

Point = tuple[float, float]

ELEMENTS = {
    "svg", "defs", "linearGradient", "radialGradient", "stop",
    "g", "path", "rect", "circle", "ellipse", "image",
}  # fmt: skip
ATTRIBUTES = {
    "viewBox", "id", "class", "transform", LINK,
    "d", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2",
    "opacity", "fill", "fill-opacity", "offset", "stop-color", "stop-opacity",
    "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
}  # fmt: skip
"""All that a drawing may hold. An `image` shows another drawing, which `LINK` names."""


class DrawingError(ValueError):
    """A file holds what a drawing may not hold."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page takes from a file. `box`: its view box. `places`: id of a circle -> its centre.
    `gradients`: id -> element.
    """

    box: str
    shapes: SafeString
    places: Mapping[str, Point]
    gradients: Mapping[str, SafeString]

    def svg(self, css: str) -> SafeString:
        """A picture on a page. The words beside it say the same, so screen readers skip it."""
        return format_html(
            '<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>', css, self.box, self.shapes
        )


def load(folder: str) -> dict[str, Drawing]:
    """Name -> drawing, for every file of a folder. Raises `DrawingError`."""
    files = sorted((FOLDER / folder).glob("*.svg"))
    return {file.stem: read(file.read_text("utf-8"), file.name) for file in files}


def read(text: str, name: str) -> Drawing:
    """A drawing from the text of its file. Raises `DrawingError`, with the `name` of the file."""
    try:
        root = ET.fromstring(text)  # noqa: S314  # our own file
    except ET.ParseError as error:
        raise DrawingError(f"{name} is not XML: {error}") from error
    for element in root.iter():
        _check(element, name)
    return Drawing(
        box=root.get("viewBox", ""),
        shapes=joined(_markup(element) for element in root if element.tag != f"{SVG}defs"),
        places={
            element.attrib["id"]: (float(element.attrib["cx"]), float(element.attrib["cy"]))
            for element in root.iter(f"{SVG}circle")
            if "id" in element.attrib
        },
        gradients={
            gradient.get("id", ""): _markup(gradient) for gradient in root.iterfind(f"{SVG}defs/*")
        },
    )


def _check(element: ET.Element, name: str) -> None:
    tag = element.tag.removeprefix(SVG)
    if not element.tag.startswith(SVG) or tag not in ELEMENTS:
        raise DrawingError(f"{name} holds <{tag}>.")
    if unknown := sorted(element.attrib.keys() - ATTRIBUTES):
        raise DrawingError(f"{name} holds <{tag} {unknown[0]}>.")
    if (element.text or "").strip() or (element.tail or "").strip():
        raise DrawingError(f"{name} holds text at <{tag}>.")


def joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  # each part is safe


def _markup(element: ET.Element) -> SafeString:
    """An element without spaces and ids of places; another drawing is used by its `symbol`."""
    tag = element.tag.removeprefix(SVG)
    attributes = dict(element.attrib)
    if "Gradient" not in tag:
        attributes.pop("id", None)
    if tag == "image":
        tag, attributes["href"] = "use", f"#d-{PurePosixPath(attributes.pop(LINK)).stem}"
    start = format_html("{}{}", tag, format_html_join("", ' {}="{}"', attributes.items()))
    inside = joined(map(_markup, element))
    return format_html("<{}>{}</{}>", start, inside, tag) if inside else format_html("<{}/>", start)
