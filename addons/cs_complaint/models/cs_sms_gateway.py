import hashlib
import hmac
import secrets
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.cs_privacy.encrypted import EncryptedChar, open_for_system
from odoo.addons.cs_privacy.forged import without_defaults

from ..core.outgoing import sign

# Seconds by which the clocks of a gateway and of this server may differ
WINDOW = 300
SECRETS = frozenset({"secret", "token_hash"})


class CsSmsGateway(models.Model):
    """A program that hands in the short messages of customers, and how it proves who it is."""

    _name = "cs.sms.gateway"
    _description = "SMS Gateway"
    _inherit = ["cs.privacy.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    code = fields.Char(
        required=True, help="What the gateway sends in the header X-CS-Gateway, e.g. “main”."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    mode = fields.Selection(
        selection=[("hmac", "Signature of the message"), ("bearer", "Token")],
        string="Proof",
        required=True,
        default="hmac",
    )
    per_minute = fields.Integer(string="Messages per Minute", required=True, default=600)
    secret = EncryptedChar(kind="free", exact=False, copy=False, readonly=True)
    # Of a token nothing but its hash is kept: it is random, and long enough for a plain one.
    token_hash = fields.Char(copy=False, readonly=True, groups="base.group_system")
    date_secret = fields.Datetime(string="Secret Made On", copy=False, readonly=True)

    _code_uniq = models.UniqueIndex("(code)", "Another gateway has this code. Choose another one.")
    _per_minute_positive = models.Constraint(
        "CHECK (per_minute > 0)", "A gateway hands in one message a minute or more."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_secrets(*vals_list)
        return super(CsSmsGateway, without_defaults(self, SECRETS | {"date_secret"})).create(
            vals_list
        )

    def write(self, vals):
        self._cs_check_secrets(vals)
        return super().write(vals)

    def _cs_check_secrets(self, *vals_list):
        if not self.env.su and any((SECRETS | {"date_secret"}).intersection(v) for v in vals_list):
            raise AccessError(
                self.env._("Secrets are made by the button New Secret, and by nobody else.")
            )

    def action_new_secret(self):
        """Make another secret and show it this once; the one before is void from now on."""
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(32)
        is_bearer = self.mode == "bearer"
        # sudo: the right has been checked, and a secret is not set by writing it
        self.sudo().write(
            {
                "secret": False if is_bearer else secret,
                "token_hash": self._cs_hash(secret) if is_bearer else False,
                "date_secret": fields.Datetime.now(),
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Secret of %(gateway)s", gateway=self.name),
                "message": self.env._(
                    "%(secret)s — copy it into the gateway now, it is not shown again.",
                    secret=secret,
                ),
                "type": "warning",
                "sticky": True,
            },
        }

    @api.model
    def _cs_hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _cs_authenticate(self, headers, body):
        """Return the gateway that sent a request, as superuser, or none.

        :param headers: mapping; ``X-CS-Gateway`` and either ``Authorization: Bearer …`` or
            ``X-CS-Timestamp`` (seconds) and ``X-CS-Signature`` (:func:`core.outgoing.sign`)
        :param bytes body: as it came
        """
        code = headers.get("X-CS-Gateway") or ""
        gateway = self.sudo().search([("code", "=", code.replace("\x00", ""))], limit=1)
        proven = gateway._cs_is_proven(headers, body) if gateway else False
        return gateway if proven else gateway.browse()

    def _cs_is_proven(self, headers, body):
        if self.mode == "bearer":
            scheme, _space, token = (headers.get("Authorization") or "").partition(" ")
            known = self.token_hash or ""
            given = self._cs_hash(token)
            return scheme.lower() == "bearer" and hmac.compare_digest(given, known)
        timestamp = headers.get("X-CS-Timestamp") or ""
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
            return False
        if abs(time.time() - int(timestamp)) > WINDOW:
            return False
        secret = open_for_system(self, "secret").get(self.id)
        given = (headers.get("X-CS-Signature") or "").lower()
        return bool(secret) and hmac.compare_digest(
            sign(secret, timestamp, body).encode(), given.encode()
        )
