"""Addresses of the desk screens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
