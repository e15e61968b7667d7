import base64

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.bayes import Bayes
from ..core.facts import TRANSITION
from .cs_complaint_model import FEWEST

# Every so many-th complaint is never learned; the model is asked about it.
HELD_OUT = 5
ASKED = 1000
# Complaints of one run, and of one batch of it
RUN = 20_000
BATCH = 1000
# A version that is right so many percent less often than the one before is not used by itself.
TOLERATED = 5.0


class CsComplaintModelTrain(models.Model):
    """The scheduled learning: what was closed since the last version, in batches."""

    _inherit = "cs.complaint.model"

    @api.model
    def _cron_train(self, run=RUN):
        """Learn from complaints closed since the last version, for each company (daily)."""
        cron = self.env["ir.cron"]
        companies = [
            company
            for (company,) in self.env["cs.complaint"]
            .sudo()
            ._read_group([("state", "=", "closed"), ("category_id", "!=", False)], ["company_id"])
        ]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            while model := self._cs_train(company, run):
                # A full run leaves more to learn; it goes on from the version it has stored.
                if model.new_count < run or not cron._commit_progress(0):
                    break
            if not cron._commit_progress(1):
                break

    @api.model
    def _cs_train(self, company, run=RUN):
        """Learn once and return the new version; none when nothing new was closed or too little
        is known altogether.

        :param int run: complaints at most
        """
        if not company.try_lock_for_update(allow_referencing=True):
            return self.browse()
        last = self._cs_last_version(company)
        base = last.filtered(lambda model: not model.is_forgotten)
        learned = Bayes.load(base64.b64decode(base.data)) if base.data else Bayes()
        since = (base.learned_until, base.learned_last_id) if base.data else None
        count, until = self._cs_learn(company, learned, since, run)
        if not count or learned.size < company.cs_complaint_model_least:
            return self.browse()
        cases = self._cs_held_out(company)
        learned.calibrate([(label, text) for label, _class, text in cases], FEWEST)
        report = self._cs_examine(learned, cases)
        model = (
            self.sudo()
            .with_context(cs_transition=TRANSITION)
            .create(
                {
                    "company_id": company.id,
                    "version": last.version + 1,
                    "document_count": learned.size,
                    "new_count": count,
                    "learned_until": until[0],
                    "learned_last_id": until[1],
                    "data": base64.b64encode(learned.dump()),
                    **report,
                }
            )
        )
        in_use = self.browse(self._cs_active_id(company.id)).sudo()
        if not in_use or model.accuracy >= in_use.accuracy - TOLERATED:
            self._cs_switch_to(model)
        model._cs_drop_old()
        self.env.registry.clear_cache()
        return model

    @api.model
    def _cs_last_version(self, company):
        versions = self.sudo().with_context(active_test=False)
        return versions.search([("company_id", "=", company.id)], limit=1)

    @api.model
    def _cs_learn(self, company, learned, since, run):
        """Let ``learned`` learn what was closed after ``since``.

        :return: ``(how many were looked at, (time, id) of the last one)``
        """
        count = 0
        while count < run:
            rows = self._cs_closed_after(company, since, min(BATCH, run - count))
            for complaint_id, closed, category_id, text in rows:
                if complaint_id % HELD_OUT:
                    learned.learn(category_id, text)
                since = closed, complaint_id
            count += len(rows)
            if len(rows) < BATCH:
                break
        return count, since

    @api.model
    def _cs_closed_after(self, company, since, limit):
        """Return rows ``(id, date, category id, text)`` in the order of closing, by an index."""
        self.env["cs.complaint"].flush_model()
        after = (
            SQL("AND (date_closed, id) > (%s, %s)", fields.Datetime.to_string(since[0]), since[1])
            if since
            else SQL()
        )
        return self.env.execute_query(
            SQL(
                "SELECT id, date_closed, category_id, concat_ws(' ', subject, description)"
                " FROM cs_complaint WHERE state = 'closed' AND company_id = %s"
                " AND category_id IS NOT NULL AND description IS NOT NULL %s"
                " ORDER BY date_closed, id LIMIT %s",
                company.id,
                after,
                limit,
            )
        )

    @api.model
    def _cs_held_out(self, company):
        """Return the latest ones that were never learned: ``[(category id, class, text)]``."""
        return self.env.execute_query(
            SQL(
                "SELECT category_id, complaint_class, concat_ws(' ', subject, description)"
                " FROM cs_complaint WHERE state = 'closed' AND company_id = %s"
                " AND category_id IS NOT NULL AND description IS NOT NULL AND id %% %s = 0"
                " ORDER BY date_closed DESC, id DESC LIMIT %s",
                company.id,
                HELD_OUT,
                ASKED,
            )
        )

    @api.model
    def _cs_examine(self, learned, cases):
        """Return the values that tell how good a model is at complaints it has not seen."""
        categories = self.env["cs.complaint.category"].sudo().with_context(active_test=False)
        labels = {label for label, _class, _text in cases} | set(learned.labels)
        class_of = {
            category.id: category.complaint_class for category in categories.browse(labels).exists()
        }
        confusion, right, right_class = {}, 0, 0
        for label, complaint_class, text in cases:
            suggested = class_of.get(found := learned.suggest(text, FEWEST)[0], "none")
            right += found == label
            right_class += suggested == complaint_class
            row = confusion.setdefault(complaint_class, {})
            row[suggested] = row.get(suggested, 0) + 1
        asked = len(cases) or 1
        return {
            "heldout_count": len(cases),
            "accuracy": 100.0 * right / asked,
            "accuracy_class": 100.0 * right_class / asked,
            "report": {"confusion": confusion},
        }
