"""How fast the program is, in ratios of one run: ``python -m benchmarks.speed``.

Machines differ and are noisy, so a figure is a ratio of two things that took turns in one run, with its
spread; the absolute numbers beside it only say on what machine that was.
"""
