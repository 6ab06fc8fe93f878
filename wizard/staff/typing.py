"""Django's admin classes, which take a type for the checker only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin import options
from django.contrib.auth import admin as auth_admin

if TYPE_CHECKING:
    BaseModelAdmin = options.BaseModelAdmin[Any]
    ModelAdmin = admin.ModelAdmin[Any]
    UserAdmin = auth_admin.UserAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    BaseModelAdmin = object  # what is put before an admin or an inline
    ModelAdmin, UserAdmin = admin.ModelAdmin, auth_admin.UserAdmin
    TabularInline = admin.TabularInline
    ModelForm, InlineFormSet = forms.ModelForm, forms.BaseInlineFormSet
