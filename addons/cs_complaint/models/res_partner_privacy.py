from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_privacy.core.rights import ErasePart, Hold

from ..core.facts import OPEN_STATES

PART = "complaints"
# While a complaint is handled the customer has to be known, reached and answered.
OPEN_PARTS = (PART, "identity", "contact_data", "conversation", "account", "contacts")
MOST = 2000


class ResPartnerPrivacy(models.Model):
    """What complaints add to a person's copy, to what has to be kept, and to an erasure."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        complaints = self.env["cs.complaint"].search([("partner_id", "=", self.id)], limit=MOST)
        return {
            **super()._cs_privacy_export(),
            "complaints": [
                {
                    "number": complaint.name,
                    "registered": complaint.date_registered,
                    "subject": complaint.subject,
                    "content": complaint.description or None,
                    "complainant": complaint.partner_name or None,
                    "email": complaint.email_from or None,
                    "phone": complaint.phone or None,
                    "hidden_in_text": complaint.cs_told or None,
                    "category": complaint.category_id.display_name or None,
                    "department": complaint.department_id.name or None,
                    "state": complaint.state,
                    "answered": complaint.date_answered or None,
                    "closed": complaint.date_closed or None,
                }
                for complaint in complaints
            ],
            "complaint_feedback": [
                {
                    "number": feedback.complaint_id.name,
                    "date": feedback.date,
                    "channel": feedback.channel_id.name,
                    "department": feedback.department_id.name,
                    "process": feedback.process,
                    "result": feedback.result,
                }
                for feedback in complaints.feedback_ids
            ],
            "ratings": [
                {
                    "number": rating.res_name,
                    "date": rating.write_date,
                    "stars": rating.rating,
                    "comment": rating.feedback or None,
                }
                for rating in complaints.rating_ids
                if rating.consumed
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "complaints": (
                self.env._("Complaints"),
                {
                    "number": self.env._("Number"),
                    "registered": self.env._("Registered on"),
                    "subject": self.env._("Subject"),
                    "content": self.env._("Content"),
                    "complainant": self.env._("Complainant"),
                    "email": self.env._("E-mail"),
                    "phone": self.env._("Phone"),
                    "hidden_in_text": self.env._("Numbers hidden in the text"),
                    "category": self.env._("Category"),
                    "department": self.env._("Department"),
                    "state": self.env._("State"),
                    "answered": self.env._("Answered on"),
                    "closed": self.env._("Closed on"),
                },
            ),
            "complaint_feedback": (
                self.env._("Our answers to complaints"),
                {
                    "number": self.env._("Number"),
                    "date": self.env._("Date"),
                    "channel": self.env._("Channel"),
                    "department": self.env._("Department"),
                    "process": self.env._("What was done"),
                    "result": self.env._("Result"),
                },
            ),
            "ratings": (
                self.env._("Your ratings"),
                {
                    "number": self.env._("Complaint"),
                    "date": self.env._("Date"),
                    "stars": self.env._("Stars"),
                    "comment": self.env._("Comment"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("complaints", "state"): ("cs.complaint", "state"),
        }

    def _cs_privacy_hold_reasons(self):
        """Open complaints hold everything; finished ones hold themselves as evidence."""
        holds = super()._cs_privacy_hold_reasons()
        complaints = self.env["cs.complaint"].sudo().search([("partner_id", "in", self.ids)])
        today = fields.Date.context_today(self)
        for complaint in complaints:
            person = complaint.partner_id.id
            if complaint.state in (*OPEN_STATES, "answered"):
                reason = self.env._(
                    "Complaint %(number)s is not finished. Data is kept until it is.",
                    number=complaint.name,
                )
                holds.setdefault(person, []).append(Hold(OPEN_PARTS, reason, None))
                continue
            months = complaint.company_id.cs_complaint_evidence_months
            closed = (complaint.date_closed or complaint.date_registered).date()
            until = closed + relativedelta(months=months)
            if until > today:
                reason = self.env._(
                    "Complaint %(number)s is kept as evidence for %(months)s months.",
                    number=complaint.name,
                    months=months,
                )
                holds.setdefault(person, []).append(Hold((PART,), reason, until))
        return holds

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            PART,
            self.env._("Texts of complaints, names and addresses in them"),
            lambda partners: partners._cs_count_of("cs.complaint"),
            type(self)._cs_erase_complaints,
        )
        # Before the names and addresses of the person, which complaints are computed from.
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_own_models(self):
        return [*super()._cs_erase_own_models(), "cs.complaint"]

    def _cs_erase_complaints(self):
        """Take the person out of complaints; classes, deadlines and outcomes stay for figures."""
        complaints = self.env["cs.complaint"].sudo().search([("partner_id", "in", self.ids)])
        if not complaints:
            return
        erased = self.env._("(erased)")
        self.env.flush_all()
        execute = self.env.cr.execute
        # Below the ORM: finished complaints and feedback refuse every change, but this one.
        execute(
            SQL(
                "UPDATE cs_complaint SET subject = %s, description = NULL, partner_name = NULL,"
                " email_from = NULL, phone = NULL, cs_told = NULL, state_reason = NULL"
                " WHERE id IN %s",
                erased,
                complaints._ids,
            )
        )
        execute(
            SQL(
                "UPDATE cs_complaint_feedback SET process = %(text)s, result = %(text)s,"
                " note = CASE WHEN note IS NULL THEN NULL ELSE %(text)s END"
                " WHERE complaint_id IN %(ids)s",
                text=erased,
                ids=complaints._ids,
            )
        )
        execute(
            SQL(
                "UPDATE rating_rating SET feedback = NULL, publisher_comment = NULL,"
                " res_name = NULL WHERE res_model = 'cs.complaint' AND res_id IN %s",
                complaints._ids,
            )
        )
        evidence = complaints.feedback_ids.attachment_ids
        self.env.invalidate_all()
        evidence.sudo().unlink()
        complaints._cs_erase_messages()
