"""One walk through the suite in which every known number goes in by another door."""

import os
import subprocess
import time

from odoo.addons.base.models.res_users import INDEX_SIZE, KEY_CRYPT_CONTEXT

from .leak_scanner import Word
from .privacy_care import Care
from .privacy_complaints import Complaints
from .privacy_doors import DOORS, Doors
from .privacy_incidents import Incidents
from .privacy_messages import Messages
from .privacy_people import Person, TaiwanPerson
from .privacy_requests import Requests
from .privacy_use import Use

PASSWORD = "a-Password-2-try"
# People who come in otherwise, each for one matter
OTHERS = (
    *("sms", "mass", "wrong_number", "document", "portal", "corrected", "asked", "held"),
    *("affected", "watched", "desk", "texter"),
    *("app", "member", "visited", "thinker", "green"),
)


class Walk(Doors, Complaints, Care, Messages, Requests, Use, Incidents):
    """Runs against a :class:`~tests.real_server.RealServer`, with a world outside it."""

    def __init__(self, server, world):
        self.server, self.world = server, world
        self.people = {
            name: (TaiwanPerson if name == "taiwan" else Person)(name, number)
            for number, name in enumerate((*DOORS, *OTHERS))
        }
        self.partners = {}
        self.erased_people = []
        world.wrong_numbers = {f"+86{self.people['wrong_number'].phone}"}

    @property
    def values(self):
        return [value for person in self.people.values() for value in person.values]

    @property
    def stored_values(self):
        """What the database must not hold: also who was erased, whom logs of logins name."""
        values = self.values
        for person in self.erased_people:
            values += [Word(f"name of {person.name}", person.name)]
            values += [Word(f"address of {person.name}", person.email)]
        return values

    def go(self):
        """Walk the whole way."""
        self.prepare()
        self.let_everybody_in()
        self.send_messages()
        self.complain()
        self.care()
        self.keep_documents()
        self.ask_for_rights()
        self.search_and_reveal()
        self.export()
        self.handle_incident()
        self.watch()
        self.rotate()
        self.run_named("Customer information", "like")

    # What an operator sets up once

    def prepare(self):
        call = self.server.call
        domain = call("mail.alias.domain", "create", {"name": "operator.example"})
        call("res.company", "write", [1], {"alias_domain_id": domain, "country_id": self.ref("cn")})
        channel = call("cs.channel", "search", [["code", "=", "email"]])
        call("cs.channel", "write", channel, {"alias_domain_id": domain})
        call("hr.department", "create", {"name": "Customer Service", "cs_function": "service"})
        self.agent = self.user(
            "agent",
            "cs_privacy.group_cs_privacy_reveal",
            "cs_complaint.group_cs_complaint_agent",
            "base.group_partner_manager",
            "base.group_allow_export",
        )
        self.sign(self.agent, "Agent")
        self.security = self.user("security", "cs_privacy.group_cs_privacy_security")
        self.officer = self.user("officer", "cs_privacy.group_cs_privacy_officer")
        self.user("program", "cs_base.group_cs_base_api", "base.group_partner_manager")
        self.key = self.api_key("program")
        parameters = ("sms.endpoint", f"http://127.0.0.1:{self.world.sms_port}")
        call("ir.config_parameter", "set_param", *parameters)
        mail_server = {"smtp_host": "127.0.0.1", "smtp_port": self.world.mail_port}
        call("ir.mail_server", "create", {"name": "world", **mail_server})

    def ref(self, country):
        return self.server.call("res.country", "search", [["code", "=", country.upper()]])[0]

    def user(self, login, *groups):
        """Create an employee with these groups and return the session of the login."""
        ids = [self.group(xmlid) for xmlid in ("base.group_user", *groups)]
        values = {"name": login.title(), "login": login, "password": PASSWORD}
        self.server.call("res.users", "create", {**values, "group_ids": [(6, 0, ids)]})
        return self.server.session(login, PASSWORD)

    def sign(self, session, name):
        """Sign the confidentiality agreement; the password is asked for."""
        model = "cs.privacy.agreement.sign"
        values = {"typed_name": name, "has_read": True}
        wizard = session.call(model, "create", values)
        action = session.call(model, "action_sign", [wizard])
        if action.get("res_model") == "res.users.identitycheck":
            args = ("run_check", [action["res_id"]])
            session.call(action["res_model"], *args, context={"password": PASSWORD})

    def group(self, xmlid):
        module, name = xmlid.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        [row] = self.server.call("ir.model.data", "search_read", domain, ["res_id"])
        return row["res_id"]

    def api_key(self, login):
        """Give a user an API key as the wizard does, which asks a person for the password."""
        key = os.urandom(20).hex()
        self.server.execute(
            "INSERT INTO res_users_apikeys (name, user_id, scope, expiration_date, key, index)"
            " SELECT 'walk', id, NULL, now() + interval '1 day', %s, %s"
            "   FROM res_users WHERE login = %s",
            KEY_CRYPT_CONTEXT.hash(key),
            key[:INDEX_SIZE],
            login,
        )
        return key

    def run_named(self, name, operator="="):
        """Run the scheduled actions of this name."""
        domain = [["cron_name", operator, name]]
        crons = self.server.call("ir.cron", "search", domain)
        assert crons, name
        for cron in crons:
            self.run_action(cron)

    def run_action(self, cron):
        """Run a scheduled action now; the server may be at it itself."""
        for _try in range(60):
            try:
                return self.server.call("ir.cron", "method_direct_trigger", [cron])
            except RuntimeError as error:
                if "concurrent" not in str(error) and "already" not in str(error):
                    raise
                failure = error
                time.sleep(1)
        raise failure

    def dump(self, *tables):
        """Return the whole database, or these tables of it, as text."""
        command = ["pg_dump", "--dbname", self.server.database, "--no-owner"]
        command += [f"--table={table}" for table in tables]
        return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout
