from odoo import fields, models
from odoo.tools import SQL


class CsLoyaltyAlertDetect(models.Model):
    """The patterns, each in one statement over the cards that new entries touched.

    Each returns rows ``{key, card_id, user_id, moves, name}``; ``key`` names the occurrence.
    """

    _inherit = "cs.loyalty.alert.rule"

    def _cs_day(self):
        return fields.Date.to_string(fields.Date.context_today(self))

    def _cs_detect_velocity(self, since, start):
        """Many credits to one card within some hours."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card_id, count(*), array_agg(id ORDER BY id)
                  FROM cs_loyalty_move
                 WHERE kind = 'earn' AND date >= %(start)s
                   AND card_id IN (
                       SELECT card_id FROM cs_loyalty_move
                        WHERE kind = 'earn' AND date >= %(since)s)
              GROUP BY card_id
                HAVING count(*) >= %(count)s AND sum(points) >= %(points)s
                """,
                start=start,
                since=since,
                count=self.count,
                points=self.points,
            )
        )
        return [
            {
                "key": f"{card},{self._cs_day()}",
                "card_id": card,
                "moves": moves,
                "name": self.env._(
                    "%(count)s credits within %(hours)s hours", count=count, hours=self.hours
                ),
            }
            for card, count, moves in rows
        ]

    def _cs_detect_same_staff(self, since, start):
        """Somebody of the staff, who asked or booked, and one customer, again and again."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.card_id, COALESCE(a.user_id, m.user_id), count(*),
                       array_agg(m.id ORDER BY m.id)
                  FROM cs_loyalty_move m
             LEFT JOIN cs_loyalty_adjustment a
                    ON m.res_model = 'cs.loyalty.adjustment' AND a.id = m.res_id
                  JOIN res_users u ON u.id = COALESCE(a.user_id, m.user_id)
                   AND NOT u.share AND u.id <> %(root)s
                 WHERE m.kind IN ('earn', 'adjust') AND m.points > 0 AND m.date >= %(start)s
                   AND m.card_id IN (
                       SELECT card_id FROM cs_loyalty_move
                        WHERE kind IN ('earn', 'adjust') AND points > 0 AND date >= %(since)s)
              GROUP BY m.card_id, COALESCE(a.user_id, m.user_id)
                HAVING count(*) >= %(count)s AND sum(m.points) >= %(points)s
                """,
                root=self.env.ref("base.user_root").id,
                start=start,
                since=since,
                count=self.count,
                points=self.points,
            )
        )
        return [
            {
                "key": f"{card},{user},{self._cs_day()[:7]}",
                "card_id": card,
                "user_id": user,
                "moves": moves,
                "name": self.env._(
                    "%(count)s credits by one member of staff within %(days)s days",
                    count=count,
                    days=self.hours // 24,
                ),
            }
            for card, user, count, moves in rows
        ]

    def _cs_detect_enrol_spend(self, since, start):
        """A new card that gets points and spends most of them at once."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, array_agg(m.id ORDER BY m.id)
                  FROM loyalty_card c JOIN cs_loyalty_move m ON m.card_id = c.id
                 WHERE c.cs_managed AND c.create_date >= %(start)s
                   AND c.id IN (
                       SELECT card_id FROM cs_loyalty_move
                        WHERE kind = 'spend' AND date >= %(since)s)
              GROUP BY c.id
                HAVING sum(m.points) FILTER (WHERE m.points > 0) >= GREATEST(%(points)s, 0.01)
                   AND -sum(m.points) FILTER (WHERE m.kind = 'spend')
                       >= 0.8 * sum(m.points) FILTER (WHERE m.points > 0)
                """,
                start=start,
                since=since,
                points=self.points,
            )
        )
        return [
            {
                "key": str(card),
                "card_id": card,
                "moves": moves,
                "name": self.env._(
                    "Credited and spent within %(hours)s hours of enrolment", hours=self.hours
                ),
            }
            for card, moves in rows
        ]

    def _cs_detect_reversals(self, since, start):
        """Many reversals by one user."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.user_id, count(*), array_agg(m.id ORDER BY m.id)
                  FROM cs_loyalty_move m JOIN res_users u ON u.id = m.user_id
                   AND NOT u.share AND u.id <> %(root)s
                 WHERE m.kind = 'reverse' AND m.date >= %(start)s
                   AND m.user_id IN (
                       SELECT user_id FROM cs_loyalty_move
                        WHERE kind = 'reverse' AND date >= %(since)s)
              GROUP BY m.user_id HAVING count(*) >= %(count)s AND sum(abs(m.points)) >= %(points)s
                """,
                root=self.env.ref("base.user_root").id,
                start=start,
                since=since,
                count=self.count,
                points=self.points,
            )
        )
        return [
            {
                "key": f"{user},{self._cs_day()}",
                "user_id": user,
                "moves": moves,
                "name": self.env._(
                    "%(count)s reversals by one user within %(hours)s hours",
                    count=count,
                    hours=self.hours,
                ),
            }
            for user, count, moves in rows
        ]

    def _cs_detect_same_number(self, since, start):
        """New cards whose holders share a telephone number, compared by the blind index."""
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH new AS (
                    SELECT DISTINCT split_part(p.cs_phone, '$', 3) AS number, c.program_id
                      FROM loyalty_card c JOIN res_partner p ON p.id = c.partner_id
                     WHERE c.cs_managed AND c.create_date >= %(since)s AND p.cs_phone IS NOT NULL)
                SELECT min(c.id), count(DISTINCT c.id)
                  FROM new
                  JOIN res_partner p ON split_part(p.cs_phone, '$', 3) = new.number
                  JOIN loyalty_card c ON c.partner_id = p.id AND c.program_id = new.program_id
                   AND c.cs_managed AND c.active
              GROUP BY new.number, new.program_id HAVING count(DISTINCT c.id) >= %(count)s
                """,
                since=since,
                count=self.count,
            )
        )
        return [
            {
                "key": f"{card},{count}",
                "card_id": card,
                "name": self.env._(
                    "%(count)s cards whose holders have one telephone number", count=count
                ),
            }
            for card, count in rows
        ]
