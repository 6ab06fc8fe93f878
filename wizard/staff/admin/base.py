"""What the admins of the content tables share: counts, public pages, retiring, and parts on the
page of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, TypeAlias, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, ForeignKey, ManyToManyField, Model, QuerySet, URLField
from django.forms import CharField, Form, ModelChoiceField, ModelMultipleChoiceField, Textarea
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from wizard.content.errors import InUseError
from wizard.content.retirement import people_know, retire, users_of
from wizard.models import Addressed, Column, Content, FormerName, Step
from wizard.staff.admin.edit_conflicts import EditConflictAdmin
from wizard.staff.admin.history import HistoryAdmin
from wizard.staff.links import page_of
from wizard.staff.typing import (
    BaseModelAdmin,
    InlineFormSet,
    ModelAdmin,
    ModelForm,
    TabularInline,
)

DeletedObjects: TypeAlias = tuple[list[str], dict[str, int], set[str], list[str]]
"""What would go, how many of each table, missing permissions, and what stands in the way."""


def number_of(relation: str, description: str) -> Callable[[ContentAdmin, Model], int]:
    """A column of a list: how many rows a relation has, which is one of the admin's `counted`."""
    name = f"n_{relation}"

    @admin.display(description=description, ordering=name)
    def column(self: ContentAdmin, row: Model) -> int:
        return int(getattr(row, name))

    return column


class CheckedFields(BaseModelAdmin):
    """Put before an admin or an inline: what the model checks of a field is said at the field,
    and a value that fails never gets into the row from which the page is drawn again.
    """

    def formfield_for_dbfield(
        self, db_field: Column, request: HttpRequest, **kwargs: object
    ) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            own = (check for check in db_field.validators if check not in field.validators)
            field.validators = [*field.validators, *own]
        return field


class ContentAdmin(CheckedFields, EditConflictAdmin, HistoryAdmin):
    """`counted`: relations whose rows are counted in the list, under "number of …"."""

    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    counted: ClassVar[tuple[str, ...]] = ()

    class Media:
        css = {"all": ["staff/lists.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        counts = {
            f"n_{name.replace('__', '_')}": Count(name, distinct=True) for name in self.counted
        }
        rows: QuerySet[Model] = super().get_queryset(request).annotate(**counts)
        return rows

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: object) -> None:
        super().save_model(request, obj, form, change)
        self.tell_renamed(request, obj)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: InlineFormSet, change: object
    ) -> None:
        super().save_formset(request, form, formset, change)
        for part, _ in formset.changed_objects:
            self.tell_renamed(request, part)

    def tell_renamed(self, request: HttpRequest, row: Model) -> None:
        """What becomes of links, where the last save changed a name they carry."""
        former: FormerName | None = getattr(row, "former_name", None)
        if former is not None:
            self.message_user(
                request,
                (
                    f"Once this is published, links with the old name “{former.old}” redirect to"
                    f" “{former.new}”."
                    if former.new
                    else (
                        f"Once this is published, links with “{former.old}” in its old place say:"
                        f" {former.reason}"
                    )
                ),
            )

    def get_deleted_objects(
        self, objs: Sequence[Content] | QuerySet[Content], request: HttpRequest
    ) -> DeletedObjects:
        """What something else names is not deleted: it is told what does."""
        if users := users_of(list(objs)):
            return [], {}, set(), list(map(_link, users))
        return super().get_deleted_objects(objs, request)

    def view_on_site(self, obj: Model) -> str | None:
        """The public page, where there is one."""
        return page_of(obj) or None


def _link(row: Content) -> SafeString:
    address = reverse(f"admin:wizard_{row._meta.model_name}_change", args=[row.pk])
    return format_html('{}: <a href="{}">{}</a>', capfirst(row._meta.verbose_name), address, row)


class RetireForm(Form):
    """Why something goes, and what people get instead."""

    reason = CharField(
        max_length=200,
        widget=Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=(
            "Shown to people whose link names it. Example: Blink took this step out of the app in"
            " May."
        ),
    )
    successor: ModelChoiceField[Addressed] = ModelChoiceField(
        Step.objects.none(),
        required=False,
        help_text="Links with the old name redirect to it for good. Empty: they say the reason.",
    )

    def __init__(self, data: QueryDict | None, successors: QuerySet[Addressed]) -> None:
        super().__init__(data)
        cast("ModelChoiceField[Addressed]", self.fields["successor"]).queryset = successors


class AddressedAdmin(ContentAdmin):
    """Of rows whose names links carry: they can be retired, and then no link dies."""

    def get_deleted_objects(
        self, objs: Sequence[Content] | QuerySet[Content], request: HttpRequest
    ) -> DeletedObjects:
        """What people have links to is not deleted but retired."""
        deleted, counts, missing, users = super().get_deleted_objects(objs, request)
        known = (row for row in objs if isinstance(row, Addressed) and people_know(row))
        linked = [] if users else list(known)
        if linked:
            return [], {}, set(), list(map(self._retire_link, linked))
        return deleted, counts, missing, users

    def _retire_link(self, row: Addressed) -> SafeString:
        address = reverse(f"admin:wizard_{self.opts.model_name}_retire", args=[row.pk])
        return format_html(
            'People have links with its name: <a href="{}">retire {}</a>', address, row
        )

    def get_urls(self) -> list[URLPattern]:
        name = f"wizard_{self.opts.model_name}_retire"
        return [
            path("<path:pk>/retire/", self.admin_site.admin_view(self.retire_view), name=name),
            *super().get_urls(),
        ]

    def retire_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        row: Addressed = get_object_or_404(self.model, pk=pk)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        users = users_of([row])
        form = RetireForm(request.POST or None, self._successors(row))
        if not users and form.is_valid():
            name = str(row)
            self.log_deletions(request, row.rows().filter(pk=row.pk))
            try:
                former = retire(row, form.cleaned_data["reason"], form.cleaned_data["successor"])
            except InUseError as error:  # somebody has just named it
                users = error.users
            else:
                told = f"redirect to “{former.new}”" if former.new else "say why"
                self.message_user(
                    request,
                    f"“{name}” is retired. Once this is published, links with its name {told}.",
                )
                return redirect(f"admin:wizard_{self.opts.model_name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Retire: {row}",
            "opts": self.opts,
            "object": row,
            "form": form,
            "users": list(map(_link, users)),
        }
        return TemplateResponse(request, "admin/wizard/retire.html", context)

    def _successors(self, row: Addressed) -> QuerySet[Addressed]:
        """Only within the same family or question: a link cannot cross over."""
        scopes = {lookup.partition("__")[0] for lookup in row.natural_lookups if "__" in lookup}
        others = row.rows().exclude(pk=row.pk)
        return others.filter(**{scope: getattr(row, scope) for scope in scopes}).with_names()


class PartInline(CheckedFields, TabularInline):
    """Rows that belong to the row above.

    `related` is fetched with them, so that more rows cost no more queries.
    """

    extra = 0
    show_change_link = True
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()
    """Relations to many that stand in the row."""
    choice_related: ClassVar[dict[str, str]] = {}
    """Field -> relation its choices need for their names."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows = super().get_queryset(request).select_related(*self.related)
        return rows.prefetch_related(*self.prefetched)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField[Model] | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and field.queryset is not None:
            if relation := self.choice_related.get(db_field.name):
                field.queryset = field.queryset.select_related(relation)
            _read_choices_once(field)
        return field

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Model, Model], request: HttpRequest, **kwargs: object
    ) -> ModelMultipleChoiceField[Model] | None:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            _read_choices_once(field)
        return field


def _read_choices_once(field: ModelChoiceField[Model]) -> None:
    """Once for all rows, not once a row."""
    field.choices = cache(lambda: list(iter(field.iterator(field))))


class ReadOnlyAdmin(ModelAdmin):
    """What commands write: to be looked at only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
