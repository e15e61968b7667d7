from odoo import api, fields, models

from ..core.facts import OPEN_STATES, TRANSITION, Reason

# A change of these may give the complaint into other hands.
MOVES = frozenset({"state", "department_id", "category_id", "company_id"})


class CsComplaintStretched(models.Model):
    """Keeps who has the complaint, and for how long (see ``cs.complaint.stretch``)."""

    _inherit = "cs.complaint"

    stretch_ids = fields.One2many(
        comodel_name="cs.complaint.stretch",
        inverse_name="complaint_id",
        string="Time by Department",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    def _cs_holders(self):
        """Return ``{complaint id: {(kind, department id, task id), …}}`` of who has them now."""
        tasks = {}
        for task in self._cs_open_tasks():
            tasks.setdefault(task.complaint_id.id, set()).add(
                ("task", task.department_id.id, task.id)
            )
        holders = {}
        for complaint in self:
            held = set()
            if complaint.state in OPEN_STATES:
                held |= tasks.get(complaint.id, set())
                if complaint.state == "waiting":
                    held.add(("customer", False, False))
                elif not held:
                    held.add(("lead", complaint.department_id.id, False))
            holders[complaint.id] = held
        return holders

    def _cs_note_holders(self):
        """Write down who has the complaints now, when that has changed. Idempotent."""
        if not self:
            return
        # sudo: a fact for the record, whoever brings it about
        complaints = self.sudo()
        stretches = self.env["cs.complaint.stretch"].sudo()
        now = fields.Datetime.now()
        running = stretches.search(
            [("complaint_id", "in", complaints.ids), ("date_end", "=", False)]
        )
        holders = complaints._cs_holders()
        over = stretches.browse()
        for stretch in running:
            key = (stretch.kind, stretch.department_id.id, stretch.task_id.id)
            if key in holders[stretch.complaint_id.id]:
                holders[stretch.complaint_id.id].remove(key)
            else:
                over |= stretch
        over._cs_end(now)
        self._cs_begin_stretches(
            [
                (complaint_id, now, *holder)
                for complaint_id, held in holders.items()
                for holder in sorted(held, key=str)
            ]
        )

    @api.model
    def _cs_begin_stretches(self, begun):
        """Write stretches, a list of ``(complaint id, start, kind, department id, task id)``."""
        if begun:
            reason = self.env.context.get("cs_handover_reason")
            reason = str(reason) if isinstance(reason, Reason) else False
            # sudo: see _cs_note_holders
            self.env["cs.complaint.stretch"].sudo().with_context(cs_transition=TRANSITION).create(
                [
                    {
                        "complaint_id": complaint_id,
                        "date_start": start,
                        "kind": kind,
                        "department_id": department_id,
                        "task_id": task_id,
                        "user_id": self.env.uid,
                        "reason": reason,
                    }
                    for complaint_id, start, kind, department_id, task_id in begun
                ]
            )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        self._cs_begin_stretches(
            [
                (complaint.id, complaint.date_registered, "lead", complaint.department_id.id, False)
                for complaint in complaints.sudo()
                if complaint.state in OPEN_STATES
            ]
        )
        return complaints

    def write(self, vals):
        result = super().write(vals)
        if not MOVES.isdisjoint(vals):
            self._cs_note_holders()
        return result
