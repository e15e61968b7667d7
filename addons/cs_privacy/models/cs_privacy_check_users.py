import time

from odoo import api, fields, models

from .cs_privacy_check import Check, Finding
from .cs_privacy_check_server import COMMON_PASSWORDS

# Users whose password is tried in one round; each takes about a second
PASSWORD_BATCH = 50
PASSWORD_SECONDS = 20
API_KEY_DAYS = 90
PRIVILEGED = (
    "base.group_system",
    "cs_privacy.group_cs_privacy_officer",
    "cs_privacy.group_cs_privacy_security",
    "cs_privacy.group_cs_privacy_reveal",
)


class CsPrivacyCheckUsers(models.Model):
    """Checks of the users and what they may do."""

    _inherit = "cs.privacy.check"

    @api.model
    def _cs_checks(self):
        users = "/odoo/action-base.action_res_users"
        return [
            *super()._cs_checks(),
            Check(
                "passwords",
                self.env._("Passwords that are easily guessed"),
                "high",
                self.env._(
                    "Let these users set another password now; do not send it to them by e-mail."
                ),
                users,
            ),
            Check(
                "two_factors",
                self.env._("Administrators without second factor"),
                "high",
                self.env._(
                    "Let these users switch on two-factor authentication in their preferences."
                ),
                users,
            ),
            Check(
                "api_keys",
                self.env._("Old API keys"),
                "medium",
                self.env._(
                    "Delete keys that nobody uses, and replace the others by new ones that expire."
                ),
                users,
            ),
            Check(
                "outsiders",
                self.env._("Customers with rights of employees"),
                "high",
                self.env._("Take the groups of employees away from portal users and visitors."),
                users,
            ),
            Check(
                "clearance",
                self.env._("Revealing users without clearance"),
                "medium",
                self.env._("Have the confidentiality agreement signed, or take the group away."),
                users,
            ),
        ]

    @api.model
    def _cs_privileged(self):
        users = self.env["res.users"]
        for xmlid in PRIVILEGED:
            users |= self.env.ref(xmlid).all_user_ids
        return users.filtered("active")

    def _cs_check_passwords(self):
        """Try the login and the passwords that everybody tries first, of some users in each run.

        Those found before come first, then the privileged, then the next ones by id. No password
        is kept or named.
        """
        seconds = self.env.context.get("cs_check_seconds", PASSWORD_SECONDS)
        end = time.monotonic() + seconds
        privileged = self._cs_privileged()
        hashes = self._cs_hashes(self.user_ids | privileged, self.cursor)
        weak, seen = [], self.cursor
        for user_id, login, hashed, is_first in hashes:
            if time.monotonic() > end and not is_first:
                break
            if self._cs_is_guessed(login, hashed):
                weak.append(user_id)
            if not is_first:
                seen = user_id
        self.cursor = seen if any(not row[3] for row in hashes) else 0
        if not weak:
            return None
        return Finding(
            self.env._(
                "%(count)s users have their login or a word that everybody tries for a password.",
                count=len(weak),
            ),
            weak,
        )

    @api.model
    def _cs_hashes(self, first, after):
        """Return ``[(id, login, hash, whether it comes first)]`` of internal users."""
        self.env["res.users"].flush_model(["login", "active", "share"])
        self.env.cr.execute(
            """
            WITH u AS (SELECT id, login, password FROM res_users
                        WHERE active AND NOT share AND COALESCE(password, '') <> '')
            SELECT id, login, password, TRUE FROM u WHERE id = ANY(%(first)s)
             UNION ALL
            (SELECT id, login, password, FALSE FROM u
              WHERE id <> ALL(%(first)s) AND id > %(after)s ORDER BY id LIMIT %(limit)s)
            """,
            {"first": first.ids, "after": after, "limit": PASSWORD_BATCH},
        )
        return self.env.cr.fetchall()

    @api.model
    def _cs_is_guessed(self, login, hashed):
        verify = self.env["res.users"]._crypt_context().verify
        return any(verify(word, hashed) for word in dict.fromkeys((login, *COMMON_PASSWORDS)))

    def _cs_check_two_factors(self):
        users = self.env.ref("base.group_system").all_user_ids
        for xmlid in PRIVILEGED[1:3]:
            users |= self.env.ref(xmlid).all_user_ids
        users = users.filtered(
            lambda user: user.active and user.id != self.env.ref("base.user_root").id
        )
        if "totp_enabled" not in users._fields:
            return Finding(
                self.env._("Two-factor authentication (auth_totp) is not installed."), users.ids
            )
        policy = self.env["ir.config_parameter"].sudo().get_param("auth_totp.policy")
        if policy in ("employee_required", "all_required"):
            return None
        users = users.filtered(lambda user: not user.totp_enabled)
        if not users:
            return None
        return Finding(
            self.env._(
                "%(count)s administrators and officers log in with a password alone.",
                count=len(users),
            ),
            users.ids,
        )

    def _cs_check_api_keys(self):
        before = fields.Datetime.subtract(fields.Datetime.now(), days=API_KEY_DAYS)
        keys = self.env["res.users.apikeys"].search(
            ["|", ("create_date", "<", before), ("expiration_date", "=", False)]
        )
        if not keys:
            return None
        return Finding(
            self.env._(
                "%(count)s API keys are older than %(days)s days or never expire.",
                count=len(keys),
                days=API_KEY_DAYS,
            ),
            keys.user_id.ids,
        )

    def _cs_check_outsiders(self):
        """Portal users and visitors in a group of employees; Odoo refuses it, SQL does not."""
        internal = self.env.ref("base.group_user")
        groups = internal | internal.all_implied_by_ids
        outside = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        self.env.cr.execute(
            """
            SELECT DISTINCT o.uid
              FROM res_groups_users_rel o JOIN res_groups_users_rel i ON i.uid = o.uid
             WHERE o.gid IN %s AND i.gid IN %s
            """,
            [tuple(outside.ids), tuple(groups.ids)],
        )
        ids = [user_id for (user_id,) in self.env.cr.fetchall()]
        if not ids:
            return None
        return Finding(
            self.env._(
                "%(count)s portal users or visitors have a group of employees.", count=len(ids)
            ),
            ids,
        )

    def _cs_check_clearance(self):
        users = self.env.ref("cs_privacy.group_cs_privacy_reveal").all_user_ids.filtered("active")
        users = users.filtered(lambda user: user._cs_privacy_obstacles())
        if not users:
            return None
        return Finding(
            self.env._(
                "%(count)s users have the role “Reveals values” and are not cleared for it.",
                count=len(users),
            ),
            users.ids,
        )
