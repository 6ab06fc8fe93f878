"""Files and texts out and in: first what would become of every row, then a button that does it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from wizard.content.files import (
    FILES,
    FixtureError,
    Loaded,
    MissingPicturesError,
    Outcome,
    Row,
    RowOutcome,
    StaleFilesError,
    along,
    in_file_rows,
    look_at_files,
)
from wizard.content.pictures import StorageAwayError, keep
from wizard.knowledge.changes import FieldEdit, in_words
from wizard.models import Action, Revision, record
from wizard.rendering.phrases import counted
from wizard.staff.access.permissions import missing_role, person, staff_page
from wizard.staff.exchange.corrections import Correction, Verdict, correct, fingerprint, judge
from wizard.staff.exchange.files import MOST_BYTES, files_of, import_files, pack, unpack
from wizard.staff.exchange.text_sheet import Entry, SheetError, read_sheet, write_sheet

LOOK = "wizard.view_revision"
WRITE = "wizard.change_step"
WRITE_ALL = [
    f"wizard.{action}_{model._meta.model_name}"
    for model in FILES.values()
    for action in ("add", "change")
]

FILES_SEEN = "files that were looked at"
TEXTS_SEEN = "texts that were looked at"
"""Salts of the signatures on what travels from the look to the button."""

MOST_SHOWN = 200
"""Rows of one outcome that are shown word for word; the others are named."""

STALE = (
    "The content has changed since you looked. Nothing was written. This is what would become of it"
    " now."
)


@require_safe
@staff_page(LOOK)
def files_page(request: HttpRequest) -> HttpResponse:
    """`/staff/files/`: everybody on the staff may take out; editors bring in."""
    return _files_page(request, status=200)


def _files_page(request: HttpRequest, *faults: str, status: int = 400) -> HttpResponse:
    """With what is wrong with what was asked for."""
    context = {
        "title": "Files and texts",
        "faults": faults,
        "revisions": Revision.objects.without_knowledge(),
        "files": [(file, str(model._meta.verbose_name_plural)) for file, model in FILES.items()],
        "may_write": request.user.has_perms(WRITE_ALL),
        "missing_role": missing_role(WRITE),
    }
    return _render(request, "staff/exchange.html", context, status)


# Out


@require_safe
@staff_page(LOOK)
def download_files(request: HttpRequest) -> HttpResponse:
    """`/staff/files/download/?of=<revision>&file=<name>`: without a revision the draft, without
    a name a zip of all.
    """
    of, file = request.GET.get("of", ""), request.GET.get("file", "")
    if of and not of.isdecimal():
        raise Http404(f"There is no revision “{of}”.")
    if file and file not in FILES:
        raise Http404(f"There is no fixture file “{file}”.")
    try:
        texts = files_of(int(of) if of else None)
        pictures = {} if file else along(texts)
    except (MissingPicturesError, StorageAwayError) as error:
        return _files_page(request, f"{error} Single files can be taken out.", status=503)
    what = f"Revision {of}" if of else "Draft"
    record(request.user, Action.EXPORTED, what, file or "all fixture files")
    if file:
        return _attachment(texts[file].encode(), file, "application/json")
    name = f"blinkdiag-revision-{of}.zip" if of else "blinkdiag-draft.zip"
    return _attachment(pack(texts, pictures), name, "application/zip")


@require_safe
@staff_page(LOOK)
def download_texts(request: HttpRequest) -> HttpResponse:
    """`/staff/files/texts.csv`: the draft's texts, for proof-readers."""
    site = request.build_absolute_uri("/").rstrip("/")
    record(request.user, Action.EXPORTED, "Draft", "all texts")
    return _attachment(write_sheet(site), "blinkdiag-texts.csv", "text/csv; charset=utf-8")


def _attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)


# Files in


@staff_page(WRITE)
def import_page(request: HttpRequest) -> HttpResponse:
    """`/staff/files/import/`: what is sent is looked at; what was looked at is written."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("wizard:files"))
    _must_write(request)
    if "parcel" in request.POST:
        return _write_files(request)
    uploads = request.FILES.getlist("files")
    if not uploads:
        return _files_page(request, "Choose a zip or fixture files first. Nothing was sent.")
    try:
        sent = unpack(uploads)
        for data in sent.pictures.values():  # nobody sees them before a row names them
            keep(data)
    except FixtureError as error:
        return _files_page(request, *map(str, error.faults))
    except StorageAwayError as error:
        return _files_page(request, str(error), status=503)
    if sent.pictures and not sent.files:
        messages.success(request, f"{counted(len(sent.pictures), 'picture')} brought along.")
        return HttpResponseRedirect(reverse("wizard:files"))
    if not sent.files:
        fault = "There is no fixture file in what was sent. Nothing was written."
        return _files_page(request, fault)
    return _import_page(request, sent.files)


def _write_files(request: HttpRequest) -> HttpResponse:
    try:
        parcel = signing.loads(request.POST["parcel"], salt=FILES_SEEN)
    except signing.BadSignature:
        return _files_page(request, "Look at the files first. Nothing was written.")
    files = {name: text.encode() for name, text in parcel["files"].items()}
    take = request.POST.getlist("take")
    try:
        loaded = import_files(person(request), files, expected=parcel["digest"], take=take)
    except StaleFilesError:
        return _import_page(request, files, take, error=STALE, status=409)
    except FixtureError:
        error = (
            "The file’s version of a row that you ticked cannot be written. Nothing was written."
        )
        return _import_page(request, files, take, error=error, status=400)
    return _written(request, counted(len(loaded.changes), "row"))


def _import_page(
    request: HttpRequest,
    files: dict[str, bytes],
    take: Sequence[str] = (),
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    loaded = look_at_files(files, take)
    parcel = ""
    if not loaded.faults:  # then every file is text
        said = {
            "files": {name: data.decode("utf-8-sig") for name, data in files.items()},
            "digest": loaded.digest,
        }
        parcel = signing.dumps(said, salt=FILES_SEEN, compress=True)
        if _is_too_large(parcel):
            return _files_page(request, "That is too much at once. Send the files in parts.")
    context = {
        "title": "What the files would do",
        "error": error,
        "names": (
            "all files"
            if len(files) == len(FILES)
            else ", ".join(name for name in FILES if name in files)
        ),
        "faults": loaded.faults,
        "parcel": parcel,
        "unchanged": loaded.unchanged,
        "may_write": bool(loaded.changes or loaded.of(Outcome.KEPT)),
        "kept": _shown(request, loaded, Outcome.KEPT),
        "updated": _shown(request, loaded, Outcome.UPDATED),
        "added": _shown(request, loaded, Outcome.ADDED),
        "deleted": [outcomes[0] for outcomes in in_file_rows(loaded.of(Outcome.DELETED))],
        "absent": [
            outcomes[0]
            for what in (Outcome.LEFT, Outcome.STAFF_ONLY)
            for outcomes in in_file_rows(loaded.of(what))
        ],
    }
    return _render(request, "staff/exchange_files.html", context, status)


def _shown(request: HttpRequest, loaded: Loaded, what: Outcome) -> dict[str, object]:
    """Rows of one outcome: the first of them word for word, all others by name."""
    rows = in_file_rows(loaded.of(what))
    return {
        "count": len(rows),
        "rows": [_outcome_row(request, outcomes) for outcomes in rows[:MOST_SHOWN]],
        "more": [outcomes[0].row.name for outcomes in rows[MOST_SHOWN:]],
    }


def _outcome_row(request: HttpRequest, outcomes: list[RowOutcome]) -> dict[str, object]:
    """What becomes of one row of a file."""
    first, *_ = outcomes
    edits = {edit.name: edit for outcome in outcomes for edit in _edits(outcome)}
    return {
        "outcome": first,
        "title": _title(first.row),
        "edit_href": _edit_href(request, first.before) if first.before else "",
        "fields": [edit for edit in edits.values() if edit.before or edit.after],
    }


def _edits(outcome: RowOutcome) -> Iterator[FieldEdit]:
    before, after = outcome.before.fields if outcome.before else {}, outcome.row.fields
    for name in outcome.changed:
        in_file = outcome.row.field_in_file(name).replace("_", " ")
        yield FieldEdit(
            name=in_file, before=in_words(before.get(name)), after=in_words(after[name])
        )


# Texts in


@staff_page(WRITE)
def texts_page(request: HttpRequest) -> HttpResponse:
    """`/staff/files/texts/`: corrected texts are looked at; what was looked at is written."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("wizard:files"))
    _must_write(request)
    if "parcel" in request.POST:
        return _write_texts(request)
    upload = request.FILES.get("table")
    if upload is None:
        return _files_page(request, "Choose the table first. Nothing was sent.")
    if (upload.size or 0) > MOST_BYTES:
        fault = "That is no table of texts: it is too large. Nothing was written."
        return _files_page(request, fault)
    try:
        entries = read_sheet(upload.read())
    except SheetError as error:
        return _files_page(request, str(error))
    return _texts_page(request, entries)


def _write_texts(request: HttpRequest) -> HttpResponse:
    try:
        parcel = signing.loads(request.POST["parcel"], salt=TEXTS_SEEN)
    except signing.BadSignature:
        return _files_page(request, "Look at the table first. Nothing was written.")
    entries = [Entry(**entry) for entry in parcel["entries"]]
    try:
        judged = correct(person(request), entries, expected=parcel["seen"])
    except StaleFilesError:
        return _texts_page(request, entries, error=STALE, status=409)
    written = sum(correction.verdict is Verdict.CHANGED for correction in judged)
    return _written(request, counted(written, "text"))


def _texts_page(
    request: HttpRequest, entries: list[Entry], *, error: str = "", status: int = 200
) -> HttpResponse:
    judged = judge(entries)
    said = {
        "entries": [dataclasses.asdict(entry) for entry in entries],
        "seen": fingerprint(judged),
    }
    parcel = signing.dumps(said, salt=TEXTS_SEEN, compress=True)
    if _is_too_large(parcel):
        return _files_page(request, "That is too much at once. Send the table in parts.")
    of = {verdict: [row for row in judged if row.verdict is verdict] for verdict in Verdict}
    context = {
        "title": "What the table would do",
        "error": error,
        "parcel": parcel,
        "same": len(of[Verdict.SAME]),
        "refused_count": len(of[Verdict.REFUSED]),
        "refused": of[Verdict.REFUSED][:MOST_SHOWN],
        "more_refused": [row.entry.key for row in of[Verdict.REFUSED][MOST_SHOWN:]],
        "conflicts": [_correction_row(request, row) for row in of[Verdict.CONFLICT]],
        "changed": [_correction_row(request, row) for row in of[Verdict.CHANGED]],
    }
    return _render(request, "staff/exchange_texts.html", context, status)


def _correction_row(request: HttpRequest, correction: Correction) -> dict[str, object]:
    text, entry = correction.text, correction.entry
    here, field = (text.said, text.field.replace("_", " ")) if text else ("", "")
    return {
        "entry": entry,
        "title": _title(text.row) if text else entry.key,
        "field_title": f"{_title(text.row)}, {field}" if text else entry.key,
        "edit_href": _edit_href(request, text.row) if text else "",
        "field": field,
        "here": here,
        "edit": FieldEdit(name="text", before=here, after=entry.wanted),
    }


# Both


def _must_write(request: HttpRequest) -> None:
    """A file may change every table, so anyone who sends one may change all of them."""
    if not request.user.has_perms(WRITE_ALL):
        raise PermissionDenied(missing_role(WRITE))


def _written(request: HttpRequest, what: str) -> HttpResponse:
    record(request.user, Action.LOADED, "Draft", what)
    messages.success(request, f"{what} written into the draft. Nobody else sees it yet.")
    return HttpResponseRedirect(reverse("wizard:publish"))


def _is_too_large(parcel: str) -> bool:
    """Would the form that carries it be refused?"""
    return len(parcel) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 9 // 10


def _title(row: Row) -> str:
    """Example: Remediation step: restart-router."""
    kind = capfirst(str(row.model._meta.verbose_name))
    return f"{kind}: {row.key_in_file}" if row.key else kind


def _edit_href(request: HttpRequest, row: Row) -> str:
    name = row.model._meta.model_name
    if not request.user.has_perm(f"wizard.view_{name}"):
        return ""
    return reverse(f"admin:wizard_{name}_change", args=[row.pk])


def _render(
    request: HttpRequest, template: str, context: dict[str, object], status: int
) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
