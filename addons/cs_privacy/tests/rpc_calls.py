import inspect
import json

from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.service.model import call_kw, get_public_method
from odoo.tools import SQL, mute_logger
from odoo.tools.json import json_default

# Before the words of the model: what every model has, checked by the matrix of models
GENERIC = {"create", "write", "unlink"}
# The calls by which a client reaches an operation; ids are put in for ``None``.
CALLS = {
    "create": [("create", [{}]), ("web_save", [[], {}, {"id": {}}]), ("copy", [None])],
    "read": [
        ("read", [None, ["id"]]),
        ("web_read", [None, {"display_name": {}}]),
        ("search_read", [[], ["id"]]),
        ("web_search_read", [[], {"id": {}}]),
        ("search", [[]]),
        ("search_count", [[]]),
        ("formatted_read_group", [[], ["id"], ["__count"]]),
        ("name_search", [""]),
        ("export_data", [None, ["id"]]),
    ],
    "write": [("write", [None, {}]), ("web_save", [None, {}, {"id": {}}])],
    "unlink": [("unlink", [None])],
}


class RpcCalls:
    """Calls as clients make them, for the sweeps of the add-ons; with a ``TransactionCase``.

    The add-on's class gives ``samples`` (``{model: record}``), ``ours`` (prefix of its modules),
    ``given`` (values of parameters without default, by name) and ``swept`` (its models).
    """

    def user(self, role):
        return getattr(self, role)

    def ids(self, model):
        """Return the id of a sample, of any record there is, or one of nothing."""
        if model in self.samples:
            return self.samples[model].ids
        return self.env[model].sudo().search(Domain.TRUE, limit=1).ids or [1]

    def call(self, user, model, method, /, *args, **kwargs):
        """Call like ``call_kw`` of the web client, and undo what a refused call has done."""
        with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            return call_kw(self.env[model].with_user(user), method, list(args), kwargs)

    def outcome(self, user, model, method, /, *args, **kwargs):
        """Return ``(error or None, all the text of the answer)``."""
        error, answer = None, None
        try:
            answer = self.call(user, model, method, *args, **kwargs)
        except (UserError, MissingError) as caught:
            error = caught
        text = json.dumps(answer, default=json_default, ensure_ascii=False)
        return error, f"{text} {error or ''}"

    def arguments(self, model, method):
        """Return what a public method is called with: ids of the sample, and values by name."""
        function = get_public_method(self.env[model], method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        given = {
            parameter.name: self.argument(parameter.name)
            for parameter in parameters
            if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        }
        return ([] if getattr(function, "_api_model", False) else [self.ids(model)]), given

    def argument(self, name):
        return self.given[name]

    def calls_of(self, model, operation):
        """Return ``[(method, arguments)]`` by which a client reaches an operation."""
        ids = self.ids(model)
        return [
            (method, [ids if argument is None else argument for argument in args])
            for method, args in CALLS[operation]
        ]

    def own_classes(self, model):
        return [cls for cls in type(self.env[model]).mro() if cls.__module__.startswith(self.ours)]

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

    def snapshot(self):
        """Return ``{table: (rows, digest)}`` of what the add-on stores."""
        self.env.flush_all()
        tables = {
            self.env[name]._table
            for name in self.swept
            if self.env[name]._auto and not self.env[name]._transient
        }
        found = {}
        for table in sorted(tables):
            query = SQL(
                "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t.id)) FROM %s t",
                SQL.identifier(table),
            )
            found[table] = self.env.execute_query(query)[0]
        return found
