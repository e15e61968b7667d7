"""What agents and security officers do with what is stored: search, reveal, export, rotate."""

import json
import pathlib


class Use:
    """Part of :class:`~tests.privacy_walk.Walk`."""

    def search_and_reveal(self):
        for person in self.people.values():
            if person.name not in self.partners:
                continue
            partner = self.partners[person.name]
            for name, value in (("cs_phone", person.phone), ("cs_id_number", person.id_number)):
                domain = [[name, "=", value], ["active", "in", [True, False]]]
                found = self.agent.call("res.partner", "web_search_read", domain, {"cs_phone": {}})
                assert partner in [row["id"] for row in found["records"]], (person.name, name)
            self.reveal(person)

    def reveal(self, person):
        """Tell number and telephone in the reason and the reference, as agents do."""
        partner = self.partners[person.name]
        shown = self.agent.call(
            "res.partner",
            "privacy_reveal",
            [partner],
            ["cs_phone", "cs_id_number", "cs_birth_date"],
            "service",
            f"The customer asks: {person.spoken}",
            person.phone,
        )
        assert shown[str(partner)]["cs_id_number"] == person.id_number
        assert shown[str(partner)]["cs_phone"].endswith(person.phone)

    def export(self):
        """Every list as a file; returns nothing, for what was exported is masked."""
        fields = ("name", "cs_phone", "cs_id_number", "cs_birth_date")
        data = {
            "model": "res.partner",
            "fields": [{"name": name, "label": name, "type": "char"} for name in fields],
            "ids": list(self.partners.values()),
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        self.exported = b""
        for kind in ("csv", "xlsx"):
            answer = self.agent.post(
                f"{self.server.url}/web/export/{kind}",
                data={"data": json.dumps(data), "csrf_token": self.agent.token()},
                timeout=60,
            )
            assert answer.ok, answer.text
            self.exported += answer.content
            pathlib.Path(self.server.directory, f"export.{kind}").write_bytes(answer.content)

    def rotate(self):
        """Activate the second key of the ring and wait until everything is sealed with it."""
        action = self.security.call("cs.privacy.key.ring", "action_open")
        self.security.call("cs.privacy.key.ring", "action_refresh", [action["res_id"]])
        [key] = self.security.call("cs.privacy.key", "search", [["name", "=", "k9"]])
        action = self.security.call("cs.privacy.key", "action_open_activate", [key])
        wizard = [action["res_id"]]
        self.security.call("cs.privacy.key.activate", "write", wizard, {"is_backed_up": True})
        self.security.call("cs.privacy.key.activate", "action_activate", wizard)
        self.run_named("Customer information: seal values with the active key")
        left = (
            "SELECT count(*) FROM res_partner WHERE split_part(cs_phone, '$', 2) NOT IN ('', 'k9')"
        )
        assert self.server.wait_for(left, [(0,)])
