"""Text messages and photos of documents."""


class Messages:
    """Part of :class:`~tests.privacy_walk.Walk`: SMS by the composer, identity documents."""

    def send_messages(self):
        self.by_sms(self.people["sms"])
        self.by_mass_sms(self.people["mass"], self.people["wrong_number"])
        self.run_named("SMS: SMS Queue Manager")
        people = [self.people[name] for name in ("sms", "mass", "wrong_number")]
        told = set(self.world.numbers)
        assert told == {f"+86{person.phone}" for person in people}, "the provider got them"
        left = self.server.query(
            "SELECT count(*), bool_and(starts_with(cs_number, 'e1$')) FROM sms_sms"
            " WHERE state = 'error'"
        )
        assert left == [(1, True)], "the refused one waits, sealed"

    def by_sms(self, person):
        """The composer of one customer, as the web client opens and saves it."""
        context = {"active_model": "res.partner", "active_id": self.created(person)}
        context |= {"default_composition_mode": "comment", "default_res_id": context["active_id"]}
        spec = {"recipient_single_number_itf": {}, "body": {}, "recipient_single_valid": {}}
        shown = self.agent.call("sms.composer", "onchange", [], {}, [], spec, context=context)
        number = shown["value"]["recipient_single_number_itf"]
        assert "*" in number, number
        values = {"body": person.spoken, "recipient_single_number_itf": number}
        [row] = self.agent.call(
            "sms.composer", "web_save", [], values, specification=spec, context=context
        )
        self.agent.call("sms.composer", "action_send_sms", [row["id"]], context=context)

    def by_mass_sms(self, *people):
        """The composer of a list; the messages wait in the queue, and are noted."""
        ids = [self.created(person) for person in people]
        context = {"active_model": "res.partner", "active_ids": ids}
        values = {
            "composition_mode": "mass",
            "res_model": "res.partner",
            "res_ids": repr(ids),
            "body": people[0].spoken,
            "mass_keep_log": True,
        }
        composer = self.agent.call("sms.composer", "create", values, context=context)
        self.agent.call("sms.composer", "action_send_sms", [composer], context=context)

    def keep_documents(self):
        """A card is uploaded in the chatter, made an identity document, and opened for a reason."""
        person = self.people["document"]
        partner = self.created(person)
        answer = self.agent.post(
            f"{self.server.url}/web/binary/upload_attachment",
            data={"csrf_token": self.agent.token(), "model": "res.partner", "id": partner},
            files={"ufile": (f"{person.id_number}.txt", person.spoken, "text/plain")},
            timeout=60,
        )
        assert answer.ok, answer.text
        domain = [["res_model", "=", "res.partner"], ["res_id", "=", partner]]
        [card] = self.agent.call("ir.attachment", "search", domain)
        self.agent.call("ir.attachment", "web_save", [card], {"cs_is_identity": True}, {})
        domain = [["code", "=", "service"]]
        [purpose] = self.agent.call("cs.privacy.purpose", "search", domain)
        dialog = self.agent.call(
            "cs.privacy.document.open",
            "create",
            {
                "attachment_id": card,
                "purpose_id": purpose,
                "reason": f"Called from {person.phone}",
                "reference": person.phone,
            },
        )
        action = self.agent.call("cs.privacy.document.open", "action_open", [dialog])
        shown = self.agent.get(f"{self.server.url}{action['url']}", timeout=60)
        assert shown.text == person.spoken, shown.text
