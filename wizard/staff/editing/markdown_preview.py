"""What staff are shown while they type a text with marks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from wizard.staff.access.permissions import staff_page


@require_POST
@staff_page("wizard.view_pattern")
def markdown(request: HttpRequest) -> HttpResponse:
    """`/staff/markdown/`: POST `text` and `shown_as` (inline, lines or prose); a fragment."""
    context = {"text": request.POST.get("text", ""), "shown_as": request.POST.get("shown_as", "")}
    return render(request, "staff/_markdown.html", context)
