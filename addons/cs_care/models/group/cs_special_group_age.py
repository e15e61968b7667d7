from odoo import api, fields, models
from odoo.tools import SQL


class CsSpecialGroupAge(models.Model):
    """Memberships that follow the age band."""

    _inherit = "cs.special.group.member"

    @api.model
    def _cron_follow_ages(self, limit=1000):
        """Let the members of groups by age band follow it (daily); only changes are touched."""
        cron = self.env["ir.cron"]
        groups = self.env["cs.special.group"].search([("is_automatic", "=", True)])
        for group in groups:
            while ids := self._cs_came_of_age(group, limit):
                self._cs_join(group, self.env["res.partner"].browse(ids))
                if not cron._commit_progress(len(ids)):
                    return
            while ids := self._cs_out_of_age(group, limit):
                self.browse(ids)._cs_leave()
                if not cron._commit_progress(len(ids)):
                    return

    @api.model
    def _cs_came_of_age(self, group, limit):
        """Return ids of persons in the bands who are not in the group.

        Who was taken out by hand stays out.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM res_partner p
                 WHERE p.cs_age_band IN %(bands)s AND p.active AND p.is_company IS NOT TRUE
                   AND p.partner_share
                   AND NOT EXISTS (
                       SELECT 1 FROM cs_special_group_member m
                        WHERE m.partner_id = p.id AND m.group_id = %(group)s
                          AND (m.state IN ('requested', 'planned', 'active')
                               OR (m.origin = 'automatic' AND m.state = 'ended')))
              ORDER BY p.id
                 LIMIT %(limit)s
                """,
                bands=group._cs_bands(),
                group=group.id,
                limit=limit,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _cs_out_of_age(self, group, limit):
        """Return ids of members by age band whose person has left the bands."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id
                  FROM cs_special_group_member m
                  JOIN res_partner p ON p.id = m.partner_id
                 WHERE m.group_id = %(group)s AND m.state = 'active' AND m.origin = 'automatic'
                   AND (p.cs_age_band IS NULL OR p.cs_age_band NOT IN %(bands)s)
              ORDER BY m.id
                 LIMIT %(limit)s
                """,
                bands=group._cs_bands(),
                group=group.id,
                limit=limit,
            )
        )
        return [member_id for (member_id,) in rows]

    @api.model
    def _cs_join(self, group, partners):
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        self._cs_trusted().with_context(tracking_disable=True).create(
            [
                {
                    "partner_id": partner.id,
                    "group_id": group.id,
                    "origin": "automatic",
                    "state": "active",
                    "date_from": today,
                    "date_verified": now,
                }
                for partner in partners
            ]
        )
        partners._cs_special_groups_changed()

    def _cs_leave(self):
        self.with_context(tracking_disable=True)._cs_step(
            state="expired",
            date_ended=fields.Datetime.now(),
            date_to=fields.Date.context_today(self),
            date_next=False,
        )
        self.partner_id._cs_special_groups_changed()
