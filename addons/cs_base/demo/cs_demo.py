from contextlib import contextmanager
from datetime import timedelta
from operator import itemgetter
from random import Random

from odoo import api, fields, models

WORKING_DAY = 8 * 3600


class CsDemo(models.AbstractModel):
    """Loads demonstration records that depend on each other and on the time of day.

    Called by the demonstration files only. Everything goes through the methods that people use, at
    the moment at which it is said to have happened.
    """

    _name = "cs.demo"
    _description = "Demonstration Data"

    @api.model
    def _cs_moment(self, days_ago):
        """Return the moment ``days_ago`` working days (8 worked hours each) before now."""
        return self._cs_later(fields.Datetime.now(), -days_ago * WORKING_DAY)

    @api.model
    def _cs_later(self, start, seconds):
        """Return the moment ``seconds`` of worked time after ``start``, naive in UTC."""
        calendar = self.env.company._cs_calendar()
        return calendar._cs_add_worked(start, seconds).replace(tzinfo=None)

    @api.model
    def _cs_play(self, events):
        """Carry out what has happened until now, in order of time.

        :param events: list of ``(moment, function)``, moments naive in UTC; later ones are left out
        """
        now = fields.Datetime.now()
        with self._cs_time_machine() as travel_to:
            for moment, happen in sorted(events, key=itemgetter(0)):
                if moment > now:
                    break
                travel_to(moment)
                happen()
                # What is tracked is written at the end of each transaction: here, of each event.
                self.env.flush_all()
                self.env.cr.precommit.run()

    @contextmanager
    def _cs_time_machine(self):
        """Yield a function that moves the clock of this process; the clock is right again after.

        No mail that is written on the way stays to be sent.
        """
        # Comes with Odoo, for its tests; nothing but demonstration data needs it here.
        from freezegun import freeze_time

        cr, mails = self.env.cr, self.env["mail.mail"].sudo()
        before = mails.search([], order="id desc", limit=1).id or 0
        with freeze_time(fields.Datetime.now()) as clock:

            def travel_to(moment):
                clock.move_to(moment)
                cr._now = moment

            yield travel_to
        cr._now = None
        written = mails.search([("id", ">", before), ("state", "=", "outgoing")])
        written.state = "sent"
        self.env["mail.notification"].sudo().search(
            [("mail_mail_id", "in", written.ids)]
        ).notification_status = "sent"

    @api.model
    def _cs_load_contacts(self):
        """Report the contacts of the last three months as the programs of the channels would."""
        from .contact_story import OPEN_CONTACTS, PAST_CONTACTS

        chance = Random(27865)
        now = fields.Datetime.now()
        rows = []
        for index in range(108):
            topic = PAST_CONTACTS[index % len(PAST_CONTACTS)]
            days_ago = 62 * (1 - index / 108) + chance.random() * 0.5
            rows.append(self._cs_past_contact(chance, topic, self._cs_moment(days_ago)))
        for topic, minutes_ago, wait in OPEN_CONTACTS:
            row = self._cs_contact(chance, topic, now - timedelta(minutes=minutes_ago))
            if wait is not None:
                row["user"] = chance.choice(("agent", "agent2"))
                row["date_answered"] = row["date_arrived"] + timedelta(seconds=wait)
            rows.append(row)
        rows.sort(key=itemgetter("date_arrived"))
        for number, row in enumerate(rows, 1):
            row["external_id"] = f"{row['source']}-{number:05d}"
        refused = [result for result in self.env["cs.contact"].ingest(rows) if result["error"]]
        if refused:
            raise ValueError(refused)

    @api.model
    def _cs_past_contact(self, chance, topic, arrived):
        """Return the row of a contact that is over: answered, or given up by the customer."""
        row = self._cs_contact(chance, topic, arrived)
        channel = self.env["cs.channel"]._cs_get(row["channel"])
        now = fields.Datetime.now()
        if row["channel"] in ("phone", "chat") and chance.random() < 0.08:
            gone = arrived + timedelta(seconds=chance.randint(40, 300))
            return {**row, "date_ended": min(gone, now)}
        # Most are answered well within the target, about every seventh is not.
        share = chance.uniform(1.1, 2.2) if chance.random() < 0.14 else chance.uniform(0.1, 0.9)
        answered = arrived + timedelta(seconds=channel.target_answer_seconds * share)
        ended = answered + timedelta(seconds=chance.randint(90, 900))
        return {
            **row,
            "user": chance.choice(("agent", "agent", "agent2", "agent2", "supervisor")),
            "date_answered": min(answered, now),
            "date_ended": min(ended, now),
            "outcome": topic[3],
            "is_resolved": chance.random() < 0.85,
        }

    @api.model
    def _cs_contact(self, chance, topic, arrived):
        kind, channels, name, _outcome = topic
        channel = chance.choice(channels.split())
        row = {
            "source": {"phone": "pbx", "chat": "webchat"}.get(channel, channel),
            "channel": channel,
            "kind": kind,
            "name": name,
            "department": "service",
            "date_arrived": arrived,
        }
        if chance.random() < 0.1:
            return {**row, "caller": f"+886 912 555 {chance.randint(300, 399)}"}
        return {**row, "partner": chance.choice(self._cs_customers_speaking(name)).id}

    @api.model
    def _cs_customers_speaking(self, text):
        """Return the customers of the story who would say ``text``: in Chinese or in English."""
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in text)
        customers = self.env["res.partner"].browse(
            self.env["ir.model.data"]
            .search([("module", "=", "cs_base"), ("name", "=like", "partner\\_%")])
            .mapped("res_id")
        )
        return customers.filtered(lambda c: (c.lang == "zh_TW") == chinese).sorted("id")
