"""What Django itself costs: a view that sends so many bytes (`/bare/12000/`), behind the few
middlewares that any site has.
"""

from __future__ import annotations

import os

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def bare(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(b"x" * size)


urlpatterns = [path("bare/<int:size>/", bare)]


def application() -> WSGIHandler:
    """For gunicorn, with the settings of the site but for this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blinkdiag.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.MIDDLEWARE, settings.ROOT_URLCONF = BARE_MIDDLEWARE, __name__
    return WSGIHandler()
