"""The few marks staff may set: what they become on pages, and that they are gone wherever text
is only text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.pages import Page, visit
from tests.rows import empty_tables, find, small, write
from wizard.analysis.audit import audit
from wizard.content.collect import collect
from wizard.content.revisions import publish
from wizard.models import Cause, Device, Dispute, Family, Faq, PatternCause, Step, Wording
from wizard.rendering import readability
from wizard.rendering.markdown import FIELDS, in_plain_words, inline, lines, plain, prose

TAG = re.compile(r"<[^>]*>")
SAFE_TAG = re.compile(r"</?(?:a|code|em|li|ol|p|strong|ul)(?: (?:href|rel|start)=\"[^\"]*\")*>")

ATTEMPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**<script>alert(1)</script>**",
    "[tap](javascript:alert(1))",
    "[tap](JaVaScRiPt:alert(1))",
    "[tap](&#106;avascript:alert(1))",
    "[tap](javascript&colon;alert(1))",
    "[tap](data:text/html;base64,PHNjcmlwdD4=)",
    "[tap](vbscript:x)",
    "[tap](http://example.com)",
    "[tap](//example.com)",
    "[tap](/\\example.com)",
    '[tap](https://example.com/"onmouseover="alert(1))',
    "[tap](https://example.com 'x\" onclick=\"alert(1)')",
    "![tap](https://example.com/x.png)",
    "![tap](javascript:alert(1))",
    "<https://example.com>",
    "<javascript:alert(1)>",
    "[tap]: javascript:alert(1)\n\n[tap]",
    "`</code><script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    "- <script>alert(1)</script>\n- <svg/onload=alert(1)>",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Press **the button**.", "Press <strong>the button</strong>."),
        ("It is *not* broken.", "It is <em>not</em> broken."),
        ("Type `12V`.", "Type <code>12V</code>."),
        ("See [all lights](/answers/).", 'See <a href="/answers/">all lights</a>.'),
        (
            "See [the status page](https://example.com/a?b=c&d=e).",
            (
                'See <a href="https://example.com/a?b=c&amp;d=e" rel="noopener nofollow">the status'
                " page</a>."
            ),
        ),
        (r"Press \*8\*.", "Press *8*."),
        ("5 * 3 * 2 and snake_case_word", "5 * 3 * 2 and snake_case_word"),
        ("2 < 3 & <b>x</b>", "2 &lt; 3 &amp; &lt;b&gt;x&lt;/b&gt;"),
        ("# 1. > no - blocks", "# 1. &gt; no - blocks"),
    ],
)
def test_a_mark_becomes_what_it_says_and_the_rest_is_text(text: str, expected: str) -> None:
    assert inline(text) == expected


def test_a_mark_begins_and_ends_on_one_line() -> None:
    assert inline("a *b\nc* d") == "a *b\nc* d"
    assert lines("Press **it**.\nWait.") == ["Press <strong>it</strong>.", "Wait."]


def test_a_long_text_has_paragraphs_and_lists() -> None:
    assert prose("One\nline.\n\nTwo.") == "<p>One<br>\nline.</p>\n<p>Two.</p>"
    assert prose("- **A**\n- B") == "<ul>\n<li><strong>A</strong></li>\n<li>B</li>\n</ul>"
    assert prose("2. A\n3. B") == '<ol start="2">\n<li>A</li>\n<li>B</li>\n</ol>'


def test_headings_pictures_quotes_and_rules_are_no_marks() -> None:
    shown = prose("# A\n\n> B\n\n---\n\n![C](/x.png)\n\n    D\n\n<div>E</div>")
    assert set(re.findall(r"<(\w+)", shown)) == {"a", "p"}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_at_script_is_text(attempt: str) -> None:
    for shown in (inline(attempt), prose(attempt), "".join(lines(attempt))):
        assert all(SAFE_TAG.fullmatch(tag) for tag in TAG.findall(shown)), shown
        for href in re.findall(r'href="([^"]*)"', shown):
            assert re.match(r"https://example\.com|/(?![/\\])", html.unescape(href)), shown


def test_words_without_marks_keep_their_lines_and_the_addresses_of_links() -> None:
    assert (
        plain("Press **the *small* button**.\n`x` [us](/answers/)")
        == "Press the small button.\nx us"
    )
    assert plain("[Blink](https://example.com/)") == "Blink (https://example.com/)"
    assert plain("- **A**\n- B\n\n2 < 3") == "- A\n- B\n\n2 < 3"


# All that is shipped


LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
ADDRESS = re.compile(r" \(https://[^)]*\)")
ITEM = re.compile(r"(?:^|(?<= ))(?:-|\d\.) ")
"""How a line of a list begins, where it is not one on the page."""


@pytest.mark.django_db
def test_shipped_texts_say_what_they_said() -> None:
    """Bold words, links and lists are all that is marked, and no word is lost or reads
    differently.
    """
    checked = 0
    for kind, field, text in _marked_texts(collect()):
        where = (kind, field, text)
        bare = LINK.sub(r"\1", text).replace("**", "")
        assert ADDRESS.sub("", plain(text)) == bare, where
        for shown in (inline(text), prose(text), "\n".join(lines(text))):
            words = html.unescape(TAG.sub("", shown)).split()
            assert ITEM.sub("", " ".join(words)) == ITEM.sub("", " ".join(bare.split())), where
            tags = {"strong", "p", "br", "a", "ul", "ol", "li", "span"}
            assert set(re.findall(r"<(\w+)", shown)) <= tags, where
        checked += 1
    assert checked > 100


def _marked_texts(knowledge: Any) -> Iterator[tuple[str, str, str]]:
    rows = {
        "cause": knowledge.causes,
        "device": knowledge.devices,
        "dispute": knowledge.disputes,
        "family": knowledge.families,
        "faq": knowledge.faqs,
        "pattern": knowledge.patterns,
        "step": knowledge.steps,
        "symptom": knowledge.symptoms,
        "wording": [wording for step in knowledge.steps for wording in step.wordings],
        "wordspeopleuse": knowledge.words,
    }
    assert set(rows) == set(FIELDS)
    for kind, values in rows.items():
        for value in values:
            yield from ((kind, field, getattr(value, field)) for field in FIELDS[kind])


# On pages, and where there is no page


@pytest.fixture
def _marked(db: None, tmp_path: Path) -> None:
    """Every text that may hold marks holds some."""
    empty_tables()
    files = small()
    find(files, "families.json", slug="camera")["documented"] = False
    call_command("load_content", "--from", str(write(tmp_path, files)), verbosity=0)
    Cause.objects.update(
        explanation="It has **hung**. See [us](https://example.com/).", note="A **note**."
    )
    Family.objects.update(note="A **family**.")
    Device.objects.update(note="A **device**.", documented=True)
    Step.objects.update(note="A **step**.")
    Wording.objects.update(text="Press **the button**.\nWait.", safety="Mind **the wire**.")
    Faq.objects.update(answer="It is **stuck**.\n\n- Wait.\n- Look.")
    Dispute.objects.update(resolution="It should **not**.")
    publish(None, "")


@pytest.mark.usefixtures("_marked")
@pytest.mark.parametrize(
    ("address", "marks"),
    [
        ("/answers/camera-1/", ["family"]),
        ("/diagnose/?device=camera-1", ["family"]),
        ("/answers/camera-1/solid-red/", ["hung", "stuck", "not", "the button", "the wire"]),
        ("/how-to/restart/camera-1/", ["step", "stuck", "not", "the button", "the wire"]),
        ("/diagnose/?device=camera-1&light=solid-red&moved=no", ["hung", "the button", "the wire"]),
    ],
)
def test_marks_show_on_pages_and_never_as_signs(
    client: Client, address: str, marks: list[str]
) -> None:
    response = client.get(address)
    text = response.content.decode()
    for words in marks:
        assert f"<strong>{words}</strong>" in text, words
    assert "**" not in text
    assert "](" not in text


@pytest.mark.usefixtures("_marked")
def test_a_line_stays_a_movement_and_a_list_a_list(client: Client) -> None:
    text = client.get("/how-to/restart/camera-1/").content.decode()
    assert "<li>Press <strong>the button</strong>.</li><li>Wait.</li>" in text
    assert "<p>It is <strong>stuck</strong>.</p>\n<ul>\n<li>Wait.</li>" in text


@pytest.mark.usefixtures("_marked")
def test_search_engines_read_plain_words(client: Client) -> None:
    PatternCause.objects.filter(cause__slug="too-far").delete()
    publish(None, "")
    page = Page(client.get("/answers/camera-1/solid-red/").content.decode())
    description = next(
        found for tag, found in page.tags if tag == "meta" and found.get("name") == "description"
    )
    assert (
        description["content"] == "Solid red on a Blink Camera 1. Most often, this is the cause:"
        " Stuck. It has hung. See us (https://example.com/)."
    )
    assert (
        _structured(page.html)["What does this light mean on a Blink Camera 1: Solid red?"]
        == description["content"]
    )
    assert _structured(page.html)["Why is it red?"] == "It is stuck.\n\n- Wait.\n- Look."
    how_to = client.get("/how-to/restart/camera-1/").content.decode()
    assert (
        "At the camera. Press the button. Wait. The light is off." in _structured(how_to).values()
    )


def _structured(text: str) -> dict[str, str]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    return {
        entry["name"]: entry["acceptedAnswer"]["text"]
        for entry in json.loads(found[1])["mainEntity"]
    }


@pytest.mark.usefixtures("_marked")
def test_the_interface_gives_plain_words(client: Client) -> None:
    knowledge = client.get("/api/v1/knowledge").json()
    assert knowledge["causes"][0]["explanation"] == "It has hung. See us (https://example.com/)."
    assert knowledge["steps"][0]["safety"] == "Mind the wire."
    diagnosis = client.get("/api/v1/diagnosis?device=camera-1&light=solid-red&moved=no").json()
    assert "**" not in json.dumps(knowledge) + json.dumps(diagnosis)


@pytest.mark.usefixtures("_marked")
def test_the_reply_to_a_customer_is_plain(admin_client: Client) -> None:
    for address in (
        "/diagnose/?device=camera-1&light=solid-red&moved=no",
        "/how-to/restart/camera-1/",
    ):
        text = html.unescape(admin_client.get(address).content.decode())
        reply = re.search(r"<textarea id=\"customer-reply\".*?>(.*?)</textarea>", text, re.DOTALL)
        assert reply
        assert "Press the button.\n" in reply[1]
        assert "Mind the wire." in reply[1]
        assert "**" not in reply[1]


@pytest.mark.usefixtures("_marked")
def test_the_report_and_the_reading_level_are_about_words(client: Client) -> None:
    page = visit(
        client,
        "/diagnose/?device=camera-1&light=solid-red&moved=no&tried=restart&tried=move-closer",
    )
    assert "**" not in page.html
    read = readability.texts(collect())
    assert read["causes"]["stuck"].startswith("It has hung.")
    assert "**" not in str(read)


@pytest.mark.usefixtures("_marked")
def test_the_knowledge_in_plain_words_differs_in_nothing_else() -> None:
    knowledge = collect()
    bare = in_plain_words(knowledge)
    assert "**" not in str(bare)
    assert bare.likelihoods == knowledge.likelihoods
    assert bare.steps[0].title == knowledge.steps[0].title


@pytest.mark.usefixtures("_marked")
def test_a_mark_hides_no_danger_from_the_audit() -> None:
    Device.objects.update(power="Wired.")
    Wording.objects.update(text="Open the **case** with the opening key.", safety="")
    assert {"safety-missing"} <= {finding.code for finding in audit(collect())}


# While staff type


def shown(client: Client, text: str, shown_as: str = "inline") -> str:
    response = client.post("/staff/markdown/", {"text": text, "shown_as": shown_as})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


@pytest.mark.django_db
def test_the_preview_is_what_pages_will_show(admin_client: Client) -> None:
    assert "<p>Press <strong>it</strong>.</p>" in shown(admin_client, "Press **it**.")
    assert "<ol><li>Press <strong>it</strong>.</li><li>Wait.</li></ol>" in shown(
        admin_client, "Press **it**.\r\nWait.", "lines"
    )
    assert "<ul>\n<li>A</li>\n</ul>" in shown(admin_client, "- A", "prose")
    assert "&lt;script&gt;" in shown(admin_client, "<script>alert(1)</script>")
    assert shown(admin_client, " ").strip() == ""


@pytest.mark.django_db
def test_every_text_with_marks_has_a_preview_in_the_admin_and_says_which_marks(
    admin_client: Client,
) -> None:
    for kind, fields in FIELDS.items():
        text = admin_client.get(f"/admin/wizard/{kind}/add/").content.decode()
        for field, shown_as in fields.items():
            box = re.search(rf'<textarea name="{field}"[^>]*>', text)
            assert box, (kind, field)
            assert 'data-markdown="/staff/markdown/"' in box[0]
            assert f'data-shown-as="{shown_as}"' in box[0]
        assert text.count("Marks: **bold**") >= len(fields), kind
        assert "staff/markdown.js" in text, kind


@pytest.mark.usefixtures("_marked")
def test_without_scripts_the_preview_shows_what_was_saved_or_sent_last(
    admin_client: Client,
) -> None:
    cause = Cause.objects.get(slug="stuck")
    address = f"/admin/wizard/cause/{cause.pk}/change/"
    assert "<p>It has <strong>hung</strong>." in admin_client.get(address).content.decode()
    sent = admin_client.post(address, {"explanation": "It is **dead**."}).content.decode()
    assert "<p>It is <strong>dead</strong>.</p>" in sent
    assert (
        "Mind <strong>the wire</strong>."
        in admin_client.get(
            f"/admin/wizard/step/{Step.objects.all()[0].pk}/change/"
        ).content.decode()
    )


@pytest.mark.usefixtures("_marked")
def test_a_text_that_was_only_looked_at_is_not_changed(admin_client: Client) -> None:
    cause = Cause.objects.get(slug="stuck")
    address = f"/admin/wizard/cause/{cause.pk}/change/"
    form = {
        "slug": "stuck",
        "name": cause.name,
        "explanation": "One **a**.\r\nTwo.",
        "confidence": "high",
    }
    assert admin_client.post(address, {**form, "position": 10}).status_code == 302
    assert Cause.objects.get(slug="stuck").explanation == "One **a**.\nTwo."
