"""The tree of questions that people meet after a light."""

from __future__ import annotations

from dataclasses import replace
from math import fsum, isclose

from tests.analysis.test_answer_states import the_light, two_causes
from wizard.analysis.answer_states import lights_of, start
from wizard.analysis.question_tree import Edge, Node, nodes, outline, tree
from wizard.diagnosis.address import Progress, replay
from wizard.knowledge.values import Knowledge


def first(knowledge: Knowledge) -> Progress:
    return start(knowledge, knowledge.devices[0], the_light(knowledge))


def given(knowledge: Knowledge, **answers: str) -> Progress:
    progress = replay(knowledge, [("device", "camera-1"), ("light", "solid-red"), *answers.items()])
    assert isinstance(progress, Progress)
    return progress


def answers_of(node: Node) -> list[tuple[str, Edge]]:
    return [(edge.label, edge) for edge in node.edges]


def test_every_answer_stands_with_its_share_and_what_it_ends_in() -> None:
    root = tree(first(two_causes()))
    assert root.text == "Moved?"
    (yes_label, yes), (no_label, no), (unsure_label, unsure) = answers_of(root)
    assert [yes_label, no_label, unsure_label] == ["Yes", "No", "Not sure"]
    assert isclose(yes.share + no.share + unsure.share, 1)
    assert yes.node is not None
    assert yes.node.text == "Most likely: Far. First: Move closer."
    assert unsure.percent == "10 %"


def test_a_rare_answer_is_shown_and_not_followed() -> None:
    root = tree(first(two_causes()), least_share=0.2)
    _, _, (_, unsure) = answers_of(root)
    assert unsure.node is None
    assert unsure.percent == "10 %"


def test_shares_below_one_in_a_hundred_are_told_apart() -> None:
    edges = [Edge(None, share, None, on_path=False) for share in (0.34, 0.004, 0.0004)]
    assert [edge.percent for edge in edges] == ["34 %", "0.4 %", "under 0.1 %"]
    assert [(edge.is_rare, edge.is_dead) for edge in edges] == [
        (False, False),
        (True, False),
        (True, True),
    ]


def test_a_given_diagnosis_is_a_path_and_is_followed_however_rare() -> None:
    knowledge = two_causes()
    root = tree(first(knowledge), given(knowledge, moved="unsure"), least_share=0.2)
    assert root.on_path
    assert [edge.label for edge in root.edges if edge.on_path] == ["Not sure"]
    assert root.edges[2].node is not None
    assert root.edges[2].node.on_path


def test_without_a_diagnosis_nothing_is_on_the_path() -> None:
    assert not any(node.on_path for node in nodes(tree(first(two_causes()))))


def test_the_outline_says_the_same_in_words() -> None:
    knowledge = two_causes()
    assert list(outline(tree(first(knowledge), given(knowledge, moved="no"), least_share=0.2))) == [
        "* Moved?",
        "    45 % Yes → Most likely: Far. First: Move closer.",
        "  * 45 % No → Most likely: Stuck. First: Restart.",
        "    10 % Not sure (rare, not followed)",
    ]


def test_a_question_after_a_question_stands_further_in() -> None:
    knowledge = two_causes()
    again = replace(knowledge.questions[0], slug="shifted", text="Shifted?")
    rows = [replace(row, question="shifted") for row in knowledge.likelihoods]
    knowledge = replace(
        knowledge,
        questions=(*knowledge.questions, again),
        likelihoods=(*knowledge.likelihoods, *rows),
    )
    lines = list(outline(tree(first(knowledge))))
    assert lines[0] == "  Moved?"
    deeper = [line for line in lines if line.startswith(" " * 8)]
    assert lines.index("    10 % Not sure: Shifted?") + 1 == lines.index(deeper[-3])
    assert [line.strip().split(" %")[1].split(" →")[0] for line in deeper[-3:]] == [
        " Yes",
        " No",
        " Not sure",
    ]


def test_shipped_trees_share_everybody_out(content: Knowledge) -> None:
    family = content.family["outdoor-4"]
    device = content.devices_of(family.slug)[0]
    for light in lights_of(content, family):
        root = tree(start(content, device, light), least_share=0.01)
        ends = [node.state.share for node in nodes(root) if not node.edges]
        cut = [edge.share for node in nodes(root) for edge in node.edges if edge.node is None]
        assert isclose(fsum(ends) + fsum(cut), 1)
        assert all(share < 0.01 for share in cut)
