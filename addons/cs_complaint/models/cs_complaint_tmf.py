from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, html2plaintext

from ..core.customer_text import clean_file_name, clean_line, clean_text
from ..core.facts import SUBJECT_MAX
from ..core.tmf621 import (
    PATH,
    STEPS,
    TmfError,
    from_tmf_severity,
    from_tmf_state,
    instant,
    read_content,
    read_instant,
    to_tmf_severity,
    to_tmf_state,
)
from .cs_complaint_files import MEGABYTE

SCHEMES = {"tel": "phone", "mailto": "email"}


class CsComplaintTmf(models.Model):
    """The complaint as a Trouble Ticket of TMF621, both ways."""

    _inherit = "cs.complaint"

    # Out

    def _cs_tmf_ticket(self):
        """Return the whole ticket; the names of persons are not in it."""
        self.ensure_one()
        href = f"{PATH}/{self.id}"
        ticket = {
            "id": str(self.id),
            "href": href,
            "@type": "TroubleTicket",
            "name": self.subject,
            "description": self.description or "",
            "severity": to_tmf_severity(self.severity),
            "ticketType": self.complaint_class or "service",
            "status": to_tmf_state(self.state),
            "statusChangeHistory": self._cs_tmf_history(),
            "creationDate": instant(self.date_registered),
            "lastUpdate": instant(self.write_date),
            "requestedResolutionDate": instant(self.api_date_requested),
            "expectedResolutionDate": instant(self.date_resolve_due),
            "resolutionDate": instant(self.date_answered),
            "channel": self._cs_tmf_channel(),
            "externalIdentifier": [
                {
                    "@type": "ExternalIdentifier",
                    "id": self.api_reference,
                    "owner": self.api_owner,
                }
            ],
            "note": self._cs_tmf_notes(),
            "attachment": self._cs_tmf_attachments(href),
            "relatedParty": self._cs_tmf_parties(),
            "troubleTicketCharacteristic": [
                {"@type": "StringCharacteristic", "name": "number", "value": self.name}
            ],
            "troubleTicketRelationship": self._cs_tmf_relations(),
        }
        ticket["statusChangeDate"] = ticket["statusChangeHistory"][-1]["changeDate"]
        return {name: value for name, value in ticket.items() if value not in (None, [])}

    def _cs_tmf_history(self):
        events = self.api_event_ids.filtered(lambda event: event.kind in ("create", "status"))
        return [
            {
                "@type": "StatusChange",
                "status": to_tmf_state(event.state),
                "changeDate": instant(event.date),
            }
            for event in events.sorted("id")
        ]

    def _cs_tmf_channel(self):
        channel = self.channel_id
        return [{"@type": "ChannelRef", "id": channel.code}] if channel else []

    def _cs_tmf_notes(self):
        notes = [
            (
                message.date,
                f"m{message.id}",
                "operator" if self._cs_is_by_staff(message) else "customer",
                html2plaintext(message.body).strip(),
            )
            for message in self._cs_public_messages()
        ]
        notes += [
            (feedback.date, f"f{feedback.id}", "operator", f"{feedback.process}\n{feedback.result}")
            for feedback in self.feedback_ids
        ]
        return [
            {"@type": "Note", "id": note, "date": instant(date), "author": author, "text": text}
            for date, note, author, text in sorted(notes)
            if text
        ]

    def _cs_tmf_attachments(self, href):
        return [
            {
                "@type": "Attachment",
                "id": str(file.id),
                "href": f"{href}/attachment/{file.id}",
                "url": f"{href}/attachment/{file.id}",
                "name": file.name,
                "mimeType": file.mimetype,
                "size": {"amount": file.file_size, "units": "byte"},
            }
            for file in self._cs_customer_files().sorted("id")
        ]

    def _cs_tmf_parties(self):
        party = {"@type": "PartyRef", "id": f"complainant-{self.id}", "@referredType": "Individual"}
        return [
            {
                "@type": "RelatedPartyRefOrPartyRoleRef",
                "role": "customer",
                "partyOrPartyRole": party,
            }
        ]

    def _cs_tmf_relations(self):
        """Hook: return relations to other tickets of the same program."""
        other = self.repeat_of_id if "repeat_of_id" in self._fields else self.browse()
        if not other or other.api_user_id != self.api_user_id:
            return []
        return [
            {
                "@type": "TroubleTicketRelationship",
                "relationshipType": "repeats",
                "id": str(other.id),
                "href": f"{PATH}/{other.id}",
            }
        ]

    # In

    @api.model
    def _cs_tmf_create(self, body, key):
        """Register the ticket in ``body``, whose shape has been checked.

        :param dict body: as of ``core.tmf621_schema.CREATE``
        :param str key: id of the request, for a body without ``externalIdentifier``
        :return: ``(complaint as superuser, created)``
        """
        company = self.env.company
        identifier = (body.get("externalIdentifier") or [{}])[0]
        files = self._cs_tmf_files(body.get("attachment") or [], company)
        description = clean_text(body["description"])
        values = {
            "subject": body.get("name") or self._cs_tmf_subject(description),
            "description": description,
            "severity": from_tmf_severity(body["severity"]),
            "complaint_class": body["ticketType"].casefold(),
            **self._cs_tmf_party(body.get("relatedParty") or []),
        }
        if body.get("channel"):
            values["channel"] = body["channel"][0]["id"]
        if body.get("requestedResolutionDate"):
            values["date_requested"] = read_instant(body["requestedResolutionDate"])
        owner = clean_line(identifier.get("owner")) or "tmf621"
        complaint, created = self._cs_api_register(owner, identifier.get("id") or key, values)
        if created:
            for note in body.get("note") or ():
                complaint._cs_api_post(note["text"])
            if files:
                complaint._cs_api_post("", files)
        return complaint, created

    @api.model
    def _cs_tmf_subject(self, description):
        line = clean_line(description.split("\n")[0])
        return line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1]}…"

    @api.model
    def _cs_tmf_party(self, parties):
        values = {}
        for related in parties:
            party = related["partyOrPartyRole"]
            values["name"] = party.get("name") or ""
            scheme, _colon, address = party.get("id", "").partition(":")
            if party.get("id"):
                if scheme not in SCHEMES or not address:
                    raise TmfError(
                        400,
                        "invalidBody",
                        "Unknown customer id",
                        "A customer is named by “tel:+85366123456” or “mailto:name@example.com”.",
                    )
                values[SCHEMES[scheme]] = address
        return values

    @api.model
    def _cs_tmf_files(self, attachments, company):
        """Return ``[(name, bytes)]`` of new attachments, checked as in the web form."""
        company = company.sudo()
        new = [entry for entry in attachments if not entry.get("id")]
        if len(new) > company.cs_complaint_file_count:
            raise UserError(
                self.env._(
                    "At most %(max)s files are possible at once.",
                    max=company.cs_complaint_file_count,
                )
            )
        files = []
        for entry in new:
            name = clean_file_name(entry["name"])
            data = read_content(entry.get("content") or "", name)
            self._cs_check_file(name, data, company.cs_complaint_file_mb * MEGABYTE)
            files.append((name, data))
        return files

    def _cs_tmf_lock(self):
        """Let two patches of one ticket wait for each other; the second is repeated."""
        self.env.cr.execute(
            SQL("UPDATE cs_complaint SET write_date = write_date WHERE id = %s", self.id)
        )

    def _cs_tmf_patch(self, body):
        """Take the customer's steps that a merge patch stands for: a note, files, a new status.

        :param dict body: as of ``core.tmf621_schema.PATCH``
        :raise TmfError: the status cannot be asked for
        :raise UserError: the step is not possible now
        """
        self.ensure_one()
        files = self._cs_tmf_files(body.get("attachment") or [], self.company_id)
        reason = clean_text(body.get("statusChangeReason"))
        for note in body.get("note") or ():
            if not note.get("id"):
                self._cs_api_post(note["text"])
        if new := self._cs_new_files(files):
            self._cs_api_post("", new)
        status = body.get("status")
        if not status or from_tmf_state(status) == self.state:
            return
        if status not in STEPS:
            raise TmfError(
                409,
                "invalidStatus",
                "Not for clients",
                f"A client asks for one of: {', '.join(STEPS)}. The status “{status}” follows from "
                "the work of the operator.",
            )
        self._cs_customer_step(STEPS[status], reason)
