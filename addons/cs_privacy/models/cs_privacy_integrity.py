import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import schema
from ..core.errors import RingUnavailable
from ..integrity import check_rows

# Rows of each column and run: at random places, and the next ones in turn, until the last.
RANDOM_PLACES = 10
ROWS_A_PLACE = 50
ROWS_IN_TURN = 10_000
IDS_KEPT = 50
KEPT = timedelta(days=400)


class CsPrivacyIntegrity(models.Model):
    """What one check of a protected item found (clause 3.1.3(1)(2)).

    Values are opened and compared with their indexes, keys with those that are registered, and the
    guarantees of the database with what the field declares.
    """

    _name = "cs.privacy.integrity"
    _description = "Integrity Check"
    _order = "date desc, id desc"
    _rec_name = "column_id"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, index=True)
    column_id = fields.Many2one(
        comodel_name="cs.privacy.column",
        string="Protected Item",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    total = fields.Integer(string="Values", readonly=True)
    sampled = fields.Integer(readonly=True, help="Values that were opened and compared.")
    last_id = fields.Integer(string="Checked in Turn up to Row", readonly=True, aggregator=None)
    broken_count = fields.Integer(string="Do Not Open", readonly=True)
    misindexed_count = fields.Integer(
        string="Wrong Index", readonly=True, help="Values that search would overlook."
    )
    missing_count = fields.Integer(
        string="Key Missing", readonly=True, help="Values whose key the server does not hold."
    )
    orphan_count = fields.Integer(
        string="Unknown Key", readonly=True, help="Values of keys that are not registered."
    )
    failed_ids = fields.Char(string="Rows", readonly=True, help="The first rows that failed.")
    findings = fields.Text(readonly=True)
    # unchecked: the values could not be opened here for want of a key
    verdict = fields.Selection(
        selection=[
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("unchecked", "Not checked"),
        ],
        required=True,
        readonly=True,
    )

    @api.model
    def _cron_check(self):
        """Check every protected item, and tell the security officers what is wrong."""
        self.env["cs.privacy.key"]._cs_discover()
        columns = self.env["cs.privacy.column"]._cs_sync()
        self.env["ir.cron"]._commit_progress(remaining=len(columns))
        for column in columns.sorted(lambda c: c.integrity_ids[:1].date or fields.Datetime.now()):
            self._cs_check(column)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def action_check_now(self):
        """Let the check run at once, in the background.

        :raise AccessError: not the security officer
        """
        self.env["cs.privacy.key"]._cs_check_security_right()
        self.env.ref("cs_privacy.ir_cron_integrity").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The check runs in the background; see the list in a minute."
                ),
            },
        }

    @api.model
    def _cs_check(self, column):
        """Check one column and return the row that says what was found."""
        column._cs_count()
        rows, last_id = self._cs_sample(column)
        values = {
            "column_id": column.id,
            "total": column.total,
            "last_id": last_id,
            "orphan_count": self._cs_count_orphans(column),
        }
        try:
            found = check_rows(column._cs_field(), rows)
        except RingUnavailable:
            values["missing_count"] = len(rows)
        else:
            failed = sorted(found.broken + found.misindexed)
            values.update(
                sampled=len(rows) - len(found.missing),
                broken_count=len(found.broken),
                misindexed_count=len(found.misindexed),
                missing_count=len(found.missing),
                failed_ids=",".join(map(str, failed[:IDS_KEPT])),
            )
        problems = [*self._cs_schema_problems(column), *self._cs_column_problems(column)]
        return self._cs_conclude(column, values, problems)

    @api.model
    def _cs_conclude(self, column, values, problems):
        """Write down what was found, and tell the security officers when something is wrong."""
        counted = {
            "broken_count": self.env._("%(count)s values do not open."),
            "misindexed_count": self.env._("%(count)s values have a wrong index."),
            "orphan_count": self.env._("%(count)s values are sealed with an unknown key."),
        }
        problems += [text % {"count": values[n]} for n, text in counted.items() if values.get(n)]
        values["verdict"] = "failed" if problems else "passed"
        if values.get("missing_count"):
            values["verdict"] = "failed" if problems else "unchecked"
            problems.append(
                self.env._(
                    "%(count)s values were not checked: this server lacks their key.",
                    count=values["missing_count"],
                )
            )
        values["findings"] = "\n".join(problems)
        result = self.create(values)
        if problems:
            if rows := values.get("failed_ids"):
                problems.append(self.env._("First rows: %(ids)s.", ids=rows))
            column._cs_alert(" ".join(problems))
        return result

    @api.model
    def _cs_sample(self, column):
        """Return rows at random places and the next ones in turn, and where those end."""
        field = column._cs_field()
        name = SQL.identifier(field.name)
        table = SQL.identifier(self.env[field.model_name]._table)

        def after(row_id, limit):
            return self.env.execute_query(
                SQL(
                    "SELECT id, %(name)s FROM %(table)s WHERE id > %(id)s AND %(name)s IS NOT NULL"
                    " ORDER BY id LIMIT %(limit)s",
                    name=name,
                    table=table,
                    id=row_id,
                    limit=limit,
                )
            )

        self.env[field.model_name].flush_model([field.name])
        [(highest,)] = self.env.execute_query(SQL("SELECT COALESCE(max(id), 0) FROM %s", table))
        before = self.search([("column_id", "=", column.id)], limit=1).last_id
        in_turn = after(before, ROWS_IN_TURN)
        rows = dict(in_turn)
        for _place in range(RANDOM_PLACES):
            rows.update(after(random.randint(-1, highest), ROWS_A_PLACE))
        # At the end begin again.
        last_id = in_turn[-1][0] if len(in_turn) == ROWS_IN_TURN else 0
        return sorted(rows.items()), last_id

    @api.model
    def _cs_count_orphans(self, column):
        known = set(self.env["cs.privacy.key"].search(Domain.TRUE).mapped("name"))
        return sum(count for kid, count in (column.counts or {}).items() if kid not in known)

    @api.model
    def _cs_column_problems(self, column):
        """Hook: return sentences on what else is wrong with a column."""
        return []

    @api.model
    def _cs_schema_problems(self, column):
        """Return sentences on guarantees that the database lacks."""
        sentences = {
            "is_sealed": self.env._("The database no longer refuses plain text in this column."),
            "bidx": self.env._("The index to find values by is missing or of no use."),
            "tail": self.env._("The index of last characters is missing or of no use."),
        }
        model = self.env[column.model]
        return [sentences[kind] for kind in schema.lacking(model, column.field_name)]

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - KEPT
        self.search([("date", "<", limit)], limit=1000).unlink()
