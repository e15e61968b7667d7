from odoo import api, models
from odoo.fields import Domain

from ..core.tally import DIMENSIONS, MEASURES, cube_for

PLAIN = ("=", "!=", "in", "not in")
SUMS = {f"{name}:sum" for name in MEASURES}


class CsComplaintCounted(models.Model):
    """Counts by state, department, handler and the like come from the numbers that are kept.

    The boards and groupings of a large operator ask for them with every click. What is asked is
    answered as by the complaints themselves, in the same transaction, under the same rules.
    """

    _inherit = "cs.complaint"

    @api.model
    def _read_group(
        self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None
    ):
        kept = self._cs_kept_domain(domain, groupby, aggregates, having)
        if kept is None:
            return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)
        self.flush_model([*DIMENSIONS, *MEASURES])
        # sudo: the rules on complaints are part of the domain
        rows = (
            self.env["cs.complaint.tally"]
            .sudo()
            ._read_group(
                kept,
                groupby,
                ["number:sum" if spec == "__count" else spec for spec in aggregates],
                [("number:sum", ">", 0)] if groupby else [],
                offset,
                limit,
                order and order.replace("__count", "number:sum"),
            )
        )
        return [
            tuple(
                value.with_env(self.env) if isinstance(value, models.BaseModel) else value
                for value in row[: len(groupby)]
            )
            + tuple(value or 0 for value in row[len(groupby) :])
            for row in rows
        ]

    def _cs_kept_domain(self, domain, groupby, aggregates, having):
        """Return the domain on ``cs.complaint.tally`` that answers a question, or ``None``."""
        if having or not set(aggregates) <= {"__count", *SUMS} or not set(groupby) <= {*DIMENSIONS}:
            return None
        self.browse().check_access("read")
        asked = Domain(domain)
        if not all(map(self._cs_is_plain, asked.iter_conditions())):
            return None
        for name in {*groupby, *(condition.field_expr for condition in asked.iter_conditions())}:
            self._check_field_access(self._fields[name], "read")
        rules = Domain.TRUE
        if not self.env.su:
            rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        names = {
            condition.field_expr.partition(".")[0]
            for condition in (asked & rules).iter_conditions()
        }
        cube = cube_for({*names, *groupby})
        return cube and Domain("cube", "=", cube) & asked & rules

    def _cs_is_plain(self, condition):
        """Tell whether a condition compares a counted field with values, without another model."""
        if condition.field_expr not in DIMENSIONS or condition.operator not in PLAIN:
            return False
        values = condition.value
        if isinstance(values, str) or not hasattr(values, "__iter__"):
            values = [values]
        kind = int if self._fields[condition.field_expr].type == "many2one" else (str, bool)
        return all(value is None or isinstance(value, kind) for value in values)
