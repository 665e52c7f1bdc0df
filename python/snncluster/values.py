"""Turns Python's names, numbers and arrays into those of description files."""

import json
import math
import numbers
import pathlib

import numpy as np

from .errors import InputError

# As the command has it: longer lists stand in files beside the description, whose text has an end.
_LONGEST_LIST = 1000
_SHORT_LIST = 16
_LONGEST_TEXT = 1 << 20


def key(name):
    """A key of description files, from a name in Python: ``threshold_mv`` is ``thresholdMv``, and so is ``thresholdMv``.

    A word that Python keeps for itself ends with an underscore: ``from_`` is ``from``.
    """
    words = name.rstrip("_").split("_")
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])


def model(type, **parameters):
    """A model, rule, distribution or whatever else has a ``type`` in description files, with its parameters by name.

    ``model("lif", threshold_mv=-50)`` is ``{"type": "lif", "thresholdMv": -50}``. What it may have, docs/models.md says, and
    ``describe_model("lif")``.
    """
    return {"type": type, **keyed(parameters)}


def keyed(parameters):
    """Parameters by key, without those that are None."""
    return {key(name): plain(value, key(name)) for name, value in parameters.items() if value is not None}


def plain(value, name):
    """A value as JSON knows it, but for arrays, which stay until the description is written."""
    if value is None or isinstance(value, (str, bool, np.bool_)):
        return bool(value) if isinstance(value, np.bool_) else value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return _number(float(value), name)
    if isinstance(value, dict):
        return {str(inner): plain(one, f"{name}.{inner}") for inner, one in value.items()}
    if isinstance(value, (list, tuple)) and not all(isinstance(one, numbers.Real) for one in value):
        return [plain(one, f"{name}[{i}]") for i, one in enumerate(value)]
    if isinstance(value, (list, tuple, range, np.ndarray)) or hasattr(value, "__array__"):
        return array(value, name)
    if hasattr(value, "name"):  # A population, projection or modulator stands for its name.
        return value.name
    raise InputError(f"{name} is {value!r}: must be a number, a text, an array, or a model")


def _number(value, name):
    if math.isnan(value):
        raise InputError(f"{name} is nan: must be a number")
    return value if math.isfinite(value) else "infinity" if value > 0 else "-infinity"


def array(values, name, dtype=None):
    """A list of numbers, checked: one dimension, no text, no object, no nan. ``dtype``: "whole numbers" for integers alone."""
    try:
        given = np.asarray(values)
    except ValueError as error:  # Lists of different lengths.
        raise InputError(f"{name} is no array of numbers: {error}") from None
    if given.ndim == 0 and given.size == 1:
        return plain(given.item(), name)
    if given.ndim != 1:
        raise InputError(f"{name} has the shape {given.shape}: must have one dimension")
    if given.size == 0:
        return given.astype(np.int32 if dtype else np.float64)
    if given.dtype.kind not in ("iu" if dtype else "iuf"):
        raise InputError(f"{name} has the type {given.dtype}: must be {dtype or 'numbers'}")
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        first = int(np.flatnonzero(~np.isfinite(given))[0])
        raise InputError(f"{name}[{first}] is {given[first]}: must be a finite number")
    return given.astype(np.float64) if given.dtype.itemsize > 8 else given


def ids(values, name, below=None, of=None):
    """Whole numbers from 0 on, below a size where it is known."""
    given = array(values, name, "whole numbers")
    if not isinstance(given, np.ndarray):
        given = np.array([given])
    wrong = np.flatnonzero((given < 0) | (given > np.iinfo(np.int32).max if below is None else given >= below))
    if wrong.size:
        rule = "at least 0" if below is None else f"from 0 to {below - 1}, the neurons of '{of}'"
        raise InputError(f"{name}[{wrong[0]}] is {given[wrong[0]]}: must be {rule}")
    return given.astype(np.int32)


def same_length(*lists):
    """Refuses lists of different lengths; each comes as (name, list), and None is left out."""
    there = [(name, len(values)) for name, values in lists if values is not None]
    if any(length != there[0][1] for _, length in there):
        raise InputError(", ".join(f"{name} has {length}" for name, length in there) + " values: must have as many each")


def write_document(document, folder, name):
    """Writes a description to a folder, arrays that are long to NPY files beside it, and gives its path."""
    folder = pathlib.Path(folder)
    longest = _LONGEST_LIST
    text = _text(document, folder, name, longest, write=False)
    if len(text.encode("utf-8")) > _LONGEST_TEXT:
        longest = _SHORT_LIST
    path = folder / f"{name}.json"
    path.write_text(_text(document, folder, name, longest, write=True), encoding="utf-8")
    return path


def _text(document, folder, name, longest, write):
    count = 0

    def walk(value):
        nonlocal count
        if isinstance(value, dict):
            return {inner: walk(one) for inner, one in value.items()}
        if isinstance(value, list):
            return [walk(one) for one in value]
        if not isinstance(value, np.ndarray):
            return value
        if value.size <= longest:
            return value.tolist()
        count += 1
        file = f"{name}-{count}.npy"
        if write:
            np.save(folder / file, np.ascontiguousarray(value, value.dtype.newbyteorder("<")), allow_pickle=False)
        return {"file": file}

    return json.dumps(walk(document), indent=2, allow_nan=False) + "\n"
