from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart

from ...core.survey_facts import SURVEY_TYPE

MOST = 2000


class ResPartnerPrivacy(models.Model):
    """What surveys add to a person's copy and to an erasure (clause 3.3).

    Of anonymous campaigns only that somebody was asked is known, and nothing of the answers.
    """

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        own = [("partner_id", "=", self.id)]
        # sudo: the person's own; agents who serve a person do not see what was answered
        invitations = self.env["cs.survey.invitation"].sudo().search(own, limit=MOST)
        answers = self.env["cs.survey.answer"].sudo()
        followups = self.env["cs.survey.followup"].sudo().search(own, limit=MOST)
        return {
            **super()._cs_privacy_export(),
            "surveys": [
                {
                    "survey": invitation.survey_id.title,
                    "channel": invitation.channel,
                    "asked": invitation.date_asked or None,
                    "answered": invitation.date_answered or None,
                    "state": invitation.state,
                }
                for invitation in invitations
            ],
            "survey_answers": [
                {
                    "survey": answer.question_id.survey_id.title,
                    "date": answer.date,
                    "question": answer.question_id.title,
                    "answer": answer.text,
                }
                for answer in answers.search([("response_id.partner_id", "=", self.id)], limit=MOST)
                if answer.text
            ],
            "survey_followups": [
                {
                    "survey": followup.campaign_id.survey_id.title,
                    "cause": followup.cause or None,
                    "measure": followup.measure or None,
                    "told": followup.told_note or None,
                    "told_on": followup.date_told or None,
                    "state": followup.state,
                }
                for followup in followups
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        survey = self.env._("Survey")
        return {
            **super()._cs_privacy_export_labels(),
            "surveys": (
                self.env._("Surveys"),
                {
                    "survey": survey,
                    "channel": self.env._("Asked by"),
                    "asked": self.env._("Asked on"),
                    "answered": self.env._("Answered on"),
                    "state": self.env._("State"),
                },
            ),
            "survey_answers": (
                self.env._("Your answers to surveys"),
                {
                    "survey": survey,
                    "date": self.env._("Date"),
                    "question": self.env._("Question"),
                    "answer": self.env._("Answer"),
                },
            ),
            "survey_followups": (
                self.env._("What we did about your answers"),
                {
                    "survey": survey,
                    "cause": self.env._("What went wrong"),
                    "measure": self.env._("What was done"),
                    "told": self.env._("What you were told"),
                    "told_on": self.env._("Told on"),
                    "state": self.env._("State"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("surveys", "channel"): ("cs.survey.invitation", "channel"),
            ("surveys", "state"): ("cs.survey.invitation", "state"),
            ("survey_followups", "state"): ("cs.survey.followup", "state"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "surveys",
            self.env._("What was said in surveys; questions that are open are called off"),
            lambda partners: (
                partners._cs_count_of("cs.survey.invitation")
                + partners._cs_count_of("cs.survey.response")
            ),
            type(self)._cs_erase_surveys,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_own_models(self):
        return [*super()._cs_erase_own_models(), "cs.survey.followup"]

    def _cs_erase_surveys(self):
        """Take the words out of answers, calls and follow-ups; dates and scores stay."""
        own = [("partner_id", "in", self.ids)]
        erased = self.env._("(erased)")
        invitations = self.env["cs.survey.invitation"].sudo().search(own)
        responses = self.env["cs.survey.response"].sudo().search(own)
        followups = self.env["cs.survey.followup"].sudo().search(own)
        sheets = self.env["survey.user_input"].sudo()
        sheets = sheets.search([*own, ("survey_id.survey_type", "=", SURVEY_TYPE)])
        sheets |= invitations.user_input_id
        invitations.filtered(lambda one: one.state in ("drawn", "asked"))._cs_skip(erased)
        self.env.flush_all()
        for table, key, records, columns in (
            ("cs_survey_answer", "response_id", responses, ("text",)),
            ("cs_survey_call", "invitation_id", invitations, ("note",)),
            ("cs_survey_followup", "id", followups, ("cause", "measure", "told_note")),
            (
                "survey_user_input_line",
                "user_input_id",
                sheets,
                ("value_char_box", "value_text_box"),
            ),
        ):
            self._cs_erase_texts(table, key, records._ids, columns)
        self.env.invalidate_all()
        sheets.write({"email": False, "nickname": False})
        # Nobody answers any more in this person's name.
        invitations._cs_trusted().write({"token": False})
        followups._cs_erase_messages()
