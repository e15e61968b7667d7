from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CsCarePreview(models.TransientModel):
    """Shows what a policy would do now: how many, whom for example, and the message."""

    _name = "cs.care.preview"
    _description = "Preview of a Care Policy"

    policy_id = fields.Many2one(comodel_name="cs.care.policy", required=True, readonly=True)
    kind = fields.Selection(related="policy_id.kind")
    audience_count = fields.Integer(string="Audience", readonly=True)
    holdout_count = fields.Integer(string="Held Back", readonly=True)
    treated_count = fields.Integer(string="To Be Treated", readonly=True)
    partner_ids = fields.Many2many(comodel_name="res.partner", string="Some of Them", readonly=True)
    email_html = fields.Html(string="E-mail", readonly=True, sanitize=True)
    sms_text = fields.Text(string="SMS", readonly=True)

    @api.model
    def _cs_make(self, policy):
        """Return the preview of ``policy`` as of now; nothing is sent or recorded."""
        policy._cs_check_manager()
        counts = policy._cs_count_audience()
        sample = policy._cs_sample()
        return self.create(
            {
                "policy_id": policy.id,
                "audience_count": counts["audience"],
                "holdout_count": counts["holdout"],
                "treated_count": counts["treated"],
                "partner_ids": [fields.Command.set(sample.ids)],
                **self._cs_render(policy, sample[:1]),
            }
        )

    @api.model
    def _cs_render(self, policy, partner):
        """Return the message as this customer would get it."""
        if not partner or not policy._cs_channels() or policy.kind == "visit":
            return {}
        with self.env.cr.savepoint() as savepoint:
            # sudo: a record of the system that is gone again when the words have been rendered
            action = self.env["cs.care.action"].sudo().create(self._cs_trial(policy, partner))
            lang = {action.id: partner.lang or self.env.lang}
            words = {
                name: template.sudo()._render_field(field, action.ids, res_ids_lang=lang)[action.id]
                for name, template, field in (
                    ("email_html", policy.mail_template_id, "body_html"),
                    ("sms_text", policy.sms_template_id, "body"),
                )
                if template
            }
            savepoint.rollback()
            self.env.invalidate_all(flush=False)
        return words

    @api.model
    def _cs_trial(self, policy, partner):
        return {
            "policy_id": policy.id,
            "partner_id": partner.id,
            "company_id": policy.company_id.id,
            "period": "preview",
            "kind": policy.kind,
            "date_planned": fields.Datetime.now(),
        }

    def action_send_test(self):
        """Send the message to the user who looks, with the words of the preview."""
        self.ensure_one()
        self.policy_id._cs_check_manager()
        if not self.env.user.email:
            raise UserError(self.env._("Enter an e-mail address in your preferences first."))
        body = self.email_html or plaintext2html(self.sms_text or "")
        # sudo: mails are queued by the server; the recipient is the user alone
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Test: %(policy)s", policy=self.policy_id.name),
                "body_html": body,
                "email_to": self.env.user.email_formatted,
                "auto_delete": True,
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("A test is on its way to %(to)s.", to=self.env.user.email),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
