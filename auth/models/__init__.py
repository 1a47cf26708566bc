"""Persons, their sign-ins, and links for who forgot the password."""

from auth.models.password_link import PasswordLink
from auth.models.person import Person
from auth.models.sign_in import SignIn

__all__ = ["PasswordLink", "Person", "SignIn"]
