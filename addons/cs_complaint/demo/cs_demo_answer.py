from datetime import timedelta

from odoo import api, fields, models


class CsDemo(models.AbstractModel):
    """Calls that reached nobody, compensation and a regulator in the story of the complaints."""

    _inherit = "cs.demo"

    @api.model
    def _cs_enter_cause(self, own):
        """Let the handler enter the cause that graver complaints need."""
        from .story_cause import CAUSES

        key = own.category_id.get_external_id()[own.category_id.id].rpartition("category_")[2]
        cause, why, deeper, action = CAUSES[key]
        own.write(
            {
                "cause_id": self.env.ref(f"cs_complaint.cause_{cause}").id,
                "why_1": why,
                "why_2": deeper,
                "corrective_action": action,
                "corrective_due": fields.Date.context_today(own) + timedelta(days=30),
            }
        )

    @api.model
    def _cs_load_answers(self):
        """Let the things happen that the answers of open complaints bring with them."""
        waiting = self._cs_story_complaint("辦公室5G訊號不穩")
        typhoon = self._cs_story_complaint("颱風後市話中斷未修復")
        prize = self._cs_story_complaint("中獎通知後無法領獎")
        clinic = self._cs_story_complaint("診所簡訊提醒無法發送中文")
        self._cs_call_nobody(waiting)
        compensation = self.env["cs.complaint.compensation"]
        for complaint, kind, amount, asked, reason in (
            (prize, "gift", 250, 0, "中獎通知誤發,補寄同等獎品。"),
            (clinic, "bill_credit", 1200, 2000, "簡訊提醒停用十天,減收月租費。"),
        ):
            handler = complaint.user_id
            compensation.with_user(handler)._cs_propose(
                complaint.with_user(handler), kind, amount, reason, asked
            )
        prize.compensation_ids.with_user(prize.user_id).action_carry_out("GIFT-0117")
        self.env["cs.complaint.regulator.case"].with_user(self._cs_user("supervisor")).create(
            {
                "complaint_id": typhoon.id,
                "authority": "國家通訊傳播委員會",
                "reference": "通傳字第1150012345號",
                "date_received": fields.Datetime.now() - timedelta(days=3),
                "user_id": self._cs_user("supervisor").id,
                "demand": "請說明市話中斷原因、影響戶數及預計修復時間。",
            }
        )

    @api.model
    def _cs_story_complaint(self, subject):
        return self.env["cs.complaint"].search([("subject", "=", subject)], limit=1)

    @api.model
    def _cs_call_nobody(self, complaint):
        """Let the handler call twice without reaching the customer."""
        own = complaint.with_user(complaint.user_id)
        for outcome in ("no_answer", "voicemail"):
            own.env["cs.complaint.answer"].create(
                {
                    "complaint_id": own.id,
                    "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                    "process": "工程師到場量測,調整室內小型基地台。",
                    "result": "辦公室訊號恢復正常。",
                    "outcome": outcome,
                    "next_call_at": fields.Datetime.now() + timedelta(hours=3),
                }
            ).action_send()
