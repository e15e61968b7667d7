from functools import partial
from io import BytesIO

from PIL import Image, ImageDraw

from odoo import api, fields, models

# The guessing of passwords takes its time; the weekly run does it.
SLOW = "passwords"
# customer, name of the file, who takes it in, whether it is sealed at once, working days ago
DOCUMENTS = [
    ("hung_xm", "身分證正面.png", "agent2", True, 24),
    ("chiu_bh", "ID card for the SIM change.png", "agent", False, 11),
    ("nguyen", "Passport, page with the photo.png", "agent", True, 2),
]


class CsDemoCheck(models.AbstractModel):
    """Photos of identity documents, and a self-check that finds one which is not sealed."""

    _inherit = "cs.demo"

    @api.model
    def _cs_load_checks(self):
        """Let documents be taken in at the counter, and the self-check be made three times."""
        events = [
            (self._cs_moment(days), partial(self._cs_take_in, *document))
            for *document, days in DOCUMENTS
        ]
        events += [
            (self._cs_moment(9), self._cs_check_all),
            (self._cs_moment(8.8), self._cs_accept_demo_data),
            (self._cs_moment(8.5), self._cs_seal_found),
            (self._cs_moment(8.4), self._cs_check_photos),
            (self._cs_moment(1.5), self._cs_open_document),
            (self._cs_moment(1), self._cs_check_all),
        ]
        self._cs_play(events)

    @api.model
    def _cs_specimen(self, text):
        """Return a picture of a card that says what it is: an invention."""
        image = Image.new("RGB", (480, 300), "#dfe7ee")
        draw = ImageDraw.Draw(image)
        draw.rectangle((18, 18, 462, 282), outline="#5b6b7a", width=3)
        draw.rectangle((40, 70, 160, 220), fill="#b5c3d0")
        draw.text((190, 80), "SPECIMEN", fill="#33404d")
        draw.text((190, 110), text, fill="#33404d")
        content = BytesIO()
        image.save(content, "PNG")
        return content.getvalue()

    @api.model
    def _cs_take_in(self, customer, name, login, is_sealed):
        partner = self.env.ref(f"cs_base.partner_{customer}")
        self.env["ir.attachment"].with_user(self.env.ref(f"cs_base.user_{login}")).create(
            {
                "name": name,
                "raw": self._cs_specimen("Invented by Harbour Telecom"),
                "res_model": "res.partner",
                "res_id": partner.id,
                "cs_is_identity": is_sealed,
            }
        )

    @api.model
    def _cs_check_all(self):
        checks = self.env["cs.privacy.check"]
        checks._cs_run([check.code for check in checks._cs_checks() if check.code != SLOW])

    @api.model
    def _cs_check_of(self, code):
        row = self.env["cs.privacy.check"].search([("code", "=", code)])
        return row.with_user(self._cs_officer())

    @api.model
    def _cs_accept_demo_data(self):
        self._cs_check_of("demo_data")._cs_ignore(
            "This database is for demonstration; no customer is served from it.",
            fields.Date.add(fields.Date.today(), months=6),
        )

    @api.model
    def _cs_seal_found(self):
        """Let the agent seal the photo that the check has found."""
        agent = self.env.ref("cs_base.user_agent")
        files = self.env["ir.attachment"].with_user(agent)
        partner = self.env.ref("cs_base.partner_chiu_bh")
        files.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", partner.id),
                ("cs_is_identity", "=", False),
            ]
        ).write({"cs_is_identity": True})

    @api.model
    def _cs_check_photos(self):
        self._cs_check_of("photos").action_run_one()

    @api.model
    def _cs_open_document(self):
        """Write into the access log that the passport was compared with the correction."""
        partner = self.env.ref("cs_base.partner_nguyen")
        document = self.env["ir.attachment"].search(partner._cs_identity_domain(), limit=1)
        self._cs_log_seen(
            "supervisor",
            "reveal",
            "allowed",
            document,
            "cs_file_key",
            "Compares the passport with the correction",
        )
