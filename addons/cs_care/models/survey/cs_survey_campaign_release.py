import random

from odoo import models

from ...core.survey_facts import ANONYMOUS_GROUP


class CsSurveyCampaign(models.Model):
    """Releases anonymous answers, so that none can be led back to a customer."""

    _inherit = "cs.survey.campaign"

    def _cs_release(self, is_last=False):
        """Take over anonymous answers that wait, in groups of at least five and in mixed order.

        The answer sheets are deleted with it: neither a reference nor the order or the hour of
        writing leads from an answer to a customer then. A group has stratum and channel in common.

        :param bool is_last: the campaign ends. What is left is taken over without stratum and
            channel; fewer than five are deleted, for they would be known.
        """
        self.ensure_one()
        if not self.is_anonymous:
            return
        # sudo: nobody reads answer sheets, and only the server writes invitations
        invitations = self.env["cs.survey.invitation"].sudo()
        waiting = invitations.search(
            [("campaign_id", "=", self.id), ("user_input_id.state", "=", "done")]
        )
        left = invitations
        for group in waiting.grouped(lambda found: (found.stratum_id, found.channel)).values():
            if len(group) >= ANONYMOUS_GROUP:
                self._cs_release_group(group)
            else:
                left |= group
        if not is_last or not left:
            return
        if len(left) >= ANONYMOUS_GROUP:
            self._cs_release_group(left, stratum_id=False, channel=False)
            return
        count = len(left)
        self._cs_forget(left)
        self.message_post(
            body=self.env._(
                "%(count)s answers were deleted: so few at the end could be led back to customers.",
                count=count,
            )
        )

    def _cs_release_group(self, invitations, **values):
        pairs = [(invitation.user_input_id, invitation) for invitation in invitations]
        random.SystemRandom().shuffle(pairs)
        self.env["cs.survey.response"].sudo()._cs_take(pairs, **values)
        self._cs_forget(invitations)

    def _cs_forget(self, invitations):
        sheets = invitations.user_input_id
        invitations.write({"user_input_id": False, "token": False})
        sheets.unlink()
