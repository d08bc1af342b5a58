"""Addresses of the decision screens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
