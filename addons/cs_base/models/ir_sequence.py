from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

SETTINGS = ("implementation", "use_date_range", "padding", "prefix", "suffix")
# A change of these is another answer to which sequence it is, or what its numbers look like.
LOOKED_UP = frozenset({*SETTINGS, "active", "code", "company_id"})


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _cs_next_batch(self, code, count):
        """Return the next ``count`` numbers of the sequence ``code`` as a list of strings.

        A standard sequence without date ranges is drawn with one query; others one by one.

        :param str code: code of the sequence; the current company's goes before a shared one
        :param int count: how many numbers
        :raise UserError: when there is no such sequence
        """
        found = self._cs_settings(code, self.env.company.id)
        if not found:
            raise UserError(
                self.env._(
                    "There is no number sequence with the code %(code)s. "
                    "Create it under Settings, Technical, Sequences.",
                    code=code,
                )
            )
        sequence_id, settings = found
        if settings["implementation"] != "standard" or settings["use_date_range"]:
            sequence = self.browse(sequence_id)
            return [sequence._next() for _dummy in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence_id:03d}",
                count,
            )
        )
        sequence = self.new(settings)
        prefix, suffix = sequence._get_prefix_suffix()
        return [f"{prefix}{number:0{sequence.padding}d}{suffix}" for (number,) in rows]

    @api.model
    @tools.ormcache("code", "company_id")
    def _cs_settings(self, code, company_id):
        """Return ``(id, what its numbers look like)`` of a company's sequence, or ``None``."""
        # sudo: kept for all users, so it may not depend on the first one's rights
        sequence = self.sudo().search_fetch(
            [("code", "=", code), ("company_id", "in", [company_id, False])],
            SETTINGS,
            order="company_id",
            limit=1,
        )
        return (sequence.id, {name: sequence[name] for name in SETTINGS}) if sequence else None

    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        self.env.registry.clear_cache()
        return sequences

    def write(self, vals):
        result = super().write(vals)
        if LOOKED_UP.intersection(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
