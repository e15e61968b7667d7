from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.timeline import TimelineSource, newest, page_key, parse_key

MAX_PAGE = 100


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_contact_count = fields.Integer(
        string="Service Contacts",
        compute="_compute_cs_contact_count",
        groups="cs_base.group_cs_base_user",
    )

    # The contact ingest finds customers by these; without an index each call would read them all.
    _cs_email_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _cs_phone_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    def _compute_cs_contact_count(self):
        counts = self._cs_count_with_children("cs.contact")
        for partner in self:
            partner.cs_contact_count = counts.get(partner.id, 0)

    def _cs_count_with_children(self, model, domain=(), partner_field="partner_id"):
        """Count records per partner, those of its child contacts included.

        For smart buttons of add-ons: the number of queries does not grow with the partners.

        :param str model: name of the model to count
        :param domain: condition on its records
        :param str partner_field: its Many2one to ``res.partner``
        :return: ``{partner id: count}`` for the partners in ``self`` that have any
        """
        family = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        wanted, counts = set(self.ids), {}
        for partner, count in self.env[model]._read_group(
            Domain(domain) & Domain(partner_field, "in", family.ids), [partner_field], ["__count"]
        ):
            while partner:
                if partner.id in wanted:
                    counts[partner.id] = counts.get(partner.id, 0) + count
                partner = partner.parent_id
        return counts

    def action_cs_contacts(self):
        """Open the contacts of this customer and its child contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_base.cs_contact_action")
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"cs_contact_manual": True, "default_partner_id": self.id}
        return action

    @api.model
    def _cs_timeline_sources(self):
        """Return the :class:`TimelineSource` list of the customer page; extend it by ``super()``.

        Records are read in the rights of the user who looks, never more.
        """
        return [
            TimelineSource(
                model="cs.contact",
                date_field="date_arrived",
                icon="fa-headphones",
                describe=self._cs_timeline_contacts,
            )
        ]

    @api.model
    def _cs_timeline_contacts(self, contacts):
        kinds = dict(contacts._fields["kind"]._description_selection(self.env))
        states = dict(contacts._fields["state"]._description_selection(self.env))
        icons = {
            "phone": "fa-phone",
            "sms": "fa-commenting-o",
            "email": "fa-envelope-o",
            "web": "fa-globe",
            "portal": "fa-user-circle-o",
            "app": "fa-mobile",
            "chat": "fa-comments-o",
            "social": "fa-share-alt",
            "store": "fa-building-o",
        }
        tones = {"waiting": "warning", "in_progress": "info", "ended": "success"}
        return {
            contact.id: {
                "title": contact.display_name,
                "subtitle": " · ".join(
                    text for text in (kinds[contact.kind], contact.user_id.name) if text
                ),
                "state": contact.state,
                "state_label": states[contact.state],
                "tone": tones.get(contact.state, "secondary"),
                "channel": contact.channel_id.name,
                "icon": icons[contact.channel_id.code],
            }
            for contact in contacts
        }

    @api.readonly
    def cs_timeline(self, limit=30, before=None):
        """Return one page of everything that happened with this customer, newest first (2.3(2)).

        :param int limit: entries wanted, 1 to 100
        :param str before: ``key`` of the last entry already shown; empty for the newest page
        :return: list of ``{key, date, model, id, icon, title, subtitle, state, state_label, tone,
            channel, url}``; ``date`` is UTC as in every RPC answer, empty texts are ``False``
        :raise AccessError: the user may not read this partner
        :raise UserError: ``before`` is not a key of this time line
        """
        self.ensure_one()
        self.check_access("read")
        try:
            limit = min(max(int(limit), 1), MAX_PAGE)
            before = parse_key(before) if before else None
        except (AttributeError, TypeError, ValueError):
            raise UserError(
                self.env._("This page of the time line is unknown. Load the time line again.")
            ) from None
        # Who belongs to the customer is part of the customer; archived contacts keep their past.
        family = self.with_context(active_test=False).search([("id", "child_of", self.id)])
        entries = []
        for source in self._cs_timeline_sources():
            entries += self._cs_timeline_read(source, family, limit, before)
        page = newest(entries, limit)
        for entry in page:
            entry["date"] = fields.Datetime.to_string(entry.pop("at"))
        return page

    @api.model
    def _cs_timeline_read(self, source, family, limit, before):
        """Return up to ``limit`` entries of one source after the key ``before``."""
        Model = self.env.get(source.model)
        if Model is None or not Model.has_access("read"):
            return []
        date = source.date_field
        domain = Domain(source.partner_field, "in", family.ids) & Domain(source.domain)
        domain &= self._cs_timeline_before(source, before) if before else Domain(date, "!=", False)
        records = Model.with_context(active_test=False).search(
            domain, order=f"{date} DESC, id DESC", limit=limit
        )
        if source.describe and records:
            told = source.describe(records)
        else:
            told = {record.id: {"title": record.display_name} for record in records}
        return [
            {
                # Domains compare datetimes in whole seconds, so the order does too.
                "at": record[date].replace(microsecond=0),
                "key": page_key(record[date].replace(microsecond=0), source.model, record.id),
                "model": source.model,
                "id": record.id,
                "icon": source.icon,
                "title": False,
                "subtitle": False,
                "state": False,
                "state_label": False,
                "tone": "secondary",
                "channel": False,
                "url": False,
                **told.get(record.id, {}),
            }
            for record in records
        ]

    @api.model
    def _cs_timeline_before(self, source, before):
        """Return the domain of what comes after the key in the order (date, model, id)."""
        at, model, record_id = before
        if source.model > model:
            return Domain(source.date_field, "<", at)
        if source.model < model:
            return Domain(source.date_field, "<=", at)
        same_time = Domain(source.date_field, "=", at) & Domain("id", "<", record_id)
        return Domain(source.date_field, "<", at) | same_time
