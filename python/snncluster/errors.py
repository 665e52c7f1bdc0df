"""What can go wrong. Texts are those of the command ``snncluster``."""


class SnnClusterError(Exception):
    """Base of all errors of this package.

    ``findings`` has the texts one by one: all that was found wrong, each a line.
    """

    def __init__(self, *findings):
        self.findings = [str(finding) for finding in findings]
        super().__init__("\n".join(self.findings))


class InputError(SnnClusterError, ValueError):
    """Something that was given is wrong. Nothing was run or written."""


class RunError(SnnClusterError, RuntimeError):
    """A run, or the cluster that it was on, failed."""


class CommandNotFoundError(SnnClusterError):
    """There is no command ``snncluster``, or it cannot be started."""
