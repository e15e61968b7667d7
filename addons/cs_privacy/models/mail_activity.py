from odoo import api, fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # The stage of an incident that a reminder is about: it goes when the stage is reached.
    cs_stage_id = fields.Many2one(
        comodel_name="cs.privacy.incident.stage",
        string="Stage of an Incident",
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.model_create_multi
    def create(self, vals_list):
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        return super().create(
            [
                hide([self._cs_document_model(vals)], vals, plain=("summary",), html=("note",))
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("note") or vals.get("summary"):
            vals = self.env["cs.privacy.scan"]._cs_hide_for(
                self.mapped("res_model"), vals, plain=("summary",), html=("note",)
            )
        return super().write(vals)

    def _action_done(self, feedback=False, attachment_ids=None):
        vals = self.env["cs.privacy.scan"]._cs_hide_for(
            self.mapped("res_model"), {"feedback": feedback}, plain=("feedback",)
        )
        duties = self._cs_duties()
        result = super()._action_done(feedback=vals["feedback"], attachment_ids=attachment_ids)
        duties._cs_done(self.env.user)
        return result

    def _cs_duties(self):
        """Return the duties whose turn these activities are: done, they come again later."""
        duty_type = self.env.ref("cs_privacy.mail_activity_type_duty", raise_if_not_found=False)
        turns = self.filtered(
            lambda activity: (
                activity.res_model == "cs.privacy.duty" and activity.activity_type_id == duty_type
            )
        )
        # sudo: whoever may mark the activity as done has done the duty
        return self.env["cs.privacy.duty"].sudo().browse(turns.mapped("res_id"))

    @api.model
    def _cs_document_model(self, vals):
        if vals.get("res_model"):
            return vals["res_model"]
        return self.env["ir.model"].sudo().browse(vals.get("res_model_id") or []).model
