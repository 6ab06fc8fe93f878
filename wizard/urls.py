"""The addresses of the app: the public guide, and the staff side's own pages."""

from __future__ import annotations

from django.urls import include, path

app_name = "wizard"

urlpatterns = [
    path("", include("wizard.guide.urls")),
    path("staff/", include("wizard.staff.urls")),
]
