"""A classifier that somebody brings: a tiny one, made here, that knows three words."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from monitor.annotate.annotator import Annotator
from monitor.annotate.dictionary import Dictionary
from monitor.annotate.stance import load_stance
from monitor.errors import InputError

VOCABULARY = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "praised": 4, "blamed": 5, "Ana": 6, "Bela": 7}
PLACES = {"POSITIVE": 0, "negative": 1, "Neutral": 2}


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return made


def word_weights() -> np.ndarray:
    """Outputs by word: the columns are positive, negative, neutral."""
    weights = np.zeros((len(VOCABULARY), 3), np.float32)
    weights[VOCABULARY["praised"]] = (8, -4, 0)
    weights[VOCABULARY["blamed"]] = (-4, 8, 0)
    weights[VOCABULARY["[CLS]"]] = (0, 0, 4)
    return weights


def put(folder: Path, labels: dict[str, int]) -> Path:
    """A classifier whose outputs are the sums of those of its words."""
    folder.mkdir(parents=True)
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["each"]),
        helper.make_node("ReduceSum", ["each", "axes"], ["logits"], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["row", "piece"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["row", 3])],
        [
            numpy_helper.from_array(word_weights(), "weights"),
            numpy_helper.from_array(np.array([1], np.int64), "axes"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(made, folder / "model.onnx")
    tokenizer().save(str(folder / "tokenizer.json"))
    config = {"id2label": {str(place): name for name, place in labels.items()}}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def test_its_labels_are_found_by_their_names(tmp_path: Path) -> None:
    model = load_stance(str(put(tmp_path / "mine", PLACES)))
    assert model is not None
    assert model.name == "classifier mine"
    asked = [("Ana praised", (0, 3)), ("Ana blamed", (0, 3)), ("Ana walked on and on", (0, 3))]
    judged = model.judge(asked * 20)
    assert [label for _, label in judged[:3]] == ["positive", "negative", "neutral"]
    assert judged == judged[:3] * 20


def test_the_annotator_names_it_in_its_version(tmp_path: Path) -> None:
    annotator = Annotator(Dictionary({}, {}, "empty"), load_stance(str(put(tmp_path / "mine", PLACES))))
    assert annotator.version.endswith("-classifier mine")
    assert annotator.judge_targets("Ana praised. Ana blamed.", [(0, 3), (13, 16)])[1][1] == "negative"


def test_other_labels_are_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = put(tmp_path / "stars", {"1 star": 0, "2 stars": 1, "3 stars": 2})
    with pytest.raises(InputError, match=r"has the labels 1 star, 2 stars, 3 stars.*id2label"):
        load_stance(str(folder))


def test_a_folder_without_a_classifier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no config\.json that can be read"):
        load_stance(str(tmp_path))


def test_weights_of_torch_run_where_torch_is(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        initializer_range=1.0,
        id2label={place: name for name, place in PLACES.items()},
        label2id=PLACES,
    )
    torch.manual_seed(0)
    folder = tmp_path / "torch"
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(), pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(folder)
    model = load_stance(str(folder))
    assert model is not None
    first, second = model.scores([("Ana praised Bela", (0, 3)), ("Ana praised Bela", (12, 16))])
    assert -1 <= first <= 1
    assert first != second, "the target is part of what is asked"


def test_without_torch_its_weights_are_refused_with_what_to_do(tmp_path: Path, monkeypatch) -> None:
    folder = put(tmp_path / "torch", PLACES)
    (folder / "model.onnx").unlink()
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InputError, match=r"transformers and torch\. Install them, or export the model to ONNX"):
        load_stance(str(folder))
