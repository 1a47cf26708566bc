"""Addresses of minutes."""
