from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.tools import SQL

from ..core.watch import address_key, is_unusual, phone_key, surnames
from ..encrypted import open_for_system
from .cs_privacy_watch_rule import Finding

SEEN = SQL("outcome = 'allowed' AND kind IN ('reveal', 'export')")


def seen(entries):
    """Return the entries by which values of known records were seen."""
    return [
        entry
        for entry in entries
        if entry.outcome == "allowed" and entry.kind in ("reveal", "export")
    ]


class CsPrivacyWatchDetect(models.Model):
    """What each rule looks for; ``entries`` are new ones, a batch at a time."""

    _inherit = "cs.privacy.watch.rule"

    def _cs_detect_volume(self, entries):
        """Many records in a day: absolutely, or against the user's own median."""
        touched = self._cs_by_day(seen(entries))
        whole = self._cs_day_so_far(touched, SEEN)
        history = self._cs_history({user_ref for user_ref, _day in touched}, touched)
        findings = []
        for (user_ref, day), day_entries in whole.items():
            total = sum(max(entry.res_count, 1) for entry in day_entries)
            first = day - timedelta(days=self.days)
            earlier = [n for d, n in history.get(user_ref, {}).items() if first <= d < day]
            if is_unusual(total, earlier, self.threshold, self.factor, self.minimum):
                findings.append(Finding(user_ref, str(day), day_entries, total, ()))
        return findings

    def _cs_history(self, user_refs, keys):
        """Return ``{user id: {local day: records seen}}`` of the days to compare with."""
        if not user_refs:
            return {}
        days = [day for _user_ref, day in keys]
        # Time zones differ by multiples of a quarter of an hour.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_ref, date_bin('15 minutes', date, '2000-01-01') AS quarter,
                       SUM(GREATEST(res_count, 1))
                  FROM cs_privacy_access_log
                 WHERE user_ref IN %s AND date >= %s AND date < %s AND %s
              GROUP BY user_ref, quarter
                """,
                tuple(user_refs),
                min(days) - timedelta(days=self.days + 1),
                max(days) + timedelta(days=1),
                SEEN,
            )
        )
        zones = self._cs_zones(user_refs)
        history = {}
        for user_ref, quarter, total in rows:
            zone = zones.get(user_ref, ZoneInfo("UTC"))
            day = quarter.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()
            per_day = history.setdefault(user_ref, {})
            per_day[day] = per_day.get(day, 0) + total
        return history

    def _cs_detect_hours(self, entries):
        """Outside the working hours of the user's calendar."""
        calendars = self._cs_calendars({entry.user_ref for entry in entries})
        outside = [
            entry
            for entry in seen(entries)
            if entry.user_ref in calendars
            and not calendars[entry.user_ref]._cs_is_working(entry.date)
        ]
        return self._cs_findings_by_day(outside)

    def _cs_calendars(self, user_refs):
        """Return ``{user id: working calendar}``; those without working time are left out."""
        calendars = {}
        users = self.env["res.users"].with_context(active_test=False).browse(user_refs).exists()
        for user in users:
            employees = user.employee_ids
            employee = employees.filtered(lambda e, u=user: e.company_id == u.company_id)[:1]
            calendar = (employee or employees[:1]).resource_calendar_id
            calendar = calendar or user.company_id._cs_calendar()
            if calendar and calendar._cs_has_hours():
                calendars[user.id] = calendar
        return calendars

    def _cs_findings_by_day(self, entries, partners=None):
        """Return a finding for each user and day with at least ``threshold`` entries.

        :param dict partners: ``{entry id: partner ids}`` that the finding is about
        """
        findings = []
        for (user_ref, day), chosen in self._cs_by_day(entries).items():
            if len(chosen) >= max(self.threshold, 1):
                found = {p for entry in chosen for p in (partners or {}).get(entry.id, ())}
                findings.append(
                    Finding(user_ref, str(day), chosen, len(chosen), tuple(sorted(found)))
                )
        return findings

    def _cs_partners_of(self, entries):
        """Return ``{entry id: {partner ids}}`` of those whose values were seen."""
        by_model = {}
        for entry in entries:
            ids = [int(part) for part in (entry.res_ids or "").split(",") if part]
            by_model.setdefault(entry.model, []).append((entry.id, ids))
        partners = {}
        for model, rows in by_model.items():
            if model not in self.env or not hasattr(self.env[model], "_cs_privacy_partner"):
                continue
            records = self.env[model].with_context(active_test=False)
            records = records.browse({i for _entry, ids in rows for i in ids}).exists()
            known = records._cs_privacy_partner()
            for entry_id, ids in rows:
                partners[entry_id] = {known[i] for i in ids if i in known}
        return partners

    def _cs_detect_own(self, entries):
        """The user's own record."""
        return self._cs_detect_persons(entries, lambda user: self._cs_selves(user).ids)

    def _cs_detect_colleague(self, entries):
        """Records of colleagues: partners of users, work contacts of employees."""
        chosen = seen(entries)
        partners = self._cs_partners_of(chosen)
        everybody = {p for ids in partners.values() for p in ids}
        if not everybody:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM res_users WHERE share IS NOT TRUE AND partner_id IN %(ids)s"
                " UNION SELECT work_contact_id FROM hr_employee WHERE work_contact_id IN %(ids)s",
                ids=tuple(everybody),
            )
        )
        staff = {row[0] for row in rows}
        return self._cs_detect_persons(
            entries, lambda user: staff - set(self._cs_selves(user).ids), partners
        )

    def _cs_detect_relative(self, entries):
        """Persons with the user's family name and the same address or telephone."""
        chosen = seen(entries)
        partners = self._cs_partners_of(chosen)
        everybody = {p for ids in partners.values() for p in ids}
        people = self.env["res.partner"].with_context(active_test=False).browse(everybody).exists()
        names = {person.id: surnames(person.name) for person in people}
        homes = self._cs_homes(people)

        def relatives(user):
            selves = self._cs_selves(user)
            own_names = set().union(*(surnames(partner.name) for partner in selves))
            own_homes = set().union(*self._cs_homes(selves).values()) | self._cs_private(user)
            return {
                person.id
                for person in people - selves
                if names[person.id] & own_names and homes[person.id] & own_homes
            }

        return self._cs_detect_persons(entries, relatives, partners)

    def _cs_detect_persons(self, entries, watched, partners=None):
        """Return findings where a user saw one of the persons that ``watched(user)`` names."""
        chosen = seen(entries)
        partners = self._cs_partners_of(chosen) if partners is None else partners
        users = self.env["res.users"].with_context(active_test=False)
        users = users.browse({entry.user_ref for entry in chosen}).exists()
        names = {user.id: set(watched(user)) for user in users}
        hits = {}
        for entry in chosen:
            found = partners.get(entry.id, set()) & names.get(entry.user_ref, set())
            if found:
                hits[entry.id] = found
        return self._cs_findings_by_day([e for e in chosen if e.id in hits], hits)

    def _cs_selves(self, user):
        """Return the contacts that stand for the user as a person."""
        return user.partner_id | user.employee_ids.work_contact_id

    def _cs_homes(self, partners):
        """Return ``{partner id: {keys of addresses and telephones}}``."""
        phones = open_for_system(partners, "cs_phone")
        return {
            partner.id: {
                address_key(partner.street, partner.city),
                phone_key(partner.phone),
                phone_key(phones.get(partner.id)),
            }
            - {None}
            for partner in partners
        }

    def _cs_private(self, user):
        """Return the keys of the private address and telephone of the user's employee file."""
        keys = set()
        for employee in user.employee_ids:
            keys |= {
                address_key(employee.private_street, employee.private_city),
                phone_key(employee.private_phone),
            }
        return keys - {None}

    def _cs_detect_unlinked(self, entries):
        """Values seen without a contact or case of the person around that time."""
        chosen = seen(entries)
        partners = self._cs_partners_of(chosen)
        accesses = [
            (entry.id, partner_id, entry.user_ref, entry.date, entry.reference or "")
            for entry in chosen
            for partner_id in partners.get(entry.id, ())
        ]
        linked = self._cs_linked(accesses, self.hours) if accesses else set()
        alone = {}
        for entry_id, partner_id, *_rest in accesses:
            if (entry_id, partner_id) not in linked:
                alone.setdefault(entry_id, set()).add(partner_id)
        return self._cs_findings_by_day([e for e in chosen if e.id in alone], alone)

    @api.model
    def _cs_linked(self, accesses, hours):
        """Return which accesses had a reason in the business, as ``{(entry id, partner id)}``.

        A hook: add the cases of your add-on, e.g. complaints that the user handles, to the result
        of ``super()``. Here: a contact of the person that the user handled around that time, or
        one that the reference names.

        :param list accesses: ``(entry id, partner id, user id, moment, reference)``
        :param float hours: how far around the moment the case may lie
        """
        return self._cs_linked_by(
            accesses,
            SQL(
                """
                SELECT 1 FROM cs_contact contact
                 WHERE contact.partner_id = access.partner_id
                   AND (
                       (contact.user_id = access.user_id
                        AND contact.date_arrived <= access.moment + %(around)s
                        AND COALESCE(contact.date_ended, access.moment)
                            >= access.moment - %(around)s)
                       OR (access.reference <> '' AND contact.external_id = access.reference)
                   )
                """,
                around=timedelta(hours=hours),
            ),
            flush=["cs.contact"],
        )

    @api.model
    def _cs_linked_by(self, accesses, exists, flush=()):
        """Return the accesses for which the subquery ``exists`` finds a row.

        :param exists: SQL over ``access`` (``partner_id``, ``user_id``, ``moment``, ``reference``)
        :param flush: models that it reads
        """
        for model in flush:
            self.env[model].flush_model()
        columns = [list(column) for column in zip(*accesses, strict=True)]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT access.entry_id, access.partner_id
                  FROM unnest(%s::int[], %s::int[], %s::int[], %s::timestamp[], %s::text[])
                       AS access (entry_id, partner_id, user_id, moment, reference)
                 WHERE EXISTS (%s)
                """,
                *columns,
                exists,
            )
        )
        return set(rows)

    def _cs_detect_refused(self, entries):
        """Many refused attempts in a day."""
        return self._cs_detect_many(entries, "outcome", "refused", SQL("outcome = 'refused'"))

    def _cs_detect_blind(self, entries):
        """Many searches in a day that found nobody: somebody tries numbers."""
        found = [entry for entry in entries if not entry.res_ids and entry.outcome == "allowed"]
        return self._cs_detect_many(
            found,
            "kind",
            "search",
            SQL("kind = 'search' AND outcome = 'allowed' AND COALESCE(res_ids, '') = ''"),
        )

    def _cs_detect_many(self, entries, name, value, condition):
        touched = self._cs_by_day([entry for entry in entries if getattr(entry, name) == value])
        whole = self._cs_day_so_far(touched, condition)
        return [
            Finding(user_ref, str(day), chosen, len(chosen), ())
            for (user_ref, day), chosen in whole.items()
            if len(chosen) >= max(self.threshold, 1)
        ]
