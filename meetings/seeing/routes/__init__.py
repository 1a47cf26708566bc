"""Addresses of what is seen of the cycle."""
