#!/usr/bin/env python
"""Runs Django's and Blinkdiag's commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")
    from django.core.management import execute_from_command_line

    from blinkdiag.room_for_calls import with_room

    with_room(execute_from_command_line, sys.argv)


if __name__ == "__main__":
    main()
