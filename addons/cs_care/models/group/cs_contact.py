from odoo import api, fields, models


class CsContact(models.Model):
    _inherit = "cs.contact"

    cs_care_note = fields.Html(
        related="partner_id.cs_care_note",
        string="What Staff Must Do",
        groups="cs_base.group_cs_base_user",
    )
    cs_special_group_ids = fields.Many2many(
        related="partner_id.cs_special_group_ids",
        string="Special Groups",
        groups="cs_base.group_cs_base_user",
    )
    cs_is_green = fields.Boolean(
        string="Green Channel",
        readonly=True,
        copy=False,
        help="The customer was of the green channel when the contact came in.",
    )

    _cs_green_idx = models.Index("(company_id, date_arrived) WHERE cs_is_green")

    @api.model
    def _cs_computed_facts(self):
        return super()._cs_computed_facts() | {"cs_is_green"}

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts.filtered("partner_id")._cs_mark_green()
        return contacts

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            # Known only now whose contact it is: it counts as long as it waits.
            self.filtered(lambda contact: contact.state == "waiting")._cs_mark_green()
        return result

    def _cs_mark_green(self):
        """Note which of these incoming contacts are served by the green channel."""
        # sudo: a fact of the server
        incoming = self.sudo().filtered(
            lambda c: c.direction == "in" and not c.cs_is_green and c.partner_id.cs_green_channel
        )
        if not incoming:
            return
        incoming.write({"cs_is_green": True})
        self.env["cs.green.use"]._cs_log(
            [
                {
                    "partner": contact.partner_id,
                    "company": contact.company_id,
                    "date": contact.date_arrived,
                    "contact": contact,
                    "res_model": contact._name,
                    "res_id": contact.id,
                }
                for contact in incoming
            ]
        )
