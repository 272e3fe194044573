"""`hashlib.pbkdf2_hmac` and `hashlib.scrypt`, which CPython takes from OpenSSL: the host's OpenSSL does the work."""

import base64
import hashlib

from . import bridge

# Names of this build to those of OpenSSL, where they differ.
HASHES = {"blake2b": "blake2b512", "blake2s": "blake2s256"}
MAX_LENGTH = 1024 * 1024
DEFAULT_MEMORY = 32 * 1024 * 1024
MAX_MEMORY = 128 * 1024 * 1024
MAX_NUMBER = 2**31 - 1


def text(data) -> str:
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return base64.b64encode(memoryview(data).tobytes()).decode()


def ask(operation: str, refusal: str, **fields) -> bytes:
    reply = bridge.call(operation, fields)
    if not reply["ok"]:
        raise ValueError(reply.get("message", refusal))
    return base64.b64decode(reply["data"])


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    if not isinstance(hash_name, str):
        raise TypeError("pbkdf2_hmac() argument 'hash_name' must be str, not " + type(hash_name).__name__)
    size = hashlib.new(hash_name).digest_size
    length = size if dklen is None else dklen
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if iterations > MAX_NUMBER:
        raise OverflowError("iteration value is too great.")
    if length < 1:
        raise ValueError("key length must be greater than 0.")
    if length > MAX_LENGTH:
        raise OverflowError("key length is too great: the sandbox derives 1 MB at most.")
    name = hash_name.lower()
    return ask(
        "crypto.pbkdf2",
        f"unsupported hash type {hash_name}",
        hash=HASHES.get(name, name.replace("_", "-")),
        password=text(password),
        salt=text(salt),
        iterations=iterations,
        length=length,
    )


def scrypt(password, *, salt, n, r, p, maxmem=0, dklen=64):
    if n < 2 or n & (n - 1):
        raise ValueError("n must be a power of 2.")
    if not 0 <= maxmem <= MAX_NUMBER:
        raise ValueError(f"maxmem must be positive and smaller than {MAX_NUMBER}")
    if not 1 <= dklen <= MAX_LENGTH:
        raise ValueError(f"dklen must be greater than 0 and smaller than {MAX_LENGTH}")
    return ask(
        "crypto.scrypt",
        "Invalid parameter combination for n, r, p, maxmem. The sandbox gives scrypt 128 MB at most.",
        password=text(password),
        salt=text(salt),
        length=dklen,
        cost=n,
        blockSize=r,
        parallelization=p,
        maxmem=min(maxmem or DEFAULT_MEMORY, MAX_MEMORY),
    )


def install() -> None:
    hashlib.pbkdf2_hmac = pbkdf2_hmac
    hashlib.scrypt = scrypt
