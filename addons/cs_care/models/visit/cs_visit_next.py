from odoo import fields, models

SOURCE = "cs.visit"


class CsVisitNext(models.Model):
    """The visit in the contact ledger, and what follows from it."""

    _inherit = "cs.visit"

    def _cs_record_contact(self):
        """Record the visit as one outgoing contact, however often it is called (clause 3.1.2(2)).

        Who was not reached is a contact that nobody answered. The text stays with the visit.
        """
        self.ensure_one()
        visit = self.sudo()  # sudo: only programs name a source
        contacts = self.env["cs.contact"].sudo().with_company(visit.company_id)
        known = contacts.search([("source", "=", SOURCE), ("external_id", "=", visit.name)])
        values = self._cs_contact_values()
        if known:
            known.write(
                {
                    name: values[name]
                    for name in ("date_answered", "date_ended", "outcome", "is_resolved")
                }
            )
        else:
            known = contacts.create({**values, "source": SOURCE, "external_id": visit.name})
        visit._cs_step(contact_id=known.id)

    def _cs_contact_values(self):
        visit = self.sudo()
        reached = visit.attempt_ids.filtered(lambda attempt: attempt.result == "reached")
        arrived = visit.attempt_ids[-1:].date or visit.date_started or visit.date_ended
        return {
            "name": self.env._("Return visit %(visit)s", visit=visit.name),
            "company_id": visit.company_id.id,
            "channel_id": self.env["cs.channel"]._cs_get(visit.channel, visit.company_id).id
            or self.env["cs.channel"]._cs_get("phone", visit.company_id).id,
            "direction": "out",
            "kind": "consultation",
            "partner_id": visit.partner_id.id,
            "user_id": visit.user_id.id,
            "department_id": visit.department_id.id,
            "date_arrived": arrived,
            "date_answered": max(reached[:1].date, arrived) if reached else False,
            "date_ended": visit.date_ended,
            "outcome": visit.outcome or visit.end_reason,
            "is_resolved": visit.state == "done",
        }

    def _cs_record_event(self):
        """Tell the other services that the customer was visited: points, policies, figures."""
        self.ensure_one()
        visit = self.sudo()
        self.env["cs.customer.event"]._cs_record(
            "visit_done",
            [
                {
                    "partner_id": visit.partner_id.id,
                    "company_id": visit.company_id.id,
                    "external_id": visit.name,
                    "source": SOURCE,
                    "date": visit.date_ended,
                    "amount": float(visit.satisfaction or 0),
                    "res_model": visit._name,
                    "res_id": visit.id,
                }
            ],
        )

    def _cs_take_next_step(self):
        """Do what the agent chose; another add-on adds a value and ``_cs_next_<value>``."""
        self.ensure_one()
        if self.next_step:
            getattr(self, f"_cs_next_{self.next_step}")()

    def _cs_next_contact(self):
        self._cs_open_contact("consultation")

    def _cs_next_suggestion(self):
        self._cs_open_contact("suggestion")

    def _cs_next_complaint(self):
        """Hook: take up a complaint. By default a contact from which it is registered."""
        self._cs_open_contact("complaint")

    def _cs_open_contact(self, kind):
        """Open a contact in progress of this ``kind`` for what the customer asks."""
        if self.followed_id:
            return
        visit = self.sudo()  # sudo: the step has checked the right; the contact is the agent's
        values = self._cs_contact_values()
        contact = (
            self.env["cs.contact"]
            .sudo()
            .with_company(visit.company_id)
            .create(
                {
                    **{
                        name: values[name]
                        for name in ("company_id", "channel_id", "partner_id", "department_id")
                    },
                    "name": self.env._("From the return visit %(visit)s", visit=visit.name),
                    "description": visit.next_note,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "date_arrived": visit.date_ended,
                    "date_answered": visit.date_ended,
                }
            )
        )
        visit._cs_step(followed_id=contact.id)

    def _cs_next_visit(self):
        """Plan the visit that the customer and the agent agreed on; the agent keeps it."""
        visit = self.sudo()
        due = fields.Datetime.to_datetime(visit.follow_up_date)
        later = self._cs_plan_visit(
            visit.partner_id,
            self.env._("Follows %(visit)s", visit=visit.name),
            f"visit,{visit.id}",
            max(due, fields.Datetime.now()),
            user=self.env.user,
            department=visit.department_id,
            channel=visit.channel,
            script=visit.script_id,
            company=visit.company_id,
        )
        visit._cs_step(follow_up_id=later.id)
