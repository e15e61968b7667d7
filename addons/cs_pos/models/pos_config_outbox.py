import re
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SOURCE = "pos"
# New entries of one cashier in an hour; more is no counter any more.
MOST = 120
HOUR = 3600
# What was taken down without connection counts from the moment it was, for so long.
OLDEST = timedelta(days=7)


class PosConfigOutbox(models.Model):
    """What a till takes down, also without connection: taken in exactly once (clause 6.1.1)."""

    _inherit = "pos.config"

    def cs_pos_deliver(self, entry):
        """Take in one entry of a till's outbox.

        An entry may come any number of times, from any tab; its uuid makes it happen once.

        :param dict entry: ``{uuid, kind, at, now, values}``; ``at`` is when it was taken down and
            ``now`` when it is sent, both UTC by the till's clock
        :return: ``{"status": "done", …facts}``; ``{"status": "refused", "reason"}`` when a person
            has to mend it; ``{"status": "later", "reason"}`` when it has to come again
        :raise AccessError: no cashier, or a till or customer out of reach
        """
        till = self._cs_counter()
        take = self._cs_outbox_kinds().get(entry.get("kind")) if isinstance(entry, dict) else None
        uuid = entry.get("uuid") if take else None
        if not isinstance(uuid, str) or not UUID.fullmatch(uuid):
            raise UserError(self.env._("This is no entry of a till's outbox."))
        values = entry.get("values")
        if not isinstance(values, dict):
            raise UserError(self.env._("This is no entry of a till's outbox."))
        try:
            with self.env.cr.savepoint():
                return take(till, uuid, values, self._cs_taken_at(entry))
        except UserError as error:
            return {"status": "refused", "reason": str(error)}

    def _cs_outbox_kinds(self):
        """Return ``{kind: method}``; a hook. Methods get till, uuid, values and moment."""
        return {
            "complaint": self._cs_take_complaint,
            "suggestion": self._cs_take_suggestion,
            "score": self._cs_take_score,
        }

    @api.model
    def _cs_taken_at(self, entry):
        """Return when an entry was taken down; a clock that is wrong counts for nothing.

        A till's clock may be fast or slow, so its age counts: what the till says that it is now,
        less when it says that it was.
        """
        now = fields.Datetime.now()
        at = self._cs_moment(entry.get("at")) or now
        age = (self._cs_moment(entry.get("now")) or now) - at
        return now - age if timedelta(0) <= age <= OLDEST else now

    @api.model
    def _cs_moment(self, text):
        """Return an ISO text as UTC without microseconds, or None."""
        try:
            moment = datetime.fromisoformat(text) if isinstance(text, str) else None
            if moment and moment.tzinfo:
                moment = moment.astimezone(UTC).replace(tzinfo=None)
        except (OverflowError, ValueError):
            return None
        return moment and moment.replace(microsecond=0)

    def _cs_may_take_more(self):
        """Count a new entry of this cashier; say whether it is within the limit of an hour."""
        return self.env["cs.rate.limit"]._cs_hit("cs_pos_outbox", str(self.env.uid), MOST, HOUR)

    def _cs_later(self):
        return {
            "status": "later",
            "reason": self.env._("Very much was taken down in this hour. It is sent later."),
        }

    @api.model
    def _cs_text(self, values, name, most, required=False):
        """Return a text of an entry without odd signs.

        :raise UserError: it is missing, or too long
        """
        text = values.get(name)
        text = text.replace("\x00", "").strip() if isinstance(text, str) else ""
        if required and not text:
            raise UserError(self.env._("Write down what the customer says."))
        if len(text) > most:
            raise UserError(
                self.env._(
                    "This is %(length)s characters long, at most %(max)s are allowed.",
                    length=len(text),
                    max=most,
                )
            )
        return text
