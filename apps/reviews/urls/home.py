"""Addresses of the home screens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
