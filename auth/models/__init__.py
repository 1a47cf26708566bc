"""Persons, their sign-ins, and what is known of attempts to sign in."""

from auth.models.person import Person
from auth.models.sign_in import SignIn

__all__ = ["Person", "SignIn"]
