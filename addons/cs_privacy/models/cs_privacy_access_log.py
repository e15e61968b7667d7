from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from .. import log_guard, ring
from ..core.chain import link
from ..core.errors import PrivacyError

# Advisory lock: entries are linked one after the other. Any number, but always the same.
CHAIN_LOCK = 7364102
CONTENT = (
    "date",
    "user_ref",
    "kind",
    "outcome",
    "model",
    "res_ids",
    "res_count",
    "field_names",
    "purpose",
    "reason",
    "reference",
    "approval_ref",
)
NUMBERS = ("user_ref", "res_count", "approval_ref")


class CsPrivacyAccessLog(models.Model):
    """Who saw which protected values of whom, why and when (clauses 3.3.1 to 3.3.3).

    Written by a cursor of its own and committed before a value is opened, so that a transaction
    that fails leaves its trace. Rows hold plain numbers instead of references: an entry waits for
    no lock and outlives what it speaks of. Nobody changes or deletes an entry.
    """

    _name = "cs.privacy.access.log"
    _description = "Access to Protected Values"
    _order = "id desc"
    _log_access = False
    _rec_name = "date"

    date = fields.Datetime(required=True, readonly=True)
    user_ref = fields.Integer(string="User ID", readonly=True, aggregator=None)
    user_id = fields.Many2one(
        comodel_name="res.users", compute="_compute_user_id", search="_search_user_id"
    )
    # reveal: values were shown; search: the whole value was typed to find a record;
    # export: handed out in a file; system: used by the system itself
    kind = fields.Selection(
        selection=[
            ("reveal", "Revealed"),
            ("search", "Searched"),
            ("export", "Exported"),
            ("system", "Used by the system"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[("allowed", "Allowed"), ("refused", "Refused")],
        required=True,
        default="allowed",
        readonly=True,
    )
    model = fields.Char(readonly=True)
    model_label = fields.Char(string="Kind of Records", compute="_compute_labels")
    res_ids = fields.Char(
        string="Records", readonly=True, help="Ids of the records, separated by commas."
    )
    res_count = fields.Integer(string="Number of Records", readonly=True)
    field_names = fields.Char(string="Item Names", readonly=True)
    field_labels = fields.Char(string="Items", compute="_compute_labels")
    purpose = fields.Char(string="Purpose Code", readonly=True)
    purpose_label = fields.Char(string="Purpose", compute="_compute_labels")
    reason = fields.Char(readonly=True)
    reference = fields.Char(readonly=True, help="The contact, complaint or document it was for.")
    approval_ref = fields.Integer(
        string="Approval ID", readonly=True, aggregator=None, help="The approved request, if any."
    )
    key_name = fields.Char(string="Key", readonly=True)
    link = fields.Char(readonly=True)
    about_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="About",
        compute="_compute_about_partner_id",
        search="_search_about_partner_id",
        help="Searches the entries about one person, those on the person's numbers included.",
    )

    _user_idx = models.Index("(user_ref, kind, date)")
    _date_idx = models.Index("(date)")
    _records_idx = models.Index("USING gin (string_to_array(res_ids, ','))")

    def init(self):
        log_guard.install(self.env.cr)

    @api.depends("date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = format_datetime(self.env, entry.date)

    @api.depends("user_ref")
    def _compute_user_id(self):
        known = self.env["res.users"].sudo().with_context(active_test=False)
        known = known.search([("id", "in", self.mapped("user_ref"))])
        for entry in self:
            entry.user_id = known.filtered(lambda user, ref=entry.user_ref: user.id == ref)

    def _search_user_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("user_ref", "in", list(value))]

    @api.depends("model", "field_names", "purpose")
    @api.depends_context("lang")
    def _compute_labels(self):
        """Say what was looked at in words; of what is not there any more, its name."""
        purposes = self.env["cs.privacy.purpose"].sudo().with_context(active_test=False)
        purposes = purposes.search([("code", "in", self.mapped("purpose"))])
        purpose_names = {purpose.code: purpose.name for purpose in purposes}
        for entry in self:
            entry.purpose_label = purpose_names.get(entry.purpose, entry.purpose)
            model = self.env.get(entry.model)
            known = model._fields if model is not None else {}
            entry.model_label = entry.model
            if model is not None:
                entry.model_label = self.env["ir.model"]._get(entry.model).sudo().name
            entry.field_labels = ", ".join(
                known[name]._description_string(self.env) if name in known else name
                for name in (entry.field_names or "").split(",")
            )

    def _compute_about_partner_id(self):
        # An entry is about many; this field is there to be searched by.
        self.about_partner_id = False

    def _search_about_partner_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        partners = self.env["res.partner"].browse([ref for ref in value if isinstance(ref, int)])
        # Found as the user: which records belong to a person is not for everybody to see.
        owned = partners._cs_privacy_records()

        def to_sql(model, alias, query):
            conditions = [
                SQL(
                    "(%(model)s = %(name)s AND string_to_array(%(refs)s, ',') && %(ids)s)",
                    model=SQL.identifier(alias, "model"),
                    refs=SQL.identifier(alias, "res_ids"),
                    name=name,
                    ids=[str(res_id) for res_id in ids],
                )
                for name, ids in owned.items()
            ]
            return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _cs_record(self, kind, limits=(), exceeded=None, **content):
        """Write one entry, commit it, and tell whether it is within the limits.

        :param str kind: ``reveal``, ``search``, ``export`` or ``system``
        :param limits: ``[(condition as SQL, most records, seconds), …]``: the records of the
            user's allowed entries of this kind that meet the condition within so many seconds,
            this one included, may not be more. An entry beyond is written as refused.
        :param list exceeded: gets the first limit that is exceeded
        :param content: ``model``, ``res_ids`` (list), ``res_count`` (by default their number),
            ``field_names`` (list), ``purpose``, ``reason``, ``reference``, ``outcome``,
            ``approval_ref`` (id of the approved request)
        :return: ``True`` when it is within all limits
        """
        ids = sorted(content.get("res_ids") or [])
        entry = {
            "user_ref": self.env.uid,
            "kind": kind,
            "outcome": content.get("outcome", "allowed"),
            "model": content.get("model") or "",
            "res_ids": ",".join(map(str, ids)),
            "res_count": content.get("res_count", len(ids)),
            "field_names": ",".join(sorted(content.get("field_names") or [])),
            "purpose": content.get("purpose") or "",
            "reason": self._cs_without_values(content.get("reason")),
            "reference": self._cs_without_values(content.get("reference")),
            "approval_ref": content.get("approval_ref") or None,
        }
        with self.env.registry.cursor() as cr:
            if cr.connection.status == STATUS_READY:
                # In snapshot isolation the last entry of another server would not be seen.
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", CHAIN_LOCK))
            beyond = next((one for one in limits if not self._cs_within(cr, entry, one)), None)
            if beyond is not None:
                entry["outcome"] = "refused"
                if exceeded is not None:
                    exceeded.append(beyond)
            self._cs_append(cr, entry)
        return beyond is None

    @api.model
    def _cs_without_values(self, text):
        """Return what a user typed without numbers of persons: entries stay, and many read them."""
        scan = self.env["cs.privacy.scan"]
        return scan._cs_hide(text)[0] if text and scan._cs_level() != "off" else text or ""

    @api.model
    def _cs_within(self, cr, entry, limit):
        condition, most, seconds = limit
        cr.execute(
            SQL(
                """
                SELECT COALESCE(SUM(GREATEST(res_count, 1)), 0)
                  FROM cs_privacy_access_log
                 WHERE user_ref = %(user)s AND kind = %(kind)s AND outcome = 'allowed'
                   AND date > (clock_timestamp() AT TIME ZONE 'UTC')
                              - %(seconds)s * interval '1 second'
                   AND %(condition)s
                """,
                user=entry["user_ref"],
                kind=entry["kind"],
                seconds=seconds,
                condition=condition,
            )
        )
        return cr.fetchone()[0] + max(entry["res_count"], 1) <= most

    @api.model
    def _cs_append(self, cr, entry):
        """Link the entry to the last one and insert it; the caller holds the lock."""
        cr.execute(
            "SELECT link, date_trunc('second', clock_timestamp() AT TIME ZONE 'UTC')"
            "  FROM (SELECT 1) one LEFT JOIN LATERAL"
            "       (SELECT link FROM cs_privacy_access_log WHERE link IS NOT NULL"
            "         ORDER BY id DESC LIMIT 1) last ON TRUE"
        )
        previous, now = cr.fetchone()
        entry = {"date": fields.Datetime.to_string(now), **entry}
        key_name, chained = self._cs_link(previous or "", entry)
        cr.execute(
            SQL(
                "INSERT INTO cs_privacy_access_log (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, (*entry, "key_name", "link"))),
                (*entry.values(), key_name, chained),
            )
        )

    @api.model
    def _cs_link(self, previous, entry, key_name=None):
        """Return ``(id of the key, link)`` of an entry; no link where there is no key."""
        try:
            live = ring.current()
            if key_name is None:
                state = self.env["cs.privacy.key"]._cs_state()
                key_name = next((row[0] for row in state if row[2] == "active"), live.proposed)
            return key_name, link(live.secret(key_name, "access log"), previous, entry)
        except PrivacyError:
            # A search that is refused for want of a key still leaves its trace.
            return None, None

    def _cs_content(self):
        """Return what the link of this entry was made over."""
        self.ensure_one()
        values = {name: self[name] or "" for name in CONTENT}
        values.update({name: self[name] for name in NUMBERS})
        values.update(
            date=fields.Datetime.to_string(self.date), approval_ref=self.approval_ref or None
        )
        return values

    def _cs_chain_link(self):
        """Return the link of this entry, or of the last linked one before it."""
        self.ensure_one()
        if self.link:
            return self.link
        earlier = self.search([("id", "<", self.id), ("link", "!=", False)], limit=1)
        return earlier.link

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._cs_refuse()

    def write(self, vals):  # pylint: disable=method-required-super
        self._cs_refuse()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._cs_refuse()

    @api.model
    def _cs_refuse(self):
        raise AccessError(
            self.env._("The access log is written by the system alone, and stays as it is.")
        )
