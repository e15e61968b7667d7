"""What persons ask for by right: in the customer page, and at the desk."""

import json
import re

PORTAL_PASSWORD = "a-Customer-2-try"


class Requests:
    """Part of :class:`~tests.privacy_walk.Walk`: see, correct, download, erase."""

    def ask_for_rights(self):
        self.use_customer_page(self.people["portal"], self.people["corrected"])
        self.ask_at_the_desk(self.people["asked"])
        self.erase_what_may_be(self.people["held"])
        self.run_named("Mail: Email Queue Manager")

    # In the customer page

    def use_customer_page(self, person, new):
        """One customer sees, takes along and corrects the own data, and has it erased.

        :param new: has the numbers that the customer types as the right ones
        """
        partner = self.created(person)
        self.server.call(
            "res.users",
            "create",
            {
                "login": person.email,
                "password": PORTAL_PASSWORD,
                "partner_id": partner,
                "group_ids": [(6, 0, [self.group("base.group_portal")])],
            },
            context={"no_reset_password": True},
        )
        session = self.server.session(person.email, PORTAL_PASSWORD)
        page = session.get(f"{self.server.url}/my/privacy/data", timeout=120).text
        assert person.id_number not in page
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

        def post(path, status=200, **form):
            url = f"{self.server.url}/my/privacy/{path}"
            answer = session.post(url, data={"csrf_token": token, **form}, timeout=120)
            assert answer.status_code == status, (path, answer.status_code)
            return answer

        self.see_own_data(person, post)
        self.correct_own_data(partner, new, post)
        self.erase(person, partner, post)

    def see_own_data(self, person, post):
        clear = post("data/show", password=PORTAL_PASSWORD).text
        assert person.id_number in clear
        assert person.birth_date in clear
        own = post("data/download", file="json").json()
        assert own["person"]["id_number"] == person.id_number
        assert own["person"]["protected_phone"].endswith(person.phone)
        assert post("data/download", file="pdf").content.startswith(b"%PDF")
        post("requests/new", kind="objection", note=f"No calls to {person.phone}: {person.spoken}")

    def correct_own_data(self, partner, new, post):
        """Wrong numbers first; then right ones, which the officer applies."""
        values = {"cs_id_number": new.id_number}
        wrong = {"cs_phone": f"{new.phone}x5", "cs_birth_date": f"{new.birth_date[:-2]}32"}
        post("data/correct", status=422, **values, **wrong)
        right = {"cs_phone": f"+86 {new.phone}", "cs_birth_date": new.birth_date}
        post("data/correct", **values, **right)
        asked = [self.open_request(partner, "correction")]
        self.officer.call("cs.privacy.request", "action_start", asked)
        self.officer.call("cs.privacy.request", "action_apply", asked)
        domain = [["cs_id_number", "=", new.id_number]]
        assert self.agent.call("res.partner", "search", domain) == [partner]

    def open_request(self, partner, kind):
        domain = [["partner_id", "=", partner], ["kind", "=", kind]]
        [asked] = self.officer.call("cs.privacy.request", "search", domain)
        return asked

    # At the desk

    def register(self, person, kind, **more):
        """An agent takes a request down; the officer has seen the card and begins."""
        values = {
            "kind": kind,
            "partner_id": self.partners.get(person.name) or self.created(person),
            "note": f"Says: {person.spoken}",
            **more,
        }
        spec = {"name": {}, "state": {}}
        [row] = self.agent.call("cs.privacy.request", "web_save", [], values, specification=spec)
        asked = [row["id"]]
        self.officer.call("cs.privacy.request", "write", asked, {"identity_method": "document"})
        self.officer.call("cs.privacy.request", "action_start", asked)
        return asked

    def ask_at_the_desk(self, person):
        for kind in ("access", "portability"):
            asked = self.register(person, kind)
            action = self.officer.call("cs.privacy.request", "action_download", asked)
            copy = self.officer.get(f"{self.server.url}{action['url']}", timeout=120)
            if kind == "access":
                assert copy.content.startswith(b"%PDF"), copy.text
            else:
                assert json.loads(copy.content)["person"]["id_number"] == person.id_number
            self.finish(asked, "done", f"Handed over: {person.spoken}")
        asked = self.register(person, "objection")
        self.finish(asked, "refuse", f"We have to: {person.spoken}")
        lines = [(0, 0, {"field_name": "cs_phone", "new_value": person.phone})]
        asked = self.register(person, "correction", line_ids=lines)
        self.finish(asked, "cancel", f"Called from {person.phone}")

    def finish(self, asked, transition, reason):
        model = "cs.privacy.request.reason"
        values = {"request_ids": [(6, 0, asked)], "transition": transition, "reason": reason}
        dialog = self.officer.call(model, "create", values)
        self.officer.call(model, "action_apply", [dialog])

    def erase(self, person, partner, post):
        """Nothing has to be kept: the name and the address are nowhere either."""
        self.agent.call("res.partner", "message_post", [partner], body=f"{person.name} called")
        post("requests/new", kind="erasure")
        asked = [self.open_request(partner, "erasure")]
        self.officer.call("cs.privacy.request", "action_start", asked)
        self.confirm_erasure(asked)
        assert self.server.query(
            "SELECT cs_erased_on IS NOT NULL, cs_phone, cs_id_number FROM res_partner"
            " WHERE id = %s",
            partner,
        ) == [(True, None, None)]
        del self.partners[person.name]
        self.erased_people.append(person)

    def erase_what_may_be(self, person):
        """A number is in service: the identity stays, sealed; the contact data goes."""
        partner = self.created(person)
        number = {"number": person.phone, "partner_id": partner}
        self.server.call("cs.service.number", "create", number)
        self.confirm_erasure(self.register(person, "erasure"))
        [(phone, identity)] = self.server.query(
            "SELECT cs_phone, cs_id_number FROM res_partner WHERE id = %s", partner
        )
        assert not phone
        assert identity.startswith("e1$")
        [(kept,)] = self.server.query(
            "SELECT split_part(number, '$', 1) FROM cs_service_number WHERE partner_id = %s",
            partner,
        )
        assert kept == "e1"
        del self.partners[person.name]

    def confirm_erasure(self, asked):
        """The dialog: what goes, what stays, the tick, the button."""
        action = self.officer.call("cs.privacy.request", "action_erase", asked)
        model, context = action["res_model"], action["context"]
        spec = {
            "request_ids": {},
            "is_understood": {},
            "line_ids": {"fields": {"label": {}, "reason": {}}},
        }
        shown = self.officer.call(model, "onchange", [], {}, [], spec, context=context)
        assert shown["value"]["line_ids"]
        values = {"request_ids": [(6, 0, asked)], "is_understood": True}
        [row] = self.officer.call(
            model, "web_save", [], values, specification={"is_understood": {}}, context=context
        )
        self.officer.call(model, "action_erase", [row["id"]])
