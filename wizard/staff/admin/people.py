"""Who the staff are, and their roles; every act on them leaves one line in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from axes import admin as axes_admin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from wizard.models import Action, record
from wizard.staff.access import second_factor
from wizard.staff.access.roles import ROLES
from wizard.staff.typing import ModelAdmin, ModelForm, UserAdmin

admin.site.unregister(
    [User, Group, TOTPDevice, StaticDevice, AccessAttempt, AccessFailureLog, AccessLog]
)
# The keys of second factors are nobody's to see; failures are counted in the attempts and shown in
# the audit log.


class AuditedAdmin(ModelAdmin):
    """Saving and deleting leave one line each in the audit log."""

    action: ClassVar[Action]

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: object,
        change: object,
    ) -> None:
        super().save_related(request, form, formsets, change)
        if done := "; ".join(_changes(form)) if change else "; ".join(["added", *_changes(form)]):
            record(request.user, self.action, form.instance, done)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        record(request.user, self.action, obj, "deleted")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        for row in queryset:
            record(request.user, self.action, row, "deleted")
        super().delete_queryset(request, queryset)


def _changes(form: ModelForm) -> Iterator[str]:
    """What a saved form has changed. Example: "given: editor". A password is never shown."""
    for name in form.changed_data:
        before, after = form.initial.get(name), form.cleaned_data[name]
        if isinstance(after, QuerySet):
            yield from _given_and_taken(before or (), after)
        elif name in ("password1", "password2", "usable_password") or before == after:
            continue
        elif before or str(after) != str(form.instance):  # else it is the name of what was added
            yield f"{name}: {'–' if before in (None, '') else before} → {after}"


def _given_and_taken(before: Iterable[Model], after: Iterable[Model]) -> Iterator[str]:
    """Roles and permissions, as two lists of names."""
    had, has = set(before), set(after)
    for verb, rows in (("given", has - had), ("taken", had - has)):
        if rows:
            yield f"{verb}: {', '.join(sorted(map(str, rows)))}"


@admin.register(User)
class PersonAdmin(AuditedAdmin, UserAdmin):
    """Administrators say who has which role. Superusers are made by superusers only."""

    list_display = [
        "username",
        "email",
        "roles",
        "is_active",
        "is_superuser",
        "has_second_factor",
        "last_login",
    ]
    list_filter = ["groups", "is_active", "is_superuser"]
    actions = ["forget_second_factor"]
    action = Action.PERSON

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        people: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return people.annotate(second_factor=Exists(apps))

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))

    @admin.display(description="second factor", boolean=True)
    def has_second_factor(self, user: User) -> bool:
        return bool(vars(user)["second_factor"])

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        hidden = {"is_superuser", "user_permissions"}
        return [
            (
                title,
                {
                    **options,
                    "fields": [field for field in options["fields"] if field not in hidden],
                },
            )
            for title, options in fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _within_reach(request, obj)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if isinstance(response, HttpResponseRedirect):
            record(request.user, Action.PERSON, self.get_object(request, id), "password: changed")
        return response

    @admin.action(
        description="Forget the second factor of the selected users", permissions=["change"]
    )
    def forget_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            if self.has_change_permission(request, person):
                second_factor.forget(person)
                record(request.user, Action.SECOND_FACTOR, person, "forgotten")
                self.message_user(request, f"{person} can set up a new second factor.")
            else:
                self.message_user(
                    request,
                    f"{person} is a superuser; only a superuser can do this.",
                    messages.ERROR,
                )


def _within_reach(request: HttpRequest, person: User | None) -> bool:
    return person is None or request.user.is_superuser or not person.is_superuser


@admin.register(Group)
class RoleAdmin(AuditedAdmin, auth_admin.GroupAdmin):
    """The roles of wizard/roles.py are to be looked at: a change would last until the next
    migrate.
    """

    list_display = ["name", "may"]
    action = Action.ROLE

    @admin.display(description="may")
    def may(self, group: Group) -> str:
        return next((role.may for role in ROLES if role.name == group.name), "")

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_ours(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_ours(obj)


def _is_ours(group: Group | None) -> bool:
    return group is not None and group.name in {role.name for role in ROLES}


@admin.register(AccessAttempt)
class AttemptAdmin(axes_admin.AccessAttemptAdmin):  # type: ignore[misc]  # it has no types
    """Wrong passwords. Deleting a row unlocks its name at its address."""

    def delete_model(self, request: HttpRequest, obj: AccessAttempt) -> None:
        self._record_unlocked(request, [obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
        self._record_unlocked(request, queryset)
        super().delete_queryset(request, queryset)

    def _record_unlocked(self, request: HttpRequest, attempts: Iterable[AccessAttempt]) -> None:
        for name, address in sorted(
            {(row.username or "", row.ip_address or "") for row in attempts}
        ):
            record(request.user, Action.UNLOCKED, name, f"at {address}")


@admin.register(AccessLog)
class SignInAdmin(axes_admin.AccessLogAdmin):  # type: ignore[misc]  # it has no types
    """Sign-ins. Who deletes some of them leaves a line that says how many."""

    def delete_model(self, request: HttpRequest, obj: AccessLog) -> None:
        record(request.user, Action.LOG_DELETED, obj.username, "1 sign-in")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AccessLog]) -> None:
        names = sorted({row.username or "" for row in queryset})
        count = queryset.count()
        record(
            request.user,
            Action.LOG_DELETED,
            ", ".join(names),
            f"{count} sign-in{'' if count == 1 else 's'}",
        )
        super().delete_queryset(request, queryset)
