from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("phone", "Telephone"),
]
# Two servers that ask at the same moment whether a person may be written to wait for each other.
CLAIM_LOCK = 0x63736361


class CsCareTouch(models.Model):
    """One time the operator got in touch unasked: what the frequency cap counts (7.1.2).

    Written by everybody who sends (policies, surveys); it tells nothing of what was sent.
    """

    _name = "cs.care.touch"
    _description = "Care Touch"
    _inherit = ["cs.privacy.guard"]
    _order = "date desc, id desc"
    _rec_name = "source"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        readonly=True,
        index=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    channel = fields.Selection(selection=CHANNELS, required=True, readonly=True)
    source = fields.Char(readonly=True, help="Which policy or campaign it was.")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", string="Record", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        readonly=True,
        index=True,
    )

    _recent_idx = models.Index("(partner_id, date)")

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_system(is_change=True)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Touches are counted by the frequency cap and stay."))

    def _cs_check_system(self, is_change=False):
        if is_change or not self._cs_is_trusted():
            raise UserError(
                self.env._("Touches are recorded by whatever sends, and never changed afterwards.")
            )

    @api.model
    def _cs_lock(self):
        """Let nobody else count or record touches before this transaction ends."""
        self.env.execute_query(SQL("SELECT pg_advisory_xact_lock(%s)", CLAIM_LOCK))

    @api.model
    def _cs_log(self, partners, channel, record, at=None):
        """Record that ``partners`` were written to or called because of ``record``.

        Call :meth:`_cs_lock` before asking ``res.partner._cs_care_allowed`` in the same
        transaction, so that two senders cannot both use the last free touch.

        :param str channel: ``email``, ``sms`` or ``phone``
        :param record: the policy or campaign that sends
        :return: the touches
        """
        company = record.company_id if "company_id" in record._fields else self.env.company
        return self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "channel": channel,
                    "date": at or fields.Datetime.now(),
                    "source": record.display_name,
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": (company or self.env.company).id,
                }
                for partner in partners
            ]
        )
