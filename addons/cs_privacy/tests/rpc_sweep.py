from odoo.exceptions import AccessError, MissingError, UserError

from .rpc_calls import RpcCalls

OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}
# A method of Odoo that is extended; it has the checks of its model.
CORE = "core"


class RpcSweep(RpcCalls):
    """Every model and every public method of an add-on, by every role; with a ``TransactionCase``.

    Beside what :class:`RpcCalls` asks for, the add-on's class gives ``addons`` (whose models they
    are), ``roles``, ``readers`` (``{model: roles that see the sample}``), ``methods`` (``{model:
    {method: roles, or CORE}}``), ``words`` (a text of the samples) and ``insiders`` (roles in whose
    answers it may stand).
    """

    addons = ()
    roles = ()
    readers = {}
    methods = {}
    words = ""
    insiders = ()

    # MODELS

    def test_every_model_is_classified(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._original_module in self.addons and not model._abstract
        }
        self.assertEqual(ours, set(self.swept), "classify it in rpc_matrix.py")
        self.assertFalse(set(self.readers) - set(self.samples), "without a sample")

    def test_models(self):
        before = self.snapshot()
        for model, allowed in self.swept.items():
            for role in self.roles:
                letters = allowed.get(role, "")
                records = self.env[model].with_user(self.user(role))
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(records.has_access(operation), letter in letters)
                        if letter not in letters:
                            self.assertClosed(model, role, operation)
                if "r" in letters and model in self.readers:
                    self.assertSampleSeen(model, role)
        self.assertEqual(self.snapshot(), before)

    def assertClosed(self, model, role, operation):
        """Every call by which a client reaches the operation is refused and tells nothing."""
        for method, args in self.calls_of(model, operation):
            error, text = self.outcome(self.user(role), model, method, *args)
            # Some say what is missing, or that it stays as it is, before they ask who wants to.
            early = operation != "read" or method == "export_data"
            self.assertIsInstance(error, UserError if early else AccessError, (method, text))
            self.assertNotIn(self.words, text)

    def assertSampleSeen(self, model, role):
        """The sample, which is somebody else's, is found, read and changed by its readers only."""
        sample = self.samples[model]
        sees = role in self.readers[model]
        with self.subTest(model=model, role=role, sees=sees):
            _error, found = self.outcome(self.user(role), model, "search", [("id", "=", sample.id)])
            self.assertEqual(found.strip() != "[]", sees, found)
            error, text = self.outcome(self.user(role), model, "read", sample.ids, ["id"])
            self.assertEqual(error is None, sees, text)
            if not sees:
                for method, args in (("write", [{}]), ("unlink", [])):
                    error, text = self.outcome(self.user(role), model, method, sample.ids, *args)
                    self.assertIsInstance(error, UserError, text)

    # METHODS

    def test_every_method_is_classified(self):
        known = {(model, name) for model, names in self.methods.items() for name in names}
        self.assertEqual(self.defined(), known, "classify it in rpc_matrix.py, or make it private")

    def test_methods(self):
        before = self.snapshot()
        for model, names in self.methods.items():
            for name, allowed in names.items():
                if allowed != CORE:
                    self.try_method(model, name, allowed)
        self.assertEqual(self.snapshot(), before)

    def try_method(self, model, name, allowed):
        """Call a method as each role: only those who are allowed get past the check of rights."""
        ids, kwargs = self.arguments(model, name)
        for role in self.roles:
            with self.subTest(model=model, method=name, role=role):
                # What it does is for other tests; here it is undone.
                with self.env.cr.savepoint() as undo:
                    error, text = self.outcome(self.user(role), model, name, *ids, **kwargs)
                    undo.rollback()
                self.env.invalidate_all()
                if role != "public" and role not in allowed:
                    self.assertIsInstance(error, (AccessError, MissingError), text)
                elif role in allowed:
                    self.assertNotIsInstance(error, AccessError, text)
                if role not in self.insiders:
                    self.assertNotIn(self.words, text)
