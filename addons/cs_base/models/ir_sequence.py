from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


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
        sequence = self.search_fetch(
            [("code", "=", code), ("company_id", "in", [self.env.company.id, False])],
            ["implementation", "use_date_range", "padding", "prefix", "suffix"],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "There is no number sequence with the code %(code)s. "
                    "Create it under Settings, Technical, Sequences.",
                    code=code,
                )
            )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence._next() for _dummy in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        prefix, suffix = sequence._get_prefix_suffix()
        return [f"{prefix}{number:0{sequence.padding}d}{suffix}" for (number,) in rows]
