"""What the admins of the content tables share: counts, drafts, retiring, and parts of a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, TypeAlias, cast

from csp.constants import SELF
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.contrib.messages import WARNING
from django.core.exceptions import PermissionDenied
from django.db.models import (
    Count,
    ForeignKey,
    ManyToManyField,
    Model,
    QuerySet,
    TextField,
    URLField,
)
from django.forms import CharField, Form, ModelChoiceField, ModelMultipleChoiceField, Textarea
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from wizard.content.draft import activity_if_any
from wizard.content.errors import InUseError
from wizard.content.retirement import people_know, retire, users_of
from wizard.models import Addressed, Column, Content, FormerName, Step
from wizard.models.base import LAST
from wizard.models.colours import validate_colour_words
from wizard.models.querysets import ContentQuerySet
from wizard.models.validators import SLUG_SHAPE, validate_meanings, validate_text_list
from wizard.rendering.phrases import counted
from wizard.staff.admin.bulk import BulkAdmin
from wizard.staff.admin.edit_conflicts import EditConflictAdmin, StaleListAdmin
from wizard.staff.admin.history import HistoryAdmin
from wizard.staff.draft_page import DEVICE, page_of
from wizard.staff.editing.lines import ONE_A_LINE, LinesField, LongTextField
from wizard.staff.editing.row_findings import findings_about, new_among, show
from wizard.staff.preview import address, may_preview
from wizard.staff.typing import BaseModelAdmin, InlineFormSet, ModelAdmin, ModelForm, TabularInline

DeletedObjects: TypeAlias = tuple[list[str], dict[str, int], set[str], list[str]]
"""What would go, how many of each table, missing permissions, and what stands in the way."""


def number_of(relation: str, description: str) -> Callable[[ContentAdmin, Model], int]:
    """A column of a list: how many rows a relation has, which is one of the admin's `counted`."""
    name = f"n_{relation}"

    @admin.display(description=description, ordering=name)
    def column(self: ContentAdmin, row: Model) -> int:
        return int(getattr(row, name))

    return column


GAP = 10
"""Between the positions of two parts, so that another fits in."""


LISTS = (validate_text_list, validate_meanings, validate_colour_words)
"""A field that is checked by one of them holds a list of texts."""


class CheckedFields(BaseModelAdmin):
    """Put before an admin or an inline: what the model checks of a field is said at the field,
    and a value that fails never gets into the row from which the page is drawn again. A list of
    texts is typed one item a line.
    """

    def formfield_for_dbfield(
        self, db_field: Column, request: HttpRequest, **kwargs: object
    ) -> FormField | None:
        if isinstance(db_field, TextField):
            kwargs.setdefault("form_class", LongTextField)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and any(check in LISTS for check in db_field.validators):
            field = LinesField(
                label=field.label,
                required=field.required,
                help_text=f"{field.help_text} {ONE_A_LINE}",
            )
        if field is not None:
            own = (check for check in db_field.validators if check not in field.validators)
            field.validators = [*field.validators, *own]
        return field


class ContentAdmin(CheckedFields, EditConflictAdmin, StaleListAdmin, BulkAdmin, HistoryAdmin):
    """`counted`: relations whose rows are counted in the list, under "number of …"."""

    list_per_page = 50
    view_on_site = False  # the draft stands beside the form
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
            told = (
                f"links with the old name “{former.old}” redirect to “{former.new}”."
                if former.new
                else f"links with “{former.old}” in its old place say: {former.reason}"
            )
            self.message_user(request, f"Once this is published, {told}")

    def get_deleted_objects(
        self, objs: Sequence[Content] | QuerySet[Content], request: HttpRequest
    ) -> DeletedObjects:
        """What something else names is not deleted: it is told what does."""
        if users := users_of(list(objs)):
            return [], {}, set(), list(map(_link, users))
        return super().get_deleted_objects(objs, request)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002
        change: bool = False,  # noqa: FBT001, FBT002
        form_url: str = "",
        obj: Content | None = None,
    ) -> HttpResponse:
        if obj is not None:
            device = request.GET.get(DEVICE, "")
            activity = context["activity"] = activity_if_any()  # the head of the page wants it
            on = device if SLUG_SHAPE.fullmatch(device) else ""
            page = page_of(obj, activity.draft if activity else None, on)
            context["draft_href"] = address(page) if page and may_preview(request) else ""
            if request.method == "GET" and self.has_change_permission(request, obj):
                formsets = [inline.formset for inline in context["inline_admin_formsets"]]
                form = context["adminform"].form
                context["findings"] = show(findings_about(obj, activity), obj, form, formsets)
        response = super().render_change_form(request, context, add, change, form_url, obj)
        setattr(response, "_csp_update", {"frame-src": [SELF]})  # noqa: B010  # as django-csp does
        return response

    def response_add(
        self, request: HttpRequest, obj: Content, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        page = self.own_address("change", obj.pk)
        return self._to_what_is_wrong(request, obj, page) or response

    def response_change(self, request: HttpRequest, obj: Content) -> HttpResponse:
        response = super().response_change(request, obj)
        return self._to_what_is_wrong(request, obj, request.get_full_path()) or response

    def _to_what_is_wrong(
        self, request: HttpRequest, row: Content, page: str
    ) -> HttpResponse | None:
        """Back to the page of a row that was saved, where the checks found something new in it."""
        if "_save" not in request.POST or IS_POPUP_VAR in request.POST:
            return None
        found = new_among(findings_about(row))
        if not found:
            return None
        self.message_user(
            request,
            f"Your draft is saved. The checks say {counted(len(found), 'thing')} about it.",
            WARNING,
        )
        return redirect(page)


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
        return format_html(
            'People have links with its name: <a href="{}">retire {}</a>',
            self.own_address("retire", row.pk),
            row,
        )

    def get_urls(self) -> list[URLPattern]:
        return [self.own_page("<path:pk>/retire/", self.retire_view, "retire"), *super().get_urls()]

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
                return redirect(self.own_address("changelist"))
        context = {
            **self.own_context(request, row, f"Retire: {row}"),
            "form": form,
            "users": list(map(_link, users)),
        }
        return TemplateResponse(request, "admin/wizard/retire.html", context)

    def _successors(self, row: Addressed) -> QuerySet[Addressed]:
        """Only within the same family or question: a link cannot cross over."""
        scopes = {lookup.partition("__")[0] for lookup in row.natural_lookups if "__" in lookup}
        others = row.rows().exclude(pk=row.pk)
        return others.filter(**{scope: getattr(row, scope) for scope in scopes}).with_names()


class PartFormSet(InlineFormSet):
    """A new part whose place nobody gave comes after those that are there."""

    def save_new(self, form: ModelForm, commit: bool = True) -> Model:  # noqa: FBT001, FBT002
        row = form.instance
        if getattr(row, "position", None) == LAST:
            placed = [part.position for part in self.queryset or () if part.position != LAST]
            row.position = min(LAST, max(placed, default=0) + GAP * (1 + len(self.new_objects)))
        saved: Model = super().save_new(form, commit)
        return saved


class ManyFromOneQuery(AutocompleteSelectMultiple):
    """The admin's box to search and choose several; what is chosen is read once for all rows."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        chosen = [pair for pair in self.choices if str(pair[0]) in value]
        return [
            (None, [self.create_option(name, pk, label, True, at)], at)  # noqa: FBT003
            for at, (pk, label) in enumerate(chosen)
        ]


class PartInline(CheckedFields, TabularInline):
    """Rows that belong to the row above. `related` is fetched with them, in the same queries."""

    extra = 0
    formset: type[InlineFormSet] = PartFormSet
    show_change_link = True
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()
    """Relations to many that stand in the row."""
    searched: ClassVar[tuple[str, ...]] = ()
    """Relations to many with more choices than a list in a row of a table can show."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows = super().get_queryset(request).select_related(*self.related)
        return rows.prefetch_related(*self.prefetched)

    def formfield_for_dbfield(
        self, db_field: Column, request: HttpRequest, **kwargs: object
    ) -> FormField | None:
        """In a table the label stands far above, so each box says its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and self.template == TabularInline.template:
            field.widget.attrs.setdefault("aria-label", capfirst(str(field.label)))
        return field

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField[Model] | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.queryset = cast("ContentQuerySet[Content]", field.queryset).with_names()
            _read_choices_once(field)
        return field

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Model, Model], request: HttpRequest, **kwargs: object
    ) -> ModelMultipleChoiceField[Model] | None:
        if db_field.name in self.searched:
            kwargs["widget"] = ManyFromOneQuery(db_field, self.admin_site)
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
