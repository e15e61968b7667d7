from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

# What the page of deadlines lists: field of the complaint, and of each entry what is shown
LISTS = (
    (
        "clock_ids",
        ("date", "kind", "reason", "date_resolve_before", "date_resolve_due", "paused_seconds"),
    ),
    ("escalation_ids", ("date", "rung_id", "date_due", "user_ids")),
    (
        "stretch_ids",
        ("date_start", "date_end", "kind", "department_id", "task_id", "reason", "seconds_now"),
    ),
)
SECONDS = ("paused_seconds", "seconds_now")


class CsComplaintHistory(models.Model):
    """What became of the deadlines, and who had the complaint for how long (clause 6.2.2).

    Asked for when the page is opened: whoever opens or saves a complaint does not wait for it.
    """

    _inherit = "cs.complaint"

    @api.readonly
    def cs_deadline_history(self):
        """Return clock, escalation and time by department as HTML, in the language of the user.

        :raise AccessError: the user may not read this complaint, or is no employee
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees see how a deadline was counted."))
        tables = [self._cs_history_table(name, columns) for name, columns in LISTS]
        return self.env["ir.qweb"]._render("cs_complaint.deadline_history", {"tables": tables})

    def _cs_history_table(self, name, columns):
        entries = self[name]
        labels = [entries._fields[column]._description_string(self.env) for column in columns]
        return {
            "name": name,
            "title": self._fields[name]._description_string(self.env),
            "labels": labels,
            "rows": [
                {
                    "is_breach": "is_breach" in entry._fields and entry.is_breach,
                    "cells": [self._cs_history_cell(entry, column) for column in columns],
                }
                for entry in entries
            ],
        }

    def _cs_history_cell(self, entry, column):
        field, value = entry._fields[column], entry[column]
        if column in SECONDS:
            return self._cs_span_text(value) if value else ""
        if field.type == "datetime":
            return format_datetime(self.env, value) if value else ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return value or ""

    def _cs_span_text(self, seconds):
        hours, minutes = divmod(round(seconds / 60), 60)
        return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
