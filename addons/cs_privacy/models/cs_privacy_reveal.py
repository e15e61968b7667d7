from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from .. import encrypted
from ..parameters import number

HOUR = 3600
DAY = 24 * HOUR
REASON_MIN = 4
# A search that finds more is no search for one person
HITS_KEPT = 20


class CsPrivacyMixin(models.AbstractModel):
    """The one door to clear values."""

    _inherit = "cs.privacy.mixin"

    def privacy_reveal(self, field_names, purpose, reason, reference=None):
        """Return clear values of these records, after writing to the access log what is shown.

        Checks in this order: group, right to read, clearance, purpose, reason, consent, number of
        records at once, limits per hour and day. What is refused is logged too. The entry is
        committed before a value is opened, so that it stays when this transaction fails.

        :param field_names: names of encrypted fields of this model
        :param purpose: code of a processing purpose, or its id
        :param str reason: why, in the user's words
        :param str reference: number of the contact, complaint or document it is for
        :return: ``{record id: {field name: clear value or False}}``
        :raise AccessError: the user may not, or not for this purpose
        :raise UserError: the reason is missing, a limit is reached, a key is missing
        """
        if isinstance(field_names, str):
            field_names = [field_names]
        self._cs_check_reveal_right(field_names)
        purpose = self._cs_find_purpose(purpose)
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        content = {
            "model": self._name,
            "res_ids": self.ids,
            "field_names": field_names,
            "purpose": purpose.code,
            "reason": reason,
            "reference": str(reference or "")[:100],
        }
        log = self.env["cs.privacy.access.log"]
        try:
            self._cs_check_reveal(field_names, purpose, reason)
            approval = self._cs_check_bulk(field_names, purpose)
        except (AccessError, UserError):
            log._cs_record("reveal", **content, outcome="refused")
            raise
        # What was approved record by record is no matter of limits.
        limits = [] if approval else self._cs_reveal_limits(purpose)
        exceeded = []
        log._cs_record(
            "reveal",
            limits=[limit for _sentence, limit in limits],
            exceeded=exceeded,
            approval_ref=approval,
            **content,
        )
        if exceeded:
            raise UserError(next(text for text, limit in limits if limit is exceeded[0]))
        values = {name: encrypted.open_for_system(self, name) for name in field_names}
        return {
            record.id: {name: values[name].get(record.id, False) for name in field_names}
            for record in self
        }

    def _cs_check_reveal_right(self, field_names):
        """Check what is not a matter of purpose: access, group, fields."""
        user = self.env.user
        if not user._is_internal() or not user.has_group("cs_privacy.group_cs_privacy_reveal"):
            raise AccessError(
                self.env._(
                    "You may not reveal protected values. Ask the privacy officer for the role "
                    "“Reveals values”, or somebody who has it."
                )
            )
        if self._cs_in_the_name_of_another():
            raise AccessError(
                self.env._(
                    "Values are shown to who asks for them in person, not to a program that acts "
                    "in somebody's name."
                )
            )
        unknown = set(field_names) - set(self._cs_encrypted_names())
        if unknown or not field_names:
            raise UserError(
                self.env._(
                    "There is no protected value of this name: %(names)s.",
                    names=", ".join(sorted(map(str, unknown))) or "-",
                )
            )
        if any(type(record_id) is not int for record_id in self._ids):
            # The log would name records that nobody finds by it, and its readers stumble over it.
            raise UserError(self.env._("Name the records by their ids, which are whole numbers."))
        records = self.with_user(user)
        records.check_access("read")
        for name in field_names:
            records._check_field_access(self._fields[name], "read")

    def _cs_in_the_name_of_another(self):
        """Tell whether code has taken the role of a user who is not there (``with_user``)."""
        if request:
            return bool(request.env.uid) and request.env.uid != self.env.uid
        return "cron_id" in self.env.transaction.default_env.context

    def _cs_find_purpose(self, purpose):
        Purpose = self.env["cs.privacy.purpose"].sudo()
        if isinstance(purpose, models.BaseModel):
            found = purpose.sudo()
        elif isinstance(purpose, int) and not isinstance(purpose, bool):
            found = Purpose.browse(purpose).exists()
        else:
            found = Purpose.search([("code", "=", str(purpose or ""))], limit=1)
        if found._name != Purpose._name or len(found) != 1 or not found.active:
            raise UserError(
                self.env._("Say for which purpose: choose one of the register of purposes.")
            )
        return found

    def _cs_check_reveal(self, field_names, purpose, reason):
        """Check clearance, purpose, reason and consent; extend it by ``super()``.

        :raise AccessError, UserError: why not, and what to do
        """
        user = self.env.user
        obstacles = user._cs_privacy_obstacles()
        if obstacles:
            raise AccessError("\n".join(obstacles))
        if purpose.group_ids and not (purpose.group_ids & user.all_group_ids):
            raise AccessError(
                self.env._(
                    "The purpose “%(purpose)s” is for others: %(groups)s.",
                    purpose=purpose.name,
                    groups=", ".join(purpose.group_ids.mapped("full_name")),
                )
            )
        covered = self.env["cs.privacy.purpose"]._cs_by_field()
        for name in field_names:
            if purpose.id not in covered.get((self._name, name), ()):
                raise AccessError(
                    self.env._(
                        "The purpose “%(purpose)s” does not cover %(field)s. "
                        "Choose a purpose that does.",
                        purpose=purpose.name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        if len(reason) < REASON_MIN:
            raise UserError(self.env._("Say in a few words why you have to see the value."))
        self._cs_check_consent(field_names, purpose)

    def _cs_check_consent(self, field_names, purpose):
        """Hook: refuse a purpose that the persons have to consent to and did not."""

    def _cs_check_basis(self, field_names):
        """Hook: refuse to store a value that no purpose in force covers (clause 3.1.1)."""

    def _cs_reveal_limits(self, purpose):
        """Return what one more reveal has to keep: ``[(sentence when exceeded, limit), …]``.

        A limit is that of ``cs.privacy.access.log._cs_record``. Extend it by ``super()``.
        """
        hour, day = number(self.env, "hour_limit"), number(self.env, "day_limit")
        limits = [
            (
                self.env._(
                    "You may reveal %(limit)s records within an hour, and that is reached. "
                    "Go on later, or ask for the approval of a larger number.",
                    limit=hour,
                ),
                (SQL("approval_ref IS NULL"), hour, HOUR),
            ),
            (
                self.env._(
                    "You may reveal %(limit)s records within 24 hours, and that is reached. "
                    "Go on tomorrow, or ask for the approval of a larger number.",
                    limit=day,
                ),
                (SQL("approval_ref IS NULL"), day, DAY),
            ),
        ]
        if purpose.daily_limit:
            of_purpose = SQL("approval_ref IS NULL AND purpose = %s", purpose.code)
            sentence = self.env._(
                "The daily limit of %(limit)s records for the purpose “%(purpose)s” is reached. "
                "Go on tomorrow, or ask the privacy officer for a higher limit.",
                limit=purpose.daily_limit,
                purpose=purpose.name,
            )
            limits.append((sentence, (of_purpose, purpose.daily_limit, DAY)))
        return limits

    def _cs_count_search(self, field_name, values):
        """Count an exact search, which tells as much as a reveal, and refuse it beyond the limit.

        The system's own searches do not count. Portal users and visitors never search by protected
        values.
        """
        if self.env.su:
            return
        user = self.env.user
        if not user._is_internal():
            raise AccessError(self.env._("Customer information is not searched this way."))
        seen = self.env.cr.cache.setdefault("cs_privacy_searches", set())
        key = (user.id, self._name, field_name, tuple(sorted(map(str, values))))
        if key in seen:
            return  # counting and reading one page are one search
        limit = number(self.env, "search_limit")
        allowed = self.env["cs.privacy.access.log"]._cs_record(
            "search",
            limits=[(SQL("TRUE"), limit, HOUR)],
            model=self._name,
            field_names=[field_name],
            res_ids=self._cs_hits(field_name, values),
            res_count=len(values),
        )
        if not allowed:
            raise UserError(
                self.env._(
                    "You have searched by protected values %(limit)s times within an hour, which "
                    "is the limit. Go on later, or ask the privacy officer.",
                    limit=limit,
                )
            )
        seen.add(key)

    def _cs_hits(self, field_name, values):
        """Return the ids that a counted search finds, for the log: who tries numbers finds none."""
        endings = [value for value in values if str(value).startswith("%")]
        domain = Domain.OR(Domain(field_name, "=like", ending) for ending in endings)
        whole = [value for value in values if value not in endings]
        if whole:
            domain |= Domain(field_name, "in", whole)
        # sudo: found by the system, and not counted again
        records = self.sudo().with_context(active_test=False)
        try:
            return records.search(domain, limit=HITS_KEPT, order="id").ids
        except UserError:
            return []  # a missing key: the search itself says so
