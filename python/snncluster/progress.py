"""Shows how far a run has come: a bar in a terminal or in a notebook, nothing elsewhere."""

import shutil
import sys

_WIDTH = 30


def text_of(progress):
    """A line about a run's progress."""
    share = progress.simulated_ms / progress.duration_ms if progress.duration_ms > 0 else 0
    done = round(_WIDTH * share)
    bar = "█" * done + "·" * (_WIDTH - done)
    if progress.phase == "wait":
        return f"waiting for other runs, {progress.ahead} before it"
    if progress.phase == "recover":
        return f"{bar} {progress.reason or 'interrupted'}; going on from the last checkpoint when there are nodes for it"
    if progress.phase != "run":
        return f"{bar} {'building' if progress.phase == 'build' else 'finishing'}, {progress.elapsed_seconds:.1f} s"
    factor = "" if progress.real_time_factor is None else f", RTF {progress.real_time_factor:.3g}"
    return f"{bar} {100 * share:3.0f} % of {progress.duration_ms:g} ms{factor}, {progress.elapsed_seconds:.1f} s"


def display_of(wanted):
    """What shows progress: what is wanted, True for what fits, False for nothing."""
    if wanted is False:
        return _Nothing()
    if wanted is not True:
        return _Callable(wanted)
    if _in_notebook():
        return _Notebook()
    return _Terminal() if sys.stderr is not None and sys.stderr.isatty() else _Nothing()


def _in_notebook():
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and type(shell).__name__ == "ZMQInteractiveShell"


class _Nothing:
    def show(self, progress):
        pass

    def end(self, text):
        pass


class _Callable(_Nothing):
    def __init__(self, show):
        self.show = show


class _Terminal:
    def __init__(self):
        self._length = 0

    def show(self, progress):
        self._write(text_of(progress))

    def end(self, text):
        self._write(text)
        sys.stderr.write("\n")
        sys.stderr.flush()

    def _write(self, text):
        text = text[: shutil.get_terminal_size().columns - 1]  # A line that is broken could not be written over.
        try:
            sys.stderr.write("\r" + text.ljust(self._length))
        except UnicodeEncodeError:
            sys.stderr.write("\r" + text.replace("█", "#").replace("·", ".").ljust(self._length))
        sys.stderr.flush()
        self._length = len(text)


class _Notebook:
    def __init__(self):
        self._handle = None

    def show(self, progress):
        self._update(text_of(progress))

    def end(self, text):
        self._update(text)

    def _update(self, text):
        from IPython.display import display

        shown = _Text(text)
        if self._handle is None:
            self._handle = display(shown, display_id=True)
        else:
            self._handle.update(shown)


class _Text:
    """Text for a notebook, without quotation marks."""

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text
