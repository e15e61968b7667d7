from odoo import models


class CsComplaintRungTell(models.Model):
    """Whom a rung tells, and how."""

    _inherit = "cs.complaint.rung"

    def _cs_recipients(self, complaints):
        """Return ``{complaint id: users}`` whom this rung tells; extend it for another role.

        Who is not there is stood in for by the next above: handler, head of the department, heads
        of the departments above it, supervisors.
        """
        self.ensure_one()
        supervisors = {company: self._cs_supervisors(company) for company in complaints.company_id}
        people = {}
        for complaint in complaints:
            users = self._cs_recipients_of(complaint, supervisors[complaint.company_id])
            people[complaint.id] = users or supervisors[complaint.company_id]
        return people

    def _cs_recipients_of(self, complaint, supervisors):
        if self.role == "user":
            return self.user_id
        if self.role == "supervisor":
            return supervisors
        if self.role == "handler" and complaint.user_id:
            return complaint.user_id
        department = complaint.department_id.sudo()
        if self.role == "management":
            department = self.env["hr.department"]._cs_management(complaint.company_id)
        while department:
            if head := department.manager_id.user_id:
                return head
            department = department.parent_id
        return self.env["res.users"]

    def _cs_supervisors(self, company):
        group = self.env.ref("cs_complaint.group_cs_complaint_supervisor")
        return group.sudo().all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids and user.id != 1
        )

    def _cs_tell(self, told):
        """Tell the users of ``{complaint: users}``, and note it on the complaints."""
        self.ensure_one()
        if not told:
            return
        complaints = self.env["cs.complaint"].union(*told)
        complaints._message_log_batch(
            bodies={
                complaint.id: self.env._(
                    "Escalation: %(rung)s. Told: %(people)s.",
                    rung=self.name,
                    people=", ".join(users.mapped("name")),
                )
                for complaint, users in told.items()
            }
        )
        if self.channel in ("activity", "both"):
            self._cs_tell_by_activity(told)
        if self.channel in ("email", "both"):
            self._cs_tell_by_email(told)

    def _cs_tell_by_activity(self, told):
        activity_type = self.env.ref("cs_complaint.mail_activity_type_escalation")
        model_id = self.env["ir.model"]._get_id("cs.complaint")
        # The activity itself is the message: no mail about each of them.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": self.with_context(lang=user.lang).name,
                    "date_deadline": complaint.date_resolve_due.date(),
                    "user_id": user.id,
                    "res_model_id": model_id,
                    "res_id": complaint.id,
                }
                for complaint, users in told.items()
                for user in users
            ]
        )

    def _cs_tell_by_email(self, told):
        template = self.env.ref("cs_complaint.mail_template_escalation")
        values = []
        for users in {users for users in told.values() if users}:
            complaints = self.env["cs.complaint"].union(*(c for c, u in told.items() if u == users))
            for user in users:
                letters = template.with_context(lang=user.lang, cs_rung=self.name)
                bodies = letters._render_field("body_html", complaints.ids)
                subjects = letters._render_field("subject", complaints.ids)
                values += [
                    {
                        "subject": subjects[complaint.id],
                        "body_html": bodies[complaint.id],
                        "email_to": user.email_formatted,
                        "model": "cs.complaint",
                        "res_id": complaint.id,
                        "auto_delete": True,
                    }
                    for complaint in complaints
                    if user.email
                ]
        self.env["mail.mail"].create(values)
