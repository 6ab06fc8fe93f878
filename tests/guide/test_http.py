from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from tests.pages import Page
from wizard.content.revisions import publish
from wizard.guide.http import parameters
from wizard.guide.page_cache import wants_fragment
from wizard.models import Guide

pytestmark = pytest.mark.django_db

ADDRESS = "/diagnose/?device=xt2&light=five-or-six-red-flashes"
HTMX = {"hx-request": "true"}


def test_htmx_gets_the_title_and_the_main_part_alone(client: Client) -> None:
    response = client.get(ADDRESS, headers=HTMX)
    html = response.content.decode()
    assert html.startswith("<title>")
    assert "<html" not in html
    assert '<main id="main"' in html


def test_page_and_fragment_have_the_same_heading_and_title(client: Client) -> None:
    whole = Page(client.get(ADDRESS).content.decode())
    part = Page(client.get(ADDRESS, headers=HTMX).content.decode())
    assert whole.h1 == part.h1
    assert whole.title.split() == part.title.split()


def test_restoring_history_gets_the_whole_page(client: Client) -> None:
    response = client.get(ADDRESS, headers={**HTMX, "hx-history-restore-request": "true"})
    assert "<html" in response.content.decode()


def test_an_apostrophe_is_printed_as_print_has_it_whatever_keyboards_have(client: Client) -> None:
    Guide.objects.update(safety="Don't touch what's hot. A 6' cable, 'quoted', stays.")
    publish(None, "Straight ones")
    page = client.get("/").content.decode()
    assert "Don’t touch what’s hot. A 6&#x27; cable, &#x27;quoted&#x27;, stays." in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_both_kinds_of_answer_vary_by_the_header(client: Client, headers: dict[str, str]) -> None:
    for address in (ADDRESS, "/", "/answers/xt2/", "/diagnose/?device=nothing"):
        assert "HX-Request" in client.get(address, headers=headers)["Vary"], address


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    etag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
    assert client.get(ADDRESS, headers={"if-none-match": etag, **HTMX}).status_code == 200


def test_a_new_revision_is_a_new_page(client: Client) -> None:
    etag = client.get(ADDRESS)["ETag"]
    Guide.objects.update(support_minutes=46)
    publish(None, "Support takes a minute longer")
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 200


def test_a_warm_page_asks_the_database_nothing_within_a_second_of_the_last_look(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(ADDRESS)
    with django_assert_num_queries(0):
        client.get(ADDRESS)


def test_a_page_for_another_answer_costs_no_query_either(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(ADDRESS)
    with django_assert_num_queries(0):
        client.get(f"{ADDRESS}&blue-first=yes")


def test_public_pages_set_no_cookie_and_open_no_session(client: Client) -> None:
    for address in (
        "/",
        ADDRESS,
        "/answers/xt2/five-or-six-red-flashes/",
        "/how-to/replace-batteries/xt2/",
    ):
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response["Vary"]
        assert response["Cache-Control"].startswith("public")


def test_pages_send_a_content_security_policy_without_inline_anything(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_but_get_is_allowed_and_no_forms_token_is_looked_for(method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in (ADDRESS, "/", "/answers/xt2/", "/robots.txt", "/favicon.ico", "/sitemap.xml"):
        response = getattr(client, method)(address)
        assert response.status_code == 405, address
        assert "admin" not in str(response.headers)


def test_parameters_keep_their_order_and_their_empty_values() -> None:
    request = RequestFactory().get("/?b=2&a=1&b=3&c=")
    assert parameters(request) == [("b", "2"), ("a", "1"), ("b", "3"), ("c", "")]


def test_more_parameters_than_anybody_sends_are_not_read() -> None:
    assert parameters(RequestFactory().get("/?" + "a=1&" * 5000)) is None


def test_only_htmx_wants_a_fragment() -> None:
    assert not wants_fragment(RequestFactory().get("/"))
    assert wants_fragment(RequestFactory().get("/", headers={"HX-Request": "true"}))
