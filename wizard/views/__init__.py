"""The public pages. Error pages are Django's own, with our templates."""

from __future__ import annotations

from django.views.defaults import bad_request, page_not_found, permission_denied, server_error

from wizard.views.content import answer, answers, device_lights, home, how_to
from wizard.views.diagnose import diagnose, qr_of_diagnosis
from wizard.views.exchange import download_files, download_texts, files_page, import_page, texts_page
from wizard.views.guide import guide
from wizard.views.light_preview import light_preview
from wizard.views.likelihoods import likelihoods
from wizard.views.machines import favicon, healthz, readyz, robots, sitemap
from wizard.views.maps import light_map
from wizard.views.marks import markdown
from wizard.views.offline import kept_pages, offline, service_worker
from wizard.views.publishing import publish_page
from wizard.views.replaying import replay_page
from wizard.views.revisions import approve_revision, call_off_revision, restore_revision, revision, revisions
from wizard.views.same_text import same_text
from wizard.views.searching import desk_search

__all__ = [
    "answer",
    "answers",
    "approve_revision",
    "bad_request",
    "call_off_revision",
    "desk_search",
    "device_lights",
    "diagnose",
    "download_files",
    "download_texts",
    "favicon",
    "files_page",
    "guide",
    "healthz",
    "home",
    "how_to",
    "import_page",
    "kept_pages",
    "light_map",
    "light_preview",
    "likelihoods",
    "markdown",
    "offline",
    "page_not_found",
    "permission_denied",
    "publish_page",
    "qr_of_diagnosis",
    "readyz",
    "replay_page",
    "restore_revision",
    "revision",
    "revisions",
    "robots",
    "same_text",
    "server_error",
    "service_worker",
    "sitemap",
    "texts_page",
]
