"""Finds the command ``snncluster``, starts it, and reads what it tells."""

import importlib.metadata
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import tempfile
import urllib.parse
import urllib.request

from .errors import CommandNotFoundError, InputError, RunError

VARIABLE = "SNNCLUSTER_COMMAND"
_BAD_INPUT = 2
_BLOCK = 1 << 16
_LAST_WORDS = 2000  # Characters of standard error that an error tells.


def find_command(command=None):
    """The words that start the command, as a list.

    Looks, in this order, at ``command`` (a path, a path of snncluster.dll, or a list of words), the environment variable SNNCLUSTER_COMMAND
    (the same as text), ``snncluster`` on the PATH, and the build in the repository that this package was installed from.
    """
    if command is not None:
        return _words(command, "command")
    if os.environ.get(VARIABLE):
        return _words(os.environ[VARIABLE], VARIABLE)
    on_path = shutil.which("snncluster")
    if on_path:
        return [on_path]
    for root in _repositories():
        builds = sorted(root.glob("src/SnnCluster.Cli/bin/Release/net*/snncluster.dll"))
        if builds:
            return ["dotnet", str(builds[-1])]
    raise CommandNotFoundError(
        "there is no command snncluster: install it ('dotnet tool install --global SnnCluster.Cli --source artifacts/packages'), build it "
        f"('dotnet build -c Release' in its repository), or name it in {VARIABLE} or as command=..."
    )


def _words(command, name):
    if isinstance(command, (list, tuple)):
        words = [os.fspath(word) for word in command]
    else:
        text = os.fspath(command)
        words = [text] if os.path.exists(text) else shlex.split(text)
    if not words:
        raise CommandNotFoundError(f"{name} is empty: must be the path of snncluster or of snncluster.dll")
    if words[0].endswith(".dll"):
        words.insert(0, "dotnet")
    if shutil.which(words[0]) is None:
        raise CommandNotFoundError(f"{name} is '{words[0]}': there is no such program")
    if words[-1].endswith(".dll") and not os.path.exists(words[-1]):
        raise CommandNotFoundError(f"{name} is '{words[-1]}': there is no such file")
    return words


def _repositories():
    yield pathlib.Path(__file__).resolve().parents[2]
    try:
        text = importlib.metadata.distribution("snncluster").read_text("direct_url.json")
        url = urllib.parse.urlparse(json.loads(text or "{}").get("url", ""))
        if url.scheme == "file":
            yield pathlib.Path(urllib.request.url2pathname(url.path)).parent
    except (importlib.metadata.PackageNotFoundError, ValueError):
        pass


class Process:
    """The command at work, followed by its events."""

    def __init__(self, arguments, command=None):
        self._words = find_command(command) + [str(argument) for argument in arguments]
        self._errors = tempfile.TemporaryFile()
        try:
            # A group of its own: Ctrl-C is for this program first, which passes it on.
            self._process = subprocess.Popen(
                self._words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                bufsize=0,
                stderr=self._errors,
                start_new_session=True,
            )
        except OSError as error:
            self._errors.close()
            raise CommandNotFoundError(f"{self._words[0]} cannot be started: {error}") from error
        self.pid = self._process.pid
        self._pending = bytearray()
        self._searched = 0

    def next_event(self):
        """The next event, as a dict; None at the end. What is no event, such as what a runtime prints that cannot start, is kept for errors.

        May be interrupted and called again: no generator and no file object of Python stands that, so lines are cut here.
        """
        while not self._process.stdout.closed:
            end = self._pending.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(self._pending[:end])
                del self._pending[: end + 1]
                self._searched = 0
                try:
                    event = json.loads(line)
                except ValueError:
                    event = None
                if isinstance(event, dict) and "event" in event:
                    return event
                self._errors.write(line + b"\n")
            else:
                self._searched = len(self._pending)
                some = os.read(self._process.stdout.fileno(), _BLOCK)
                if not some:
                    self._errors.write(self._pending)
                    break
                self._pending += some
        return None

    def output(self):
        """All that is printed, as text."""
        return self._process.stdout.read().decode("utf-8")

    def interrupt(self):
        """Has it end early and keep what it has."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def kill(self):
        """Ends it at once."""
        if self._process.poll() is None:
            self._process.kill()

    def wait(self):
        """Waits for its end, and gives its exit code and the texts on standard error."""
        code = self._process.wait()
        self._process.stdout.close()
        self._errors.seek(0)
        texts = self._errors.read().decode("utf-8", "replace")
        self._errors.close()
        return code, texts


def failure(code, findings, texts):
    """The error of a command that ended with an exit code.

    ``findings``: texts of its errors; ``texts``: what it wrote to standard error.
    """
    findings = list(findings) or [line[len("error: "):] for line in texts.splitlines() if line.startswith("error: ")]
    if not findings:
        ended = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        findings = [f"snncluster ended {ended}" + (f": {texts.strip()[-_LAST_WORDS:]}" if texts.strip() else "")]
    return (InputError if code == _BAD_INPUT else RunError)(*findings)


def run_to_end(arguments, command=None):
    """Runs the command to its end and gives what it prints as text."""
    process = Process(arguments, command)
    try:
        text = process.output()
    except BaseException:
        process.kill()
        raise
    finally:
        code, texts = process.wait()
    if code != 0:
        raise failure(code, [], texts)
    return text
