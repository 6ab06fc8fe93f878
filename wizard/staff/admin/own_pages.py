"""What the pages of a table share that Django's admin does not have."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from wizard.models import Content
from wizard.staff.access.permissions import missing_role
from wizard.staff.typing import ModelAdmin


class OwnPagesAdmin(ModelAdmin):
    def own_page(self, route: str, view: Callable[..., HttpResponse], page: str) -> URLPattern:
        name = f"wizard_{self.opts.model_name}_{page}"
        return path(route, self.admin_site.admin_view(view), name=name)

    def own_address(self, page: str, *args: object) -> str:
        return reverse(f"admin:wizard_{self.opts.model_name}_{page}", args=args)

    def own_context(
        self, request: HttpRequest, row: Content | None, title: str
    ) -> dict[str, object]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": row,
        }

    def needed_role(self, action: str) -> str:
        """Whom to ask for what an action needs, in a sentence."""
        return missing_role(f"wizard.{action}_{self.opts.model_name}")
