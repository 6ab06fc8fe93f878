"""The address of a page as a QR code, drawn on the server."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str) -> SafeString:
    """An inline SVG, black on nothing, four modules of quiet zone, no style attribute. An address
    of up to 2900 characters.
    """
    return mark_safe(_code(address).svg_inline(omitsize=True, svgclass=None, lineclass=None))  # noqa: S308  # holds only a path


def qr_image(address: str) -> bytes:
    """The same as a file of its own, black on white."""
    file = io.BytesIO()
    _code(address).save(
        file, kind="svg", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return file.getvalue()


def _code(address: str) -> segno.QRCode:
    # Trying all eight masks takes six times as long.
    return segno.make(address, micro=False, error="l", boost_error=False, mask=0)
