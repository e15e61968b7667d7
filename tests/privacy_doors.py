"""The doors by which customers' numbers come in, each used by one person."""

import base64
import os
import subprocess
import sys
from contextlib import suppress

import requests

from .real_server import ROOT

MAIL = """From: {name} <{email}>
To: complaint@operator.example
Subject: {subject}
Message-Id: <walk@customer.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
"""
DOORS = (
    *("form", "import", "file", "program", "call", "mail", "web", "complaint", "number"),
    *("message", "copy", "refused", "picture", "consent", "activity", "archive", "taiwan"),
)


class Doors:
    """Part of :class:`~tests.privacy_walk.Walk`: each ``by_…`` lets one person in."""

    def let_everybody_in(self):
        for name in DOORS:
            getattr(self, f"by_{name}")(self.people[name])

    def vals(self, person, **more):
        return {
            "name": person.name,
            "email": person.email,
            "cs_id_type": person.id_type,
            "cs_id_number": person.id_number,
            "cs_birth_date": person.birth_date,
            "cs_phone": person.phone,
            **more,
        }

    def created(self, person, **more):
        self.partners[person.name] = self.agent.call(
            "res.partner", "create", self.vals(person, **more)
        )
        return self.partners[person.name]

    def by_form(self, person):
        """Typed into the form: onchange for each value, then save; then the form again."""
        spec = {name: {} for name in self.vals(person)}
        values = {}
        for name, value in self.vals(person).items():
            values[name] = value
            self.agent.call("res.partner", "onchange", [], values, [name], spec)
        [row] = self.agent.call("res.partner", "web_save", [], values, specification=spec)
        self.partners[person.name] = row["id"]
        again = {"cs_phone": row["cs_phone"], "comment": "Seen today"}
        self.agent.call("res.partner", "web_save", [row["id"]], again, specification=spec)

    def by_import(self, person):
        names = list(self.vals(person))
        row = [self.vals(person)[name] for name in names]
        answer = self.agent.call("res.partner", "load", names, [row])
        assert answer["ids"], answer
        self.partners[person.name] = answer["ids"][0]

    def by_file(self, person):
        """A file through the import screen: upload, preview, test, import."""
        names = list(self.vals(person))
        lines = [",".join(names), ",".join(self.vals(person).values())]
        wizard = self.agent.call("base_import.import", "create", {"res_model": "res.partner"})
        answer = self.agent.post(
            f"{self.server.url}/base_import/set_file",
            data={"csrf_token": self.agent.token(), "id": wizard},
            files={"ufile": ("customers.csv", "\n".join(lines), "text/csv")},
            timeout=60,
        )
        assert answer.ok, answer.text
        options = {"has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8"}
        options |= {"date_format": "", "datetime_format": "", "float_thousand_separator": ","}
        options |= {"float_decimal_separator": ".", "advanced": True, "keep_matches": False}
        options |= {"sheets": [], "sheet": "", "limit": 2000, "skip": 0, "tracking_disable": True}
        options |= {"import_skip_records": [], "import_set_empty_fields": [], "fallback_values": {}}
        options |= {"name_create_enabled_fields": {}}
        self.agent.call("base_import.import", "parse_preview", [wizard], options)
        for is_test in (True, False):
            answer = self.agent.call(
                "base_import.import",
                "execute_import",
                [wizard],
                names,
                names,
                options,
                dryrun=is_test,
            )
            assert answer["ids"], answer
        self.partners[person.name] = answer["ids"][0]

    def json2(self, model, method, **body):
        answer = requests.post(
            f"{self.server.url}/json/2/{model}/{method}",
            json=body,
            headers={"Authorization": f"bearer {self.key}"},
            timeout=60,
        )
        assert answer.ok, answer.text
        return answer.json()

    def by_program(self, person):
        [self.partners[person.name]] = self.json2(
            "res.partner", "create", vals_list=[self.vals(person)]
        )

    def by_call(self, person):
        """The telephone system reports a call, twice."""
        row = {
            "source": "pbx",
            "external_id": "walk-1",
            "channel": "phone",
            "date_arrived": "2026-03-02T09:00:00+08:00",
            "caller": f"+86 {person.phone[:3]} {person.phone[3:]}",
            "name": f"Call from {person.phone}",
            "description": person.spoken,
        }
        for _dummy in range(2):
            [answer] = self.json2("cs.contact", "ingest", rows=[row])
            assert not answer["error"], answer
        self.created(person)

    def by_mail(self, person):
        mail = MAIL.format(
            name=person.name, email=person.email, subject=f"Call {person.phone}", text=person.spoken
        )
        command = [sys.executable, str(ROOT / "scripts/mail-pipe"), "--url", self.server.url]
        command += ["--database", self.server.database]
        environment = {**os.environ, "CS_MAIL_PASSWORD": "admin"}
        subprocess.run(command, input=mail.encode(), env=environment, check=True, timeout=60)
        self.created(person)

    def by_web(self, person):
        """The public complaint form, with the numbers in every field and in a file's name."""
        [category] = self.server.query(
            "SELECT min(id) FROM cs_complaint_category WHERE parent_id > 0"
        )
        browser = self.server.session()
        form = {
            **browser.hidden_of("/complaint"),
            "subject": f"Call me: {person.phone}",
            "description": person.spoken,
            "category_id": str(category[0]),
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
        }
        name = f"bill-{person.id_number}.txt"
        answer = browser.post(
            f"{self.server.url}/complaint",
            data=form,
            files={"files": (name, b"two lines\nof text\n", "text/plain")},
            timeout=60,
        )
        assert answer.ok, answer.text
        assert "subject_again" not in answer.text, "the form was shown again"
        self.created(person)

    def by_complaint(self, person):
        """An agent takes a complaint down, posts on it and answers."""
        partner = self.created(person)
        category = self.agent.call("cs.complaint.category", "search", [["parent_id", "!=", False]])
        complaint = self.agent.call(
            "cs.complaint",
            "create",
            {
                "subject": f"Identity {person.id_number}",
                "description": person.spoken,
                "partner_id": partner,
                "category_id": category[0],
                "phone": person.phone,
            },
        )
        self.agent.call("cs.complaint", "message_post", [complaint], body=person.spoken)
        self.agent.call("cs.complaint", "write", [complaint], {"description": person.spoken + "!"})

    def by_number(self, person):
        number = {"number": person.phone, "partner_id": self.created(person)}
        self.server.call("cs.service.number", "create", number)

    def by_message(self, person):
        partner = self.created(person)
        self.agent.call("res.partner", "message_post", [partner], body=person.spoken)
        composer = self.agent.call(
            "mail.compose.message",
            "create",
            {
                "model": "res.partner",
                "res_ids": str([partner]),
                "composition_mode": "comment",
                "subject": f"Your number {person.phone}",
                "body": f"<p>{person.spoken}</p>",
                "partner_ids": [(6, 0, [partner])],
            },
        )
        self.agent.call("mail.compose.message", "action_send_mail", [composer])

    def by_copy(self, person):
        """Copies, and what is merged out of two."""
        partner = self.created(person)
        copied = self.agent.call("res.partner", "copy", [partner])
        copied = copied[0] if isinstance(copied, list) else copied
        wizard = self.server.call(
            "base.partner.merge.automatic.wizard",
            "create",
            {"partner_ids": [(6, 0, [partner, copied])], "dst_partner_id": partner},
        )
        self.server.call("base.partner.merge.automatic.wizard", "action_merge", [wizard])

    def by_refused(self, person):
        """What cannot be saved leaves no trace of its values either."""
        partner = self.created(person)
        for wrong in (
            {"country_id": 999_999_999},
            {"cs_birth_date": f"{person.birth_date}x"},
            {"cs_phone": [person.phone]},
            {"no_such_field": person.phone},
            {"parent_id": partner},
        ):
            for args in ((), ([partner],)):
                with suppress(RuntimeError):
                    method = "write" if args else "create"
                    self.agent.call("res.partner", method, *args, self.vals(person, **wrong))
        with suppress(RuntimeError):
            domain = [["cs_birth_date", "=", person.birth_date]]
            self.agent.call("res.partner", "search_read", domain, ["name"])
        with suppress(RuntimeError):
            self.agent.call("res.partner", "search", [["cs_phone", "ilike", person.phone[:6]]])

    def by_picture(self, person):
        """A picture of an identity card, which is a text file here."""
        content = base64.b64encode(person.spoken.encode()).decode()
        self.agent.call(
            "ir.attachment",
            "create",
            {
                "name": f"card {person.id_number}.txt",
                "datas": content,
                "res_model": "res.partner",
                "res_id": self.created(person),
                "cs_is_identity": True,
            },
        )

    def by_consent(self, person):
        partner = self.created(person)
        self.json2(
            "cs.privacy.consent",
            "report",
            source="app",
            external_id="walk-1",
            partner_id=partner,
            purpose="promotion",
            event="given",
            note=person.spoken,
        )

    def by_activity(self, person):
        partner = self.created(person)
        activity = self.agent.call(
            "mail.activity",
            "create",
            {
                "res_model_id": self.server.call(
                    "ir.model", "search", [["model", "=", "res.partner"]]
                )[0],
                "res_id": partner,
                "summary": f"Call {person.phone}",
                "note": person.spoken,
            },
        )
        self.agent.call("mail.activity", "action_feedback", [activity], feedback=person.spoken)

    def by_archive(self, person):
        partner = self.created(person)
        self.agent.call("res.partner", "action_archive", [partner])

    def by_taiwan(self, person):
        """A number and a card of Taiwan, in the record and in a text."""
        partner = self.created(person)
        self.agent.call("res.partner", "message_post", [partner], body=person.spoken)
