from odoo import fields, models


class HrDepartment(models.Model):
    """How the complaints of a department come to its members."""

    _inherit = "hr.department"

    cs_complaint_assign = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("turn", "In turn"),
            ("load", "To who has the fewest open ones"),
        ],
        string="Complaints Are Assigned",
        required=True,
        default="manual",
        tracking=True,
        help="Automatically only to members who are at work: by their working hours and leaves.",
    )
    # Whose turn was last. Whoever assigns locks the row of the department.
    cs_turn_user_id = fields.Many2one(
        comodel_name="res.users", copy=False, readonly=True, groups="base.group_system"
    )
    cs_told_at = fields.Datetime(copy=False, readonly=True, groups="base.group_system")

    def _cs_handlers(self):
        """Return ``{department id: employees}`` whose users handle complaints."""
        groups = self.env.ref("cs_complaint.group_cs_complaint_handler") | self.env.ref(
            "cs_complaint.group_cs_complaint_agent"
        )
        # sudo: who works where is for HR to read, and for the server to act on
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("department_id", "in", self.ids),
                    ("user_id.active", "=", True),
                    ("user_id.share", "=", False),
                    ("user_id.all_group_ids", "in", groups.ids),
                ]
            )
        )
        return {
            department.id: employees.filtered(lambda e, d=department: e.department_id == d)
            for department in self
        }

    def _cs_users_at_work(self, at=None):
        """Return ``{department id: users}`` who handle complaints and are at work.

        Working hours, leaves, holidays and make-up days of the employee count; who has no working
        hours of his own is at work when the company is.

        :param datetime at: naive in UTC; default: now
        """
        handlers = self._cs_handlers()
        employees = self.env["hr.employee"].sudo().union(*handlers.values())
        present = employees._cs_at_work(at)
        return {
            department_id: (members & present).user_id
            for department_id, members in handlers.items()
        }
