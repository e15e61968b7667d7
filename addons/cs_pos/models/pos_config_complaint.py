import base64
import binascii
import io

from werkzeug.datastructures import FileStorage

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.cs_complaint.controllers.form_values import DESCRIPTION_MAX
from odoo.addons.cs_complaint.core.facts import SUBJECT_MAX

from .pos_config_outbox import SOURCE

NAME_MAX = 100


class PosConfigComplaint(models.Model):
    """Complaints and suggestions that a customer makes at the counter (clauses 6.1.1, 7.1.3(4))."""

    _inherit = "pos.config"

    def _cs_take_complaint(self, till, uuid, values, at):
        complaints = till.env["cs.complaint"]
        known = complaints._cs_find_intake(SOURCE, uuid)
        if not known and not self._cs_may_take_more():
            return self._cs_later()
        if not known:
            vals = self._cs_complaint_values(till, values)
            ticket = till._cs_ticket_at(at, vals["partner_id"])
            vals.update(date_registered=at, contact_id=ticket.id)
            files = self._cs_complaint_files(till, values.get("files") or [])
            known, created = complaints._cs_intake(vals, SOURCE, uuid)
            if created and files:
                known._cs_customer_post(files=files)
        return {"status": "done", **self._cs_complaint_facts(known)}

    def _cs_complaint_facts(self, complaint):
        """Return what the receipt says; nothing to whom the complaint is not of."""
        if complaint.create_uid != self.env.user:
            return {}
        return {
            "number": complaint.name,
            "due": complaint._cs_due_text(self.env.lang),
            "id": complaint.id,
        }

    def _cs_complaint_values(self, till, values):
        partner = self._cs_counter_customer(values.get("partner_id") or False)
        severities = dict(till.env["cs.complaint"]._fields["severity"].selection)
        severity = values.get("severity") or "ordinary"
        category = self._cs_choice(till.env["cs.complaint.category"], values.get("category_id"))
        if severity not in severities or not category:
            raise UserError(self.env._("Choose what the complaint is about, and how severe it is."))
        vals = {
            "subject": self._cs_text(values, "subject", SUBJECT_MAX, required=True),
            "description": self._cs_text(values, "description", DESCRIPTION_MAX),
            "category_id": category.id,
            "severity": severity,
            "company_id": till.company_id.id,
            "channel_id": till.env["cs.channel"]._cs_get("store", till.company_id).id,
            "partner_id": partner.id,
            "lang": partner.lang or self.env.lang,
            "place": till.name,
        }
        if partner:
            return vals
        name = self._cs_text(values, "name", NAME_MAX)
        phone = self._cs_text(values, "phone", NAME_MAX)
        return {
            **vals,
            "is_anonymous": not (name or phone),
            **({"partner_name": name} if name else {}),
            **({"phone": phone} if phone else {}),
        }

    def _cs_choice(self, categories, category_id):
        """Return a category that customers may choose, or none."""
        number = category_id if isinstance(category_id, int) else 0
        return categories.search([("id", "=", number), ("is_public", "=", True)])

    def _cs_complaint_files(self, till, files):
        """Return ``[(name, bytes)]`` of photographs and papers, checked as those of the web form.

        :raise UserError: too many, too large, or of a kind that is not taken
        """
        uploads = []
        for one in files if isinstance(files, list) else []:
            try:
                data = base64.b64decode(one["data"], validate=True)
                uploads.append(FileStorage(io.BytesIO(data), filename=str(one["name"])))
            except (binascii.Error, KeyError, TypeError, ValueError) as error:
                raise UserError(
                    self.env._("A file arrived damaged. Take the picture again.")
                ) from error
        return till.env["cs.complaint"]._cs_read_files(uploads, till.company_id)

    # SUGGESTIONS

    def _cs_take_suggestion(self, till, uuid, values, at):
        suggestions = till.env["cs.suggestion"]
        key = [("source", "=", SOURCE), ("external_id", "=", uuid)]
        known = suggestions.search(key, limit=1)
        if not known and not self._cs_may_take_more():
            return self._cs_later()
        if not known:
            vals = {**self._cs_suggestion_values(till, values), "date_received": at}
            known, _created = suggestions._cs_receive(vals, SOURCE, uuid)
        if known.create_uid != self.env.user:
            return {"status": "done"}
        return {"status": "done", "number": known.name, "id": known.id}

    def _cs_suggestion_values(self, till, values):
        partner = self._cs_counter_customer(values.get("partner_id") or False)
        category = self._cs_choice(till.env["cs.suggestion.category"], values.get("category_id"))
        if not category:
            raise UserError(self.env._("Choose what the idea is about."))
        return {
            "subject": self._cs_text(values, "subject", SUBJECT_MAX, required=True),
            "description": self._cs_text(values, "description", DESCRIPTION_MAX),
            "category_id": category.id,
            "company_id": till.company_id.id,
            "partner_id": partner.id,
            "partner_name": partner.name or self._cs_text(values, "name", NAME_MAX) or False,
            "channel_id": till.env["cs.channel"]._cs_get("store", till.company_id).id,
            "lang": partner.lang or self.env.lang,
        }
