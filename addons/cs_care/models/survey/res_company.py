from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_survey_interval_days = fields.Integer(
        string="Days between Surveys",
        default=90,
        help="A customer is drawn at most once in so many days, over all campaigns.",
    )
    cs_survey_hour_from = fields.Float(string="Surveys Are Sent from", default=9.0)
    cs_survey_hour_to = fields.Float(string="Surveys Are Sent until", default=20.0)

    _survey_days_valid = models.Constraint(
        "CHECK (cs_survey_interval_days > 0)",
        "A customer is asked at most once in a number of days above zero.",
    )
    _survey_hours_valid = models.Constraint(
        "CHECK (cs_survey_hour_from >= 0 AND cs_survey_hour_to <= 24"
        " AND cs_survey_hour_from < cs_survey_hour_to)",
        "Surveys are sent between two hours of the same day.",
    )

    def _cs_survey_next_moment(self, at):
        """Return ``at``, or the next moment at which surveys are sent (naive UTC).

        The hours are those of the time zone of the company's service calendar.
        """
        self.ensure_one()
        zone = self._cs_calendar().tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), at)
        hour = local.hour + local.minute / 60
        if self.cs_survey_hour_from <= hour < self.cs_survey_hour_to:
            return at
        day = fields.Datetime.start_of(local.replace(tzinfo=None), "day")
        if hour >= self.cs_survey_hour_to:
            day = fields.Datetime.add(day, days=1)
        opening = fields.Datetime.add(day, minutes=round(self.cs_survey_hour_from * 60))
        aware = local.tzinfo.localize(opening) if hasattr(local.tzinfo, "localize") else None
        shift = (aware or local).utcoffset()
        return opening - shift
