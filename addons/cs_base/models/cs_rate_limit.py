from datetime import timedelta

from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.tools import SQL, hmac


class CsRateLimit(models.Model):
    """How often something happened lately, counted for all servers together.

    Rows hold no address and no number in clear: the key is an HMAC under the database's secret.
    Nobody has rights on this model; public pages and programs' doors call :meth:`_cs_hit`.
    """

    _name = "cs.rate.limit"
    _description = "Rate Limit"
    _log_access = False
    _rec_name = "scope"

    scope = fields.Char(required=True)
    key_hash = fields.Char(required=True)
    window_start = fields.Datetime(required=True)
    window_seconds = fields.Integer(required=True)
    hits = fields.Integer(required=True, aggregator=None)

    _key_uniq = models.UniqueIndex("(scope, key_hash, window_seconds)")
    _start_idx = models.Index("(window_start)")

    @api.model
    def _cs_hit(self, scope, key, limit, window_seconds):
        """Count one hit and return whether it is still within ``limit``.

        The window opens with the first hit and lasts ``window_seconds``; the next hit after it
        opens another. Refused hits are counted but do not prolong the window. The count is
        committed at once by a cursor of its own, so an attempt that fails and rolls back counts
        too, and servers see each other's counts. Call it from a read/write request.

        :param str scope: what is limited, e.g. ``"complaint_form"``
        :param str key: who is limited, e.g. an IP address; stored only as HMAC-SHA256
        :param int limit: hits allowed in one window, at least 1
        :param int window_seconds: length of the window, at least 1
        :return: ``True`` when the hit is allowed
        :raise ValueError: limit or window below 1
        """
        if limit < 1 or window_seconds < 1:
            raise ValueError("A rate limit allows at least one hit in at least one second.")
        # Reading the secret needs sudo; it does not leave this method.
        key_hash = hmac(self.env(su=True), f"cs.rate.limit:{scope}", str(key))
        with self.env.registry.cursor() as cr:
            if cr.connection.status == STATUS_READY:
                # Two servers may hit one key at once. In snapshot isolation the second would fail
                # with a serialization error; here it waits and counts on.
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(self._cs_hit_query(scope, key_hash, window_seconds))
            (hits,) = cr.fetchone()
        return hits <= limit

    @api.model
    def _cs_hit_query(self, scope, key_hash, window_seconds):
        # The database's clock is the one clock all servers share.
        now = SQL("(clock_timestamp() AT TIME ZONE 'UTC')")
        over = SQL(
            "cs_rate_limit.window_start <= %s - %s * interval '1 second'", now, window_seconds
        )
        return SQL(
            """
            INSERT INTO cs_rate_limit (scope, key_hash, window_seconds, window_start, hits)
                 VALUES (%(scope)s, %(key_hash)s, %(window)s, %(now)s, 1)
            ON CONFLICT (scope, key_hash, window_seconds) DO UPDATE
                    SET hits = CASE WHEN %(over)s THEN 1 ELSE cs_rate_limit.hits + 1 END,
                        window_start = CASE WHEN %(over)s THEN EXCLUDED.window_start
                                            ELSE cs_rate_limit.window_start END
              RETURNING hits
            """,
            scope=scope,
            key_hash=key_hash,
            window=window_seconds,
            now=now,
            over=over,
        )

    @api.autovacuum
    def _gc_windows(self):
        """Forget windows that are over; they would start again at one anyway."""
        now = fields.Datetime.now()
        old = self.search([("window_start", "<", now - timedelta(minutes=1))], limit=10_000)
        old.filtered(lambda w: w.window_start + timedelta(seconds=w.window_seconds) < now).unlink()
