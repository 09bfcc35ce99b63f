"""Ibis expressions as Spark SQL, put right where Ibis 12 would give other rows than on the embedded engine."""

from __future__ import annotations

from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL, SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class _Compiler(PySparkCompiler):  # type: ignore[misc]  # Ibis has no types
    """Ibis's own, but for these."""

    __slots__ = ()

    rewrites = SQLGlotCompiler.rewrites
    """Without the one that numbers rows for an offset: it leaves out one row too many, and numbers them in no
    order. Spark knows OFFSET."""

    def visit_ArraySum(  # noqa: N802 — Ibis finds it by the name of the operation
        self, op: ops.ArraySum, *, arg: sge.Expression
    ) -> Any:
        """Ibis begins to add anew behind every null."""
        value = sg.to_identifier("value", quoted=self.quoted)
        there = sge.Lambda(this=value.is_(sg.not_(NULL)), expressions=[value])
        return super().visit_ArraySum(op, arg=self.f.filter(arg, there))

    def visit_ArrayIndex(  # noqa: N802
        self,
        op: ops.ArrayIndex,  # noqa: ARG002
        *,
        arg: sge.Expression,
        index: sge.Expression,
    ) -> Any:
        """``element_at`` ends the whole question at a place that is not there, also where nobody looks."""
        return self.f.anon.get(arg, index)


_compiler = _Compiler()


def spark_sql(question: ir.Table) -> str:
    """The question in the SQL of Spark.

    Raises:
        sqlglot.errors.UnsupportedError: it holds what Spark can't do.
    """
    query = _compiler.to_sqlglot(question)
    return str(query.sql(dialect=_compiler.dialect, copy=False, unsupported_level=sg.ErrorLevel.RAISE))
