from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .. import encrypted
from ..parameters import number
from .cs_privacy_reveal import DAY


class CsPrivacyMixin(models.AbstractModel):
    """Many records at once need an approval by somebody else."""

    _inherit = "cs.privacy.mixin"

    def _cs_check_bulk(self, field_names, purpose):
        """Check the number of records, and use an approval up where they are too many.

        :return: id of the request that was used up, ``None`` where none is needed
        :raise UserError: too many records and no approval
        """
        if not purpose.bulk_limit or len(self) <= purpose.bulk_limit:
            return None
        requests = self.env["cs.privacy.access.request"]._cs_covering(
            "reveal", self, field_names, purpose
        )
        used = requests._cs_consume()
        if used is None:
            raise UserError(
                self.env._(
                    "%(count)s records at once need an approval; without one at most %(limit)s "
                    "are shown for the purpose “%(purpose)s”. Choose fewer records, or ask for "
                    "an approval.",
                    count=len(self),
                    limit=purpose.bulk_limit,
                    purpose=purpose.name,
                )
            )
        return used

    def _cs_open_export(self, request):
        """Return clear values for a file, for an approved request of this user, which is used up.

        The same checks as for a reveal, and an entry of the kind ``export``.

        :return: ``{record id: {field name: clear value or False}}``
        """
        names, purpose = request.field_names.split(","), request.purpose_id.sudo()
        self._cs_check_reveal_right(names)
        content = {
            "model": self._name,
            "res_ids": self.ids,
            "field_names": names,
            "purpose": purpose.code,
            "reason": request.reason,
            "reference": request.reference or request.name,
        }
        log = self.env["cs.privacy.access.log"]
        try:
            self._cs_check_reveal(names, self._cs_find_purpose(purpose), request.reason)
            self._cs_use_request(request)
        except (AccessError, UserError):
            log._cs_record("export", **content, outcome="refused")
            raise
        limit = number(self.env, "export_limit")
        exceeded = []
        log._cs_record(
            "export",
            limits=[(SQL("TRUE"), limit, DAY)],
            exceeded=exceeded,
            approval_ref=request.id,
            **content,
        )
        if exceeded:
            raise UserError(
                self.env._(
                    "You may get %(limit)s records in files within 24 hours, and that is reached. "
                    "Make a new request tomorrow.",
                    limit=limit,
                )
            )
        values = {name: encrypted.open_for_system(self, name) for name in names}
        return {r.id: {name: values[name].get(r.id, False) for name in names} for r in self}

    def _cs_use_request(self, request):
        if request._cs_consume() is None:
            raise AccessError(
                self.env._(
                    "Request %(name)s is not approved, or was used, or its time is over. Make a "
                    "new request.",
                    name=request.name,
                )
            )

    def action_cs_reveal_many(self):
        """Let the client ask for purpose and reason, then show the values of these records."""
        return {
            "type": "ir.actions.client",
            "tag": "cs_privacy_reveal_many",
            "target": "new",
            "params": {"model": self._name, "ids": self.ids},
        }
