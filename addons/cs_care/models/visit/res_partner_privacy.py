from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart

from .cs_visit import OPEN_STATES

MOST = 2000


class ResPartnerPrivacy(models.Model):
    """What return visits add to a person's copy and to an erasure (clause 3.3)."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        visits = self.env["cs.visit"].search([("partner_id", "=", self.id)], limit=MOST)
        return {
            **super()._cs_privacy_export(),
            "visits": [
                {
                    "number": visit.name,
                    "planned": visit.date_planned,
                    "occasion": visit.reason or None,
                    "ended": visit.date_ended or None,
                    "state": visit.state,
                    "satisfaction": visit.satisfaction or None,
                    "outcome": visit.outcome or None,
                }
                for visit in visits
            ],
            "visit_answers": [
                {
                    "number": answer.visit_id.name,
                    "question": answer.question,
                    "answer": answer.value,
                }
                for answer in visits.answer_ids
                if answer.value
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        number = self.env._("Number")
        return {
            **super()._cs_privacy_export_labels(),
            "visits": (
                self.env._("Return visits"),
                {
                    "number": number,
                    "planned": self.env._("Planned on"),
                    "occasion": self.env._("Occasion"),
                    "ended": self.env._("Ended on"),
                    "state": self.env._("State"),
                    "satisfaction": self.env._("Satisfaction"),
                    "outcome": self.env._("Outcome"),
                },
            ),
            "visit_answers": (
                self.env._("Your answers on return visits"),
                {
                    "number": number,
                    "question": self.env._("Question"),
                    "answer": self.env._("Answer"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("visits", "state"): ("cs.visit", "state"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "visits",
            self.env._("What was said on return visits; visits ahead are called off"),
            lambda partners: partners._cs_count_of("cs.visit"),
            type(self)._cs_erase_visits,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_own_models(self):
        return [*super()._cs_erase_own_models(), "cs.visit"]

    def _cs_erase_visits(self):
        """Take what was said out of the visits; dates, states and scores stay for figures."""
        visits = self.env["cs.visit"].sudo().search([("partner_id", "in", self.ids)])
        if not visits:
            return
        erased = self.env._("(erased)")
        for visit in visits.filtered(lambda visit: visit.state in OPEN_STATES):
            visit._cs_end("cancelled", erased)
        self.env.flush_all()
        for table, key, columns in (
            ("cs_visit", "id", ("reason", "outcome", "end_reason", "next_note")),
            ("cs_visit_attempt", "visit_id", ("note",)),
            ("cs_visit_answer", "visit_id", ("text",)),
        ):
            self._cs_erase_texts(table, key, visits._ids, columns)
        self.env.invalidate_all()
        visits._cs_erase_messages()
