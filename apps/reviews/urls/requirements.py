"""Addresses of the requirements screens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
