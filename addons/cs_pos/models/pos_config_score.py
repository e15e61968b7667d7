from odoo import models

from .pos_config_outbox import SOURCE

COMMENT_MAX = 1000


class PosConfigScore(models.Model):
    """The customer rates the service at the counter, once per order (clause 4.3.1)."""

    _inherit = "pos.config"

    def _cs_take_score(self, till, uuid, values, at):
        """The uuid is the order's; the customer is who the order says."""
        order = till.env["pos.order"].search(
            [("uuid", "=", uuid), ("company_id", "=", till.company_id.id)], limit=1
        )
        if not order or order.state in ("draft", "cancel"):
            reason = self.env._("The order itself has not arrived yet.")
            return {"status": "later", "reason": reason}
        score = None if isinstance(values.get("score"), bool) else values.get("score")
        till.env["cs.survey.response"]._cs_counter_score(
            SOURCE,
            uuid,
            score,
            company=till.company_id,
            partner=order.partner_id,
            user=order.user_id,
            comment=self._cs_text(values, "comment", COMMENT_MAX),
        )
        return {"status": "done"}
