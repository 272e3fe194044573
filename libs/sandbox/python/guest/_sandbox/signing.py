"""`secrets` of the standard library also signs, as `cloakroom.secrets` does; its own names stay as they are."""

import secrets

from cloakroom import secrets as signing

ADDED = ("hmac", "sign_jwt", "sign_aws_v4", "SecretError")


def install() -> None:
    for name in ADDED:
        setattr(secrets, name, getattr(signing, name))
