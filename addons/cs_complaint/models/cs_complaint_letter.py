from odoo import fields, models

# Whose way of drawing Chinese characters each language is read in
PLACES = {
    "zh_CN": ("SC", "Microsoft YaHei"),
    "zh_SG": ("SC", "Microsoft YaHei"),
    "zh_HK": ("HK", "Microsoft JhengHei"),
    "zh_MO": ("HK", "Microsoft JhengHei"),
    "ja_JP": ("JP", "Yu Gothic"),
}


class CsComplaintLetter(models.Model):
    """What the letter to the customer says around its five parts (clause 6.3.2)."""

    _inherit = "cs.complaint"

    def _cs_letter_values(self, answer):
        """Return the values of the template ``cs_complaint.letter_page``, in the customer's
        language and seen as the system sees them.

        :param answer: ``cs.complaint.feedback``, or the dialog in which it is being written
        """
        self.ensure_one()
        lang = self.lang or self.company_id.partner_id.lang or self.env.lang or "en_US"
        # sudo: the letter is one text, whatever of company and department its printer may see
        complaint = self.sudo().with_context(lang=lang)
        place, other = PLACES.get(lang, ("TC", "Microsoft JhengHei"))
        moment = fields.Datetime.now()
        if answer._name == "cs.complaint.feedback":
            moment = answer.date
        return {
            "lang": lang,
            "page_lang": lang.replace("_", "-"),
            # The same character is drawn differently in Taipei, Hong Kong and Beijing.
            "fonts": f"'Noto Sans', 'Noto Sans CJK {place}', '{other}', sans-serif",
            "complaint": complaint,
            "company": complaint.company_id,
            "feedback": answer.sudo().with_context(lang=lang),
            "day": complaint._cs_moment_text(moment, lang)[:-6],
            "registered": complaint._cs_moment_text(complaint.date_registered, lang)[:-6],
            "customer_word": complaint.env._("customer"),
        }

    def _cs_customer_files(self):
        """The customer may download the letter as well."""
        return super()._cs_customer_files() | self.sudo().feedback_ids.letter_id
