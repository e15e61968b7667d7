from datetime import timedelta

from odoo import models


class CsComplaintNextStep(models.Model):
    """What happens next and until when, in words for the customer (clause 4.2.2)."""

    _inherit = "cs.complaint"

    def _cs_reopen_until(self):
        """Return until when the customer may object: naive UTC, False without a limit."""
        self.ensure_one()
        if not self.date_closed:
            return False
        return self.date_closed + timedelta(days=self.company_id.cs_complaint_reopen_days)

    def _cs_portal_next(self):
        """Return what happens next as one or two plain sentences, in the language of ``env``."""
        self.ensure_one()
        state = self.state
        # sudo: a field for employees; the page tells that others complain about the same
        if self.sudo().merged_into_id:
            return self.env._("You get our answer as soon as there is one.")
        if state in ("registered", "in_progress"):
            return self._cs_portal_next_running()
        if state == "waiting":
            return self._cs_portal_next_waiting()
        if state == "answered":
            return self.env._(
                "Please tell us whether the matter is settled for you. If something is still "
                "wrong, we take it up again."
            )
        if state == "closed":
            return self._cs_portal_next_closed()
        if state == "withdrawn":
            return self.env._(
                "You need not do anything. Should the matter come up again, write to us below."
            )
        return self.env._("If you do not agree, please write to us below. We read every message.")

    def _cs_portal_next_running(self):
        if self.is_late:
            return self.env._(
                "Our answer is late, and we apologise. We are working on it and write to you as "
                "soon as we can."
            )
        due = self._cs_moment_text(self.date_resolve_due, self.env.lang)
        if self.state == "registered":
            return self.env._(
                "Somebody will take care of it soon. You have our answer by %(due)s.", due=due
            )
        return self.env._("We are working on it. You have our answer by %(due)s.", due=due)

    def _cs_portal_next_waiting(self):
        # sudo: the end of waiting is a field for employees; the customer has to know it
        until = self._cs_moment_text(self.sudo().pause_until, self.env.lang)
        if not until:
            return self.env._("We go on as soon as we have your answer.")
        return self.env._(
            "We go on as soon as we have your answer. If we do not hear from you by %(until)s, we "
            "go on with what we know.",
            until=until,
        )

    def _cs_portal_next_closed(self):
        until = self._cs_moment_text(self._cs_reopen_until(), self.env.lang)
        if self._cs_may_reopen():
            return self.env._(
                "If something is still wrong, you can have it taken up again until %(until)s.",
                until=until,
            )
        return self.env._(
            "It could be taken up again until %(until)s. If something is wrong now, please tell us "
            "below; we register a new complaint that refers to this one.",
            until=until,
        )
