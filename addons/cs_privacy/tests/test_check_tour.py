from odoo.tests import HttpCase, tagged

from .check_common import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckTour(CheckCommon, HttpCase):
    def test_finding_is_closed(self):
        """The security officer runs the checks, seals the photo that is found, and checks again."""
        self.patch(type(self.checks), "_cs_is_guessed", lambda *args: False)
        self.security.password = self.security.login
        file = self.env["ir.attachment"].create(
            {
                "name": "passport.png",
                "raw": b"photo",
                "res_model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        self.start_tour("/odoo/cs-self-check", "cs_privacy_check_tour", login=self.security.login)
        self.assertTrue(file.cs_is_identity)
        row = self.checks.search([("code", "=", "photos")])
        self.assertEqual(row.state, "ok")
        self.assertEqual(row.event_ids.mapped("kind"), ["resolved", "found"])
