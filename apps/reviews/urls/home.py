"""Addresses of the home page and the board."""

from django.urls import path

from apps.reviews.views import board, home

urlpatterns = [
    path("home/", home.Home.as_view(), name="home"),
    path("reviews/", board.Board.as_view(), name="list"),
]
