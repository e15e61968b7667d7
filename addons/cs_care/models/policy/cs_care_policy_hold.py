from odoo import models


class CsCarePolicyHold(models.Model):
    """What a policy has queued leaves no more when it fails, or is paused, changed or stopped.

    Paused, it waits: the messages go on where they were when the policy goes on. A policy that has
    come to its end, or to the end of its budget, sends what it has queued.
    """

    _inherit = "cs.care.policy"

    def action_pause(self, reason=None):
        result = super().action_pause(reason)
        self.filtered(lambda policy: policy.state == "paused")._cs_hold_queued()
        return result

    def action_resume(self):
        result = super().action_resume()
        going = self.filtered(lambda policy: policy.state == "running")
        going._cs_queued("held")._cs_release()
        return result

    def action_to_draft(self):
        result = super().action_to_draft()
        # What it says may change, and somebody has to approve that first.
        drafts = self.filtered(lambda policy: policy.state == "draft")
        drafts._cs_queued("held", "queued")._cs_drop()
        return result

    def action_stop(self):
        result = super().action_stop()
        stopped = self.filtered(lambda policy: policy.state == "done")
        stopped._cs_queued("held", "queued")._cs_drop()
        return result

    def _cs_hold_queued(self):
        """Hold what waits in the queues until these policies go on."""
        self._cs_queued("queued")._cs_hold()

    def _cs_queued(self, *deliveries):
        """Return the actions of these policies whose messages wait in this way."""
        return (
            self.env["cs.care.action"]
            .sudo()
            .search([("policy_id", "in", self.ids), ("delivery", "in", deliveries)])
        )
