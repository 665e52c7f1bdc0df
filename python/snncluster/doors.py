"""Other commands: built-in experiments, descriptions, training, sweeps."""

import difflib
import json

from .command import Process, failure, run_to_end
from .errors import InputError
from .folders import TemporaryFolder
from .running import Run, _set, _words

_schemas = {}


def run_experiment(name, duration_ms=None, parameters=None, **options):
    """Runs a built-in experiment, such as ``run_experiment("brunel", neurons=2500, record="spikes")``, and gives the ``Result``.

    Options that ``Run`` does not have by name are parameters of the experiment. ``experiments()`` lists what there is.
    """
    known = set(Run.__init__.__code__.co_varnames) | _RUN_OPTIONS
    of_run = {key: value for key, value in options.items() if key in known}
    of_experiment = {key: value for key, value in options.items() if key not in known}
    return Run(name, duration_ms, parameters={**(parameters or {}), **of_experiment}, **of_run).result()


def experiments(command=None):
    """The built-in experiments, as the command lists them."""
    return run_to_end(["experiments"], command)


def describe(experiment, out=None, command=None, **parameters):
    """A built-in experiment as a description: a dict. Lists of more than 1000 numbers need ``out``, the file to write, beside which they are put."""
    words = ["describe", experiment, *_words(out=out), *_set(parameters)]
    printed = run_to_end(words, command)
    if out is None:
        return json.loads(printed)
    with open(out, encoding="utf-8") as file:
        return json.load(file)


def schema(command=None):
    """The JSON Schema of description files, as a dict."""
    key = str(command)
    if key not in _schemas:
        _schemas[key] = json.loads(run_to_end(["describe", "--schema"], command))
    return _schemas[key]


def describe_model(type, command=None):
    """What a model, rule, input or distribution is, and its parameters with unit, range and default, as text."""
    definitions = {name: one for name, one in schema(command)["$defs"].items() if name.endswith(f".{type}") and "properties" in one}
    if not definitions:
        types = sorted({name.split(".")[-1] for name in schema(command)["$defs"] if "." in name})
        near = difflib.get_close_matches(type, types, 1)
        raise InputError(f"there is no '{type}'" + (f"; did you mean '{near[0]}'?" if near else f": there are {', '.join(types)}"))
    lines = []
    for name, one in definitions.items():
        lines.append(f"{name}: {one.get('description', '')}")
        for key, value in one["properties"].items():
            if key != "type":
                default = f" Default: {json.dumps(value['default'])}." if "default" in value else " Must be given." if key in one.get("required", []) else ""
                lines.append(f"  {key}: {value.get('description', '')}{default}")
    return "\n".join(lines)


def train(command=None, on_note=None, **options):
    """Trains a classifier, by the options of ``snncluster train`` (``dataset="randman", epochs=5, out="trained"``), and gives its summary: a dict with
    trainAccuracy, validationAccuracy, testAccuracy and epochs. ``on_note`` is called with a line for each epoch. Ctrl-C leaves what ``out`` has by then.
    """
    return _followed(["train", *_words(**options)], command, on_note)


def sweep(experiment, out=None, values=None, command=None, on_note=None, **options):
    """Runs an experiment for each combination of ``values`` (lists by parameter), by the options of ``snncluster sweep``, and gives sweep.json: a dict.

    Without ``out`` its files go when it is done.
    """
    with TemporaryFolder() as folder:
        words = ["sweep", experiment, *_words(out=out or folder / "sweep", **options), *_set(values or {})]
        return _followed(words, command, on_note)


def _followed(words, command, on_note):
    process = Process([*words, "--progress", "json-lines"], command)
    summary, findings, notes = None, [], []
    try:
        for told in iter(process.next_event, None):
            if told["event"] == "result":
                summary = told["summary"]
            elif told["event"] == "error":
                findings.append(told["text"])
            elif "text" in told:
                notes.append(told["text"])
                if on_note:
                    on_note(told["text"])
    except KeyboardInterrupt:
        process.interrupt()
        while process.next_event() is not None:
            pass
        raise
    except BaseException:
        process.kill()
        raise
    finally:
        code, texts = process.wait()
    if summary is None or findings:
        raise failure(code, findings, texts + "\n".join(notes))
    return summary


# Options of snncluster run that are no parameters of Run.
_RUN_OPTIONS = {
    "allow_other_device", "checkpoint_every_ms", "checkpoint_folder", "checkpoint_replicas", "config", "device", "digest", "dt_ms", "if_busy",
    "keep_checkpoints", "models", "partitions", "record_interval_ms", "record_neurons", "sample_interval_ms", "seed", "shares", "transport",
}  # fmt: skip
