"""`/workspace`: the files of a conversation, handed in before the code runs and handed out when they changed."""

import base64
import os
import stat

ROOT = "/workspace"
MAX_BYTES = 16 * 1024 * 1024
MAX_FILES = 1000
MAX_PATH_CHARACTERS = 1000


class WorkspaceTooLarge(Exception):
    """More was written than can be kept."""


def fill(files: list[dict]) -> dict[str, bytes]:
    os.makedirs(ROOT, exist_ok=True)
    os.chdir(ROOT)
    before = {}
    for file in files:
        path = os.path.normpath(os.path.join(ROOT, file["path"]))
        if not path.startswith(ROOT + "/"):
            continue
        data = base64.b64decode(file["data"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as target:
            target.write(data)
        before[path] = data
    return before


def collect(before: dict[str, bytes]) -> list[dict]:
    """Files that are new or changed; links, devices and caches of the interpreter are left out."""
    found = []
    total = 0
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            if not stat.S_ISREG(status.st_mode):
                continue
            if path in before and len(before[path]) == status.st_size and read(path) == before[path]:
                continue
            total += status.st_size
            if total > MAX_BYTES or len(found) >= MAX_FILES:
                raise WorkspaceTooLarge(
                    f"The files written to /workspace are more than {MAX_BYTES // 1048576} MB or {MAX_FILES} files: "
                    "write less, or delete what is not needed before the program ends."
                )
            relative = os.path.relpath(path, ROOT)
            if len(relative) > MAX_PATH_CHARACTERS:
                raise OSError(
                    f"The path of a file in /workspace has {len(relative)} characters; the limit is {MAX_PATH_CHARACTERS}. "
                    "Use shorter names, or fewer folders in one another."
                )
            found.append({"path": relative, "data": base64.b64encode(read(path)).decode()})
    return found


def read(path: str) -> bytes:
    with open(path, "rb") as source:
        return source.read()
