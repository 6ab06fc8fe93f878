"""The content tables, split by concept. Of visitors only daily totals are stored."""

from __future__ import annotations

from wizard.models.audit_log import Action, AuditLogEntry, record
from wizard.models.base import Column, Confidence, Content, Fields, Key, target_of
from wizard.models.causes import Cause, PatternCause
from wizard.models.change_sets import ChangeSet, ReviewComment
from wizard.models.colours import Colour
from wizard.models.devices import Back, Device, Drawing, Family, Shelf
from wizard.models.guide import Dispute, Faq, Guide
from wizard.models.insight import DailyTotal, DeclinedProposal, OddDay
from wizard.models.lights import Channel, LookAlike, Pattern, Status, Timing
from wizard.models.notes import About, Note
from wizard.models.people import FirmAccount
from wizard.models.pictures import Picture
from wizard.models.questions import Likelihood, Option, Question
from wizard.models.redirects import Addressed, FormerName, Kind
from wizard.models.revisions import LoadedContent, Revision
from wizard.models.sources import Authority, Source
from wizard.models.steps import Effect, Step, Wording
from wizard.models.symptoms import Symptom, SymptomCause
from wizard.models.words import WordsPeopleUse

__all__ = [
    "About",
    "Action",
    "Addressed",
    "AuditLogEntry",
    "Authority",
    "Back",
    "Cause",
    "ChangeSet",
    "Channel",
    "Colour",
    "Column",
    "Confidence",
    "Content",
    "DailyTotal",
    "DeclinedProposal",
    "Device",
    "Dispute",
    "Drawing",
    "Effect",
    "Family",
    "Faq",
    "Fields",
    "FirmAccount",
    "FormerName",
    "Guide",
    "Key",
    "Kind",
    "Likelihood",
    "LoadedContent",
    "LookAlike",
    "Note",
    "OddDay",
    "Option",
    "Pattern",
    "PatternCause",
    "Picture",
    "Question",
    "ReviewComment",
    "Revision",
    "Shelf",
    "Source",
    "Status",
    "Step",
    "Symptom",
    "SymptomCause",
    "Timing",
    "Wording",
    "WordsPeopleUse",
    "record",
    "target_of",
]
