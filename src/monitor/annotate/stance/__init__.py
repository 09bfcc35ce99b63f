"""How a sentence treats one actor that it names: one interface, several models behind it."""

from monitor.annotate.stance.load import load_stance
from monitor.annotate.stance.model import Asked, Label, StanceModel

__all__ = ["Asked", "Label", "StanceModel", "load_stance"]
