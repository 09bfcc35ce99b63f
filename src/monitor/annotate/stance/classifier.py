"""Any Hugging Face sequence classifier that a user has, as a stance model.

It is asked with a pair, the sentence and the words of the target, as classifiers of targeted sentiment are.
A folder exported to ONNX runs as it is; one with PyTorch weights needs ``transformers`` and ``torch``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from monitor.annotate.stance.model import LABELS, Asked, Floats, StanceModel
from monitor.errors import InputError

_AT_ONCE = 32
_MOST_PIECES = 256
Pair = tuple[str, str]
_Network = Callable[[Sequence[Pair]], Floats]


class ClassifierStance(StanceModel):
    """A classifier whose labels begin with "neg", "neu" and "pos", in any order."""

    temperature = 1.0

    def __init__(self, folder: Path) -> None:
        """Load ``config.json``, the tokenizer and the weights from a folder.

        Raises:
            InputError: no classifier there, labels of other names, or a library that it needs is missing.
        """
        self._folder = folder
        self._columns = _columns(folder)
        self._network = _network(folder)
        self.name = f"classifier {folder.resolve().name}"

    def outputs(self, asked: Sequence[Asked]) -> Floats:
        """See :class:`StanceModel`."""
        pairs = [(sentence, sentence[start:end]) for sentence, (start, end) in asked]
        parts = [pairs[first : first + _AT_ONCE] for first in range(0, len(pairs), _AT_ONCE)]
        return np.concatenate([self._network(part)[:, self._columns] for part in parts])

    def __reduce__(self) -> tuple[type[ClassifierStance], tuple[Path]]:
        return ClassifierStance, (self._folder,)


def _columns(folder: Path) -> list[int]:
    """Where the classifier puts negative, neutral and positive."""
    try:
        config = orjson.loads((folder / "config.json").read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise InputError(
            f"The stance model {str(folder)!r} holds no config.json that can be read. Set MONITOR_STANCE to "
            "the folder of a Hugging Face sequence classifier."
        ) from error
    names: Mapping[str, str] = config.get("id2label") or {}
    columns = {
        label: [int(place) for place, name in names.items() if name.lower()[:3] == label[:3]]
        for label in LABELS
    }
    if any(len(found) != 1 for found in columns.values()):
        raise InputError(
            f"The stance model {str(folder)!r} has the labels {', '.join(names.values()) or 'of no name'}; "
            "three that begin with neg, neu and pos were expected. Name them so under id2label in config.json."
        )
    return [columns[label][0] for label in LABELS]


def _network(folder: Path) -> _Network:
    exported = [path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.exists()]
    return _exported(folder, exported[0]) if exported else _with_torch(folder)


def _exported(folder: Path, model: Path) -> _Network:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_MOST_PIECES)
    tokenizer.enable_padding()
    session = InferenceSession(str(model), providers=["CPUExecutionProvider"])
    wanted = {one.name for one in session.get_inputs()}

    def run(pairs: Sequence[Pair]) -> Floats:
        read = tokenizer.encode_batch(list(pairs))
        inputs = {
            "input_ids": np.array([one.ids for one in read], np.int64),
            "attention_mask": np.array([one.attention_mask for one in read], np.int64),
            "token_type_ids": np.array([one.type_ids for one in read], np.int64),
        }
        outputs: Floats = session.run(
            None, {name: values for name, values in inputs.items() if name in wanted}
        )[0]
        return outputs

    return run


def _with_torch(folder: Path) -> _Network:
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as error:
        raise InputError(
            f"The stance model {str(folder)!r} holds no model.onnx, and its own weights need the packages "
            "transformers and torch. Install them, or export the model to ONNX."
        ) from error
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True).eval()

    def run(pairs: Sequence[Pair]) -> Floats:
        sentences, targets = map(list, zip(*pairs, strict=True))
        inputs: Any = tokenizer(
            sentences, targets, padding=True, truncation=True, max_length=_MOST_PIECES, return_tensors="pt"
        )
        with torch.inference_mode():
            outputs: Floats = model(**inputs).logits.float().numpy()
        return outputs

    return run
