from markupsafe import Markup

from odoo import api, models

# What a form says of a draft
TYPED = {
    "partner_id": int,
    "service_number_id": int,
    "category_id": int,
    "email_from": str,
    "subject": str,
    "description": str,
}


class CsComplaintNotice(models.Model):
    """What one should know before working on a complaint, asked for beside the form.

    Opening and saving a complaint wait for none of it.
    """

    _inherit = "cs.complaint"

    @api.readonly
    def cs_notices(self, draft=None):
        """Return the banners of the form, for this complaint or for what is being typed.

        :param dict draft: ``subject``, ``description``, ``email_from``, and the ids of
            ``partner_id``, ``service_number_id``, ``category_id``; only without a record
        :return: ``{"remarks": …, "duplicates": …, "repeat": …}``, each HTML or ``False``: what
            staff must know about the customer (clause 7.1.3(2)), what may be in work already, and
            of what this is a repeat (6.2.1)
        :raise AccessError: the user may not read this complaint, or register none
        """
        complaint = self._cs_asked_about(draft)
        return {
            "remarks": complaint._cs_remark_notice(),
            "duplicates": complaint.state == "registered" and complaint._cs_duplicate_notice(),
            "repeat": bool(self) and self._cs_repeat_notice(),
        }

    @api.readonly
    def cs_suggestion(self, draft=None):
        """Return the category that the learned model suggests, see :meth:`cs_notices`.

        :return: ``{"id", "display_name", "percent"}``, or ``False``
        """
        complaint = self._cs_asked_about(draft)
        category = complaint.suggested_category_id
        if not category:
            return False
        return {
            "id": category.id,
            "display_name": category.display_name,
            "percent": complaint.suggestion_percent,
        }

    def _cs_asked_about(self, draft):
        """Return this complaint, or one made of what a form says of a draft."""
        if self:
            self.ensure_one()
            self.check_access("read")
            return self
        self.check_access("create")
        typed = draft if isinstance(draft, dict) else {}
        values = {
            name: typed[name] for name, kind in TYPED.items() if type(typed.get(name)) is kind
        }
        complaint = self.new(values)
        # What the user may not choose tells nothing, either.
        for name in ("partner_id", "service_number_id"):
            complaint[name]._origin.check_access("read")
        return complaint

    def _cs_remark_notice(self):
        """Return what staff must know about the complainant, or ``False``."""
        # sudo: remarks are made for whoever serves the customer
        partner = self.sudo().partner_id._origin
        line = Markup("<div>%s</div>")
        remarks = partner._cs_remarks() if partner else []
        return Markup().join(line % remark for remark in remarks) or False
