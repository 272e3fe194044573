"""Signatures with keys that a program need not have, next to the names of the standard library's `secrets`.

Arguments are put into JSON here; the worker behind the host judges them, holds the keys and does the arithmetic. Every
answer can be used as it is, and awaited."""

import base64
import datetime
import hashlib
import json
from collections.abc import Mapping
from secrets import *  # noqa: F403

from _sandbox import bridge

HASHES = {"SHA-256": "sha256", "SHA256": "sha256", "SHA-512": "sha512", "SHA512": "sha512"}
ENCODINGS = ("hex", "base64", "base64url", "bytes")
KEY_ENCODINGS = ("utf8", "hex", "base64", "base64url")


class SecretError(Exception):
    """A signature that was refused; the message says why."""


class Text(str):
    """A string that may be awaited."""

    def __await__(self):
        yield from ()
        return str(self)


class Bytes(bytes):
    """Bytes that may be awaited."""

    def __await__(self):
        yield from ()
        return bytes(self)


class Headers(dict):
    """Headers that may be awaited."""

    def __await__(self):
        yield from ()
        return dict(self)


def hmac(name, data, *, algorithm="SHA-256", encoding="hex", key_encoding="utf8"):
    """HMAC of `data` under the secret called `name`."""
    hashed = HASHES[one_of(str(algorithm).upper(), tuple(HASHES), "algorithm")]
    one_of(encoding, ENCODINGS, "encoding")
    value = sign(
        {
            "kind": "hmac",
            "name": name_of(name),
            "algorithm": hashed,
            "keyEncoding": one_of(key_encoding, KEY_ENCODINGS, "key_encoding"),
            "encoding": "base64" if encoding == "bytes" else encoding,
            "body": base64.b64encode(bytes_of(data)).decode(),
        }
    )
    return Bytes(base64.b64decode(value)) if encoding == "bytes" else Text(value)


def sign_jwt(name, claims, *, algorithm="HS256", header=None, key_encoding="utf8"):
    """A JSON Web Token with `claims`, signed with the secret called `name`."""
    return Text(
        sign(
            {
                "kind": "jwt",
                "name": name_of(name),
                "algorithm": one_of(algorithm, ("HS256", "HS512"), "algorithm"),
                "keyEncoding": one_of(key_encoding, KEY_ENCODINGS, "key_encoding"),
                "claims": json_object(claims, "claims"),
                "header": None if header is None else json_object(header, "header"),
            }
        )
    )


def sign_aws_v4(
    *,
    access_key_id,
    secret_access_key,
    region,
    service,
    url,
    method="GET",
    headers=None,
    body=b"",
    body_sha256=None,
    session_token=None,
    date=None,
):
    """The headers of a request to AWS, with its signature; `secret_access_key` is the NAME of the secret."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers or []
    digest = hashlib.sha256(bytes_of(body or b"")).hexdigest() if body_sha256 is None else str(body_sha256)
    signed = sign(
        {
            "kind": "aws-v4",
            "name": name_of(secret_access_key),
            "accessKeyId": str(access_key_id),
            "sessionToken": None if session_token is None else str(session_token),
            "region": str(region),
            "service": str(service),
            "method": str(method),
            "url": str(url),
            "headers": [[str(name), str(value)] for name, value in pairs],
            "bodySha256": digest,
            "date": stamp(date),
        }
    )
    return Headers((name, value) for name, value in signed)


def sign(request):
    answer = bridge.call("secrets.sign", {"body": None, **request})
    if answer.get("ok"):
        return answer["value"]
    raise SecretError(answer.get("message", "The signature was refused."))


def name_of(name):
    if isinstance(name, str) and name:
        return name
    raise TypeError("the secret is given by its NAME, as in os.environ, and not by its value")


def one_of(value, allowed, what):
    if value in allowed:
        return value
    raise ValueError(f"{what} must be one of {', '.join(allowed)}")


def bytes_of(data):
    if isinstance(data, str):
        return data.encode()
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    raise TypeError("what is signed must be a string or bytes")


def json_object(value, what):
    if not isinstance(value, Mapping):
        raise TypeError(f"{what} must be a dict")
    return json.dumps(dict(value), separators=(",", ":"), allow_nan=False)


def stamp(date):
    if date is None:
        return None
    if isinstance(date, str):
        date = datetime.datetime.fromisoformat(date)
    return date.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
