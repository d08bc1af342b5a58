"""Addresses of the treatment screens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
