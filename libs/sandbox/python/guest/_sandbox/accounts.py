"""`pwd` and `grp` with the one account there is, so that home folders and user names have an answer."""

import collections
import sys
import types

HOME = "/workspace"
NAME = "agent"
ID = 1000

Passwd = collections.namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")
Group = collections.namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")
USER = Passwd(NAME, "x", ID, ID, "", HOME, "/bin/sh")
GROUP = Group(NAME, "x", ID, [])


def finder(kind, entry):
    def find(key):
        if key not in (entry[0], entry[2], 0):
            raise KeyError(f"{kind}(): not found: {key!r}")
        return entry

    return find


def install() -> None:
    pwd = types.ModuleType("pwd", "The one account of the sandbox.")
    pwd.struct_passwd = Passwd
    pwd.getpwuid, pwd.getpwnam = finder("getpwuid", USER), finder("getpwnam", USER)
    pwd.getpwall = lambda: [USER]
    grp = types.ModuleType("grp", "The one group of the sandbox.")
    grp.struct_group = Group
    grp.getgrgid, grp.getgrnam = finder("getgrgid", GROUP), finder("getgrnam", GROUP)
    grp.getgrall = lambda: [GROUP]
    sys.modules.setdefault("pwd", pwd)
    sys.modules.setdefault("grp", grp)
