"""Persons, their sign-ins and what proves that it is them, and links for who forgot the password."""

from auth.models.ceremony import Ceremony, What
from auth.models.code_app import CodeApp
from auth.models.passkey import Passkey
from auth.models.password_link import PasswordLink
from auth.models.person import Person
from auth.models.recovery_code import RecoveryCode
from auth.models.sign_in import SignIn

__all__ = ["Ceremony", "CodeApp", "Passkey", "PasswordLink", "Person", "RecoveryCode", "SignIn", "What"]
