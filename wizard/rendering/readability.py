"""How easily a text is read: the Flesch-Kincaid grade, the school year in which it is understood.

0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers & Chissom 1975).
"""

from __future__ import annotations

import re

from wizard.knowledge.values import Knowledge, Pattern
from wizard.rendering.markdown import in_plain_words

SENTENCE = re.compile(r"[.!?]+(?:\s|$)|\n+")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(
    r"(?<![aeiouy])(?<![^aeiouy]l)e$|[^aeiouytd]ed$|(?<![aeiouyscxzgh])(?<![^aeiouy]l)es$"
)


def grade(text: str) -> float:
    """The school year; 0 for a text without words. A line is a sentence."""
    sentences = [words for part in SENTENCE.split(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return max(
        0.0,
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59,
    )


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end: "battery" 3, "device" 2, "wired" 1. Within
    one of the dictionary.
    """
    plain = word.lower().replace("’", "'").split("'")[0]
    count = len(VOWELS.findall(plain))
    return max(1, count - 1) if SILENT.search(plain) else count or 1


def texts(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """Kind of text -> name of an object -> what people read about it. Each step and each question
    is one text.
    """
    knowledge = in_plain_words(knowledge)
    return {
        "steps": {
            f"{step.slug} for {wording.slug}": _lines(
                step.title, step.erases, wording.where, wording.safety, wording.text, wording.worked
            )
            for step in knowledge.steps
            for wording in step.wordings
        },
        "questions": {
            question.slug: _lines(
                question.text, question.why, *(option.label for option in question.options)
            )
            for question in knowledge.questions
        },
        "causes": {cause.slug: _lines(cause.explanation, cause.sign) for cause in knowledge.causes},
        "notes": {
            f"{type(value).__name__.lower()} {value.slug}"
            + (f" of {value.family}" if isinstance(value, Pattern) else ""): value.note
            for values in (
                knowledge.families,
                knowledge.devices,
                knowledge.patterns,
                knowledge.causes,
                knowledge.steps,
            )
            for value in values
            if value.note
        },
        "the guide": {
            "safety": knowledge.guide.safety,
            "support": f"{knowledge.guide.support_text}\n{knowledge.guide.support_note}",
        },
        "lights": {
            f"{pattern.slug} of {pattern.family}": pattern.description
            for pattern in knowledge.patterns
        },
        "symptoms": {symptom.slug: symptom.description for symptom in knowledge.symptoms},
        "look-alikes": {
            f"{pattern.slug} and {alike.pattern} of {pattern.family}": alike.how_to_tell_apart
            for pattern in knowledge.patterns
            for alike in pattern.look_alikes
        },
        "questions people ask": {
            faq.slug: f"{faq.question}\n{faq.answer}" for faq in knowledge.faqs
        },
        "disputes": {
            dispute.slug: f"{dispute.claim}\n{dispute.resolution}" for dispute in knowledge.disputes
        },
    }


def _lines(*texts: str) -> str:
    return "\n".join(texts)
