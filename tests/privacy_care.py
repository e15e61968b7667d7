"""The doors of care and loyalty: enrolment, suggestions, return visits, special groups, grants."""

ADDRESS = "/suggestion"


class Care:
    """Part of :class:`~tests.privacy_walk.Walk`: what customers tell agents of care."""

    def care(self):
        self.carer = self.user(
            "carer",
            "cs_care.group_cs_care_supervisor",
            "cs_privacy.group_cs_privacy_reveal",
            "base.group_partner_manager",
        )
        self.sign(self.carer, "Carer")
        self.enrol(self.people["member"])
        self.visit(self.people["visited"])
        self.suggest(self.people["thinker"])
        self.grant(self.people["green"])
        self.run_named("Care", "like")

    def customer(self, person):
        self.partners[person.name] = self.carer.call("res.partner", "create", self.vals(person))
        return self.partners[person.name]

    def enrol(self, person):
        """Enrolled at the desk with a note; points corrected; the card blocked."""
        program = self.server.call(
            "loyalty.program",
            "create",
            {"name": "Walk", "program_type": "loyalty", "applies_on": "both", "cs_managed": True},
        )
        values = {
            "partner_id": self.customer(person),
            "program_id": program,
            "agrees": True,
            "how": "phone",
            "note": person.spoken,
        }
        dialog = self.carer.call("cs.loyalty.enrol", "create", values)
        self.carer.call("cs.loyalty.enrol", "action_enrol", [dialog])
        [card] = self.server.call(
            "loyalty.card", "search", [["partner_id", "=", self.partners[person.name]]]
        )
        reason = self.server.call("cs.loyalty.reason", "search", [])[0]
        asked = self.carer.call(
            "cs.loyalty.adjustment",
            "create",
            {
                "card_id": card,
                "program_id": program,
                "points": 5,
                "reason_id": reason,
                "note": person.spoken,
            },
        )
        self.carer.call("cs.loyalty.adjustment", "action_request", [asked])
        block = {"card_ids": [card], "reason": f"Asked from {person.phone}"}
        dialog = self.carer.call("cs.loyalty.card.block", "create", block)
        self.carer.call("cs.loyalty.card.block", "action_go", [dialog])

    def visit(self, person):
        """Called three times, with notes; the customer gets a message."""
        new = {"partner_id": self.customer(person), "reason": f"Call {person.phone}"}
        dialog = self.carer.call("cs.visit.new", "create", new)
        self.carer.call("cs.visit.new", "action_apply", [dialog])
        [visit] = self.carer.call(
            "cs.visit", "search", [["partner_id", "=", self.partners[person.name]]]
        )
        note = {"visit_id": visit, "result": "wrong_number", "note": person.spoken}
        dialog = self.carer.call("cs.visit.note", "create", note)
        self.carer.call("cs.visit.note", "action_apply", [dialog])

    def suggest(self, person):
        """A visitor writes numbers into the form; an agent answers with them."""
        [[category]] = self.server.query("SELECT min(id) FROM cs_suggestion_category")
        visitor = self.server.session()
        form = {
            **visitor.hidden_of(ADDRESS),
            "subject": f"Call {person.phone}",
            "description": person.spoken,
            "category_id": str(category),
            "name": person.name,
            "email": person.email,
        }
        answer = visitor.post(f"{self.server.url}{ADDRESS}", data=form, timeout=60)
        assert answer.ok, answer.text
        [suggestion] = self.server.call(
            "cs.suggestion", "search", [["email_from", "=", person.email]]
        )
        answer = {"suggestion_ids": [suggestion], "step": "adopt", "answer": person.spoken}
        dialog = self.carer.call("cs.suggestion.answer", "create", answer)
        self.carer.call("cs.suggestion.answer", "action_apply", [dialog])

    def grant(self, person):
        """Served first, for a reason that holds numbers; then no more."""
        values = {
            "partner_id": self.customer(person),
            "reason": f"Lost the phone {person.phone}",
        }
        grant = self.carer.call("cs.green.grant", "create", values)
        self.carer.call("cs.green.grant", "action_revoke", [grant], person.spoken)
