from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# An open board asks every minute; it is noted at most so often, and gone when it has been silent.
NOTED = timedelta(seconds=50)
SILENT = timedelta(minutes=3)


class CsComplaintBoardViewer(models.Model):
    """Who has the live board open: while nobody has, changes of complaints are told to nobody."""

    _name = "cs.complaint.board.viewer"
    _description = "Viewer of the Live Board"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, readonly=True)

    _user_uniq = models.UniqueIndex("(user_id)")

    @api.model
    def _cs_note(self):
        """Note that the user looks at the board."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_complaint_board_viewer AS v (user_id, date) VALUES (%s, %s)
                    ON CONFLICT (user_id) DO UPDATE SET date = EXCLUDED.date WHERE v.date < %s
                """,
                self.env.uid,
                now,
                now - NOTED,
            )
        )

    @api.model
    def _cs_is_anybody_there(self):
        """Tell whether somebody has a board open.

        Whoever opens one at this moment may miss a change; the board asks again by itself.
        """
        since = fields.Datetime.now() - SILENT
        query = SQL("SELECT EXISTS (SELECT FROM cs_complaint_board_viewer WHERE date > %s)", since)
        return self.env.execute_query(query)[0][0]

    @api.autovacuum
    def _gc_viewers(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM cs_complaint_board_viewer WHERE date < %s",
                fields.Datetime.now() - SILENT,
            )
        )
