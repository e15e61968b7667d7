from odoo import api, models

from ..core.contact_rows import RowError, parse_instant

TEXTS = {"kind": 64, "source": 64, "external_id": 128}
KEYS = {*TEXTS, "partner", "date", "amount"}


class CsCustomerEventIngest(models.Model):
    """Events that programs report: billing, network, shop (clause 3.1.2(3))."""

    _inherit = "cs.customer.event"

    @api.model
    def ingest(self, rows):
        """Record events that programs report, each once however often it comes.

        A row that cannot be taken is reported and leaves the others alone. Rows belong to the
        current company of the caller.

        :param list rows: up to 1,000 dicts: ``kind`` (code), ``source``, ``external_id``,
            ``partner`` (id, or a whole number or e-mail address that names one customer), ``date``
            (ISO 8601, UTC without an offset), and if it has one ``amount``
        :return: one dict per row in the same order: ``index``, ``external_id``, ``status``
            (created, unchanged, error) and ``error`` (``False`` when none)
        :raise AccessError: the caller is neither a program nor a manager
        :raise UserError: ``rows`` is not a list, or too long
        """
        contacts = self.env["cs.contact"]
        contacts._cs_ingest_check(rows)
        # The right was checked above; a program has no other right on customers and events.
        events = self.sudo().with_company(self.env.company)
        results, batch = [], []
        for index, raw in enumerate(rows):
            result = {"index": index, "external_id": False, "status": "error", "error": False}
            results.append(result)
            try:
                row = events._cs_ingest_row(raw)
                result["external_id"] = row["external_id"]
                batch.append((result, row))
            except RowError as error:
                result["error"] = events._cs_ingest_message(error)
        events._cs_ingest_record(batch)
        return results

    @api.model
    def _cs_ingest_row(self, raw):
        if not isinstance(raw, dict):
            raise RowError("not_a_dict")
        if unknown := set(raw) - KEYS:
            keys, known = ", ".join(sorted(map(str, unknown))), ", ".join(sorted(KEYS))
            raise RowError("unknown_key", keys=keys, known=known)
        for key, limit in TEXTS.items():
            if not isinstance(raw.get(key), str) or not raw[key].strip():
                raise RowError("missing", key=key)
            if len(raw[key]) > limit:
                raise RowError("too_long", key=key, limit=limit)
        partner, amount = raw.get("partner"), raw.get("amount")
        if isinstance(partner, bool) or not isinstance(partner, int | str) or not partner:
            raise RowError("missing", key="partner")
        if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int | float)):
            raise RowError("not_a_number", key="amount")
        try:
            date = parse_instant(raw.get("date"))
        except (TypeError, ValueError):
            raise RowError("not_an_instant", key="date") from None
        return {**raw, "date": date}

    @api.model
    def _cs_ingest_record(self, batch):
        """Record the rows of ``batch``, pairs of result and row, with a query per kind."""
        company = self.env.company
        in_company = self._check_company_domain(company)
        wanted = {row["partner"] for _result, row in batch}
        partners = self.env["cs.contact"]._cs_ingest_partners(wanted, in_company)
        by_kind = {}
        for result, row in batch:
            partner = partners.get(row["partner"])
            if not partner or not self.env["cs.customer.event.kind"]._cs_id_of(row["kind"]):
                key = "kind" if partner else "partner"
                # A number that belongs to nobody is not repeated: it may be anybody's.
                value = row["kind"] if key == "kind" else "…"
                error = RowError("not_found", key=key, value=value)
                result["error"] = self._cs_ingest_message(error)
                continue
            values = {key: row.get(key) for key in ("source", "external_id", "date", "amount")}
            values |= {"partner_id": partner, "company_id": company.id}
            by_kind.setdefault(row["kind"], []).append((result, values))
        for code, pairs in by_kind.items():
            new = set(self.browse(self._cs_record(code, [v for _r, v in pairs])).mapped(_key))
            for result, values in pairs:
                key = (values["source"], values["external_id"])
                result["status"] = "created" if key in new else "unchanged"
                new.discard(key)

    @api.model
    def _cs_ingest_message(self, error):
        if error.code == "not_a_number":
            return self.env._("“%(key)s” must be a number.", **error.values)
        return self.env["cs.contact"]._cs_ingest_message(error)


def _key(event):
    return (event.source, event.external_id)
