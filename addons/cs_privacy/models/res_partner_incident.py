from odoo import api, fields, models
from odoo.tools import SQL

from ..core.rights import ErasePart
from .res_partner_export import MOST

PART = "incidents"
# Where colleagues may have written who is affected: ``{model: (column of the incident, texts)}``
TEXTS = {
    "cs.privacy.incident": (
        "id",
        (
            *("title", "description", "containment", "harm", "root_cause", "lessons"),
            *("why_1", "why_2", "why_3", "why_4", "why_5", "person_domain", "state_reason"),
            *("severity_reason", "report_waiver", "notice_waiver", "no_person_reason"),
        ),
    ),
    "cs.privacy.incident.task": ("incident_id", ("name", "instructions", "proof")),
    "cs.privacy.incident.action": ("incident_id", ("name", "result", "verification")),
    "cs.privacy.incident.report": ("incident_id", ("recipient", "body")),
}


class ResPartnerIncident(models.Model):
    """What security incidents add to a person's copy, to what is kept, and to an erasure."""

    _inherit = "res.partner"

    # The copy ----------------------------------------------------------------------------------

    def _cs_affected(self):
        """Return where these persons are on the list of an incident, the newest first."""
        # sudo: the rights are those of the person, or of the officer who answers a request
        persons = self.env["cs.privacy.incident.person"].sudo()
        return persons.search(
            [("partner_id", "in", self.ids)], order="incident_id DESC, id", limit=MOST * len(self)
        )

    def _cs_privacy_export(self):
        entries = self._cs_affected().filtered(lambda entry: entry._cs_is_certain())
        return {
            **super()._cs_privacy_export(),
            "incidents": [
                {
                    "number": entry.incident_id.name,
                    "from": entry.incident_id.date_occurred_from or None,
                    "until": entry.incident_id.date_occurred_to or None,
                    "detected": entry.incident_id.date_detected,
                    "kind": entry.incident_id.kind_id.name,
                    "what": entry.incident_id.notice_what or None,
                    "items": entry.item_labels or None,
                    "done": entry.incident_id.notice_done or None,
                    "advice": entry.incident_id.notice_advice or None,
                    "ask": entry.incident_id.notice_contact or None,
                    "told": entry.notice_state,
                    "told_on": entry.date_informed or None,
                    "state": entry.incident_id.state,
                }
                for entry in entries
            ],
            "incident_notices": [
                {
                    "number": notice.incident_id.name,
                    "date": notice.date,
                    "channel": notice.channel,
                    "result": notice.state,
                    "result_on": notice.date_result or None,
                }
                for notice in entries.notice_ids
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "incidents": (
                self.env._("Security incidents that concern your data"),
                {
                    "number": self.env._("Number"),
                    "from": self.env._("Happened from"),
                    "until": self.env._("Happened until"),
                    "detected": self.env._("Detected on"),
                    "kind": self.env._("Kind"),
                    "what": self.env._("What happened"),
                    "items": self.env._("Which information about you"),
                    "done": self.env._("What we did"),
                    "advice": self.env._("What you can do"),
                    "ask": self.env._("Whom you can ask"),
                    "told": self.env._("Whether we told you"),
                    "told_on": self.env._("Told on"),
                    "state": self.env._("State"),
                },
            ),
            "incident_notices": (
                self.env._("How we told you of security incidents"),
                {
                    "number": self.env._("Number"),
                    "date": self.env._("Date"),
                    "channel": self.env._("Channel"),
                    "result": self.env._("Result"),
                    "result_on": self.env._("Result on"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("incidents", "told"): ("cs.privacy.incident.person", "notice_state"),
            ("incidents", "state"): ("cs.privacy.incident", "state"),
            ("incident_notices", "channel"): ("cs.privacy.incident.notice", "channel"),
            ("incident_notices", "result"): ("cs.privacy.incident.notice", "state"),
        }

    # What has to be kept -----------------------------------------------------------------------

    def _cs_privacy_hold_reasons(self):
        """Add what incidents hold: see :meth:`cs.privacy.incident.person._cs_hold`."""
        holds = super()._cs_privacy_hold_reasons()
        today = fields.Date.context_today(self)
        for entry in self._cs_affected():
            hold = entry._cs_hold()
            if hold and (hold.until is None or hold.until > today):
                holds.setdefault(entry.partner_id.id, []).append(hold)
        return holds

    # The erasure -------------------------------------------------------------------------------

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            PART,
            self.env._("Notices of security incidents"),
            lambda partners: len(partners._cs_affected()),
            type(self)._cs_erase_notices,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_own_models(self):
        return [*super()._cs_erase_own_models(), "cs.privacy.incident.notice"]

    def _cs_erase_notices(self):
        """Empty the notices of incidents to these persons: words, addresses, proofs.

        That they were on the list, with which items, and when they were told by which way, stays
        and is counted; who they were is gone with their identity.
        """
        entries = self._cs_affected()
        entries._cs_trusted().write({"notice_reason": False})
        entries.notice_ids._cs_erase()

    def _cs_erase_contact_data(self):
        """Addresses leave the texts of incidents when they leave the person."""
        words = self._cs_known_words()
        names = {person.id: person.name for person in self}
        self._cs_erase_incident_words(
            {key: [word for word in known if word != names[key]] for key, known in words.items()}
        )
        return super()._cs_erase_contact_data()

    def _cs_erase_identity(self):
        """Names leave the texts of incidents when they leave the person."""
        self._cs_erase_incident_words({person.id: [person.name] for person in self if person.name})
        return super()._cs_erase_identity()

    def _cs_erase_incident_words(self, words):
        """Replace what tells who the persons are in what was written about their incidents.

        Below the ORM: incidents that are over and reports that were sent refuse every change, but
        this one. The number of statements is that of the persons' words, not of the records.

        :param dict words: ``{partner id: [texts]}``
        """
        self.env.flush_all()
        for person_id, entries in self._cs_affected().grouped(lambda e: e.partner_id.id).items():
            incidents = entries.incident_id
            for word in words.get(person_id, ()):
                for model, (path, columns) in TEXTS.items():
                    self._cs_replace_word(model, path, columns, word, incidents._ids)
                for records in (incidents, incidents.task_ids, incidents.action_ids):
                    ids = self._cs_ids_of_messages(records)
                    self._cs_replace_word("mail.message", "id", ("subject", "body"), word, ids)
        self.env.invalidate_all()

    @api.model
    def _cs_replace_word(self, model, path, columns, word, ids):
        if not ids:
            return
        changes = [
            SQL("%(column)s = replace(%(column)s, %(word)s, '***')", column=name, word=word)
            for name in map(SQL.identifier, columns)
        ]
        found = [SQL("strpos(%s, %s) > 0", SQL.identifier(name), word) for name in columns]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE %s IN %s AND (%s)",
                SQL.identifier(self.env[model]._table),
                SQL(", ").join(changes),
                SQL.identifier(path),
                ids,
                SQL(" OR ").join(found),
            )
        )

    @api.model
    def _cs_ids_of_messages(self, records):
        if not records:
            return ()
        messages = self.env["mail.message"].sudo()
        return messages.search([("model", "=", records._name), ("res_id", "in", records.ids)])._ids
