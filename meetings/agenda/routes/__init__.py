"""Addresses of the agenda, one file per resource."""
