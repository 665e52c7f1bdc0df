"""Folders that go with what they belong to."""

import pathlib
import shutil
import tempfile
import weakref


class TemporaryFolder:
    """A folder that is removed when nothing refers to this object any more, at the latest when the program ends."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="snncluster-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def __enter__(self):
        return self.path

    def __exit__(self, *error):
        self.remove()
