"""What the fields of a light's page would show, while they are typed."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from wizard.staff.access.permissions import staff_page
from wizard.staff.editing.light_form import edited_light


@require_POST
@staff_page("wizard.view_pattern")
def light_preview(request: HttpRequest) -> HttpResponse:
    """`/staff/light/preview/`: a light's or a channel's form as it stands; nothing is saved.

    A page, or its inner part for the script that swaps it in (`X-Requested-With: fetch`).
    `?channel=`: the row whose own page sends the form.
    """
    channel = request.GET.get("channel", "")
    context = {"light": edited_light(request.POST, int(channel) if channel.isdecimal() else None)}
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "staff/_light.html", context)
    return render(
        request,
        "staff/light.html",
        {**admin.site.each_context(request), "title": "Preview of a light", **context},
    )
