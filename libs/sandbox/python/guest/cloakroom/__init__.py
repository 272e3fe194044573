"""What this sandbox adds to Python: `from cloakroom import secrets`."""
