from datetime import timedelta
from functools import partial

from odoo import api, fields, models

# customer, purpose, channels (none: all), decision, how, days ago, who recorded, note
STORY = [
    ("customer", "promotion", "sms email", "given", "portal", 88, "customer", ""),
    ("customer", "promotion", "sms", "withdrawn", "portal", 21, "customer", ""),
    ("customer", "improvement", "", "given", "portal", 88, "customer", ""),
    ("huang", "promotion", "", "given", "counter", 80, "agent", "Form signed at the counter"),
    ("huang", "promotion", "phone", "withdrawn", "phone", 12, "agent2", ""),
    ("wang_sy", "promotion", "", "withdrawn", "phone", 75, "agent", "Does not want any offers"),
    ("wang_sy", "improvement", "email", "given", "email", 70, "agent", "Answered our letter"),
    ("chang_jh", "promotion", "app email", "given", "paper", 66, "agent2", "Contract, page 3"),
    ("li_jr", "improvement", "", "given", "phone", 61, "agent", "Yes on the recorded line"),
    ("li_jr", "improvement", "", "withdrawn", "link", 9, None, ""),
    ("wu_pc", "promotion", "email", "given", "counter", 58, "agent", "Form signed"),
    ("liu_gh", "service", "sms", "withdrawn", "phone", 52, "agent", "No SMS at night, please"),
    ("tsai_yj", "promotion", "", "given", "counter", 49, "agent2", "Form signed"),
    ("tsai_yj", "improvement", "", "given", "counter", 49, "agent2", "Form signed"),
    ("yang_cx", "promotion", "", "withdrawn", "link", 40, None, ""),
    ("hsu_sf", "improvement", "phone", "given", "phone", 37, "agent", "Yes on the recorded line"),
    ("cheng_wj", "promotion", "sms", "given", "paper", 33, "agent", "Reply card of October"),
    ("hsieh_yr", "promotion", "", "given", "counter", 30, "agent", "Form signed"),
    ("hsieh_yr", "promotion", "", "withdrawn", "phone", 6, "agent2", ""),
    ("zhao_lei", "promotion", "app", "given", "counter", 28, "agent", "Form signed"),
    ("sun_jing", "improvement", "", "given", "phone", 24, "agent2", "Yes on the recorded line"),
    ("carter", "promotion", "email", "given", "email", 20, "agent", "Her mail of that day"),
    ("carter", "improvement", "", "given", "email", 20, "agent", "Her mail of that day"),
    ("novak", "promotion", "", "withdrawn", "phone", 17, "agent", ""),
    ("okafor", "improvement", "email", "given", "paper", 14, "agent", "Survey invitation, signed"),
    ("tanaka", "promotion", "", "given", "counter", 11, "agent2", "Form signed"),
    ("patel", "service", "phone", "withdrawn", "email", 5, "agent", "Write, do not call"),
]


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_consents(self):
        """Let the customers of the story decide what their information is used for."""
        # The texts were in force before the first customer read them.
        texts = self.env["cs.privacy.consent.text"].search([("date_published", "!=", False)])
        texts.date_published = fields.Datetime.now() - timedelta(days=200)
        purposes = self.env["cs.privacy.purpose"].search([("code", "!=", "accountability")])
        for number, purpose in enumerate(purposes):
            purpose.user_id = self.env.ref("base.user_admin")
            purpose.pia_date = fields.Date.today() - timedelta(days=90 + 30 * number)
            purpose.pia_review_date = fields.Date.today() + timedelta(days=10 + 90 * number)
        self._cs_play([(self._cs_moment(row[5]), partial(self._cs_decide, *row)) for row in STORY])

    @api.model
    def _cs_decide(self, customer, purpose, channels, event, how, _days, login, note):
        codes = channels.split()
        recorder = self.env.ref(f"cs_base.user_{login}" if login else "base.public_user")
        consents = self.env["cs.privacy.consent"].with_user(recorder)
        found = self.env["cs.channel"]
        for code in codes:
            found |= found._cs_get(code)
        proof = {"note": note}
        if how == "portal":
            proof["text"] = self.env["cs.privacy.purpose"]._cs_find(purpose).text_id
        partner = self.env.ref(f"cs_base.partner_{customer}")
        if event == "given" and partner.cs_age_band == "minor":
            proof["guardian_name"] = "Helen Carter"
        consents._cs_record(partner, purpose, event, found, how=how, **proof)
