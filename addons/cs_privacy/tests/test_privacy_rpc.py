from datetime import timedelta
from functools import partial

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PHONE, PHONE_MASK
from .rpc_common import RpcCommon
from .rpc_matrix import CORE, INHERITED, METHODS, MODELS, OWN_ONLY, ROLES

OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}
# Before the words of the model: what every model has, checked by the matrix of models
GENERIC = {"create", "write", "unlink"}


@tagged("post_install", "-at_install")
class TestPrivacyRpc(RpcCommon):
    """Every model and every public method of the add-on, by every role that is no officer."""

    # Models

    def test_every_model_is_classified(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cs_privacy" and not model._abstract
        }
        self.assertEqual(ours, set(MODELS), "classify it in rpc_matrix.py")
        self.assertFalse(OWN_ONLY - set(self.samples), "without a sample of somebody else")

    def test_models(self):
        before = self.snapshot()
        for model, allowed in MODELS.items():
            for role in ROLES:
                letters = allowed.get(role, "")
                records = self.env[model].with_user(self.user(role))
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(records.has_access(operation), letter in letters)
                        if letter not in letters:
                            self.assertClosed(model, role, operation)
                        elif model in OWN_ONLY and letter != "c":
                            self.assertNotOthers(model, role, operation)
                if "r" in letters:
                    _error, text = self.outcome(self.user(role), model, "search_read", [], [])
                    self.assertNoSecret(text, (model, role))
        self.assertEqual(self.snapshot(), before)

    def assertClosed(self, model, role, operation):
        ids = self.ids(model)
        calls = {
            "create": [
                ("create", [{}]),
                ("web_save", [[], {}, {"id": {}}]),
                ("copy", [ids]),
            ],
            "read": [
                ("read", [ids, ["id"]]),
                ("web_read", [ids, {"display_name": {}}]),
                ("search_read", [[], ["id"]]),
                ("web_search_read", [[], {"id": {}}]),
                ("search", [[]]),
                ("search_count", [[]]),
                ("formatted_read_group", [[], ["id"], ["__count"]]),
                ("name_search", [""]),
                ("export_data", [ids, ["id"]]),
            ],
            "write": [("write", [ids, {}]), ("web_save", [ids, {}, {"id": {}}])],
            "unlink": [("unlink", [ids])],
        }
        for method, args in calls[operation]:
            error, text = self.outcome(self.user(role), model, method, *args)
            # Some say what is missing, or that it stays as it is, before they ask who wants to.
            early = operation != "read" or method == "export_data"
            kind = UserError if early else AccessError
            self.assertIsInstance(error, kind, (method, text))
            self.assertNoSecret(text)
        if operation == "create":
            loaded = self.call(self.user(role), model, "load", ["id"], [["x.y"]])
            self.assertFalse(loaded["ids"])

    def assertNotOthers(self, model, role, operation):
        args = {"read": [["id"]], "write": [{}], "unlink": []}[operation]
        error, _text = self.outcome(
            self.user(role), model, operation, self.samples[model].ids, *args
        )
        self.assertIsInstance(error, AccessError)

    def test_fields_added_to_other_models(self):
        """What the add-on adds to other models is masked, for everybody who may read it."""
        for model in ("res.partner", "ir.attachment", "phone.blacklist", "sms.sms"):
            names = [
                name
                for name, field in self.env[model]._fields.items()
                if field._module == "cs_privacy"
            ]
            self.assertTrue(names)
            sample = self.samples.get(model, self.env[model])
            for role in ROLES:
                # Field by field: some are for a group.
                for name in names:
                    for method, args in (
                        ("read", [sample.ids, [name]]),
                        ("web_read", [sample.ids, {name: {}}]),
                        ("search_read", [[("id", "in", sample.ids)], [name]]),
                        ("export_data", [sample.ids, [name]]),
                        ("formatted_read_group", [[("id", "in", sample.ids)], [name]]),
                        ("search_read", [[], ["id"], 0, 1, name]),
                    ):
                        try:
                            _error, text = self.outcome(self.user(role), model, method, *args)
                        except ValueError as error:
                            text = str(error)  # cannot be grouped or sorted by
                        self.assertNoSecret(text, (model, role, method, name))

    # Methods

    def defined(self):
        """Return ``{(model, public method)}`` of all classes of the add-on."""
        return {
            (cls._name, name)
            for model in self.env.registry
            for cls in self.own_classes(model)
            for name, value in vars(cls).items()
            if callable(value) and not name.startswith("_") and name not in GENERIC
            if not getattr(value, "_api_private", False)
        }

    def test_every_method_is_classified(self):
        known = {(model, name) for model, names in METHODS.items() for name in names}
        self.assertEqual(self.defined(), known, "classify it in rpc_matrix.py, or make it private")

    def test_methods(self):
        before = self.snapshot()
        for model, names in METHODS.items():
            targets = self.heirs(model) if model in INHERITED else [model]
            for name, allowed in names.items():
                for target in targets if allowed != CORE else ():
                    self.try_method(target, name, allowed)
        self.assertEqual(self.snapshot(), before)
        for role in ("portal", "plain", "agent"):
            self.assertFalse(self.entries(self.user(role), outcome="allowed"), role)

    def try_method(self, model, name, allowed):
        ids, kwargs = self.arguments(model, name)
        for role in ROLES:
            with self.subTest(model=model, method=name, role=role):
                call = partial(self.outcome, self.user(role), model, name, *ids, **kwargs)
                if role == "public" or role not in allowed:
                    error, text = call()
                    if role != "public":
                        self.assertIsInstance(error, AccessError, text)
                else:
                    # What it does is for other tests; here it is undone.
                    with self.env.cr.savepoint() as undo:
                        error, text = call()
                        undo.rollback()
                    self.env.invalidate_all()
                if (name, role) != ("privacy_reveal", "revealer"):
                    self.assertNoSecret(text)

    def heirs(self, parent):
        registry = self.env.registry
        return [
            name
            for name, model in registry.items()
            if not model._abstract and issubclass(model, registry[parent])
        ]


@tagged("post_install", "-at_install")
class TestPrivacyRpcHttp(RpcCommon, HttpCase):
    """The same doors as they stand in the network, for a part of the calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner, document = cls.customer.ids, cls.document.ids
        # model, method, ids, values by name; whether somebody may do it at all
        cls.refused = [
            ("cs.privacy.access.log", "search_read", None, {"domain": []}),
            ("cs.privacy.access.log", "create", None, {"vals_list": [{"kind": "reveal"}]}),
            ("cs.privacy.consent", "create", None, {"vals_list": [{"event": "given"}]}),
            ("cs.privacy.consent", "unlink", cls.samples["cs.privacy.consent"].ids, {}),
            ("cs.privacy.consent", "_cs_record", None, {}),
            ("cs.privacy.key", "web_save", [], {"vals": {"name": "k9"}, "specification": {}}),
            ("cs.privacy.request", "action_start", cls.samples["cs.privacy.request"].ids, {}),
            ("res.partner", "write", partner, {"vals": {"cs_erased_on": "2020-01-01 00:00:00"}}),
            ("res.partner", "_cs_privacy_export", partner, {}),
            ("res.partner", "_cs_opened", None, {"records": partner, "name": "cs_phone"}),
            ("ir.attachment", "_cs_seal_content", document, {"content": "x", "mimetype": "y"}),
            ("res.config.settings", "set_values", [], {}),
        ]
        cls.masked = [
            ("res.partner", "read", partner, {"fields": ["cs_phone", "cs_id_number"]}),
            ("res.partner", "copy_data", partner, {}),
            ("ir.attachment", "read", document, {"fields": ["datas", "cs_file_key"]}),
            ("res.partner", "web_read", partner, {"specification": {"cs_birth_date": {}}}),
        ]
        cls.door = (
            "res.partner",
            "privacy_reveal",
            partner,
            {"field_names": ["cs_phone"], "purpose": "service", "reason": "calls back"},
        )

    def key_of(self, user):
        until = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "Sweep", until)

    def by_key(self, key, model, method, ids, values):
        """Call by JSON-2; return ``(whether it was refused, text of the answer)``."""
        body = values if ids is None else {"ids": ids, **values}
        headers = {"Authorization": f"bearer {key}"} if key else {}
        answer = self.url_open(f"/json/2/{model}/{method}", json=body, headers=headers)
        return answer.status_code >= 400, answer.text

    def by_session(self, model, method, ids, values):
        """Call like the web client."""
        params = {"model": model, "method": method, "kwargs": values}
        params["args"] = [] if ids is None else [ids]
        answer = self.url_open("/web/dataset/call_kw", json={"params": params})
        return answer.status_code >= 400 or "error" in answer.json(), answer.text

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.json2")
    def test_doors(self):
        for role in ("public", "portal", "plain", "agent", "revealer"):
            user = self.user(role)
            key = role != "public" and self.key_of(user)
            self.authenticate(*((user.login, user.login) if key else (None, None)))
            for title, call in (("key", partial(self.by_key, key)), ("session", self.by_session)):
                for case in (*self.refused, *self.masked, self.door):
                    with self.subTest(role=role, door=title, model=case[0], method=case[1]):
                        refused, text = call(*case)
                        if case is self.door and role == "revealer":
                            # The clear value comes by this door alone, and the harness sees it.
                            self.assertIn(PHONE, text)
                            continue
                        self.assertNoSecret(text)
                        if case not in self.masked or role == "public":
                            self.assertTrue(refused, text)
                        elif role in ("agent", "revealer") and case is self.masked[0]:
                            self.assertIn(PHONE_MASK, text)
