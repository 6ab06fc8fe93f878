"""Who the staff are, and their roles; every act on them leaves one line in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from axes import admin as axes_admin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UsernameField
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Exists, ManyToManyField, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from wizard.models import Action, record
from wizard.rendering.phrases import counted
from wizard.staff.access import letters, second_factor
from wizard.staff.access.roles import ROLES
from wizard.staff.typing import ModelAdmin, ModelForm, UserAdmin

admin.site.unregister(
    [User, Group, TOTPDevice, StaticDevice, AccessAttempt, AccessFailureLog, AccessLog]
)
# The keys of second factors are nobody's to see; failures are counted in the attempts and shown in
# the audit log.


class DeletionsToldAdmin(ModelAdmin):
    """Rows leave a line in the audit log before they go, one by one or as many that are ticked."""

    def tell_deleted(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.tell_deleted(request, [obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        self.tell_deleted(request, queryset)
        super().delete_queryset(request, queryset)


class AuditedAdmin(DeletionsToldAdmin):
    """Saving and deleting leave one line each in the audit log."""

    action: ClassVar[Action]

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: object, change: object
    ) -> None:
        super().save_related(request, form, formsets, change)
        if done := [*([] if change else ["added"]), *_changes(form)]:
            record(request.user, self.action, form.instance, "; ".join(done))

    def tell_deleted(self, request: HttpRequest, rows: Iterable[Model]) -> None:
        for row in rows:
            record(request.user, self.action, row, "deleted")


def _changes(form: ModelForm) -> Iterator[str]:
    """What a saved form has changed. Example: "given: editor". A password is never shown."""
    for name in form.changed_data:
        if name in ("password1", "password2", "usable_password"):
            continue
        before, after = form.initial.get(name), form.cleaned_data[name]
        if isinstance(after, QuerySet):
            yield from _given_and_taken(before or (), after)
        elif before == after:
            continue
        elif before or str(after) != str(form.instance):  # else it is the name of what was added
            yield f"{name}: {'–' if before in (None, '') else before} → {after}"


def _given_and_taken(before: Iterable[Model], after: Iterable[Model]) -> Iterator[str]:
    """Roles and permissions, as two lists of names."""
    had, has = set(before), set(after)
    for verb, rows in (("given", has - had), ("taken", had - has)):
        if rows:
            yield f"{verb}: {', '.join(sorted(map(str, rows)))}"


class NewPersonForm(AdminUserCreationForm):
    """A name, an address, and a password that is typed now or chosen by the person."""

    class Meta:
        model = User
        fields = ("username", "email")
        field_classes = {"username": UsernameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["usable_password"]
        choice.label = "Password"
        choice.initial = "false"
        choice.choices = [  # type: ignore[attr-defined]
            ("false", "They choose it: invite them"),
            ("true", "I type it now"),
        ]
        choice.help_text = (
            "Invited people get a letter with a link to choose their password. Where no e-mail is"
            " set up, or they have no address, you see the link once, to hand over."
        )


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
    actions = ["invite", "forget_second_factor"]
    add_form = NewPersonForm
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "usable_password", "password1", "password2"),
            },
        ),
    )
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

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Model, Model], request: HttpRequest, **kwargs: object
    ) -> ModelMultipleChoiceField[Model] | None:
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.exclude(pk__in=_groups_beyond().values("pk"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

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

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Who has no password is invited at once."""
        response: HttpResponse = super().response_add(request, obj, post_url_continue)
        if not obj.has_usable_password():
            self._invite(request, obj)
        return response

    @admin.action(
        description="Invite the selected users to choose a password", permissions=["change"]
    )
    def invite(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people.select_related("firm_account"):
            if not self.has_change_permission(request, person):
                said = f"“{person}” is a superuser; only a superuser can do this."
            elif not person.is_active:
                said = f"“{person}” is switched off. Tick “Active” first."
            elif hasattr(person, "firm_account"):
                said = f"“{person}” signs in with the firm’s account and needs no password."
            else:
                self._invite(request, person)
                continue
            self.message_user(request, said, messages.ERROR)

    def _invite(self, request: HttpRequest, person: User) -> None:
        if link := letters.invite(request, person):
            said = format_html(
                "Nothing was sent to {}. Hand over this link, which you see only now: {}",
                person,
                link,
            )
            self.message_user(request, said, messages.WARNING)
        else:
            self.message_user(request, f"“{person}” was sent an invitation to {person.email}.")

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
                    f"{person} may more than the roles hold; only a superuser can do this.",
                    messages.ERROR,
                )


def _within_reach(request: HttpRequest, person: User | None) -> bool:
    """Administrators change nobody who may more than the four roles hold."""
    if person is None or request.user.is_superuser:
        return True
    beyond = person.user_permissions.exists() or _groups_beyond().filter(user=person).exists()
    return not (person.is_superuser or beyond)


def _permissions_of_roles() -> QuerySet[Permission]:
    """What the four roles hold, and so what an administrator can give."""
    named = Concat("content_type__app_label", Value("."), "codename")
    held = set().union(*(role.permissions() for role in ROLES))
    return Permission.objects.annotate(named=named).filter(named__in=held)


def _groups_beyond() -> QuerySet[Group]:
    """Groups that a superuser gave more than the roles hold."""
    return Group.objects.filter(
        permissions__in=Permission.objects.exclude(pk__in=_permissions_of_roles().values("pk"))
    )


@admin.register(Group)
class RoleAdmin(AuditedAdmin, auth_admin.GroupAdmin):
    """The four roles are to be looked at: a change would last until the next migrate."""

    list_display = ["name", "may"]
    action = Action.ROLE

    @admin.display(description="may")
    def may(self, group: Group) -> str:
        return next((role.may for role in ROLES if role.name == group.name), "")

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, group: Group | None) -> bool:
        if group is None:
            return True
        is_ours = group.name in {role.name for role in ROLES}
        is_beyond = _groups_beyond().filter(pk=group.pk).exists()
        return not is_ours and (request.user.is_superuser or not is_beyond)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Model, Model], request: HttpRequest, **kwargs: object
    ) -> ModelMultipleChoiceField[Model] | None:
        """An administrator gives only what the four roles hold."""
        if db_field.name == "permissions" and not request.user.is_superuser:
            kwargs["queryset"] = _permissions_of_roles().select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(AccessAttempt)
class AttemptAdmin(DeletionsToldAdmin, axes_admin.AccessAttemptAdmin):  # type: ignore[misc]  # it has no types
    """Wrong passwords. Deleting a row unlocks its name at its address."""

    def tell_deleted(self, request: HttpRequest, rows: Iterable[AccessAttempt]) -> None:
        for name, address in sorted({(row.username or "", row.ip_address or "") for row in rows}):
            record(request.user, Action.UNLOCKED, name, f"at {address}")


@admin.register(AccessLog)
class SignInAdmin(DeletionsToldAdmin, axes_admin.AccessLogAdmin):  # type: ignore[misc]  # it has no types
    """Sign-ins. Who deletes some of them leaves a line that says how many."""

    def tell_deleted(self, request: HttpRequest, rows: Iterable[AccessLog]) -> None:
        names = [row.username or "" for row in rows]
        gone = counted(len(names), "sign-in")
        record(request.user, Action.LOG_DELETED, ", ".join(sorted(set(names))), gone)
