"""The wizard: one question a page, until there is something worth doing; then the result and the fix."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import redirect

from wizard.diagnosis.diagnose import Ask, AskSupport, Diagnosis, Fixed, Try
from wizard.diagnosis.diagnose import diagnose as run_diagnosis
from wizard.diagnosis.facts import Knowledge
from wizard.diagnosis.replay import (
    AnswerError,
    Malformed,
    NoDevice,
    Progress,
    UnknownDevice,
    UnknownLight,
    replay,
)
from wizard.diagnosis.report import report
from wizard.forms import AnswerForm, OutcomeForm
from wizard.http import page, parameters, published_page
