"""What is known of the staff beside Django's own table."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wizard.models.base import unique


class FirmAccount(models.Model):
    """Whose account at the firm's provider a person is: what it calls them never changes, unlike
    their name or their address.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="firm_account",
        help_text="The person of the staff side.",
    )
    issuer = models.CharField(max_length=255, help_text="The provider, by its address.")
    subject = models.CharField(max_length=255, help_text="What it calls the person.")

    class Meta:
        constraints = [
            unique(
                "issuer",
                "subject",
                name="firm_account_unique",
                message="Somebody has this account already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"
