from odoo import fields, models
from odoo.tools import SQL

OPT_OUT_DAYS = 30


class CsCareMessageReport(models.Model):
    """What became of the messages of policies, by template (clause 4.1.2(3)).

    A rate is the average of its column: each row is one message, 0 or 100.
    """

    _name = "cs.care.message.report"
    _description = "Analysis of Care Messages"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "cs.care.action": [
            *("policy_id", "company_id", "channel", "date_done", "delivery", "date_replied"),
            *("mail_template_id", "sms_template_id", "partner_id", "state", "kind"),
        ],
        "cs.privacy.consent": ["partner_id", "purpose_id", "event", "date"],
        "cs.care.policy": ["purpose_id"],
    }

    policy_id = fields.Many2one(comodel_name="cs.care.policy", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    channel = fields.Selection(selection=[("email", "E-mail"), ("sms", "SMS")], readonly=True)
    mail_template_id = fields.Many2one(
        comodel_name="mail.template", string="E-mail Template", readonly=True
    )
    sms_template_id = fields.Many2one(
        comodel_name="sms.template", string="SMS Template", readonly=True
    )
    date = fields.Datetime(readonly=True)
    message_count = fields.Integer(string="Messages", readonly=True)
    sent_rate = fields.Float(string="Handed Over (%)", readonly=True, aggregator="avg")
    delivered_rate = fields.Float(
        string="Confirmed (%)",
        readonly=True,
        aggregator="avg",
        help="The network said that it arrived. E-mail is confirmed by nobody.",
    )
    failed_rate = fields.Float(string="Failed (%)", readonly=True, aggregator="avg")
    reply_rate = fields.Float(string="Replied (%)", readonly=True, aggregator="avg")
    opt_out_rate = fields.Float(
        string="Opted Out (%)",
        readonly=True,
        aggregator="avg",
        help="Withdrew or objected within 30 days of the message.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id, a.policy_id, a.company_id, a.channel, a.mail_template_id,
                   a.sms_template_id, a.date_done AS date, 1 AS message_count,
                   CASE WHEN a.delivery IN ('sent', 'delivered') THEN 100.0 ELSE 0.0
                    END AS sent_rate,
                   CASE WHEN a.delivery = 'delivered' THEN 100.0 WHEN a.channel = 'sms' THEN 0.0
                    END AS delivered_rate,
                   CASE WHEN a.delivery = 'failed' THEN 100.0 ELSE 0.0 END AS failed_rate,
                   CASE WHEN a.date_replied IS NULL THEN 0.0 ELSE 100.0 END AS reply_rate,
                   CASE WHEN EXISTS (
                        SELECT 1 FROM cs_privacy_consent c
                         WHERE c.partner_id = a.partner_id AND c.purpose_id = p.purpose_id
                           AND c.event = 'withdrawn' AND c.date >= a.date_done
                           AND c.date < a.date_done + %s * interval '1 day')
                        THEN 100.0 ELSE 0.0 END AS opt_out_rate
              FROM cs_care_action a JOIN cs_care_policy p ON p.id = a.policy_id
             WHERE a.state = 'done' AND a.delivery NOT IN ('held', 'recalled', 'stopped')
            """,
            OPT_OUT_DAYS,
        )
