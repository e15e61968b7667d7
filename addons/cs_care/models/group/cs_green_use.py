from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CsGreenUse(models.Model):
    """That a contact or a case was served by the green channel, and why: for the audit (1.2(5))."""

    _name = "cs.green.use"
    _description = "Use of the Green Channel"
    _inherit = ["cs.privacy.guard"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _cs_protected = frozenset(
        {
            *("partner_id", "company_id", "date", "reasons", "is_by_hand"),
            *("contact_id", "res_model", "res_id"),
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    date = fields.Datetime(required=True, readonly=True)
    reasons = fields.Char(string="Why", readonly=True, help="As they were at that moment.")
    is_by_hand = fields.Boolean(
        string="By Hand Only", readonly=True, help="No rule gave it: somebody granted it."
    )
    contact_id = fields.Many2one(
        comodel_name="cs.contact", readonly=True, ondelete="set null", index="btree_not_null"
    )
    channel_id = fields.Many2one(related="contact_id.channel_id")
    wait_seconds = fields.Integer(related="contact_id.wait_seconds", string="Wait")
    is_in_target = fields.Boolean(related="contact_id.is_in_target", string="In Target")
    res_model = fields.Char(string="Kind of Record", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )

    _record_uniq = models.UniqueIndex(
        "(res_model, res_id)", "The use of the green channel for this record is logged already."
    )
    _date_idx = models.Index("(company_id, date)")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The use of the green channel is logged for the audit."))

    def action_open(self):
        """Open what was served."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.model
    def _cs_log(self, rows):
        """Log that records are served by the green channel, each once however often it is called.

        The door for whatever serves customers; who is not green is left out.

        :param rows: list of dicts ``partner`` (record), ``res_model``, ``res_id``, ``company``
            (record), optionally ``date`` and ``contact`` (record)
        :return: the new entries
        """
        partners = self.env["res.partner"].browse(row["partner"].id for row in rows).sudo()
        green = partners.filtered("cs_green_channel")
        rows = [row for row in rows if row["partner"].id in green._ids]
        if not rows:
            return self.browse()
        reasons = green._cs_green_reasons()
        known = self._cs_logged(rows)
        now = fields.Datetime.now()
        # sudo: the log is the server's; nobody writes into it
        return self.sudo().create(
            [
                {
                    "partner_id": row["partner"].id,
                    "company_id": row["company"].id,
                    "date": row.get("date") or now,
                    "reasons": " · ".join(text for _code, text in why)[:500],
                    "is_by_hand": bool(why) and all(code == "grant" for code, _text in why),
                    "contact_id": row["contact"].id if row.get("contact") else False,
                    "res_model": row["res_model"],
                    "res_id": row["res_id"],
                }
                for row in rows
                if (row["res_model"], row["res_id"]) not in known
                for why in [reasons.get(row["partner"].id, [])]
            ]
        )

    @api.model
    def _cs_logged(self, rows):
        self.flush_model()
        keys = tuple((row["res_model"], row["res_id"]) for row in rows)
        return set(
            self.env.execute_query(
                SQL(
                    "SELECT res_model, res_id FROM cs_green_use WHERE (res_model, res_id) IN %s",
                    keys,
                )
            )
        )
