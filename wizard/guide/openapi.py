"""What `/api/v1/` takes and answers, as an OpenAPI 3.1 document for programs; docs/api.md says it
to people. The tests hold every answer to it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from wizard.diagnosis.address import MOST_PARAMETERS
from wizard.guide.http import safe_only
from wizard.knowledge.values import LIGHT, SYMPTOM

Schema = dict[str, Any]

# kinds of values
TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1, "description": "A slug."}
BOOLEAN: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
MINUTES: Schema = {"type": "number", "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
PAGE: Schema = {"type": "string", "pattern": "^/", "description": "An address on this site."}


def one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def record(**fields: Schema) -> Schema:
    """An object that has all of these; `for_` stands for "for"."""
    named = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {"type": "object", "properties": named, "required": list(named)}


def by_name(schema: Schema) -> Schema:
    """An object whose names are slugs."""
    return {"type": "object", "additionalProperties": schema}


def named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


# the answers
STATUS = one_of("normal", "waiting", "look", "act")
OPTION = record(slug=NAME, label=TEXT)
PLANNED = record(
    step=NAME,
    title=TEXT,
    block=one_of("plan", "before-support"),
    minutes=MINUTES,
    chance=SHARE,
    where=TEXT,
    expect=TEXT,
    url=PAGE,
)
CAUSE = record(
    slug=NAME, name=TEXT, normal=BOOLEAN, probability=SHARE, for_=many(TEXT), against=many(TEXT)
)
QUESTION = record(slug=NAME, text=TEXT, why=TEXT, options=many(OPTION), saves_minutes=NUMBER)

DIAGNOSIS = record(
    revision=TEXT,
    url=PAGE,
    answer_url=or_none(PAGE),
    device=NAME,
    light=or_none(NAME),
    symptom=or_none(NAME),
    colour=TEXT,
    status=STATUS,
    answers=many(record(question=NAME, option=NAME)),
    tried=many(NAME),
    dropped=many(TEXT),
    causes=many(CAUSE),
    normal_signs=many(record(cause=NAME, sign=TEXT)),
    next_question=or_none(QUESTION),
    plan=many(PLANNED),
    before_support=many(PLANNED),
    expected_minutes=MINUTES,
    report=TEXT,
)

CHANNEL = record(
    led=TEXT,
    colour=TEXT,
    steps=many({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}),
    repeat=BOOLEAN,
)
PATTERN = record(
    kind=one_of(LIGHT, SYMPTOM),
    slug=NAME,
    family=NAME,
    title=TEXT,
    description=TEXT,
    status=one_of("normal", "look", "act"),
    colours=many(TEXT),
    channels=many(CHANNEL),
    timing=one_of("sourced", "approximate"),
    normal_for_seconds=or_none({"type": "integer", "minimum": 0}),
    confidence=one_of("high", "medium", "low"),
    sources=many(NAME),
    looks_like=many(NAME),
    causes=many(record(cause=NAME, frequency=TEXT)),
    urls=by_name(PAGE),
)
KNOWLEDGE = record(
    revision=TEXT,
    families=many(record(slug=NAME, name=TEXT)),
    devices=many(
        record(slug=NAME, name=TEXT, family=NAME, aliases=many(TEXT), documented=BOOLEAN, url=PAGE)
    ),
    patterns=many(PATTERN),
    causes=many(record(slug=NAME, name=TEXT, normal=BOOLEAN, explanation=TEXT, sources=many(NAME))),
    questions=many(record(slug=NAME, text=TEXT, why=TEXT, minutes=MINUTES, options=many(OPTION))),
    steps=many(
        record(
            slug=NAME,
            title=TEXT,
            minutes=or_none(MINUTES),
            erases=TEXT,
            safety=TEXT,
            sources=many(NAME),
        )
    ),
    sources=many(
        record(slug=NAME, title=TEXT, publisher=TEXT, url=TEXT, authority=TEXT, checked=TEXT)
    ),
)

LOOK = record(
    colours=many(TEXT),
    rhythm=or_none(one_of("blink", "steady", "dark", "faint")),
    count=or_none({"type": "integer", "minimum": 0}),
)
SEARCH = record(
    query=TEXT,
    read=record(
        devices=many(NAME),
        mentioned=many(NAME),
        lights=many(LOOK),
        symptoms=many(NAME),
        answers=by_name(NAME),
    ),
    opens=or_none(PAGE),
    asks=or_none(one_of("device", "light")),
    notices=many(record(code=NAME, text=TEXT)),
    results=many(
        record(
            kind=one_of(LIGHT, SYMPTOM, "how-to", "cause", "device", "faq"),
            slug=NAME,
            title=TEXT,
            url=PAGE,
            score=SHARE,
        )
    ),
)

ERRORS = record(errors=many(record(name=TEXT, value=TEXT, message=TEXT)))

# the questions
PARAMETERS = {
    "device": ("The device, by its slug in /api/v1/knowledge.", "xt2"),
    "light": (
        "A pattern of its family, `unsure` or `other`. It or `symptom` is needed.",
        "five-or-six-red-flashes",
    ),
    "symptom": ("What people notice without a light, instead of `light`.", None),
    "colour": ("The colour group, where `light` is `unsure` or `other`.", None),
    "cause": ("A cause that the person recognised.", None),
    "tried": ("A step that did not help. May be given several times.", None),
    "skipped": ("A step or a question that was left out; `questions` for all of them.", None),
    "fixed": ("The step that helped.", None),
}


def query(name: str, description: str, example: str | None, *, several: bool = False) -> Schema:
    parameter: Schema = {
        "name": name,
        "in": "query",
        "required": name == "device",
        "description": description,
        "schema": many(TEXT) if several else TEXT,
    }
    return parameter if example is None else parameter | {"example": example}


NOT_READY = {
    "503": {
        "description": "Nothing is published yet, or nothing can be read. Plain page.",
        "content": {"text/html": {"schema": TEXT}},
    }
}


def operation(name: str, summary: str, *answers: tuple[str, str, Schema], **more: object) -> Schema:
    """What GET does. `answers`: (status, when, what)."""
    responses = {
        status: {"description": when, "content": {"application/json": {"schema": what}}}
        for status, when, what in answers
    }
    told = {"operationId": name, "summary": summary, **more, "responses": responses | NOT_READY}
    return {"get": told}


DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Blinkdiag",
        "version": "1",
        "summary": "What the lights of Blink cameras, doorbells and Sync Modules mean.",
        "description": (
            "Read-only and public. Fields are added, never renamed or removed, so ignore those you"
            " do not know."
        ),
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "servers": [{"url": "/"}],
    "paths": {
        "/api/v1/diagnosis": operation(
            "diagnosis",
            "What is likely, what to ask and what to do.",
            ("200", "The diagnosis.", named("Diagnosis")),
            ("400", "Something is missing or cannot be read.", named("Errors")),
            ("404", "There is no such device, light or symptom.", named("Errors")),
            description=(
                "The wizard's query string. An answer to a question is a parameter, too:"
                " `<question>=<option>`, or `<question>=unsure`. At most"
                f" {MOST_PARAMETERS} parameters are taken."
            ),
            parameters=[
                *(
                    query(name, description, example, several=name in ("tried", "skipped"))
                    for name, (description, example) in PARAMETERS.items()
                ),
                {
                    "name": "answers",
                    "in": "query",
                    "description": "The answers, each under the name of its question.",
                    "style": "form",
                    "explode": True,
                    "schema": by_name(TEXT),
                    "example": {"blue-first": "yes"},
                },
            ],
        ),
        "/api/v1/knowledge": operation(
            "knowledge",
            "Everything that is published, as one document.",
            ("200", "The knowledge.", named("Knowledge")),
        ),
        "/api/v1/search": operation(
            "search",
            "What words lead to.",
            ("200", "What was found.", named("Search")),
            parameters=[
                query(
                    "q",
                    "What somebody says, in any words. At most 500 characters are read.",
                    "mini blinking red",
                )
            ],
        ),
    },
    "components": {
        "schemas": {
            "Diagnosis": DIAGNOSIS,
            "Knowledge": KNOWLEDGE,
            "Search": SEARCH,
            "Errors": ERRORS,
        }
    },
}


@safe_only
def document(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/openapi.json. It follows the release, not the revision."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return JsonResponse(DOCUMENT, headers=headers)
