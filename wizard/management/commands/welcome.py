from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.urls import reverse
from environs import Env

from wizard.guide import links


class Command(BaseCommand):
    help = (
        "Says where the site is about to be served and, while there is no staff login, how to make"
        " one."
    )

    def handle(self, *args: object, **options: object) -> None:
        env = Env()
        site = f"http://{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}"
        self.stdout.write(f"Blinkdiag is served at {site}{links.home()} (stop with Ctrl+C)")
        if not get_user_model().objects.filter(is_staff=True).exists():
            self.stdout.write(
                "There is no staff login yet. Make one with: make staff. Then open"
                f" {reverse('admin:index')}"
            )
