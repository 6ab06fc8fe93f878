"""Who the staff are, and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axes.models import AccessFailureLog
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from wizard.models import (
    Action,
)
from wizard.staff.access import second_factor
from wizard.staff.access.audit_log import record
from wizard.staff.access.roles import ROLES

if TYPE_CHECKING:
    UserAdmin = auth_admin.UserAdmin[Any]
else:  # at run time it takes no type
    UserAdmin = auth_admin.UserAdmin

admin.site.unregister([User, Group, TOTPDevice, StaticDevice, AccessFailureLog])
# The keys of second factors are nobody's to see; failures are counted in the attempts and told in the journal.


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Administrators say who has which role. Superusers are made by superusers only."""

    list_display = ["username", "email", "roles", "is_active", "is_superuser", "has_second_factor", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser"]
    actions = ["forget_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        people: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return people.annotate(second_factor=Exists(apps))

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))

    @admin.display(description="second factor", boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        return bool(user.second_factor)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        hidden = {"is_superuser", "user_permissions"}
        return [
            (title, {**options, "fields": [field for field in options["fields"] if field not in hidden]})
            for title, options in fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _within_reach(request, obj)

    @admin.action(description="Forget the second factor of the selected users", permissions=["change"])
    def forget_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            if self.has_change_permission(request, person):
                second_factor.forget(person)
                record(request.user, Action.SECOND_FACTOR, person, "forgotten")
                self.message_user(request, f"{person} can set up a new second factor.")
            else:
                self.message_user(request, f"{person} is a superuser; only a superuser can do this.", messages.ERROR)


def _within_reach(request: HttpRequest, person: User | None) -> bool:
    return person is None or request.user.is_superuser or not person.is_superuser


@admin.register(Group)
class RoleAdmin(auth_admin.GroupAdmin):
    """The roles of wizard/roles.py are to be looked at: a change would last until the next migrate."""

    list_display = ["name", "may"]

    @admin.display(description="may")
    def may(self, group: Group) -> str:
        return next((role.may for role in ROLES if role.name == group.name), "")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_ours(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_ours(obj)


def _is_ours(group: Group | None) -> bool:
    return group is not None and group.name in {role.name for role in ROLES}
