"""Runs a network or an experiment by the command, and follows it."""

import numbers
import os
import pathlib
import warnings
import weakref

from .command import Process, failure, run_to_end
from .errors import InputError, SnnClusterError
from .events import Note, Progress, Spikes, StateBatch, Value, event_of
from .folders import TemporaryFolder
from .progress import display_of
from .results import Result
from .values import plain, write_document

_DESCRIPTION = "description"
LIVE = ("spikes", "states", "values")


class Run:
    """A run that goes on. Iterating gives its events: ``Progress``, ``Note``, and, as asked for by ``live``, ``Spikes``, ``StateBatch`` and
    ``Value``. ``result()`` waits for its end.

    what: a Network, the path of a description file, or the name of an experiment.
    duration_ms: simulated time [ms].
    record: what is recorded, as the command's --record has it: a text or a list of them, such as "spikes" and "e.V:neurons=0-9".
    live: of what is recorded, what is told while the run goes on: "spikes", "states" and "values", as a text or a list. It is told with
        each sample, sample_interval_ms apart.
    on_progress, on_spikes, on_states, on_value: are called with each event of that kind, and ask for it.
    out: folder of results; by default a temporary one, which goes with the result. force: whether it may replace a run that is there.
    connectivity: whether synapses are written, at the start and at the end. figures: whether the command draws its figures and report.
    cluster: host:port of any node; by default the run is in this machine.
    progress: True for a bar in a terminal or notebook, False for none, or what is called with each ``Progress``.
    parameters: those of an experiment, by name.
    command: how the command starts, see ``find_command``.
    options: all others of ``snncluster run`` by their names: partitions, device, sample_interval_ms, checkpoint_every_ms, digest, ...

    Ctrl-C (KeyboardInterrupt) ends the run early and keeps what was recorded; a second one ends it at once.
    """

    def __init__(
        self,
        what,
        duration_ms=None,
        record=(),
        live=(),
        on_progress=None,
        on_spikes=None,
        on_states=None,
        on_value=None,
        out=None,
        force=False,
        connectivity=True,
        figures=False,
        cluster=None,
        progress=True,
        parameters=None,
        command=None,
        **options,
    ):
        self._command = command
        self._display = display_of(progress)
        self._calls = {Progress: on_progress, Spikes: on_spikes, StateBatch: on_states, Value: on_value}
        asked = [kind for kind, call in zip(LIVE, (on_spikes, on_states, on_value)) if call]
        live = list(dict.fromkeys(_texts(live, "live") + asked))
        self._temporary = TemporaryFolder()
        self._out = self._temporary.path / "run" if out is None else pathlib.Path(out)
        self.notes = []
        self._errors = []
        self._told = None
        self._result = None
        self._interrupted = self._ended_by_key = False
        try:
            words = ["run", *_subject(what, self._temporary.path), "--out", self._out, "--progress", "json-lines"]
            words += ["--record", ",".join(_texts(record, "record"))] if _texts(record, "record") else []
            words += ["--live", ",".join(live)] if live else []
            words += _words(duration_ms=duration_ms, force=force, cluster=cluster, no_connectivity=not connectivity, no_figures=not figures)
            words += _words(**options) + _set(parameters or {})
            self._process = Process(words, command)
        except BaseException:
            self._temporary.remove()
            raise
        self.pid = self._process.pid

        # Whoever forgets a run does not want it.
        self._end = weakref.finalize(self, Process.kill, self._process)

    @staticmethod
    def check(what, duration_ms=None, cluster=None, parameters=None, command=None, **options):
        """Has the command check what would be run, and run nothing."""
        with TemporaryFolder() as folder:
            words = ["run", *_subject(what, folder), "--dry-run", "--json"]
            try:
                run_to_end(words + _words(duration_ms=duration_ms, cluster=cluster, **options) + _set(parameters or {}), command)
            except SnnClusterError as error:
                raise type(error)(*_without(folder, error.findings)) from None

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            try:
                told = self._process.next_event()
                if told is None:
                    self._finish()
                    raise StopIteration
                event = self._take(told)
                if event is not None:
                    return event
            except KeyboardInterrupt:
                if self._interrupted:
                    self.kill()
                    raise
                self._ended_by_key = True
                self.interrupt()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.result()
        elif issubclass(kind, KeyboardInterrupt):
            self.interrupt()
            self.result()
        else:
            self.kill()

    def interrupt(self):
        """Has the run end early: its result is what was recorded up to then."""
        if not self._interrupted:  # Twice would end it at once.
            self._interrupted = True
            self._process.interrupt()

    def kill(self):
        """Ends the run at once; there is no result."""
        if not self._end.alive:
            return
        self._end()
        while self._process.next_event() is not None:
            pass
        self._process.wait()
        self._temporary.remove()

    def result(self):
        """Waits for the end of the run and gives its ``Result``."""
        try:
            for _ in self:
                pass
        except BaseException:
            self.kill()
            raise
        if self._result is None:
            raise InputError("the run has no result: it was ended before")
        return self._result

    def _take(self, told):
        if told["event"] == "error":
            self._errors.append(told["text"])
        elif told["event"] == "result":
            self._told = told
        event = event_of(told)
        if isinstance(event, Note):
            self.notes.append(event.text)
        elif isinstance(event, Progress):
            self._display.show(event)
        call = self._calls.get(type(event))
        if call:
            call(event)
        return event

    def _finish(self):
        if not self._end.alive:
            return
        self._end.detach()
        code, texts = self._process.wait()
        if self._told is None or self._errors:
            self._temporary.remove()
            if self._ended_by_key and not self._errors:
                raise KeyboardInterrupt  # Before the run began.
            raise failure(code, _without(self._temporary.path, self._errors), texts + "\n".join(self.notes))
        summary = self._told["summary"]
        self._result = Result(self._told["folder"], summary, self.notes, self._command, self._temporary)
        ended = f"{summary['simulatedMs']:g} ms in {summary['loopSeconds']:.3g} s, {summary['spikes']} spikes"
        self._display.end(ended if summary["complete"] else f"ended early: {ended}")
        if not summary["complete"]:
            warnings.warn(self.notes[-1] if self.notes else "the run ended early", RuntimeWarning, stacklevel=3)


def run(what, duration_ms=None, **options):
    """Runs a network, a description file or an experiment, and gives the ``Result``: see ``Run`` for the options."""
    return Run(what, duration_ms, **options).result()


def _subject(what, folder):
    if not hasattr(what, "document"):
        return [os.fspath(what)]
    described = folder / _DESCRIPTION
    described.mkdir()
    return [write_document(what.document(), described, what.name)]


def _without(folder, texts):
    """Texts without a folder that is gone when they are read."""
    return [text.replace(str(folder / _DESCRIPTION) + os.sep, "") for text in texts]


def _texts(given, name):
    texts = [given] if isinstance(given, str) else list(given)
    for text in texts:
        if not isinstance(text, str):
            raise InputError(f"{name} has {text!r}: must be texts, such as 'spikes'")
    return texts


def _set(parameters):
    return [word for name, value in parameters.items() for word in ("--set", f"{_kebab(name)}={text(value, name)}")]


def _words(**options):
    """Options of the command: True for one that has no value; None and False are left out."""
    words = []
    for name, value in options.items():
        if value is True:
            words.append(f"--{_kebab(name)}")
        elif value is not None and value is not False:
            # In one word, so that a value that begins with a hyphen is no option.
            words.append(f"--{_kebab(name)}={text(value, name)}")
    return words


def text(value, name):
    """A value as the command line has it; several with commas between."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(text(one, name) for one in value)
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    given = plain(value, name)
    if isinstance(given, numbers.Real):
        return repr(given)
    raise InputError(f"{name} is {value!r}: must be a number or a text")


def _kebab(name):
    return name.strip("_").replace("_", "-")
