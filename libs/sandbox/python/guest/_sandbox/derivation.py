"""`hashlib.pbkdf2_hmac`, which CPython takes from OpenSSL, after RFC 8018 on the HMAC of this build."""

import hashlib
import hmac


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    if not isinstance(hash_name, str):
        raise TypeError("hash_name must be a string")
    size = hashlib.new(hash_name).digest_size
    length = size if dklen is None else dklen
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if length < 1:
        raise ValueError("key length must be greater than 0.")
    keyed = hmac.new(bytes(password), None, hash_name)

    def digest(message):
        mac = keyed.copy()
        mac.update(message)
        return mac.digest()

    derived = b""
    for block in range(1, -(-length // size) + 1):
        value = digest(bytes(salt) + block.to_bytes(4, "big"))
        mixed = int.from_bytes(value, "big")
        for _ in range(iterations - 1):
            value = digest(value)
            mixed ^= int.from_bytes(value, "big")
        derived += mixed.to_bytes(size, "big")
    return derived[:length]


def install() -> None:
    if not hasattr(hashlib, "pbkdf2_hmac"):
        hashlib.pbkdf2_hmac = pbkdf2_hmac
