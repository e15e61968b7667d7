from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CsPrivacyWatchRule(models.Model):
    """An open complaint of the customer is a reason to look at the customer's data."""

    _inherit = "cs.privacy.watch.rule"

    @api.model
    def _cs_linked(self, accesses, hours):
        """Add those who work on a complaint of the person that was open around that time.

        Also those whose reference is the number of such a complaint. One query, whatever the
        number of accesses.
        """
        return super()._cs_linked(accesses, hours) | self._cs_linked_by(
            accesses,
            SQL(
                """
                SELECT 1 FROM cs_complaint complaint
                 WHERE complaint.partner_id = access.partner_id
                   AND complaint.date_registered <= access.moment + %(around)s
                   AND COALESCE(complaint.date_closed, access.moment)
                       >= access.moment - %(around)s
                   AND ((access.reference <> '' AND complaint.name = access.reference)
                        OR %(works)s)
                """,
                around=timedelta(hours=hours),
                works=SQL(" OR ").join(self._cs_complaint_workers()),
            ),
            flush=self._cs_complaint_worker_models(),
        )

    @api.model
    def _cs_complaint_workers(self):
        """Return the SQL conditions by which ``access.user_id`` works on ``complaint``.

        A hook: an add-on with another way to work on a complaint adds its condition through
        ``super()``, and the models that it reads to :meth:`_cs_complaint_worker_models`. Here: who
        handles or registered it, who gave feedback, who was asked by a colleague to do something
        for it or decided on it, and who worked in its department on that day, or heads it or one
        above it.
        """
        return [
            SQL("access.user_id IN (complaint.user_id, complaint.create_uid)"),
            SQL(
                "EXISTS (SELECT FROM cs_complaint_feedback feedback"
                " WHERE feedback.complaint_id = complaint.id"
                " AND feedback.user_id = access.user_id)"
            ),
            SQL(
                "EXISTS (SELECT FROM cs_complaint_approval approval"
                " WHERE approval.complaint_id = complaint.id"
                " AND approval.decider_id = access.user_id)"
            ),
            # What somebody plans for oneself is no reason.
            SQL(
                "EXISTS (SELECT FROM mail_activity activity"
                " WHERE activity.res_model = 'cs.complaint' AND activity.res_id = complaint.id"
                " AND activity.user_id = access.user_id"
                " AND activity.create_uid <> access.user_id)"
            ),
            SQL(
                """
                EXISTS (
                    SELECT FROM hr_employee employee
                      JOIN hr_department department ON department.id = complaint.department_id
                     WHERE employee.user_id = access.user_id
                       AND (department.id = (
                                SELECT version.department_id FROM hr_version version
                                 WHERE version.employee_id = employee.id AND version.active
                              ORDER BY version.date_version > access.moment::date,
                                       abs(version.date_version - access.moment::date)
                                 LIMIT 1)
                            OR EXISTS (
                                SELECT FROM hr_department headed
                                 WHERE headed.manager_id = employee.id
                                   AND department.parent_path LIKE headed.parent_path || '%%'))
                )
                """
            ),
        ]

    @api.model
    def _cs_complaint_worker_models(self):
        """Hook: the models that :meth:`_cs_complaint_workers` reads."""
        return [
            "cs.complaint",
            "cs.complaint.feedback",
            "cs.complaint.approval",
            "mail.activity",
            "hr.employee",
            "hr.version",
            "hr.department",
        ]
