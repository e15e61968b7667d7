from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("planned", "Planned"),
    ("deferred", "Deferred"),
    ("done", "Done"),
    ("skipped", "Skipped"),
    ("failed", "Failed"),
    ("holdout", "Held Back"),
]


class CsCareAction(models.Model):
    """What a policy did for a customer in a period, or why it did not (7.1.2).

    The server's own record: there is one per policy, customer and period, and nobody changes it.
    """

    _name = "cs.care.action"
    _description = "Care Action"
    _inherit = ["cs.privacy.guard", "mail.thread"]
    _order = "id desc"
    _rec_name = "policy_id"
    _mail_post_access = "read"

    policy_id = fields.Many2one(
        comodel_name="cs.care.policy", required=True, ondelete="restrict", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    period = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["cs.care.policy"]._fields["kind"].selection,
        required=True,
        readonly=True,
    )
    state = fields.Selection(selection=STATES, required=True, default="planned", readonly=True)
    why = fields.Selection(
        selection=[
            ("consent", "No consent any more"),
            ("address", "No address or number"),
            ("cap", "Touched often enough"),
            ("card", "No member of the program"),
            ("left", "Not a customer any more"),
            ("ended", "The policy ended"),
            ("error", "Error"),
        ],
        readonly=True,
    )
    lot = fields.Integer(readonly=True, help="Order by chance.")
    channel = fields.Selection(
        selection=[("email", "E-mail"), ("sms", "SMS"), ("phone", "Telephone")], readonly=True
    )
    date_planned = fields.Datetime(string="Drawn On", required=True, readonly=True)
    date_due = fields.Datetime(string="Due", readonly=True)
    date_done = fields.Datetime(string="Done On", readonly=True)

    # What became of a message
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="E-mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sms_template_id = fields.Many2one(
        comodel_name="sms.template",
        string="SMS",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_message_id = fields.Many2one(
        comodel_name="mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    delivery = fields.Selection(
        selection=[
            ("queued", "Queued"),
            ("sent", "Handed over"),
            ("delivered", "Delivered"),
            ("failed", "Failed"),
            ("held", "Held: the policy is paused"),
            ("recalled", "Recalled: no consent any more"),
            ("stopped", "Recalled: the policy has ended"),
        ],
        readonly=True,
    )
    date_replied = fields.Datetime(string="Replied On", readonly=True)

    _person_uniq = models.UniqueIndex(
        "(policy_id, partner_id, period)", "This customer has this care in this period already."
    )
    _due_idx = models.Index("(policy_id, date_due, lot) WHERE state IN ('planned', 'deferred')")

    def _compute_display_name(self):
        for action in self:
            action.display_name = f"{action.policy_id.name} · {action.partner_id.display_name}"

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - {"message_follower_ids"}:
            self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a policy did is evidence and stays."))

    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise UserError(
                self.env._("Care actions are recorded by the policy that carries them out.")
            )

    @api.model
    def _cs_recall(self, messages):
        """Recall what waits in a queue for customers who have withdrawn since (3.3.3).

        :param messages: ``mail.message`` of e-mails or SMS that are about to leave
        :return: those of them that must not leave
        """
        # sudo: the queue asks for itself, whoever runs it
        actions = self.sudo().search([("mail_message_id", "in", messages.ids)])
        recalled = actions.browse()
        for (policy, channel), waiting in actions.grouped(
            lambda action: (action.policy_id, action.channel)
        ).items():
            allowed = waiting.partner_id._cs_filter_consented(policy.purpose_id, channel)
            recalled |= waiting.filtered(
                lambda action, allowed=allowed: action.partner_id not in allowed
            )
        recalled._cs_delivered("recalled")
        return recalled.mail_message_id

    def _cs_delivered(self, delivery):
        """Take over what became of the message of these actions."""
        self.filtered(lambda action: action.delivery != "delivered")._cs_step(delivery=delivery)

    def _message_receive_bounce(self, email, partner):
        """The e-mail came back."""
        result = super()._message_receive_bounce(email, partner)
        self.sudo()._cs_step(delivery="failed")
        return result

    def _message_post_after_hook(self, message, msg_vals):
        """Note that the customer answered."""
        for action in self.sudo():
            if message.author_id == action.partner_id and not action.date_replied:
                action._cs_step(date_replied=message.date)
        return super()._message_post_after_hook(message, msg_vals)
