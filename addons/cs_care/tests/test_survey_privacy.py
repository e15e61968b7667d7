from odoo.tests import tagged

from .survey_common import SurveyCommon

# Models with a customer, and the sections of the copy and parts of an erasure that cover them;
# none where a row says nothing but that it was so
COVERED = {
    "cs.care.action": ("care", None),
    "cs.care.suggestion": (None, "care"),
    "cs.care.touch": (None, None),
    "cs.churn.risk": ("churn_risks", "churn_risks"),
    "cs.education.reach": ("education", None),
    "cs.green.entitlement": (None, None),
    "cs.green.grant": ("green_channel", "green_channel"),
    "cs.green.use": (None, "green_channel"),
    "cs.loyalty.adjustment": ("loyalty_entries", "redemptions"),
    "cs.loyalty.alert": (None, "redemptions"),
    "cs.loyalty.event.award": ("loyalty_entries", None),
    "cs.loyalty.index": ("loyalty_index", None),
    "cs.loyalty.lot": ("loyalty_lots", None),
    "cs.loyalty.move": ("loyalty_entries", "loyalty"),
    "cs.loyalty.notice": (None, None),
    "cs.loyalty.redemption": ("redemptions", "redemptions"),
    "cs.loyalty.referral": (None, None),
    "cs.loyalty.tier.period": (None, None),
    "cs.special.group.member": ("special_groups", "special_groups"),
    "cs.suggestion": ("suggestions", "suggestions"),
    "cs.survey.asked": ("surveys", None),
    "cs.survey.followup": ("survey_followups", "surveys"),
    "cs.survey.invitation": ("surveys", "surveys"),
    "cs.survey.response": ("survey_answers", "surveys"),
    "cs.visit": ("visits", "visits"),
    "cs.visit.attempt": (None, "visits"),
}
# Firms that hand out rewards, no customers
FIRMS = {"cs.loyalty.partner"}


@tagged("post_install", "-at_install")
class TestSurveyPrivacy(SurveyCommon):
    """A person's copy and an erasure cover what this add-on knows of customers."""

    def test_every_model_is_decided(self):
        found = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cs_care"
            and model._auto
            and not (model._abstract or model._transient)
            for field in model._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name == "res.partner"
        }
        self.assertEqual(found - FIRMS, set(COVERED), "decide what becomes of it")
        copy = self.customer._cs_privacy_export()
        parts = {part.code for part in self.customer._cs_privacy_erase_parts()}
        for model, (section, part) in COVERED.items():
            with self.subTest(model=model):
                self.assertIn(section, [None, *copy])
                self.assertIn(part, [None, *parts])

    def test_copy(self):
        followup = self._followed()
        copy = self.customer._cs_privacy_export()
        self.assertEqual(copy["surveys"][0]["state"], "answered")
        texts = [row["answer"] for row in copy["survey_answers"]]
        self.assertIn("Mei Lin waited an hour", texts)
        self.assertEqual(copy["survey_followups"][0]["told"], followup.told_note)
        labels = self.customer._cs_privacy_export_labels()
        for section in ("surveys", "survey_answers", "survey_followups"):
            self.assertEqual(set(copy[section][0]), set(labels[section][1]))

    def test_erased(self):
        followup = self._followed()
        response = followup.response_id
        invitation = response.invitation_id
        score = response.score
        self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        told = [
            *response.answer_ids.filtered("is_text").mapped("text"),
            *(followup.cause, followup.measure, followup.told_note),
        ]
        self.assertEqual(set(told), {"(erased)"})
        lines = invitation.sudo().user_input_id.user_input_line_ids
        self.assertIn("(erased)", lines.mapped("value_text_box"))
        self.assertNotIn("Mei Lin", str(lines.mapped("value_text_box")))
        self.assertFalse(invitation.sudo().token)
        self.assertEqual((response.score, invitation.state), (score, "answered"))

    def test_open_questions_are_called_off(self):
        campaign = self._campaign(domain=f"[('id', '=', {self.customer.id})]")
        invitation = self._ask(self._draw(campaign))
        url = invitation.sudo().token
        self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "skipped")
        self.assertFalse(self.env["cs.survey.invitation"]._cs_find(url))

    def test_other_surveys_are_not_ours(self):
        survey = self.env["survey.survey"].create({"title": "Certification"})
        sheet = self.env["survey.user_input"].create(
            {"survey_id": survey.id, "partner_id": self.customer.id, "nickname": "Mei"}
        )
        self.customer._cs_erase_surveys()
        self.assertEqual(sheet.nickname, "Mei")

    # DATA

    def _followed(self):
        """Return the follow-up of a low score with words, told to the customer."""
        response = self._answered(1, 0, "Mei Lin waited an hour")
        followup = self.env["cs.survey.followup"].search([("response_id", "=", response.id)])
        followup.with_user(self.supervisor).write(
            {"cause": "Mei Lin was alone", "measure": "Second desk", "told_note": "Called Mei Lin"}
        )
        return followup.sudo()
