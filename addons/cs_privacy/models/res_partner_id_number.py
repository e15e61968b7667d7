from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..core import identity
from ..core.errors import PrivacyError
from ..core.values import looks_masked
from ..encrypted import open_for_system
from ..masked import Masked, clear_text
from ..schema import taken_meanwhile

IDENTITY = ("cs_id_type", "cs_id_number", "cs_birth_date", "cs_gender")
# The last day for which age bands were refreshed
REFRESHED = "cs_privacy.age_band_date"
YEAR = timedelta(days=366)
BATCH = 500


class ResPartner(models.Model):
    """What the identity document, the birth date and the gender have to do with each other."""

    _inherit = "res.partner"

    @api.depends("cs_birth_date")
    def _compute_cs_age_band(self):
        today = fields.Date.context_today(self)
        for partner in self:
            try:
                born = clear_text(partner.cs_birth_date)
                band = identity.age_band(date.fromisoformat(born), today) if born else (False, None)
            except (PrivacyError, ValueError):
                # The key is missing, which is no reason to forget what is known.
                partner.cs_age_band = partner.cs_age_band
                partner.cs_age_band_until = partner.cs_age_band_until
                continue
            partner.cs_age_band, until = band
            partner.cs_age_band_until = until

    @api.onchange("cs_id_type", "cs_id_number")
    def _onchange_cs_id_number(self):
        """Fill the gender from the number, and tell that another customer has it.

        The birth date is filled when the form is saved: in the form it would be a mask without a
        value behind it.
        """
        number = self._cs_typed_number()
        if not number or not self.cs_id_type:
            return None
        said = identity.facts(self.cs_id_type, number)
        if said.gender and not self.cs_gender:
            self.cs_gender = said.gender
        others = Domain("cs_id_number", "=", number) & Domain("id", "not in", self._origin.ids)
        if number != self._cs_stored_number() and self.search(others, limit=1):
            return {
                "warning": {
                    "title": self.env._("Known already"),
                    "message": self.env._(
                        "Another customer has this ID number. Search for the number to find them, "
                        "before you record the same person twice."
                    ),
                }
            }
        return None

    def _cs_typed_number(self):
        try:
            return clear_text(self.cs_id_number)
        except PrivacyError:
            return None

    def _cs_stored_number(self):
        try:
            return clear_text(self._origin.cs_id_number)
        except PrivacyError:
            return None

    def _cs_settle_identity(self, vals_list):
        """Check what was written of these persons' identity, and fill what the ID number says.

        :param list vals_list: what was written, in the order of the records
        :raise ValidationError: a number is wrong, or the items contradict each other
        """
        changed = self.browse(
            partner.id
            for partner, vals in zip(self, vals_list, strict=True)
            if any(name in vals for name in IDENTITY)
        )
        if not changed:
            return
        numbers = open_for_system(changed, "cs_id_number")
        births = open_for_system(changed, "cs_birth_date")
        today = fields.Date.context_today(self)
        for partner in changed:
            number, born = numbers.get(partner.id), births.get(partner.id)
            partner._cs_check_number(number)
            partner._cs_check_birth(born, today)
            said = identity.facts(partner.cs_id_type, number) if number else identity.NOTHING
            partner._cs_check_agreement(said, born)
            partner._cs_fill_identity(said, born)
        # A mask is what a form or an export sends back: no new number.
        typed = {
            partner.id
            for partner, vals in zip(self, vals_list, strict=True)
            if vals.get("cs_id_number") and not _is_echo(vals["cs_id_number"])
        }
        changed._cs_check_id_unique({i: n for i, n in numbers.items() if i in typed})

    def _cs_fill_identity(self, said, born):
        fill = {}
        if said.birth_date and not born:
            fill["cs_birth_date"] = said.birth_date
        if said.gender and not self.cs_gender:
            fill["cs_gender"] = said.gender
        if fill:
            self.write(fill)

    def _cs_check_number(self, number):
        if not number:
            return
        if not self.cs_id_type:
            raise ValidationError(
                self.env._("Choose the kind of ID document that the ID number belongs to.")
            )
        fault = identity.fault(self.cs_id_type, number)
        if not fault:
            return
        document = dict(self._fields["cs_id_type"]._description_selection(self.env))
        messages = {
            "form": self.env._(
                "This is not the number of a document of the kind “%(document)s”: the number of "
                "characters or their kind does not fit. Check the number and the kind."
            ),
            "checksum": self.env._(
                "The check digit of the ID number (%(document)s) does not fit: at least one "
                "character is wrong. Compare it with the document."
            ),
            "date": self.env._(
                "The ID number (%(document)s) holds a birth date that does not exist. "
                "Compare it with the document."
            ),
        }
        raise ValidationError(messages[fault] % {"document": document[self.cs_id_type]})

    def _cs_check_birth(self, born, today):
        fault = born and identity.birth_fault(date.fromisoformat(born), today)
        if fault == "future":
            raise ValidationError(self.env._("The birth date lies in the future. Correct it."))
        if fault:
            raise ValidationError(
                self.env._(
                    "By the birth date this person is older than %(years)s years. Correct it.",
                    years=identity.MAX_AGE,
                )
            )

    def _cs_check_agreement(self, said, born):
        found = identity.contradictions(said, born, self.cs_gender)
        if found:
            names = [self._fields[f"cs_{name}"]._description_string(self.env) for name in found]
            raise ValidationError(
                self.env._(
                    "These do not agree with the ID number: %(items)s. Correct them or the number; "
                    "if you leave them empty, they are filled from the number.",
                    items=", ".join(names),
                )
            )

    def _cs_check_id_unique(self, numbers):
        """Refuse ID numbers of other customers where the company wants them unique.

        A refusal tells as much as a search that finds somebody, and counts like one. Numbers that
        two customers had before the setting stay, and are refused when they are typed again.

        :param dict numbers: ``{partner id: canonical number}``
        """
        if not numbers or not self.env.company.sudo().cs_id_unique:
            return
        values = set(numbers.values())
        others = Domain("cs_id_number", "in", list(values)) & Domain("id", "not in", list(numbers))
        everybody = self.env["res.partner"].sudo().with_context(active_test=False)
        if (
            len(values) == len(numbers)
            and not everybody.search(others, limit=1)
            and not taken_meanwhile(
                self._fields["cs_id_number"], self.browse(numbers), list(values)
            )
        ):
            return
        self._cs_count_search("cs_id_number", list(values))
        raise UserError(
            self.env._(
                "Another customer has this ID number. Search for the whole number to find them, or "
                "ask the privacy officer if they are archived or of another company."
            )
        )

    @api.model
    def _cs_refresh_age_bands(self):
        """Move the persons who have reached the next age band since the last time (daily).

        Only those whose band ends in the months since then are looked at, by the blind index.
        """
        today = fields.Date.context_today(self)
        parameter = self.env["ir.config_parameter"].sudo()
        since = fields.Date.to_date(parameter.get_param(REFRESHED)) or today - YEAR
        due = self.with_context(active_test=False).search(
            [("cs_age_band_until", "in", _months(since, today))], order="id"
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH].try_lock_for_update()
            for name in ("cs_age_band", "cs_age_band_until"):
                self.env.add_to_compute(self._fields[name], batch._cs_past_band(today))
            self.env.flush_all()
            if not cron._commit_progress(len(due[start : start + BATCH])):
                return
        parameter.set_param(REFRESHED, fields.Date.to_string(today))

    def _cs_past_band(self, today):
        births = open_for_system(self, "cs_birth_date")
        return self.filtered(
            lambda partner: (
                partner.id in births
                and identity.age_band(date.fromisoformat(births[partner.id]), today)[0]
                != partner.cs_age_band
            )
        )


def _is_echo(value):
    return not isinstance(value, Masked) and looks_masked(str(value), "id")


def _months(first, last):
    """Return the first days of the months from one date to another, as ISO texts."""
    count = (last.year - first.year) * 12 + last.month - first.month
    months = (first.year * 12 + first.month - 1 + index for index in range(max(count, 0) + 1))
    return [date(month // 12, month % 12 + 1, 1).isoformat() for month in months]
