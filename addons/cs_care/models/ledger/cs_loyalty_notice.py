from odoo import api, fields, models
from odoo.tools import SQL, format_date

BATCH = 200


class CsLoyaltyNotice(models.Model):
    """That a customer was told of points that expire: once per month of expiry and stage.

    All lots that expire in that month are in one message, in the customer's language.
    """

    _name = "cs.loyalty.notice"
    _description = "Notice of Expiring Points"
    _inherit = ["cs.loyalty.evidence"]
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    month = fields.Date(string="Month of Expiry", required=True, readonly=True)
    stage = fields.Selection(
        selection=[("first", "First notice"), ("last", "Last notice")],
        required=True,
        readonly=True,
    )
    points = fields.Float(readonly=True, digits=(16, 2))
    date_expiry = fields.Date(string="Expires After", readonly=True)
    channel = fields.Selection(
        selection=[("email", "E-mail"), ("sms", "SMS"), ("none", "Could not be told")],
        required=True,
        readonly=True,
    )

    _once = models.Constraint(
        "UNIQUE (partner_id, company_id, month, stage)", "This customer has been told already."
    )

    @api.model
    def _cron_notify(self, limit=BATCH):
        """Tell customers of points that expire soon; the last notice goes before the first."""
        programs = self.env["loyalty.program"].sudo().search([("cs_managed", "=", True)])
        for company, some in programs.grouped(lambda p: p.company_id or self.env.company).items():
            for stage in ("last", "first"):
                while rows := self._cs_due(company, some, stage, limit):
                    self._cs_tell(company, stage, rows)
                    if not self.env["ir.cron"]._commit_progress(len(rows), remaining=limit):
                        return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _cs_due(self, company, programs, stage, limit):
        """Return ``[(partner id, month, points, first day)]`` of customers who are to be told."""
        field = "cs_notice_first" if stage == "first" else "cs_notice_last"
        today = programs[0]._cs_today()
        days = {program.id: program[field] for program in programs if program[field]}
        if not days:
            return []
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                  WITH due AS (
                SELECT DISTINCT lot.partner_id, date_trunc('month', lot.date_expiry)::date AS month
                  FROM cs_loyalty_lot lot
                  JOIN unnest(%(programs)s::int[], %(days)s::int[]) AS stage (program_id, days)
                       ON stage.program_id = lot.program_id
                 WHERE lot.remaining > 0 AND lot.partner_id IS NOT NULL
                   AND lot.date_expiry BETWEEN %(today)s AND %(until)s
                   AND lot.date_expiry <= %(today)s::date + stage.days
                   AND NOT EXISTS (
                       SELECT FROM cs_loyalty_notice told
                        WHERE told.partner_id = lot.partner_id AND told.company_id = %(company)s
                          AND told.month = date_trunc('month', lot.date_expiry)::date
                          AND told.stage IN %(stages)s)
              ORDER BY 2, 1 LIMIT %(limit)s)
                SELECT due.partner_id, due.month, SUM(lot.remaining), MIN(lot.date_expiry)
                  FROM due JOIN cs_loyalty_lot lot ON lot.partner_id = due.partner_id
                 WHERE lot.remaining > 0 AND lot.program_id = ANY(%(programs)s)
                   AND lot.date_expiry >= GREATEST(due.month, %(today)s::date)
                   AND lot.date_expiry < due.month + interval '1 month'
              GROUP BY due.partner_id, due.month ORDER BY due.month, due.partner_id
                """,
                programs=list(days),
                days=list(days.values()),
                today=today,
                until=fields.Date.add(today, days=max(days.values())),
                company=company.id,
                stages=("first", "last") if stage == "first" else ("last",),
                limit=limit,
            )
        )

    @api.model
    def _cs_tell(self, company, stage, rows):
        """Record and send notices, by e-mail where there is an address, else by SMS."""
        partners = self.env["res.partner"].sudo().browse(dict.fromkeys(row[0] for row in rows))
        by_mail = partners.filtered("email_normalized")._cs_filter_consented("service", "email")
        by_sms = (partners - by_mail).filtered(lambda partner: partner.cs_phone or partner.phone)
        by_sms = by_sms._cs_filter_consented("service", "sms")
        channel = {**dict.fromkeys(by_mail.ids, "email"), **dict.fromkeys(by_sms.ids, "sms")}
        notices = self._cs_ledger().create(
            [
                {
                    "partner_id": partner,
                    "company_id": company.id,
                    "month": month,
                    "stage": stage,
                    "points": points,
                    "date_expiry": day,
                    "channel": channel.get(partner, "none"),
                }
                for partner, month, points, day in rows
            ]
        )
        template = self.env.ref("cs_care.mail_template_points_expire").sudo()
        if mails := notices.filtered(lambda notice: notice.channel == "email"):
            template.send_mail_batch(mails.ids)
        notices.filtered(lambda notice: notice.channel == "sms")._cs_queue_sms()

    def _cs_queue_sms(self):
        self.env["sms.sms"].sudo().create(
            [
                {
                    "number": notice.partner_id.cs_phone or notice.partner_id.phone,
                    "partner_id": notice.partner_id.id,
                    "body": notice._cs_sms_text(),
                }
                for notice in self
            ]
        )

    def _cs_sms_text(self):
        notice = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return notice.env._(
            "%(company)s: %(points)g of your points expire after %(date)s.",
            company=notice.company_id.name,
            points=notice.points,
            date=format_date(notice.env, notice.date_expiry),
        )
