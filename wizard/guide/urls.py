"""The public addresses. Links in customers' mail depend on them: they may be added to, never
changed.
"""

from __future__ import annotations

from django.urls import path

from wizard.guide import (
    api,
    codes,
    next_pages,
    offline,
    openapi,
    pages,
    pictures,
    probes,
    search,
    wizard,
)

urlpatterns = [
    path("", pages.home, name="home"),
    path("which/", pages.which_one, name="which_one"),
    path("no-light/", pages.without_light, name="without_light"),
    path("diagnose/", wizard.diagnose, name="diagnose"),
    path("diagnose/next/", next_pages.next_pages, name="next_pages"),
    path("diagnose/qr.svg", wizard.qr_of_diagnosis, name="qr_of_diagnosis"),
    path("c/", codes.type_code, name="type_code"),
    path("c/<str:code>.svg", codes.qr_of_page, name="qr_of_page"),
    path("c/<str:code>", codes.open_code, name="code"),
    path("search/", search.search, name="search"),
    path("privacy/", pages.privacy, name="privacy"),
    path("answers/", pages.answers, name="answers"),
    path("answers/<str:device>/", pages.device_lights, name="device_lights"),
    path("answers/<str:device>/<str:light>/", pages.answer, name="answer"),
    path("how-to/<str:step>/<str:device>/", pages.how_to, name="how_to"),
    path("api/v1/diagnosis", api.diagnosis, name="api_diagnosis"),
    path("api/v1/knowledge", api.knowledge, name="api_knowledge"),
    path("api/v1/search", api.search, name="api_search"),
    path("api/v1/openapi.json", openapi.document, name="api_document"),
    path("pictures/<str:digest>.webp", pictures.picture, name="picture"),
    path(
        "pictures/small/<str:digest>.webp",
        pictures.picture,
        {"is_small": True},
        name="small_picture",
    ),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("offline/<str:device>/", offline.kept_pages, name="kept_pages"),
    path("sitemap.xml", probes.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", probes.sitemap_part, name="sitemap_part"),
    path("favicon.ico", probes.favicon, name="favicon"),
    path("robots.txt", probes.robots, name="robots"),
]
