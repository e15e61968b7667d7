from collections import defaultdict

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import clean_context, email_normalize

from ..core.contact_rows import Draft, RowError, read_row

MAX_ROWS = 1000

# Row keys that are fields of the same name, and those that name a record
PLAIN_FIELDS = (
    "source",
    "external_id",
    "direction",
    "kind",
    "date_arrived",
    "date_answered",
    "date_ended",
    "name",
    "caller",
    "description",
    "outcome",
    "is_resolved",
)
RELATIONS = {
    "channel": "channel_id",
    "user": "user_id",
    "department": "department_id",
    "partner": "partner_id",
}


class CsContact(models.Model):
    _inherit = "cs.contact"

    @api.model
    def ingest(self, rows):
        """Record contacts that programs report: telephone system, chat, social media (4.1.1).

        Every row carries ``source`` and ``external_id`` and may come any number of times; a later
        row completes the contact. A row that cannot be taken is reported and leaves the others
        alone. Rows belong to the current company of the caller.

        :param list rows: up to 1,000 dicts; keys see the README, times ISO 8601 (UTC when they
            have no offset)
        :return: one dict per row in the same order: ``index``, ``external_id``, ``status``
            (created, updated, unchanged, error), ``id`` and ``error`` (``False`` when none)
        :raise AccessError: the caller is neither a contact program nor a manager
        :raise UserError: ``rows`` is not a list, or too long
        :raise ConcurrencyError: another server recorded the same contact meanwhile; the framework
            runs the request again
        """
        self._cs_ingest_check(rows)
        # The right was checked above. A program has no other right on the ledger, hence sudo; the
        # look-ups below stay within the caller's company by themselves. That company is read first:
        # under sudo any company named in the context would pass.
        company = self.env.company
        ledger = (
            self.sudo()
            .with_context(clean_context(self.env.context), tracking_disable=True)
            .with_company(company)
        )
        results, batch = ledger._cs_ingest_read(rows)
        draft_of = ledger._cs_ingest_drafts(batch)
        found = ledger._cs_ingest_lookup(batch)
        latest = ledger._cs_latest_instant()
        takers = []
        for result, row in batch:
            draft = draft_of[row["source"], row["external_id"]]
            try:
                values, defaults = ledger._cs_ingest_values(row, found)
                result["status"] = draft.take(values, defaults, latest)
            except RowError as error:
                result["error"] = ledger._cs_ingest_message(error)
            else:
                takers.append((result, draft))
        ledger._cs_ingest_store(draft_of)
        for result, draft in takers:
            result["id"] = draft.record_id
        return results

    @api.model
    def _cs_ingest_check(self, rows):
        if not self._cs_is_manager() and not self.env.user.has_group("cs_base.group_cs_base_api"):
            raise AccessError(
                self.env._(
                    "You may not report contacts. Ask for the role “Contact programs” for the "
                    "user of this key."
                )
            )
        if not isinstance(rows, list):
            raise UserError(self.env._("Send the contacts as a list of rows."))
        if len(rows) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s rows are too many for one call. Send at most %(limit)s at a time.",
                    count=len(rows),
                    limit=MAX_ROWS,
                )
            )

    @api.model
    def _cs_ingest_read(self, rows):
        """Return the results to fill, and those of readable rows paired with the row's values."""
        results, batch = [], []
        for index, raw in enumerate(rows):
            result = {
                "index": index,
                "external_id": raw.get("external_id", False) if isinstance(raw, dict) else False,
                "status": "error",
                "id": False,
                "error": False,
            }
            results.append(result)
            try:
                batch.append((result, read_row(raw)))
            except RowError as error:
                result["error"] = self._cs_ingest_message(error)
        return results, batch

    @api.model
    def _cs_ingest_drafts(self, batch):
        """Return ``{(source, external_id): Draft}`` with what the ledger holds, in one query."""
        keys = {(row["source"], row["external_id"]) for _result, row in batch}
        contacts = self.search(
            [
                ("source", "in", list({source for source, _external_id in keys})),
                ("external_id", "in", list({external_id for _source, external_id in keys})),
            ]
        )
        drafts = {key: Draft() for key in keys}
        for contact in contacts:
            key = (contact.source, contact.external_id)
            if key in keys:
                drafts[key] = contact._cs_ingest_draft()
        return drafts

    def _cs_ingest_draft(self):
        known = {name: self[name] for name in PLAIN_FIELDS}
        known |= {name: self[name].id for name in RELATIONS.values()}
        return Draft(
            record_id=self.id,
            known=known,
            is_untouched=self.write_uid == self.env.user,
            date_reopened=self.date_reopened or None,
            refusal="other_company" if self.company_id != self.env.company else None,
        )

    @api.model
    def _cs_ingest_lookup(self, batch):
        """Return ``{row key: {value in the row: record id}}``, one query per relation."""
        wanted = {key: {row[key] for _result, row in batch if key in row} for key in RELATIONS}
        company = Domain("company_id", "in", [self.env.company.id, False])
        users = self._cs_ingest_users(wanted["user"])
        return {
            "channel": self._cs_ingest_channels(wanted["channel"], company),
            "user": {user.login: user.id for user in users},
            "department": self._cs_ingest_departments(wanted["department"], company),
            "partner": self._cs_ingest_partners(wanted["partner"], company),
            "department_of_user": self._cs_department_of_user(users),
        }

    @api.model
    def _cs_ingest_channels(self, codes, company):
        channels = self.env["cs.channel"].search(
            Domain("code", "in", list(codes)) & company, order="company_id DESC, sequence DESC"
        )
        # NULL sorts first in descending order: a company's own channel replaces the shared one.
        return {channel.code: channel.id for channel in channels}

    @api.model
    def _cs_ingest_users(self, logins):
        return self.env["res.users"].search(
            [
                ("login", "in", list(logins)),
                ("share", "=", False),
                ("company_ids", "in", self.env.company.ids),
            ]
        )

    @api.model
    def _cs_ingest_departments(self, values, company):
        texts = [value for value in values if isinstance(value, str)]
        departments = self.env["hr.department"].search(
            company
            & (
                Domain("id", "in", [value for value in values if isinstance(value, int)])
                | Domain("cs_function", "in", texts)
                | Domain("name", "in", texts)
            ),
            order="company_id, parent_path, id",
        )
        found = {}
        for name in ("id", "cs_function", "name"):
            for department in departments:
                found.setdefault(department[name], department.id)
        return found

    @api.model
    def _cs_ingest_partners(self, values, company):
        ids, emails, phones = [], {}, {}
        for value in values:
            if isinstance(value, int):
                ids.append(value)
            elif "@" in value:
                emails.setdefault(email_normalize(value), []).append(value)
            else:
                phone = self.env["res.partner"]._phone_format(number=value)
                phones.setdefault(phone, []).append(value)
        partners = self.env["res.partner"].search_fetch(
            company
            & (
                Domain("id", "in", ids)
                | Domain("email_normalized", "in", [email for email in emails if email])
                | Domain("phone_sanitized", "in", [phone for phone in phones if phone])
            ),
            ["email_normalized", "phone_sanitized", "commercial_partner_id"],
            order="id",
        )
        found = {partner.id: partner.id for partner in partners}
        for name, texts_of in (("email_normalized", emails), ("phone_sanitized", phones)):
            for address, matches in partners.grouped(name).items():
                for text in texts_of.get(address, ()):
                    found[text] = self._cs_ingest_one_of(matches)
        return found

    @api.model
    def _cs_ingest_one_of(self, partners):
        """Return the id all these partners stand for, ``None`` when they are different customers.

        A firm and its contact often share one number; then it is the firm.
        """
        firm = partners.commercial_partner_id
        if len(firm) > 1:
            return None
        return firm.id if firm in partners else partners[0].id

    @api.model
    def _cs_ingest_values(self, row, found):
        """Return the field values of a row, and those that only fill gaps."""
        values = {name: row[name] for name in PLAIN_FIELDS if name in row}
        defaults = {"direction": "in", "kind": "consultation"}
        for name in ("direction", "kind"):
            allowed = self._fields[name].get_values(self.env)
            if values.get(name, allowed[0]) not in allowed:
                raise RowError(
                    "not_a_choice", key=name, value=row[name], choices=", ".join(allowed)
                )
        for key, name in RELATIONS.items():
            if key not in row:
                continue
            record_id = found[key].get(row[key])
            if record_id:
                values[name] = record_id
            elif key == "partner" and isinstance(row[key], str):
                # Nobody, or several: never guess. The label keeps what the channel knows.
                defaults["caller"] = row[key]
            else:
                raise RowError("not_found", key=key, value=row[key])
        defaults["department_id"] = found["department_of_user"].get(values.get("user_id"))
        return values, defaults

    @api.model
    def _cs_ingest_store(self, draft_of):
        """Write the drafts: one create for all new contacts, one write per set of changes."""
        fresh = [draft_of[key] for key in sorted(draft_of) if draft_of[key].is_to_create()]
        try:
            with self.env.cr.savepoint():
                contacts = self.create(
                    [{**draft.changes, "company_id": self.env.company.id} for draft in fresh]
                )
        except UniqueViolation as error:
            # Another server was quicker and our snapshot is too old to see its rows: start over.
            raise ConcurrencyError("A contact was reported twice at the same time.") from error
        for draft, contact in zip(fresh, contacts, strict=True):
            draft.record_id = contact.id
            draft.changes = {}
        alike = defaultdict(list)
        for draft in draft_of.values():
            if draft.changes:
                alike[frozenset(draft.changes.items())].append(draft.record_id)
        for changes, ids in alike.items():
            self.browse(ids).write(dict(changes))
        # Now, while the context says that a ledger of machines keeps no tracking in the chatter
        self.flush_model()

    @api.model
    def _cs_ingest_message(self, error):
        """Return the sentence that tells a programmer what is wrong with a row."""
        messages = {
            "not_a_dict": self.env._("A row is an object with named keys."),
            "unknown_key": self.env._("Unknown keys: %(keys)s. Known keys: %(known)s."),
            "missing": self.env._("The key “%(key)s” is missing."),
            "not_a_boolean": self.env._("“%(key)s” must be true or false."),
            "not_a_text": self.env._("“%(key)s” must be a text."),
            "not_an_instant": self.env._(
                "“%(key)s” must be a date and time in ISO 8601, such as 2026-07-30T18:00:00+08:00."
            ),
            "too_long": self.env._("“%(key)s” is longer than %(limit)s characters."),
            "not_a_choice": self.env._("“%(key)s” cannot be “%(value)s”. Choose of: %(choices)s."),
            "not_found": self.env._("No %(key)s “%(value)s” was found in this company."),
            "fact_differs": self.env._(
                "“%(key)s” differs from the recorded fact. Report another contact instead."
            ),
            "other_company": self.env._("This contact belongs to another company."),
        }
        if error.code in messages:
            return messages[error.code] % error.values
        return self._cs_fault_message(error.code)
