"""The sandbox's own half inside CPython. Untrusted ground: guest code can read and replace all of it."""
