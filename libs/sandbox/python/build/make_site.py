"""Runs once while the image is built: unpacks wheels and guest modules, compiles them, and zips what was compiled."""

import compileall
import glob
import json
import os
import py_compile
import shutil
import zipfile

SITE, EXTRAS = "/build/site", "/build/extras"
DROPPED = (".so", ".pyi", ".c", ".h", ".pyx", ".exe")


def unpack(wheel: str, target: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(DROPPED) or "/tests/" in name or ".data/" in name:
                continue
            archive.extract(name, target)


def compile_tree(root: str) -> None:
    """Legacy layout: the .pyc takes the place of its source, and nobody compares time stamps."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(root, quiet=2, legacy=True, stripdir=root, invalidation_mode=mode)
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.exists(path + "c"):
                os.remove(path)


def write_zip(root: str, target: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                entry = zipfile.ZipInfo(os.path.relpath(path, root))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with open(path, "rb") as source:
                    archive.writestr(entry, source.read())


def top_level_names(folder: str) -> list[str]:
    names = []
    for name in os.listdir(folder):
        if name.endswith(".pyc"):
            names.append(name[:-4])
        elif os.path.exists(os.path.join(folder, name, "__init__.pyc")):
            names.append(name)
    return names


def make() -> None:
    os.makedirs(SITE)
    os.makedirs(EXTRAS)
    for wheel in glob.glob("/wheels/site/*.whl"):
        unpack(wheel, SITE)
    shutil.copytree("/guest", SITE, dirs_exist_ok=True)
    compile_tree(SITE)
    index = {}
    for wheel in glob.glob("/wheels/extras/*.whl"):
        distribution = os.path.basename(wheel).split("-")[0].lower()
        folder = os.path.join(EXTRAS, distribution)
        unpack(wheel, folder)
        if os.path.isdir(f"/overrides/{distribution}"):
            shutil.copytree(f"/overrides/{distribution}", folder, dirs_exist_ok=True)
        compile_tree(folder)
        for name in top_level_names(folder):
            index[name] = distribution
    with open(os.path.join(SITE, "_sandbox", "extras.json"), "w") as target:
        json.dump(index, target)
    write_zip(SITE, "/lib/site.zip")
    write_zip(EXTRAS, "/lib/extras.zip")


make()
