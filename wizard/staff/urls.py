"""The staff side's own pages, beside Django admin."""

from __future__ import annotations

from django.urls import path

from wizard.staff.desk import handbook, question_map, replay, search_page
from wizard.staff.editing import light_preview, likelihood_views, markdown_preview
from wizard.staff.exchange import views as exchange
from wizard.staff.insight import pages as insight
from wizard.staff.insight import proposals
from wizard.staff.publishing import change_set_pages, publish_page, revision_pages

urlpatterns = [
    path("map/<str:family>/", question_map.light_map, name="light_map"),
    path("light/preview/", light_preview.light_preview, name="light_preview"),
    path("replay/", replay.replay_page, name="replay"),
    path("likelihoods/<slug:question>/", likelihood_views.likelihoods, name="likelihoods"),
    path("markdown/", markdown_preview.markdown, name="markdown"),
    path("guide/", handbook.guide, name="guide"),
    path("guide/<slug:name>/", handbook.guide, name="guide"),
    path("search/", search_page.desk_search, name="desk_search"),
    path("insight/", insight.overview, name="insight"),
    path("insight/odd-day/", insight.odd_day, name="odd_day"),
    path("insight/proposals/", proposals.proposal_list, name="proposals"),
    path("insight/proposals/<slug:kind>/<path:key>/", proposals.proposal_page, name="proposal"),
    path("insight/<slug:name>/", insight.table, name="insight_table"),
    path("insight/<slug:name>.csv", insight.as_csv, name="insight_csv"),
    path("publish/", publish_page.publish_page, name="publish"),
    path("publish/ready/", publish_page.mark_ready, name="mark_ready"),
    path("publish/discard/", publish_page.discard_drafts, name="discard"),
    path("revisions/", revision_pages.revisions, name="revisions"),
    path("revisions/<int:number>/", revision_pages.revision, name="revision"),
    path(
        "revisions/<int:number>/restore/", revision_pages.restore_revision, name="restore_revision"
    ),
    path("revisions/<int:number>/take-back/", revision_pages.take_back, name="take_back"),
    path("change-sets/", change_set_pages.change_set_list, name="change_sets"),
    path("change-sets/<int:pk>/", change_set_pages.change_set, name="change_set"),
    path("change-sets/<int:pk>/approve/", change_set_pages.approve, name="approve"),
    path("change-sets/<int:pk>/give-back/", change_set_pages.give_back, name="give_back"),
    path("change-sets/<int:pk>/cancel/", change_set_pages.cancel, name="cancel"),
    path("change-sets/<int:pk>/comment/", change_set_pages.comment, name="comment"),
    path("change-sets/<int:pk>/renew/", change_set_pages.renew, name="renew"),
    path("files/", exchange.files_page, name="files"),
    path("files/download/", exchange.download_files, name="download_files"),
    path("files/import/", exchange.import_page, name="import_files"),
    path("files/texts.csv", exchange.download_texts, name="download_texts"),
    path("files/texts/", exchange.texts_page, name="texts"),
]
