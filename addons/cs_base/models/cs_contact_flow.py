from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsContact(models.Model):
    """How a contact moves, and what nobody may move.

    Two people who press Answer at the same moment both update the row; PostgreSQL lets one
    through, the framework runs the other request again, and that one finds the answer recorded.
    """

    _inherit = "cs.contact"

    @api.model
    def _cs_computed_facts(self):
        """Fields that follow from the facts: whatever a client sends for them is ignored."""
        return {
            "state",
            "target_seconds",
            "date_target",
            "wait_seconds",
            "handle_seconds",
            "is_in_target",
        }

    @api.model
    def _cs_sealed_facts(self):
        """Fields that only the actions and the ingest write once the contact exists."""
        return {
            "source",
            "external_id",
            "date_answered",
            "date_ended",
            "date_reopened",
            "reopen_count",
        }

    @api.model
    def _cs_is_manager(self):
        return self.env.su or self.env.user.has_group("cs_base.group_cs_base_manager")

    @api.model_create_multi
    def create(self, vals_list):
        unwanted = self._cs_computed_facts() | {"date_reopened", "reopen_count"}
        if not self._cs_is_manager():
            if any(vals.get("source") or vals.get("external_id") for vals in vals_list):
                raise AccessError(
                    self.env._(
                        "Only programs name a source: report such contacts through the ingest."
                    )
                )
            unwanted |= {"source", "external_id"}
        # A default from the context would count as a value given by the client.
        clean = {f"default_{name}" for name in unwanted} & set(self.env.context)
        if clean:
            context = self.env.context
            kept = {key: context[key] for key in context if key not in clean}
            self = self.with_context(kept)  # pylint: disable=context-overridden
        return super().create(
            [{name: vals[name] for name in vals if name not in unwanted} for vals in vals_list]
        )

    def write(self, vals):
        if not self.env.su:
            self._cs_check_write(vals)
        return super().write(vals)

    def _cs_check_write(self, vals):
        """Refuse what only actions may change, however the write comes in."""
        sealed = (self._cs_computed_facts() | self._cs_sealed_facts()) & set(vals)
        if sealed:
            raise AccessError(
                self.env._(
                    "Recorded facts cannot be edited (%(fields)s). "
                    "Use the buttons Answer, End, Abandon or Reopen.",
                    fields=", ".join(sorted(self._fields[name].string for name in sealed)),
                )
            )
        if self._cs_is_manager():
            return
        if "date_arrived" in vals:
            raise AccessError(
                self.env._("Only a manager corrects the arrival of a contact on record.")
            )
        if {"outcome", "is_resolved", "channel_id", "direction"} & set(vals) and any(
            contact.date_ended for contact in self
        ):
            raise UserError(
                self.env._("This contact has ended. Reopen it to change what came of it.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reported(self):
        if any(contact.external_id for contact in self):
            raise UserError(
                self.env._(
                    "A contact reported by a program is evidence and stays in the ledger. "
                    "Correct its kind or its outcome instead."
                )
            )

    def action_answer(self):
        """Record the first answer, by the current user and now; a second press changes nothing.

        :raise UserError: a colleague answered before, or the contact is over
        """
        contacts = self.filtered(lambda c: not c._cs_is_answered_by_me())
        for contact in contacts:
            if contact.date_answered:
                raise UserError(
                    self.env._(
                        "%(user)s answered this contact already. Ask for it to be handed over.",
                        user=contact.user_id.name or self.env._("A program"),
                    )
                )
            contact._cs_check_state("waiting")
        contacts.check_access("write")
        department = self._cs_department_of_user(self.env.user).get(self.env.user.id)
        for contact in contacts:
            contact._cs_record(
                user_id=self.env.uid,
                department_id=contact.department_id.id or department,
                date_answered=max(fields.Datetime.now(), contact.date_arrived),
            )

    def action_end(self):
        """End contacts in progress now; each needs an outcome. ``is_resolved`` stays as set."""
        for contact in self:
            contact._cs_check_state("in_progress")
            if not (contact.outcome or "").strip():
                raise UserError(self.env._("Write down the outcome before you end the contact."))
            contact.check_access("write")
            contact._cs_record(date_ended=max(fields.Datetime.now(), contact.date_answered))

    def action_abandon(self):
        """Close contacts that gave up before anybody answered."""
        for contact in self:
            contact._cs_check_state("waiting")
            contact.check_access("write")
            contact._cs_record(date_ended=max(fields.Datetime.now(), contact.date_arrived))

    def action_reopen(self):
        """Take up contacts again that are over; the old outcome stays in the chatter."""
        for contact in self:
            contact._cs_check_state("ended", "abandoned")
            contact.check_access("write")
            contact._cs_record(
                date_ended=False,
                outcome=False,
                is_resolved=False,
                date_reopened=fields.Datetime.now(),
                reopen_count=contact.reopen_count + 1,
            )

    def _cs_is_answered_by_me(self):
        return self.state == "in_progress" and self.user_id == self.env.user

    def _cs_check_state(self, *allowed):
        if self.state not in allowed:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(contact)s” is in the state “%(state)s”; this works only from: %(allowed)s.",
                    contact=self.display_name,
                    state=labels[self.state],
                    allowed=", ".join(labels[state] for state in allowed),
                )
            )

    def _cs_record(self, **facts):
        # The caller has checked the right to write; the facts are sealed for everybody else.
        self.sudo().write(facts)
