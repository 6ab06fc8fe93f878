"""The fixture files: read strictly, loaded by the ownership rule, written back byte for byte.

Files seed an empty database. Afterwards the database belongs to the staff: loading again adds what
is new and updates what staff have not touched; it never overwrites their work, never brings back
what they deleted and knows what they renamed.
"""

from __future__ import annotations

from wizard.content.files.format import (
    FILES,
    Row,
    all_fields,
    as_text,
    calling,
    export,
    file_of,
    key_of,
    name_of,
    pairs_of,
    plain_fields,
    table_rows,
)
from wizard.content.files.loading import (
    StaleFilesError,
    load,
    load_files,
    locked,
    look,
    look_at_files,
)
from wizard.content.files.offline import Record, Related, link_back, linked
from wizard.content.files.outcomes import Loaded, Outcome, RowOutcome, in_file_rows
from wizard.content.files.pictures import MissingPicturesError, along
from wizard.content.files.reading import Fault, FixtureError

__all__ = [
    "FILES",
    "Fault",
    "FixtureError",
    "Loaded",
    "MissingPicturesError",
    "Outcome",
    "Record",
    "Related",
    "Row",
    "RowOutcome",
    "StaleFilesError",
    "all_fields",
    "along",
    "as_text",
    "calling",
    "export",
    "file_of",
    "in_file_rows",
    "key_of",
    "link_back",
    "linked",
    "load",
    "load_files",
    "locked",
    "look",
    "look_at_files",
    "name_of",
    "pairs_of",
    "plain_fields",
    "table_rows",
]
