from datetime import timedelta

from odoo import api, fields, models

from ..core.facts import OPEN_STATES


class CsComplaintLink(models.Model):
    """The link by which customers without an account follow, answer and rate one complaint.

    It holds the complaint's own token; the number alone opens nothing. It ends some time after the
    complaint has been answered, and at once when the customer is changed.
    """

    _inherit = "cs.complaint"

    def _cs_link_until(self):
        """Return when the link ends: a naive UTC datetime, False while the complaint is open."""
        self.ensure_one()
        ended = self.state not in OPEN_STATES and (self.date_closed or self.date_answered)
        if not ended:
            return False
        company = self.company_id
        # Whoever may object must be able to open the page.
        days = max(company.cs_complaint_link_days, company.cs_complaint_reopen_days)
        return ended + timedelta(days=days)

    def _cs_is_link_over(self):
        until = self._cs_link_until()
        return bool(until) and until <= fields.Datetime.now()

    @api.model
    def _get_thread_with_access(self, thread_id, *, pid=None, token=None, **kwargs):
        # What cannot be a token or an id is no proof; comparing it would end in an error.
        token = token if token and str(token).isascii() else None
        pid = pid if str(pid).isascii() and str(pid).isdigit() else None
        kwargs["hash"] = kwargs.get("hash") if str(kwargs.get("hash")).isascii() else None
        if token or pid:
            # sudo: only to see whether the link has ended
            complaint = self.sudo().browse(thread_id).exists()
            if complaint and complaint._cs_is_link_over():
                token = pid = kwargs["hash"] = None
        return super()._get_thread_with_access(thread_id, pid=pid, token=token, **kwargs)
