from odoo import api, fields, models

from odoo.addons.cs_base.core.timeline import TimelineSource

from ..core.consent import last_word, standing

TONES = {
    "given": "success",
    "allowed": "success",
    "withdrawn": "danger",
    "objected": "danger",
    "expired": "warning",
    "outdated": "warning",
    "none": "secondary",
    "fixed": "light",
}


class ResPartner(models.Model):
    """Purposes × channels as staff and the customer see them."""

    _inherit = "res.partner"

    @api.readonly
    def cs_consent_matrix(self):
        """Return what holds for this customer, purpose by purpose, for the tab of the form.

        :return: ``{channels: [{id, name}], purposes: [{id, name, basis, is_open, cells}]}``; each
            cell has ``channel`` (id or ``False``: all), ``state``, ``label``, ``tone``, ``date``
            (UTC) and ``how``. A channel that a purpose does not use has no cell.
        :raise AccessError: the user may not read this customer, or no decisions
        """
        self.ensure_one()
        self.check_access("read")
        self.env["cs.privacy.consent"].check_access("read")
        purposes = self.env["cs.privacy.purpose"]._cs_in_force()
        channels = purposes.channel_ids.sorted()
        rows = self._cs_consent_rows(purposes)
        return {
            "channels": [{"id": channel.id, "name": channel.name} for channel in channels],
            "purposes": [
                {
                    "id": row["purpose"].id,
                    "name": row["purpose"].name,
                    "basis": dict(purposes._fields["legal_basis"]._description_selection(self.env))[
                        row["purpose"].legal_basis
                    ],
                    "is_open": row["is_open"],
                    "cells": [{**cell, "channel": cell["channel"].id} for cell in row["cells"]],
                }
                for row in rows
            ],
        }

    def _cs_consent_rows(self, purposes):
        """Return one dict per purpose: ``purpose``, ``is_open``, ``cells``.

        ``is_open``: the person has a choice. The first cell is about all channels, then comes one
        for each channel of the purpose.
        """
        self.ensure_one()
        said = self._cs_consent_words(purposes)
        consents = self.env["cs.privacy.consent"].sudo()
        ways = dict(consents._fields["how"]._description_selection(self.env))
        now = fields.Datetime.now()
        labels = self._cs_consent_labels()
        proofs = consents.browse(word.id for states in said.values() for word, _state in states)
        rows = []
        for purpose in purposes.sudo():
            words = [word for word, _state in said.get((self.id, purpose.id), ())]
            cells = []
            for channel in (purpose.channel_ids.browse(), *purpose.channel_ids.sorted()):
                code = channel.code or None
                state = standing(words, code, now, purpose.text_version_min)
                state = self._cs_consent_state(purpose, state)
                word = last_word(words, code)
                proof = consents.browse(word.id if word else False).with_prefetch(proofs._ids)
                cells.append(
                    {
                        "channel": channel,
                        "state": state,
                        "label": labels[state],
                        "tone": TONES[state],
                        "date": proof.date,
                        "how": ways.get(proof.how, False),
                        "version": proof.text_version,
                    }
                )
            is_open = purpose.needs_consent or purpose.is_objectable
            rows.append({"purpose": purpose, "is_open": is_open, "cells": cells})
        return rows

    @api.model
    def _cs_consent_state(self, purpose, state):
        if purpose.needs_consent:
            return state
        if not purpose.is_objectable:
            return "fixed"
        return "objected" if state == "withdrawn" else "allowed"

    @api.model
    def _cs_consent_labels(self):
        return {
            "given": self.env._("Agreed"),
            "allowed": self.env._("Allowed"),
            "withdrawn": self.env._("Withdrawn"),
            "objected": self.env._("Objected"),
            "expired": self.env._("Expired"),
            "outdated": self.env._("To be renewed"),
            "none": self.env._("Not asked"),
            "fixed": self.env._("Without choice"),
        }

    def action_cs_record_consent(self):
        """Open the dialog to record a decision of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_consent_record_action"
        )
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_cs_consents(self):
        """Open every decision of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_consent_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.privacy.consent",
                date_field="date",
                icon="fa-check-square-o",
                describe=self._cs_timeline_consents,
            ),
        ]

    @api.model
    def _cs_timeline_consents(self, consents):
        ways = dict(consents._fields["how"]._description_selection(self.env))
        events = dict(consents._fields["event"]._description_selection(self.env))
        return {
            consent.id: {
                "title": self.env._("Consent: %(purpose)s", purpose=consent.purpose_id.name),
                "subtitle": ways[consent.how],
                "state": consent.event,
                "state_label": events[consent.event],
                "tone": "success" if consent.event == "given" else "danger",
                "channel": consent.channel_id.name or self.env._("All channels"),
            }
            for consent in consents
        }
