from functools import partial

from odoo import api, models
from odoo.fields import Command

# customer, kind, channel, working days ago, words, corrections, identity, step, words of the step
REFUSAL = (
    "The documents sent do not show that the request comes from you. Please come to a store with "
    "an identity document."
)
STORY = [
    ("hung_xm", "access", "store", 24, "", {}, "document", "done", "Copy given at the counter."),
    ("lai_ml", "correction", "phone", 19, "", {"cs_phone": "+886912555118"}, "callback", "apply"),
    ("yang_cx", "objection", "phone", 17, "No calls about roaming.", {}, "callback", "start"),
    ("dubois", "erasure", "email", 15, "I use another operator.", {}, "data", "refuse", REFUSAL),
    ("liao_zw", "access", "phone", 12, "", {}, "callback", "cancel", "He found the bill."),
    ("silva", "portability", "email", 9, "Please send it as a file.", {}, "agent", "start"),
    ("tanaka", "erasure", "email", 6, "I leave Taiwan next month.", {}, None, "check"),
    ("peng_zq", "access", "phone", 4, "", {}, None, None),
    ("nguyen", "correction", "store", 2, "", {"cs_id_number": "B7654321"}, "document", "start"),
]
CUSTOMER = ("customer", "objection", "portal", 5, "請不要再用我的資料做滿意度分析。")


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_privacy_requests(self):
        """Let some customers of the story ask for what they have a right to."""
        self.env.company.cs_privacy_officer_id = self.env.ref("cs_base.user_manager")
        events = []
        for row in STORY:
            asked = self._cs_moment(row[3])
            events.append((asked, partial(self._cs_ask, *row)))
        events.append((self._cs_moment(CUSTOMER[3]), self._cs_ask_in_portal))
        self._cs_play(events)

    @api.model
    def _cs_ask(self, customer, kind, channel, _days, note, corrections, identity, step, words=""):
        agent = self.env.ref("cs_base.user_agent")
        lines = [
            Command.create({"field_name": name, "new_value": value})
            for name, value in corrections.items()
        ]
        asked = (
            self.env["cs.privacy.request"]
            .with_user(agent)
            .create(
                {
                    "partner_id": self.env.ref(f"cs_base.partner_{customer}").id,
                    "kind": kind,
                    "channel_id": self.env["cs.channel"]._cs_get(channel).id,
                    "note": note or False,
                    "identity_method": identity,
                    "line_ids": lines,
                }
            )
        )
        if step:
            officer = self.env.ref("cs_base.user_manager")
            self._cs_decide_request(asked.with_user(officer), step, words)

    @api.model
    def _cs_decide_request(self, asked, step, words):
        if step == "check":
            asked.action_check_identity()
        elif step == "refuse":
            asked.action_refuse(words)
        elif step == "cancel":
            asked.action_cancel(words)
        else:
            asked.action_start()
            if step == "done":
                asked.action_done(words)
            elif step == "apply":
                asked.action_apply()

    @api.model
    def _cs_ask_in_portal(self):
        user = self.env.ref("cs_base.user_customer")
        requests = self.env["cs.privacy.request"].with_user(user)
        requests._cs_portal_create(CUSTOMER[1], CUSTOMER[4])
