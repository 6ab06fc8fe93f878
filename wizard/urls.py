"""The wizard's addresses. Links in customers' mail depend on them: they may be added to, never changed."""

from __future__ import annotations

from django.urls import path

from wizard import api, views

app_name = "wizard"

urlpatterns = [
    path("", views.home, name="home"),
    path("diagnose/", views.diagnose, name="diagnose"),
    path("diagnose/qr.svg", views.qr_of_diagnosis, name="qr_of_diagnosis"),
    path("answers/", views.answers, name="answers"),
    path("answers/<str:device>/", views.device_lights, name="device_lights"),
    path("answers/<str:device>/<str:light>/", views.answer, name="answer"),
    path("how-to/<str:step>/<str:device>/", views.how_to, name="how_to"),
    path("api/v1/diagnosis", api.diagnosis, name="api_diagnosis"),
    path("api/v1/knowledge", api.knowledge, name="api_knowledge"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
    path("offline/<str:device>/", views.kept_pages, name="kept_pages"),
    path("staff/map/<str:family>/", views.light_map, name="light_map"),
    path("staff/light/preview/", views.light_preview, name="light_preview"),
    path("staff/replay/", views.replay_page, name="replay"),
    path("staff/likelihoods/<slug:question>/", views.likelihoods, name="likelihoods"),
    path("staff/markdown/", views.markdown, name="markdown"),
    path("staff/guide/", views.guide, name="guide"),
    path("staff/guide/<slug:name>/", views.guide, name="guide"),
    path("staff/search/", views.desk_search, name="desk_search"),
    path("staff/publish/", views.publish_page, name="publish"),
    path("staff/revisions/", views.revisions, name="revisions"),
    path("staff/revisions/<int:number>/", views.revision, name="revision"),
    path("staff/revisions/<int:number>/restore/", views.restore_revision, name="restore_revision"),
    path("staff/revisions/<int:number>/approve/", views.approve_revision, name="approve_revision"),
    path("staff/revisions/<int:number>/call-off/", views.call_off_revision, name="call_off_revision"),
    path("staff/wordings/<int:pk>/<str:field>/", views.same_text, name="same_text"),
    path("staff/files/", views.files_page, name="files"),
    path("staff/files/download/", views.download_files, name="download_files"),
    path("staff/files/import/", views.import_page, name="import_files"),
    path("staff/files/texts.csv", views.download_texts, name="download_texts"),
    path("staff/files/texts/", views.texts_page, name="texts"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
