import importlib.metadata
import ipaddress
import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from odoo import api, fields, http, models
from odoo.tools import config

from .. import ring
from ..core import components
from ..core.errors import RingUnavailable
from .cs_privacy_check import Check, Finding

# Passwords that programs try first
COMMON_PASSWORDS = ("admin", "odoo", "demo", "password", "123456", "12345678", "admin123")
MASTER_MIN = 12
SESSION_MAX_HOURS = 12


def is_loopback(host):
    """Tell whether only programs on the same computer reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def owner_of(path):
    """Return the id of the user that a file belongs to."""
    return os.stat(path).st_uid


def is_below(path, folders):
    """Return the first of ``folders`` that ``path`` is in, links followed, or ``None``."""
    path = Path(path).resolve()
    return next((f for f in folders if f and path.is_relative_to(Path(f).resolve())), None)


class CsPrivacyCheckServer(models.Model):
    """Checks of the server: its configuration, files, network and versions."""

    _inherit = "cs.privacy.check"

    @api.model
    def _cs_checks(self):
        return [
            *super()._cs_checks(),
            Check(
                "database_manager",
                self.env._("Database manager"),
                "high",
                self.env._("Set list_db = False in the configuration file and start Odoo again."),
            ),
            Check(
                "master_password",
                self.env._("Master password"),
                "high",
                self.env._("Leave admin_passwd empty: then no master password is right."),
            ),
            Check(
                "developer_mode",
                self.env._("Developer mode"),
                "high",
                self.env._("Take dev_mode (--dev) out of the configuration and start Odoo again."),
            ),
            Check(
                "debug_log",
                self.env._("Level of the log"),
                "medium",
                self.env._(
                    "Set log_level = info; a debug log holds values of requests and statements."
                ),
            ),
            Check(
                "key_ring",
                self.env._("Key ring"),
                "high",
                self.env._(
                    "Keep the key ring in a file of mode 0600 that belongs to Odoo's user, outside "
                    "the data directory, the add-ons and the backups."
                ),
            ),
            Check(
                "key_ring_environment",
                self.env._("Key ring in the environment"),
                "medium",
                self.env._(
                    "Name a file in CS_PRIVACY_KEYRING instead of the keys themselves: other "
                    "programs of the same user, and crash reports, see the environment."
                ),
            ),
            Check(
                "https",
                self.env._("Encrypted connections"),
                "high",
                self.env._(
                    "Put a proxy with TLS in front, set proxy_mode = True, let Odoo listen on "
                    "127.0.0.1 only, and set the system parameter web.base.url to https://…"
                ),
                "/odoo/action-base.ir_config_list_action",
            ),
            Check(
                "components",
                self.env._("Outdated components"),
                "high",
                self.env._("Install the versions named in requirements.txt or later ones."),
            ),
            Check(
                "file_permissions",
                self.env._("Permissions of files"),
                "medium",
                self.env._("Take the rights of others away: chmod o-rwx on the folder or file."),
            ),
            Check(
                "session_life",
                self.env._("Life of sessions"),
                "low",
                self.env._(
                    "Set the system parameter sessions.max_inactivity_seconds to at most 43200 "
                    "(12 hours)."
                ),
                "/odoo/action-base.ir_config_list_action",
            ),
            Check(
                "mail_tls",
                self.env._("Mail servers without encryption"),
                "medium",
                self.env._("Choose TLS for the outgoing, and SSL for the incoming mail servers."),
                "/odoo/action-base.action_ir_mail_server_list",
            ),
        ]

    def _cs_check_database_manager(self):
        if not config["list_db"]:
            return None
        return Finding(self.env._("Anybody can list databases, and copy or drop them at the page."))

    def _cs_check_master_password(self):
        stored = config["admin_passwd"]
        if not stored:
            return None
        if stored.startswith("$pbkdf2"):
            verify = self.env["res.users"]._crypt_context().verify
            weak = any(verify(word, stored) for word in COMMON_PASSWORDS)
        else:
            weak = stored in COMMON_PASSWORDS or len(stored) < MASTER_MIN
        if not weak:
            return None
        return Finding(
            self.env._("The master password of the server is the default, or easily guessed.")
        )

    def _cs_check_developer_mode(self):
        if not config["dev_mode"]:
            return None
        return Finding(
            self.env._("Developer mode is on: %(modes)s.", modes=", ".join(config["dev_mode"]))
        )

    def _cs_check_debug_log(self):
        handlers = [str(handler) for handler in config["log_handler"] or ()]
        verbose = [handler for handler in handlers if handler.upper().endswith(":DEBUG")]
        if str(config["log_level"]).startswith("debug"):
            verbose.insert(0, config["log_level"])
        if not verbose:
            return None
        return Finding(
            self.env._("The log is written in detail: %(levels)s.", levels=", ".join(verbose))
        )

    def _cs_check_key_ring(self):
        try:
            ring.current()
        except RingUnavailable as error:
            return Finding(self.env._("No key ring can be used: %(reason)s.", reason=str(error)))
        kind, path = ring.source()
        faults = self._cs_ring_faults(path) if kind == "file" else []
        return Finding("\n".join(faults)) if faults else None

    @api.model
    def _cs_ring_faults(self, path):
        faults = []
        if stat.S_IMODE(os.stat(path).st_mode) & 0o077:
            faults.append(self.env._("Others may read the file of the key ring."))
        if owner_of(path) not in (os.geteuid(), 0):
            faults.append(self.env._("The file of the key ring belongs to another user."))
        places = [config["data_dir"], *config["addons_path"], *self._cs_backup_folders()]
        if folder := is_below(path, places):
            faults.append(
                self.env._(
                    "The key ring lies in %(folder)s, which is copied or served with the data.",
                    folder=folder,
                )
            )
        return faults

    @api.model
    def _cs_backup_folders(self):
        """Return the folders that hold backups; a hook.

        They are named in the environment variable ``CS_BACKUP_DIR`` or the system parameter
        ``cs_privacy.backup_folder``.
        """
        named = self.env["ir.config_parameter"].sudo().get_param("cs_privacy.backup_folder")
        return [folder for folder in (os.environ.get("CS_BACKUP_DIR"), named) if folder]

    def _cs_check_key_ring_environment(self):
        if ring.source()[0] != "environment":
            return None
        return Finding(self.env._("The keys stand in the environment of the process."))

    def _cs_check_https(self):
        faults = []
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url") or ""
        address = urlsplit(base)
        if address.scheme != "https" and not is_loopback(address.hostname or ""):
            faults.append(
                self.env._("The address in letters is not encrypted: %(address)s.", address=base)
            )
        if not config["proxy_mode"] and not is_loopback(config["http_interface"] or "0.0.0.0"):
            faults.append(
                self.env._("Odoo can be reached without a proxy: whoever listens reads along.")
            )
        return Finding("\n".join(faults)) if faults else None

    def _cs_check_components(self):
        versions = {}
        for name in components.MINIMUM:
            try:
                versions[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                versions[name] = None
        faults = [
            self.env._(
                "%(name)s %(version)s has known holes; take %(minimum)s or later.",
                name=name,
                version=version,
                minimum=minimum,
            )
            for name, version, minimum in components.outdated(versions)
        ]
        major = self.env.cr._cnx.server_version // 10000
        if components.has_ended(major, fields.Date.today()):
            faults.append(
                self.env._("PostgreSQL %(version)s gets no fixes any more.", version=major)
            )
        return Finding("\n".join(faults)) if faults else None

    def _cs_check_file_permissions(self):
        paths = [
            config.filestore(self.env.cr.dbname),
            http.root.session_store.path,
            config["config"],
        ]
        open_paths = [
            path
            for path in paths
            if path and os.path.exists(path) and stat.S_IMODE(os.stat(path).st_mode) & 0o007
        ]
        if not open_paths:
            return None
        return Finding(
            self.env._(
                "Every user of the server may look into: %(paths)s.", paths=", ".join(open_paths)
            )
        )

    def _cs_check_session_life(self):
        hours = http.get_session_max_inactivity(self.env) / 3600
        if hours <= SESSION_MAX_HOURS:
            return None
        return Finding(
            self.env._("Who is not active stays logged in for %(hours)d hours.", hours=hours)
        )

    def _cs_check_mail_tls(self):
        outgoing = self.env["ir.mail_server"].search([("smtp_encryption", "=", "none")])
        names = [server.name for server in outgoing if not is_loopback(server.smtp_host or "")]
        host = config["smtp_server"] or ""
        is_used = not self.env["ir.mail_server"].search_count([], limit=1)
        if is_used and host and not config["smtp_ssl"] and not is_loopback(host):
            names.append(host)
        incoming = self.env["fetchmail.server"].search(
            [("is_ssl", "=", False), ("server_type", "in", ("imap", "pop"))]
        )
        names += [server.name for server in incoming if not is_loopback(server.server or "")]
        if not names:
            return None
        return Finding(
            self.env._("Mail travels in clear through: %(servers)s.", servers=", ".join(names))
        )
