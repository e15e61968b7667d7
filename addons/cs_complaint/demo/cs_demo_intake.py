from datetime import timedelta

from odoo import api, fields, models

from .story_history import DAYS, HISTORY

# A demonstration has few complaints that are closed; an operator has thousands.
LEAST = 50
CALLS = (
    # days ago, values; customer, number and category are names of the demonstration's records
    (
        0.9,
        {
            "customer": "huang",
            "number": "huang_2",
            "category": "network_quality",
            "description": "客戶表示社區基地台調整後,室內訊號又變差,晚間通話經常中斷。",
            "place": "新社區 B 棟七樓",
            "remedy_sought": "repair",
            "remedy_text": "希望本週內派人再到府量測",
        },
    ),
    (
        0.7,
        {
            "customer": "wang_sy",
            "number": "wang_sy",
            "category": "improper_means",
            "description": "客戶的女兒來電:母親接到推銷電話後被開通加值服務,並不知情,要求退費。",
            "is_on_behalf": True,
            "representative_name": "陳怡君",
            "representative_relation": "family",
            "representative_authority": "已與客戶本人通話確認同意由女兒代為申訴。",
            "remedy_sought": "refund",
            "compensation_asked": 597,
        },
    ),
    (
        0.3,
        {
            "category": "customer_service",
            "description": "來電者不願留下姓名:中山門市等候超過一小時,只開一個櫃台。",
            "place": "中山門市",
            "remedy_sought": "explanation",
        },
    ),
)


class CsDemoIntake(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_intake(self):
        """Let earlier complaints end, some come in by telephone, and learn from the closed ones."""
        events = [
            (self._cs_moment(days), lambda values=values: self._cs_call_in(dict(values)))
            for days, values in CALLS
        ]
        for number, days in enumerate(DAYS):
            events += self._cs_history_events(number, self._cs_moment(days))
        self._cs_play(events)
        # Like the mails of the story: what was written on the way is not sent to anybody.
        messages = self.env["sms.sms"].sudo().search([("state", "=", "outgoing")])
        messages.state = "sent"
        company = self.env.company
        company.cs_complaint_model_least = LEAST
        self.env["cs.complaint.model"]._cs_train(company)

    @api.model
    def _cs_history_events(self, number, moment):
        """Return the events of one day: a complaint of each category, answered and closed."""
        told = self.env["cs.complaint"]

        def register():
            nonlocal told
            told = told.with_user(self._cs_user("agent")).create(
                [
                    self._cs_history_values(words, number + place, category)
                    for place, (category, words) in enumerate(HISTORY.items())
                ]
            )
            told = told.with_user(self._cs_user("supervisor"))

        def answer():
            told.action_start()
            for complaint in told:
                complaint.env["cs.complaint.answer"].create(
                    {
                        "complaint_id": complaint.id,
                        "channel_id": complaint.channel_id.id,
                        "process": "查明原因並聯絡客戶。",
                        "result": f"{complaint.subject}:已處理完成,客戶接受。",
                        "note": "Told by telephone, no question left.",
                    }
                ).action_send()

        return [
            (moment, register),
            (self._cs_later(moment, 6 * 3600), answer),
            (self._cs_later(moment, 9 * 3600), lambda: told.action_close()),
        ]

    @api.model
    def _cs_history_values(self, words, number, category):
        first, second = words[number % len(words)], words[(number * 5 + 1) % len(words)]
        customers = self._cs_customers_speaking(first)
        return {
            "subject": first,
            "description": f"{first}。{second}。",
            "partner_name": customers[number * 7 % len(customers)].name,
            "email_from": False,
            "category_id": self.env.ref(f"cs_complaint.cs_complaint_category_{category}").id,
            "channel_id": self.env["cs.channel"]._cs_get("phone").id,
        }

    @api.model
    def _cs_call_in(self, values):
        """Let an agent register a complaint by the form of calls."""
        customer, number = values.pop("customer", None), values.pop("number", None)
        category = self.env.ref(f"cs_complaint.cs_complaint_category_{values.pop('category')}")
        call = (
            self.env["cs.complaint.by.phone"]
            .with_user(self._cs_user("agent"))
            .create(
                {
                    "complainant": "known" if customer else "anonymous",
                    "partner_id": customer and self.env.ref(f"cs_base.partner_{customer}").id,
                    "service_number_id": number
                    and self.env.ref(f"cs_privacy.service_number_{number}").id,
                    "category_id": category.id,
                    "date_opened": fields.Datetime.now() - timedelta(minutes=5),
                    **values,
                }
            )
        )
        call.action_register()
        complaint = self.env["cs.complaint"].browse(call.complaint_id.id)
        complaint.filtered(lambda c: c.ack_state == "pending")._cs_acknowledge()
