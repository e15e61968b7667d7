from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from ..core.turn import share_out
from ..locking import lock_and_wait

# Green channel first, then what is due next: the first answer, or the resolution.
QUEUE_ORDER = """
    (customer_level = 'priority') DESC NULLS LAST,
    (CASE WHEN date_responded IS NULL THEN LEAST(date_response_due, date_resolve_due)
          ELSE date_resolve_due END),
    id
"""
QUEUE = "user_id IS NULL AND state IN ('registered', 'in_progress') AND aside_until IS NULL"
BATCH = 200


class CsComplaintAssign(models.Model):
    """Gives complaints to members who are at work, and lets members take the most urgent one."""

    _inherit = "cs.complaint"

    _queue_idx = models.Index(f"(department_id, {QUEUE_ORDER}) WHERE {QUEUE}")

    def action_next(self):
        """Take the most urgent unassigned complaint of the own departments, and open it.

        Two who press at the same moment get two complaints.
        """
        self.env["cs.complaint"].check_access("write")
        departments = self.env["hr.department"]._cs_departments_of(self.env.user)
        complaint = self._cs_pull(departments, 1).with_env(self.env)
        if not complaint:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._("No complaint waits in your departments."),
                },
            }
        complaint.action_start()
        return complaint.get_formview_action()

    @api.model
    def _cs_pull(self, departments, limit):
        """Return, as superuser and locked, what is next in the queue of ``departments``.

        What another transaction holds is passed over.
        """
        if not departments:
            return self.sudo().browse()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM cs_complaint WHERE department_id IN %s AND company_id IN %s AND "
                "%s ORDER BY %s LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                tuple(departments.ids),
                tuple(self.env.companies.ids),
                SQL(QUEUE),
                SQL(QUEUE_ORDER),
                limit,
            )
        )
        return self.sudo().browse([complaint_id for (complaint_id,) in rows])

    def action_assign_automatically(self):
        """Assign these complaints to members of their departments who are at work.

        What somebody handles already is left alone, so a second click does no harm.

        """
        self.check_access("write")
        self._cs_require_assigner()
        todo = self.filtered(lambda c: not c.user_id and c.state in ("registered", "in_progress"))
        left = self.browse()
        for department, complaints in todo.sudo().grouped("department_id").items():
            left |= complaints._cs_assign_in(department)
        return self._cs_assigned_notice(len(todo), len(left))

    def _cs_assigned_notice(self, asked, left):
        message = self.env._(
            "%(done)s assigned, %(left)s left: nobody is at work for them.",
            done=asked - left,
            left=left,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _cs_assign_in(self, department):
        """Share these complaints out among the members of ``department`` who are at work.

        :return: those for whom nobody is there
        """
        # One at a time per department: nobody's turn is counted twice, nobody is passed over.
        department = department.sudo()
        lock_and_wait(department)
        department.invalidate_recordset(["cs_turn_user_id"])
        members = department._cs_users_at_work()[department.id]
        members = members.filtered(lambda user: user != self.env.ref("base.user_root"))
        if not members:
            return self
        queue = self._cs_in_queue_order()
        ids = sorted(members.ids)
        by_load = department.cs_complaint_assign == "load"
        load = self._cs_open_load(members) if by_load else None
        shares, last = share_out(queue.ids, ids, department.cs_turn_user_id.id, load)
        for user_id, complaint_ids in shares.items():
            complaints = self.sudo().browse(complaint_ids)
            complaints.with_context(mail_auto_subscribe_no_notify=True)._cs_transition(
                user_id=user_id
            )
            self.env["res.users"].browse(user_id)._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "message": self.env._("Assigned to you: %(count)s", count=len(complaint_ids)),
                },
            )
        department.cs_turn_user_id = last
        return self.browse()

    def _cs_in_queue_order(self):
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM cs_complaint WHERE id IN %s ORDER BY %s",
                tuple(self.ids),
                SQL(QUEUE_ORDER),
            )
        )
        return self.browse([complaint_id for (complaint_id,) in rows])

    @api.model
    def _cs_open_load(self, users):
        """Hook: return ``{user id: load}``; here the number of complaints to work on."""
        counts = self.sudo()._read_group(
            [
                ("user_id", "in", users.ids),
                ("state", "in", ("registered", "in_progress")),
            ],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in counts}

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._cs_call_assignment()
        return complaints

    def _cs_call_assignment(self):
        """Have the scheduled action look at once, where departments assign automatically."""
        departments = self.filtered(lambda c: not c.user_id).sudo().department_id
        if any(department.cs_complaint_assign != "manual" for department in departments):
            self.env.ref("cs_complaint.ir_cron_assign").sudo()._trigger()

    @api.model
    def _cron_assign(self, limit=BATCH):
        """Assign what waits in departments that assign automatically, the most urgent first."""
        cron = self.env["ir.cron"]
        departments = self.env["hr.department"].search([("cs_complaint_assign", "!=", "manual")])
        cron._commit_progress(remaining=len(departments))
        for department in departments:
            more = True
            while more:
                try:
                    with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                        more = self._cs_assign_batch(department, limit)
                except SerializationFailure:
                    # Somebody assigns there at this moment; we come again.
                    self.env.ref("cs_complaint.ir_cron_assign")._trigger()
                    more = False
                if not cron._commit_progress(0 if more else 1):
                    return

    @api.model
    def _cs_assign_batch(self, department, limit):
        """Assign up to ``limit`` complaints; return whether there may be more."""
        # All companies: the department tells whose complaints they are.
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        queue = self.with_context(allowed_company_ids=companies.ids)._cs_pull(department, limit)
        if not queue:
            return False
        if left := queue._cs_assign_in(department):
            left[0]._cs_tell_nobody_there(department)
            return False
        return len(queue) == limit

    def _cs_tell_nobody_there(self, department):
        """Tell the head once a day, in working hours, that complaints wait and nobody is there."""
        self.ensure_one()
        now = fields.Datetime.now()
        calendar = self.company_id._cs_calendar().with_company(self.company_id)
        told = department.cs_told_at
        if not calendar._cs_is_working(now) or (told and calendar._cs_worked_days(told, now) < 1):
            return
        department.cs_told_at = now
        head = department.manager_id.user_id.filtered("active")
        people = head or self.env["cs.complaint.rung"]._cs_supervisors(self.company_id)
        for user in people:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "cs_complaint.mail_activity_type_unassigned",
                summary=self.env._(
                    "Nobody of %(department)s is at work", department=department.name
                ),
                user_id=user.id,
            )
