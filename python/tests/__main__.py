"""Runs all tests, as ``python3 python/tests [COUNTS]``: prints the slowest, and writes passed, failed and skipped tests to the file COUNTS."""

import pathlib
import sys
import time
import unittest

_HERE = pathlib.Path(__file__).resolve().parent
_SLOWEST = 5


class _Timed(unittest.TextTestResult):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.times = []

    def startTest(self, test):
        self._began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        self.times.append((time.monotonic() - self._began, test.id()))
        super().stopTest(test)


def main():
    sys.path.insert(0, str(_HERE))
    runner = unittest.TextTestRunner(resultclass=_Timed)
    result = runner.run(unittest.defaultTestLoader.discover(str(_HERE)))
    for seconds, test in sorted(result.times, reverse=True)[:_SLOWEST]:
        print(f"{seconds:6.2f} s {test}")
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    if len(sys.argv) > 1:
        pathlib.Path(sys.argv[1]).write_text(f"{max(0, result.testsRun - failed - skipped)} {failed} {skipped}\n")
    return 1 if failed or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
