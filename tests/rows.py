"""A small set of fixture files, and an empty database to load them into."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image

from wizard.content.files import FILES
from wizard.content.pictures import encode, keep
from wizard.models import LoadedContent, Revision

Files = dict[str, list[dict[str, Any]]]


def row(model: str, **fields: Any) -> dict[str, Any]:
    """As files had it that were exported before: with its table. Those are read, too."""
    return {"model": f"wizard.{model}", "fields": fields}


def small() -> Files:
    """One of everything: a camera whose steady red means that it is stuck, and a restart."""
    files: Files = {file: [] for file in FILES}
    files["sources.json"] = [
        row(
            "source",
            slug="table",
            title="The table",
            publisher="Blink",
            authority="official",
            position=10,
        ),
        row(
            "source",
            slug="a-blog",
            title="A blog",
            publisher="Somebody",
            authority="blog",
            position=20,
        ),
    ]
    files["families.json"] = [
        row(
            "family",
            slug="camera",
            name="Camera",
            led="In front.",
            sources=[["table"]],
            position=10,
        )
    ]
    files["devices.json"] = [
        row(
            "device",
            slug="camera-1",
            name="Camera 1",
            family=["camera"],
            group="battery-cameras",
            drawing="cube",
            hint="battery camera",
            confidence="high",
            sources=[["table"]],
            position=10,
        )
    ]
    files["colours.json"] = [
        row(
            "colour",
            slug="red",
            name="red",
            letter="R",
            stage="#ff5a4d",
            paper="#c8281c",
            words=["red"],
            position=10,
        )
    ]
    files["patterns.json"] = [pattern("solid-red", 10), pattern("red-flashing", 20)]
    files["channels.json"] = [
        row(
            "channel",
            pattern=["camera", "solid-red"],
            led="front light",
            colour=["red"],
            steps=[[1.0, 1000]],
        ),
        row(
            "channel",
            pattern=["camera", "red-flashing"],
            led="front light",
            colour=["red"],
            steps=[[1.0, 500], [0.0, 500]],
        ),
    ]
    files["look_alikes.json"] = [
        row(
            "lookalike",
            pattern=["camera", "solid-red"],
            other=["camera", "red-flashing"],
            confusion="rarely",
            how_to_tell_apart="Watch it for ten seconds.",
            position=10,
        )
    ]
    files["causes.json"] = [
        row(
            "cause",
            slug=slug,
            name=name,
            explanation="It has hung.",
            confidence="high",
            sources=[["table"]],
            position=position,
        )
        for slug, name, position in (("stuck", "Stuck", 10), ("too-far", "Too far away", 20))
    ]
    files["pattern_causes.json"] = [
        row(
            "patterncause",
            pattern=["camera", light],
            cause=[cause],
            frequency="common",
            confidence="high",
            sources=[["a-blog"], ["table"]],
            position=position,
        )
        for light in ("solid-red", "red-flashing")
        for cause, position in (("stuck", 10), ("too-far", 20))
    ]
    files["questions.json"] = [
        row(
            "question",
            slug="moved",
            text="Was it moved?",
            why="Far away the signal is weak.",
            minutes=0.25,
            families=[["camera"]],
            only_patterns=[["camera", "solid-red"]],
            position=10,
        )
    ]
    files["options.json"] = [
        row(
            "option",
            question=["moved"],
            slug="yes",
            label="Yes",
            summary="It was moved.",
            position=10,
        ),
        row(
            "option",
            question=["moved"],
            slug="no",
            label="No",
            summary="It was not moved.",
            position=20,
        ),
    ]
    files["likelihoods.json"] = [
        row("likelihood", option=["moved", option], cause=[cause], pattern=light, word=word)
        for cause, light, words in (
            ("stuck", None, ("rarely", "usually")),
            ("too-far", None, ("usually", "rarely")),
            ("too-far", ["camera", "solid-red"], ("always", "never")),
        )
        for option, word in zip(("yes", "no"), words, strict=True)
    ]
    files["steps.json"] = [
        row(
            "step",
            slug="restart",
            title="Switch it off and on",
            minutes=2,
            confidence="high",
            position=10,
        ),
        row(
            "step",
            slug="move-closer",
            title="Bring it closer",
            minutes=5,
            confidence="high",
            prerequisites=[["restart"]],
            disturbs=[["moved"]],
            sources=[["a-blog"]],
            position=20,
        ),
    ]
    files["wordings.json"] = [
        row(
            "wording",
            step=[step],
            slug="general",
            families=[["camera"]],
            where="At the camera.",
            text="Do it.",
            worked="The light is off.",
        )
        for step in ("restart", "move-closer")
    ]
    files["effects.json"] = [
        row("effect", step=["restart"], cause=["stuck"], word="almost always"),
        row("effect", step=["move-closer"], cause=["too-far"], word="usually"),
    ]
    files["symptoms.json"] = [
        row(
            "symptom",
            slug="offline",
            title="It is offline in the app",
            description="The app shows it as offline.",
            said=["disconnected"],
            status="look",
            confidence="high",
            families=[["camera"]],
            sources=[["table"]],
            position=10,
        )
    ]
    files["symptom_causes.json"] = [
        row(
            "symptomcause",
            symptom=["offline"],
            cause=["stuck"],
            frequency="common",
            confidence="high",
            sources=[["table"]],
            position=10,
        )
    ]
    files["disputes.json"] = [
        row(
            "dispute",
            slug="green",
            where_claimed="One blog",
            claim="It should be green.",
            resolution="It should not.",
            confidence="medium",
            patterns=[["camera", "solid-red"]],
            causes=[["stuck"]],
            steps=[["restart"]],
            questions=[["moved"]],
            position=10,
        )
    ]
    files["faqs.json"] = [
        row(
            "faq",
            slug="why-red",
            question="Why is it red?",
            answer="It is stuck.",
            patterns=[["camera", "solid-red"]],
            steps=[["restart"]],
            position=10,
        )
    ]
    files["former_names.json"] = [
        row("formername", kind="light", scope="camera", old="plain-red", new="solid-red")
    ]
    files["words.json"] = [
        row("wordspeopleuse", slug="frozen", phrases=["frozen"], means=["cause:stuck"], position=10)
    ]
    files["guide.json"] = [
        row(
            "guide",
            independent="Nobody's guide but ours.",
            safety="Heat: cut the power.",
            safety_sources=[["table"]],
            support_title="Ask support",
            support_text="Have the serial number at hand.",
            support_url="https://support.example.com",
            support_minutes=45,
        )
    ]
    return files


def picture() -> dict[str, Any]:
    """A picture of the restart. The picture itself is put into the storage, which is the test's
    own.
    """
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(file, "PNG")
    file.seek(0)
    uploaded = encode(file)
    keep(uploaded.data)
    return row(
        "picture",
        slug="from-below",
        alt="The pinhole left of the screw.",
        step=["restart"],
        digest=uploaded.digest,
        width=uploaded.width,
        height=uploaded.height,
        position=10,
    )


def pattern(slug: str, position: int) -> dict[str, Any]:
    return row(
        "pattern",
        family=["camera"],
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        description="A red light.",
        status="look",
        timing="sourced",
        seen="common",
        confidence="high",
        sources=[["table"]],
        position=position,
    )


def twice(files: Files) -> Files:
    """The same content and as much again, under other names, in the same colours."""
    doubled = {
        file: rows for file, rows in files.items() if file not in ("colours.json", "guide.json")
    }
    text = json.dumps(doubled)
    fields = [fields_of(row) for rows in doubled.values() for row in rows]
    names = {row["slug"] for row in fields if "slug" in row} | {"plain-red"}
    for name in names:
        text = text.replace(f'"{name}"', f'"{name}-two"')
    again = json.loads(text)
    return {file: rows + again.get(file, []) for file, rows in files.items()}


def find(files: Files, file: str, **fields: Any) -> dict[str, Any]:
    """The fields of the first row of the file that has these fields."""
    return next(found for found in map(fields_of, files[file]) if fields.items() <= found.items())


def fields_of(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = row.get("fields", row)
    return found


def write(directory: Path, files: Files) -> Path:
    for file, rows in copy.deepcopy(files).items():
        (directory / file).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return directory


def empty_tables() -> None:
    """Deletes all content; the test's transaction brings it back. Row by row it would take longer
    than most tests.
    """
    relations = [column for table in FILES.values() for column in table._meta.many_to_many]
    links: list[Any] = [relation.remote_field.through for relation in relations]
    for model in [*links, *reversed(FILES.values()), LoadedContent, Revision]:
        rows = model._default_manager.all()
        rows._raw_delete(rows.db)
