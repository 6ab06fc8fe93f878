from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.urls import reverse


class Command(BaseCommand):
    help = "Says how to make a staff login, as long as there is none."

    def handle(self, *args: object, **options: object) -> None:
        if get_user_model().objects.filter(is_staff=True).exists():
            return
        self.stdout.write(
            f"There is no staff login yet. Make one with: make staff   (then open {reverse('admin:index')})"
        )
