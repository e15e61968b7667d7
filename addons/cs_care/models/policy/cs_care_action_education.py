from odoo import fields, models


class CsCareActionEducation(models.Model):
    """Sends the link, and notes that it was sent."""

    _inherit = "cs.care.action"

    learn_url = fields.Char(
        string="Link to Learn", compute="_compute_learn_url", groups="base.group_system"
    )

    def _compute_learn_url(self):
        reach = self.env["cs.education.reach"]
        for action in self:
            item = action.policy_id.education_item_id
            action.learn_url = item and reach._cs_url(item, action.partner_id)

    def _cs_do_education(self, policy):
        self._cs_do_message(policy)
        reach = self.env["cs.education.reach"]
        reach._cs_reach(policy.education_item_id, self.partner_id)._cs_sent()
