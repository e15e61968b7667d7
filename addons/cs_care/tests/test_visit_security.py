from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .visit_common import VisitCommon

ALL = {"agent": "r", "supervisor": "r", "manager": "r"}
CONFIG = {"agent": "r", "supervisor": "r", "manager": "crwu"}
MODELS = {
    "cs.visit": {"agent": "rw", "supervisor": "rw", "manager": "rw"},
    "cs.visit.answer": {"agent": "rw", "supervisor": "rw", "manager": "rw"},
    "cs.visit.attempt": ALL,
    "cs.visit.plan": CONFIG,
    "cs.visit.script": CONFIG,
    "cs.visit.step": CONFIG,
    "cs.visit.option": CONFIG,
    "cs.visit.report": {"supervisor": "r", "manager": "r"},
    "cs.visit.note": {"agent": "crw", "supervisor": "crw", "manager": "crw"},
    "cs.visit.end": {"agent": "crw", "supervisor": "crw", "manager": "crw"},
    "cs.visit.new": {"agent": "crw", "supervisor": "crw", "manager": "crw"},
    "cs.visit.reassign": {"supervisor": "crw", "manager": "crw"},
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestVisitSecurity(VisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, login="cs_care_portal", groups="base.group_portal")

    def test_every_model_is_classified(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("cs.visit") and not model._abstract
        }
        self.assertEqual(ours, set(MODELS))

    def test_roles(self):
        users = {
            name: getattr(self, name)
            for name in ("agent", "supervisor", "manager", "plain", "portal")
        }
        for model, allowed in MODELS.items():
            for role, user in users.items():
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            letter in allowed.get(role, ""),
                        )

    def test_forged(self):
        visit = self._plan_visit(user=self.agent).with_user(self.agent)
        names = sorted(visit._cs_protected - {"key"}) + ["attempt_count"]
        for name in names:
            with self.subTest(name), self.assertRefused(AccessError, "set by the system only"):
                visit.write({name: False})
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.env["cs.visit"].with_user(user).create({"partner_id": self.customer.id})
        with self.assertRaises(AccessError):
            visit.read(["key"])

    def test_forged_in_superuser_context(self):
        visit = self._plan_visit(user=self.agent).with_user(self.agent)
        with self.assertRefused(AccessError, "set by the system only"):
            visit.with_context(cs_transition=True).write({"state": "done"})

    def test_answers_and_attempts(self):
        visit = self._started()
        answer = visit.answer_ids[0]
        for name in ("question", "kind", "options", "is_required", "visit_id"):
            with self.subTest(name), self.assertRefused(AccessError, "set by the system only"):
                answer.write({name: False})
        with self.assertRaises(AccessError):
            visit.write({"answer_ids": [(0, 0, {"question": "Mine", "kind": "text"})]})
        with self.assertRaises(UserError):
            visit.write({"answer_ids": [(2, answer.id, 0)]})
        with self.assertRefused(UserError, "is made by Agent"):
            answer.with_user(self.agent2).write({"choice": "Yes"})
        with self.assertRaises(AccessError):
            self.env["cs.visit.attempt"].with_user(self.agent).create(
                {"visit_id": visit.id, "result": "reached", "user_id": self.agent.id}
            )

    def test_others_visits_are_seen_not_changed(self):
        visit = self._plan_visit(user=self.agent).with_user(self.agent2)
        self.assertEqual(visit.partner_id, self.customer)
        for method in ("action_start", "action_resume", "action_done"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(visit, method)()
        with self.assertRaises(AccessError):
            visit.action_note_attempt("busy")
        with self.assertRaises(AccessError):
            visit.action_decline("x")

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        visit = self._plan_visit("other", plan="Why", company=other)
        self.assertEqual(visit.company_id, other)
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                visit.with_user(user).read(["name"])

    def test_outsiders(self):
        visit = self._plan_visit()
        for user in (self.plain, self.portal):
            with self.assertRaises(AccessError):
                visit.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.env["cs.visit"].with_user(user).action_next()
