from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # The stage that a reminder is about: it goes when the stage is reached.
    cs_stage_id = fields.Many2one(
        comodel_name="cs.privacy.incident.stage", index="btree_not_null", ondelete="cascade"
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """A duty whose activity is done comes again after its interval (clause 3.2.1)."""
        duties = self.filtered(
            lambda activity: (
                activity.res_model == "cs.privacy.duty"
                and activity.activity_type_id
                == self.env.ref("cs_privacy.mail_activity_type_duty", raise_if_not_found=False)
            )
        )
        # sudo: whoever may mark the activity as done has done the duty
        done = self.env["cs.privacy.duty"].sudo().browse(duties.mapped("res_id"))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        done._cs_done(self.env.user)
        return result
