"""A little content for the desk in a browser: a camera with three lights, two causes, a question
that is worth asking, and a step for each cause.
"""

from __future__ import annotations

from django.utils.timezone import localdate

from tests.rows import Files, fields_of, find, pattern, row, small
from wizard.content.files import FILES

DAYS = ("reviewed", "checked")


def content() -> Files:
    """`tests.rows.small`, and what a form and a diagnosis need besides."""
    files, today = small(), localdate().isoformat()
    for step in ("restart", "move-closer"):  # what is done first depends on the answer
        find(files, "steps.json", slug=step).update(minutes=10, prerequisites=[])
    find(files, "devices.json", slug="camera-1")["looks"] = "Small and white."
    find(files, "questions.json", slug="moved")["only_patterns"] = []  # of every light
    files["colours.json"] += [
        row("colour", **find(files, "colours.json", slug="red") | colour)
        for colour in (
            {"slug": "blue", "name": "blue", "letter": "B", "words": ["blue"], "position": 20},
            {"slug": "green", "name": "green", "letter": "G", "words": ["green"], "position": 30},
        )
    ]
    files["patterns.json"].append(pattern("red-every-3-seconds", 30))
    files["channels.json"].append(
        row(
            "channel",
            pattern=["camera", "red-every-3-seconds"],
            led="front light",
            colour=["red"],
            steps=[[1.0, 300], [0.0, 2700]],
        )
    )
    cause = find(files, "pattern_causes.json", pattern=["camera", "solid-red"], cause=["stuck"])
    files["pattern_causes.json"].append(
        row("patterncause", **cause | {"pattern": ["camera", "red-every-3-seconds"]})
    )
    for file, rows in files.items():  # read today, so that an edit brings its own warnings alone
        for fields in map(fields_of, rows):
            fields |= {day: today for day in DAYS if hasattr(FILES[file], day)}
    return files
