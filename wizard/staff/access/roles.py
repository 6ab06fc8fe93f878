"""The roles of the staff side: what they are called and what each may do.

Groups of these names follow it at every migrate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps as all_apps
from django.apps.registry import Apps

from wizard.models import Content

STAFF_TABLES: tuple[str, ...] = ("note",)
"""Tables that editors keep although they are no content and never published."""


@dataclass(frozen=True)
class Role:
    name: str
    may: str
    """What it may do, for people: the end of the sentence “may …”."""
    permissions: Callable[[], set[str]]
    """Such as {"wizard.view_step"}; a function, because the tables are known only when all apps
    are.
    """


def content_tables() -> list[str]:
    """The content tables, as they stand in permissions. Example: patterncause."""
    tables = [
        model
        for model in all_apps.get_app_config("wizard").get_models()
        if issubclass(model, Content)
    ]
    return [*(str(table._meta.model_name) for table in tables), *STAFF_TABLES]


def _on_content(*actions: str) -> set[str]:
    return {f"wizard.{action}_{table}" for action in actions for table in content_tables()}


def _look() -> set[str]:
    return _on_content("view") | {
        "wizard.view_revision",
        "wizard.view_loadedcontent",
        "wizard.add_note",
        "wizard.view_dailytotal",
    }


def _edit() -> set[str]:
    return _look() | _on_content("add", "change", "delete")


def _publish() -> set[str]:
    return _look() | {"wizard.publish_revision", "wizard.restore_revision"}


def _administer() -> set[str]:
    people = {
        f"auth.{action}_{table}"
        for action in ("view", "add", "change", "delete")
        for table in ("user", "group")
    }
    signing_in = {"axes.view_accessattempt", "axes.delete_accessattempt", "axes.view_accesslog"}
    return _edit() | _publish() | people | signing_in | {"wizard.view_auditlogentry"}


VIEWER = Role(
    "viewer",
    "look at everything on the staff desk, replay what customers saw, and write notes that only"
    " staff see",
    _look,
)
EDITOR = Role(
    "editor",
    "write drafts: add, change and delete content that nobody sees before it is published",
    _edit,
)
PUBLISHER = Role("publisher", "publish drafts and restore an earlier revision", _publish)
ADMINISTRATOR = Role(
    "administrator",
    "do all of this, and say who the staff are and which roles they have",
    _administer,
)

ROLES = (VIEWER, EDITOR, PUBLISHER, ADMINISTRATOR)
"""From the one that may least to the one that may all. A person can have several."""


def roles_with(permission: str) -> list[Role]:
    """The roles that give a permission ("wizard.view_step"), the one that may least first."""
    return [role for role in ROLES if permission in role.permissions()]


def make_groups(apps: Apps, using: str) -> None:
    """Gives each role's group exactly its permissions, where their tables are migrated yet."""
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _ = group_model.objects.using(using).get_or_create(name=role.name)
        group.permissions.set([known[name] for name in sorted(role.permissions()) if name in known])
