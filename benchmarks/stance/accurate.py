"""The accurate model, trained and packed: fewer word pieces, 8-bit weights, one ONNX file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from benchmarks.stance.data import Target
from benchmarks.stance.network import Network
from monitor.annotate.stance.accurate import Pieces, padded

PIECES = 16_000
_OPSET = 18
_NEEDED = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def trimmed(base: str | Path, targets: Sequence[Target]) -> tuple[Network, Tokenizer]:
    """The base with the word pieces that news uses: single characters, and the most frequent others.

    A word whose piece is gone is read as the smaller pieces that are left.
    """
    tokenizer: Tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True).backend_tokenizer
    tokenizer.no_padding()
    tokenizer.no_truncation()
    kept = _frequent_pieces(tokenizer, targets)
    old = tokenizer.get_vocab()
    described = json.loads(tokenizer.to_str())
    described["model"]["vocab"] = {piece: number for number, piece in enumerate(kept)}
    for special in described["added_tokens"]:
        special["id"] = kept.index(special["content"])
    for special in described["post_processor"]["special_tokens"].values():
        special["ids"] = [kept.index(token) for token in special["tokens"]]
    network = Network(base)
    words = network.encoder.embeddings.word_embeddings
    rows = torch.tensor([old[piece] for piece in kept])
    network.encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(
        words.weight.data[rows], freeze=False, padding_idx=0
    )
    return network, Tokenizer.from_str(json.dumps(described))


def _frequent_pieces(tokenizer: Tokenizer, targets: Sequence[Target]) -> list[str]:
    texts = list(dict.fromkeys(one.text for one in targets))
    counts = Counter(
        piece for one in tokenizer.encode_batch(texts, add_special_tokens=False) for piece in one.tokens
    )
    vocabulary = sorted(tokenizer.get_vocab(), key=lambda piece: (-counts[piece], piece))
    single = [piece for piece in vocabulary if len(piece.removeprefix("##")) == 1 and counts[piece]]
    chosen = dict.fromkeys([*_NEEDED, "*", *single, *vocabulary])
    return list(chosen)[:PIECES]


def export(network: Network, tokenizer: Tokenizer, file: Path) -> None:
    """Write the network as ONNX with 8-bit weights, and the tokenizer beside it."""
    network.eval()
    example = padded([Pieces(tokenizer).around("A court cleared Ana of the charge.", (16, 19))] * 2)
    names = list(example)
    whole = file.with_suffix(".whole.onnx")
    torch.onnx.export(
        network,
        tuple(torch.from_numpy(values) for values in example.values()),
        whole,
        input_names=names,
        output_names=["outputs"],
        dynamic_axes={name: {0: "row", 1: "piece"} for name in names},
        opset_version=_OPSET,
        dynamo=False,
    )
    quantize_dynamic(whole, file, per_channel=True, weight_type=QuantType.QInt8)
    whole.unlink()
    tokenizer.save(str(tokenizer_file(file)), pretty=False)


def tokenizer_file(model: Path) -> Path:
    """Where the tokenizer of a model stands."""
    return model.with_suffix(".tokenizer.json")


def describe(file: Path, name: str, temperature: float = 1.0) -> None:
    """Write name and temperature into a model that has been measured."""
    model = onnx.load(file)
    onnx.helper.set_model_props(model, {"name": name, "temperature": str(temperature)})
    onnx.save(model, file)
