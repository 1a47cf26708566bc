"""Addresses of meetings, one file per resource."""
