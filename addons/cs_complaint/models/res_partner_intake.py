from odoo import models
from odoo.tools import SQL

MOST = 2000


class ResPartnerIntake(models.Model):
    """What was told of a matter is part of the person's copy, and goes with an erasure.

    The telephone of a contact person is another person's, and left out of the copy.
    """

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        export = super()._cs_privacy_export()
        complaints = self.env["cs.complaint"].search([("partner_id", "=", self.id)], limit=MOST)
        remedies = dict(complaints._fields["remedy_sought"]._description_selection(self.env))
        told = {
            complaint.name: {
                "number_complained_about": complaint.service_number_id.number
                or complaint.number_told
                or None,
                "place": complaint.place or None,
                "remedy_sought": remedies.get(complaint.remedy_sought),
                "remedy_text": complaint.remedy_text or None,
                "compensation_asked": complaint.compensation_asked or None,
                "contact_person": complaint.representative_name or None,
                "authority": complaint.representative_authority or None,
            }
            for complaint in complaints
        }
        for row in export["complaints"]:
            row.update(told.get(row["number"], {}))
        return export

    @staticmethod
    def _cs_intake_labels(env):
        return {
            "number_complained_about": env._("Number complained about"),
            "place": env._("Place"),
            "remedy_sought": env._("Remedy sought"),
            "remedy_text": env._("Wish"),
            "compensation_asked": env._("Compensation asked for"),
            "contact_person": env._("Contact person"),
            "authority": env._("Authority"),
        }

    def _cs_privacy_export_labels(self):
        labels = super()._cs_privacy_export_labels()
        title, items = labels["complaints"]
        return {**labels, "complaints": (title, {**items, **self._cs_intake_labels(self.env)})}

    def _cs_erase_complaints(self):
        complaints = self.env["cs.complaint"].sudo().search([("partner_id", "in", self.ids)])
        if complaints:
            self.env.flush_all()
            # Below the ORM: finished complaints refuse every change, but this one.
            self.env.cr.execute(
                SQL(
                    "UPDATE cs_complaint SET place = NULL, remedy_text = NULL, number_told = NULL,"
                    " representative_name = CASE WHEN is_on_behalf THEN %s END,"
                    " representative_phone = NULL, representative_authority = NULL WHERE id IN %s",
                    self.env._("(erased)"),
                    complaints._ids,
                )
            )
            complaints.invalidate_recordset()
        return super()._cs_erase_complaints()
