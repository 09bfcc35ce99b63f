"""How right the numbers are, on texts that people have labelled.

``python -m benchmarks.quality`` measures every set that it finds and prints a table; ``--write`` puts the
figures where the Methods page reads them. The sets are not part of the project: name their folder with
``--corpora`` or ``MONITOR_CORPORA`` (default: ``../shared/corpora`` beside the checkout).
"""
