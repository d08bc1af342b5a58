"""Screens of products, declarations and sharing."""
