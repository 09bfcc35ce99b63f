"""The stance models, trained: ``python -m benchmarks.stance STEP --work DIR``.

The steps in their order, each a command that reads what the one before left in DIR:

``mentions``  real mentions of people and bodies, without labels, out of collected articles
``teacher``   a large transformer, fine-tuned on the labelled sentences; too large to ship
``label``     the teacher's probabilities for the mentions
``accurate``  a small transformer that learns from the labels and from the teacher; shipped as int8 ONNX
``fast``      a table of small vectors that learns from both; shipped as a NumPy archive

Learned on ``newsmtsc/dev_train`` alone; ``dev_rw`` and ``dev_mt`` choose, and are never learned from. The steps
need ``requirements-train.txt``; using the models doesn't.
"""
