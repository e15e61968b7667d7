import os
import tempfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from odoo import http
from odoo.tests import freeze_time, tagged
from odoo.tools import config

from .. import ring
from ..models import cs_privacy_check_server
from .check_common import CheckCommon
from .common import KEY_A

DOCUMENT = f'{{"keys": {{"k1": "{KEY_A}"}}}}'


@tagged("post_install", "-at_install")
class TestCheckServer(CheckCommon):
    """Every check of the server, both ways."""

    def ring_file(self, folder, mode=0o600):
        path = Path(folder, "ring.json")
        path.write_text(DOCUMENT)
        path.chmod(mode)
        self.enterContext(patch.dict(os.environ, {ring.VARIABLE: str(path)}))
        ring.forget()
        self.addCleanup(ring.forget)
        return path

    def folder(self):
        return self.enterContext(tempfile.TemporaryDirectory())

    def test_database_manager(self):
        with self.options(list_db=True):
            self.assertFound("database_manager", "list databases")
        with self.options(list_db=False):
            self.assertInOrder("database_manager")

    def test_master_password(self):
        hashed = self.env["res.users"]._crypt_context().hash
        for weak in ("admin", "short", hashed("admin")):
            with self.options(admin_passwd=weak):
                self.assertFound("master_password", "easily guessed")
        for strong in ("", "a long one that nobody knows", hashed("kQ7!vv8-nobody")):
            with self.options(admin_passwd=strong):
                self.assertInOrder("master_password")

    def test_developer_mode(self):
        with self.options(dev_mode=["xml", "reload"]):
            self.assertFound("developer_mode", "xml, reload")
        with self.options(dev_mode=[]):
            self.assertInOrder("developer_mode")

    def test_debug_log(self):
        with self.options(log_level="debug_sql", log_handler=[":INFO"]):
            self.assertFound("debug_log", "debug_sql")
        with self.options(log_level="info", log_handler=["odoo.sql_db:DEBUG"]):
            self.assertFound("debug_log", "odoo.sql_db:DEBUG")
        with self.options(log_level="info", log_handler=[":INFO"]):
            self.assertInOrder("debug_log")

    def test_key_ring(self):
        folder = self.folder()
        self.ring_file(folder)
        self.assertInOrder("key_ring")
        for name in ("data_dir", "addons_path"):
            value = folder if name == "data_dir" else [folder]
            with self.options(**{name: value}):
                self.assertFound("key_ring", folder)
        self.parameter("cs_privacy.backup_folder", folder)
        self.assertFound("key_ring", "copied or served with the data")

    def test_key_ring_that_others_read(self):
        path = self.ring_file(self.folder())
        ring.current()
        path.chmod(0o644)
        self.assertFound("key_ring")

    def test_key_ring_of_another_user(self):
        self.ring_file(self.folder())
        with patch.object(cs_privacy_check_server, "owner_of", return_value=4711):
            self.assertFound("key_ring", "another user")

    def test_key_ring_that_is_missing(self):
        with patch.dict(os.environ, {ring.VARIABLE: "/nowhere/ring.json"}):
            ring.forget()
            self.assertFound("key_ring", "No key ring can be used")
        ring.forget()

    def test_key_ring_in_the_environment(self):
        self.ring_file(self.folder())
        self.assertInOrder("key_ring_environment")
        with patch.dict(os.environ, {ring.VARIABLE: DOCUMENT}):
            self.assertFound("key_ring_environment", "environment")

    def test_https(self):
        self.parameter("web.base.url", "http://service.example")
        with self.options(proxy_mode=True, http_interface="0.0.0.0"):
            self.assertFound("https", "http://service.example")
        self.parameter("web.base.url", "https://service.example")
        with self.options(proxy_mode=True, http_interface="0.0.0.0"):
            self.assertInOrder("https")
        with self.options(proxy_mode=False, http_interface=""):
            self.assertFound("https", "without a proxy")
        self.parameter("web.base.url", "http://localhost:8069")
        with self.options(proxy_mode=False, http_interface="127.0.0.1"):
            self.assertInOrder("https")

    def test_components(self):
        with freeze_time("2026-03-01"):
            self.assertInOrder("components")
            with patch("importlib.metadata.version", return_value="0.1"):
                self.assertFound("components", "cryptography 0.1 has known holes")
        with freeze_time(date(2050, 1, 1)):
            self.assertFound("components", "gets no fixes any more")

    def test_file_permissions(self):
        folder = self.folder()
        self.patch(type(config), "filestore", lambda _self, _name: folder)
        self.patch(http.root.session_store, "path", folder)
        file = Path(folder, "odoo.conf")
        file.write_text("")
        file.chmod(0o600)
        with self.options(config=str(file)):
            self.assertInOrder("file_permissions")
            file.chmod(0o644)
            self.assertFound("file_permissions", str(file))

    def test_session_life(self):
        self.assertFound("session_life", "168 hours")
        self.parameter("sessions.max_inactivity_seconds", "3600")
        self.assertInOrder("session_life")

    def test_mail_tls(self):
        self.env["ir.mail_server"].search([]).unlink()
        self.env["fetchmail.server"].search([]).unlink()
        with self.options(smtp_server="localhost"):
            self.assertInOrder("mail_tls")
        with self.options(smtp_server="smtp.example", smtp_ssl=False):
            self.assertFound("mail_tls", "smtp.example")
        server = self.env["ir.mail_server"].create(
            {"name": "Out", "smtp_host": "smtp.example", "smtp_encryption": "none"}
        )
        self.assertFound("mail_tls", "Out")
        server.smtp_encryption = "starttls"
        self.assertInOrder("mail_tls")
        incoming = self.env["fetchmail.server"].create(
            {"name": "In", "server_type": "imap", "server": "imap.example", "is_ssl": False}
        )
        self.assertFound("mail_tls", "In")
        incoming.is_ssl = True
        self.assertInOrder("mail_tls")
