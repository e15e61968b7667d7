from odoo import fields, models
from odoo.exceptions import UserError

from ..core.guard import OPEN_STAGES, STAGES, following, left_before

REASON_MIN = 4


class CsPrivacyIncidentFlow(models.Model):
    """The steps from stage to stage, and what each of them needs."""

    _inherit = "cs.privacy.incident"

    def action_contain(self):
        """The incident is stopped."""
        return self._cs_advance("contained")

    def action_assess(self):
        """It is known when it happened, who is affected and how severe it is."""
        return self._cs_advance("assessed")

    def action_report(self):
        """The authority knows, or need not know."""
        return self._cs_advance("reported")

    def action_inform(self):
        """The affected persons know."""
        return self._cs_advance("informed")

    def action_find_cause(self):
        """The root cause is known, and what is done about it."""
        return self._cs_advance("root_cause")

    def action_close(self):
        """Close; refused with a sentence that lists every step that is missing."""
        return self._cs_advance("closed")

    def action_false_alarm(self, reason=None):
        """It was none. Without ``reason`` (text) a dialog asks for it."""
        self._cs_check_staff()
        todo = self.filtered(lambda incident: incident.state != "false_alarm")
        todo._cs_check_open()
        if not reason:
            return todo._cs_ask("false_alarm")
        self._cs_check_reason(reason)
        # sudo: the clock is the system's
        todo.sudo().stage_ids.filtered(lambda stage: stage.state == "open")._cs_step(
            state="cancelled"
        )
        todo.sudo().task_ids._cs_cancel()
        todo.activity_unlink(
            [
                "cs_privacy.mail_activity_type_incident",
                "cs_privacy.mail_activity_type_stage_due",
                "cs_privacy.mail_activity_type_stage_late",
            ]
        )
        todo._cs_step(state="false_alarm", state_reason=reason)
        return todo._cs_note(self.env._("False alarm"), reason)

    def action_reopen(self, reason=None):
        """It was one after all: the stages go on where they stopped, with their first due times.

        Without ``reason`` (text) a dialog asks for it.
        """
        self._cs_check_staff()
        todo = self.filtered(lambda incident: incident.state not in OPEN_STAGES)
        closed = todo.filtered(lambda incident: incident.state == "closed")
        if closed:
            closed._cs_check_open()
        if not reason:
            return todo._cs_ask("reopen")
        self._cs_check_reason(reason)
        for incident in todo:
            reached = incident.stage_ids.filtered(lambda stage: stage.state == "reached")
            last = max(reached.mapped("stage"), key=STAGES.index)
            incident.sudo().stage_ids.filtered(lambda stage: stage.state == "cancelled")._cs_step(
                state="open"
            )
            incident.sudo().task_ids._cs_resume()
            incident._cs_step(state=last, state_reason=reason)
        return todo._cs_note(self.env._("Taken up again"), reason)

    def action_raise_severity(self, severity_id=None, reason=None):
        """Set a higher severity than the numbers call for, or take that back.

        Without ``reason`` (text) a dialog asks for level and reason.

        :param int severity_id: id of a ``cs.privacy.severity``
        """
        self.ensure_one()
        self._cs_check_staff()
        self._cs_check_open()
        if not reason:
            return self._cs_ask("severity")
        self._cs_check_reason(reason)
        level = self.env["cs.privacy.severity"].browse(severity_id).exists()
        if not level or level.rank < self.severity_suggested_id.rank:
            raise UserError(
                self.env._(
                    "The number of affected persons and the kind call for “%(level)s” at least. "
                    "Choose this or a higher severity.",
                    level=self.severity_suggested_id.name,
                )
            )
        if level != self.severity_id:
            self._cs_step(severity_raised_id=level.id, severity_reason=reason)
            self._cs_note(self.env._("Severity: %(level)s", level=level.name), reason)
        return True

    def action_waive_report(self, reason=None):
        """Record why this incident is not reported to the authority."""
        self.ensure_one()
        self._cs_check_staff()
        if self.is_report_required:
            raise UserError(
                self.env._(
                    "An incident of the severity “%(level)s” has to be reported.",
                    level=self.severity_id.name,
                )
            )
        return self._cs_waive("report_waiver", self.env._("Not reported"), reason)

    def action_waive_notice(self, reason=None):
        """Record why the persons are not informed: what was done avoids every harm."""
        self.ensure_one()
        self._cs_check_staff()
        return self._cs_waive("notice_waiver", self.env._("Persons not informed"), reason)

    def action_no_person(self, reason=None):
        """Record why nobody is affected."""
        self.ensure_one()
        self._cs_check_staff()
        if self.person_count:
            raise UserError(
                self.env._(
                    "%(count)s affected persons are listed: remove them first.",
                    count=self.person_count,
                )
            )
        return self._cs_waive("no_person_reason", self.env._("Nobody is affected"), reason)

    def _cs_waive(self, name, label, reason):
        self._cs_check_open()
        if not reason:
            return self._cs_ask(name)
        self._cs_check_reason(reason)
        self._cs_step(**{name: reason})
        return self._cs_note(label, reason)

    def _cs_advance(self, target):
        self._cs_check_staff()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for incident in self.filtered(lambda incident: incident.state != target):
            if following(incident.state) != target:
                raise UserError(
                    self.env._(
                        "Incident %(number)s is “%(state)s”: stages are reached one after the "
                        "other, and “%(target)s” does not follow.",
                        number=incident.name,
                        state=labels[incident.state],
                        target=labels[target],
                    )
                )
            missing = incident._cs_missing(target)
            if missing:
                raise UserError(
                    self.env._(
                        "Incident %(number)s cannot become “%(target)s”. Still missing:\n%(list)s",
                        number=incident.name,
                        target=labels[target],
                        list="\n".join(f"– {sentence}" for sentence in missing),
                    )
                )
            incident._cs_step(state=target)
            incident._cs_reach(target)
        return True

    def _cs_missing(self, target):
        """Return the sentences that say what is missing before ``target`` is reached.

        A hook: add what your add-on needs through ``super()``.

        :param str target: the stage to be reached; what earlier stages need counts too
        """
        self.ensure_one()
        missing = []
        for stage in (*left_before(target), target):
            check = getattr(self, f"_cs_missing_{stage}", None)
            missing += check() if check else []
        over = left_before(target)
        # sudo: a task that is not the officer's own counts too
        open_tasks = self.sudo().task_ids.filtered(
            lambda task: task.is_mandatory and task.state == "open" and task.stage in over
        )
        if open_tasks:
            missing.append(
                self.env._(
                    "Tasks of the emergency plan: %(tasks)s.",
                    tasks=", ".join(open_tasks.mapped("name")),
                )
            )
        return missing

    def _cs_missing_contained(self):
        if (self.containment or "").strip():
            return []
        return [self.env._("What was done at once to stop it.")]

    def _cs_missing_assessed(self):
        missing = []
        if not self.date_occurred_from:
            missing.append(self.env._("When it happened."))
        if not self.person_count and not self.no_person_reason:
            missing.append(self.env._("The affected persons, or why nobody is affected."))
        if self.person_count and not (self.harm or "").strip():
            missing.append(self.env._("The possible harm for the persons."))
        return missing

    def _cs_missing_reported(self):
        if self.report_ids.filtered("date_sent"):
            return []
        if self.report_waiver and not self.is_report_required:
            return []
        return [self.env._("The report to the authority.")]

    def _cs_missing_informed(self):
        if not self.person_count or self.notice_waiver:
            return []
        left = self._cs_count_uninformed()
        if not left:
            return []
        return [
            self.env._(
                "The notice to %(count)s affected persons (not sent, failed or without result).",
                count=left,
            )
        ]

    def _cs_missing_root_cause(self):
        missing = []
        if not (self.cause_category and self.why_1 and (self.root_cause or "").strip()):
            missing.append(self.env._("The root cause: its kind, the first why, and the result."))
        if not self.action_ids:
            missing.append(self.env._("At least one corrective action."))
        return missing

    def _cs_missing_closed(self):
        left = self.action_ids.filtered(lambda action: action.state != "verified")
        if not left:
            return []
        return [
            self.env._(
                "Corrective actions that are not verified: %(actions)s.",
                actions=", ".join(left.mapped("name")),
            )
        ]

    def _cs_check_reason(self, reason):
        if not isinstance(reason, str) or len(reason.strip()) < REASON_MIN:
            raise UserError(self.env._("Give a reason, so that everybody can follow the step."))

    def _cs_ask(self, step):
        """Open the dialog that asks for the reason of ``step``."""
        if not self:
            return False
        labels = dict(
            self.env["cs.privacy.incident.reason"]._fields["step"]._description_selection(self.env)
        )
        return {
            "type": "ir.actions.act_window",
            "name": labels[step],
            "res_model": "cs.privacy.incident.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_incident_ids": self.ids, "default_step": step},
        }

    def _cs_note(self, label, reason):
        if self:
            body = self.env._("%(step)s: %(reason)s", step=label, reason=reason)
            self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        return True

    def _cs_reach(self, stage):
        """Record that ``stage`` is reached now, by the current user."""
        self.ensure_one()
        # sudo: the clock is the system's
        row = self.sudo().stage_ids.filtered(lambda item: item.stage == stage)
        row._cs_step(state="reached", date_reached=fields.Datetime.now(), user_id=self.env.user.id)
        row._cs_drop_reminders()
