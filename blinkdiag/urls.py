"""The addresses of the whole site: the wizard's, and the staff side."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path(settings.ADMIN_URL, admin.site.urls),
    path("", include("wizard.urls")),
]
