"""Addresses of the cycle, one file per resource."""
