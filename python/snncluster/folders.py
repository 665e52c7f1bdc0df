"""Folders that go with what they belong to."""

import fcntl
import os
import pathlib
import shutil
import stat
import tempfile
import time
import weakref

_PREFIX = "snncluster-python-"
_LOCK = ".lives"
_YOUNG_S = 60  # By then a folder that is made now has its lock, and a command whose program was killed has ended.

_searched = set()


class TemporaryFolder:
    """A folder that is removed when nothing refers to this object any more, at the latest when the program ends, or if it is killed, by the next one."""

    def __init__(self):
        remove_leftovers()
        self.path = pathlib.Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = _locked(self.path / _LOCK, os.O_CREAT)
        self.remove = weakref.finalize(self, _remove, self.path, lock)

    def __enter__(self):
        return self.path

    def __exit__(self, *error):
        self.remove()


def remove_leftovers():
    """Removes folders of this user's programs that were killed, once for each place of temporary folders."""
    place = tempfile.gettempdir()
    if place in _searched:
        return
    _searched.add(place)
    for folder in pathlib.Path(place).glob(f"{_PREFIX}*"):
        try:
            about = folder.lstat()
            if stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and time.time() - about.st_mtime > _YOUNG_S:
                _remove(folder, _locked(folder / _LOCK))
        except OSError:
            pass  # Its program lives.


def _locked(path, flags=0):
    # The system lets go of the lock when the program ends, however that happens.
    lock = os.open(path, os.O_RDWR | os.O_NOFOLLOW | flags, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if not flags:
            os.close(lock)
            raise
        # A file system without locks: there, nobody removes what others left.
    return lock


def _remove(folder, lock):
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)
