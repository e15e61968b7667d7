"""What of a registry would let a protected value out, or break where such a field is used.

Run when the registry is ready (an error in the log, refused in tests), and by the self-check.
"""

import re
from collections import namedtuple

from .encrypted import EncryptedChar

Flaw = namedtuple("Flaw", "kind model field detail")
"""``kind`` is one of:

derivative  stored in clear, and computed from a protected value
no_mixin    an EncryptedChar on a model without cs.privacy.mixin
name_search in ``_rec_names_search``: every search by name would be refused
order       in ``_order``: every search would be refused
group_by    a view groups by it: opening the group would be refused
"""


def registry_flaws(registry):
    """Return the :class:`Flaw` s of all models, by the declarations alone.

    A stored field that depends on a protected value and is meant to, because it tells little of
    it, is named with the reason in the model's ``_cs_lint_allowed``: ``{"cs_age_band": "…"}``.
    """
    flaws = []
    mixin = registry["cs.privacy.mixin"]
    for name, model in registry.items():
        if model._abstract:
            continue
        sealed = [f for f in model._fields.values() if isinstance(f, EncryptedChar)]
        if any(f.store and not f.inherited for f in sealed) and not issubclass(model, mixin):
            flaws += [Flaw("no_mixin", name, f.name, "") for f in sealed]
        names = {field.name for field in sealed}
        flaws += [Flaw("name_search", name, n, "") for n in names & set(_name_search(model))]
        flaws += [Flaw("order", name, n, model._order) for n in names & set(_order(model))]
        flaws += _derivatives(registry, name, model)
    return sorted(flaws)


def _name_search(model):
    # A path through another model asks that one by name, which is right.
    paths = _attribute(model, "_rec_names_search", (list, tuple)) or ()
    return [path for path in paths if "." not in path]


def _attribute(model, name, kind):
    """Return what a model sets; where an add-on makes a property of it, what lies below that.

    account puts a rank before the order of partners, sale searches orders by customer too.
    """
    values = (vars(cls).get(name) for cls in model.__mro__)
    return next((value for value in values if isinstance(value, kind)), None)


def _order(model):
    order = _attribute(model, "_order", str) or ""
    return [part.split()[0] for part in order.split(",") if part.split()]


def _derivatives(registry, name, model):
    allowed = getattr(model, "_cs_lint_allowed", {})
    for field in model._fields.values():
        if not field.store or not field.compute or isinstance(field, EncryptedChar):
            continue
        if field.name in allowed:
            continue
        for path in field.resolve_depends(registry):
            if path and isinstance(path[-1], EncryptedChar):
                yield Flaw("derivative", name, field.name, str(path[-1]))
                break


_GROUP_BY = re.compile(r"""group_by['"]\s*:\s*\[?\s*['"]([\w.:]+)['"]""")


def view_flaws(env):
    """Return the :class:`Flaw` s of views: filters and defaults that group by a protected value."""
    sealed = {
        name: {field.name for field in model._fields.values() if isinstance(field, EncryptedChar)}
        for name, model in env.registry.items()
    }
    sealed = {name: names for name, names in sealed.items() if names}
    views = env["ir.ui.view"].sudo().search([("model", "in", list(sealed))])
    flaws = []
    for view in views:
        for group in _GROUP_BY.findall(view.arch_db or ""):
            if group.partition(":")[0] in sealed[view.model]:
                flaws.append(Flaw("group_by", view.model, group, view.xml_id or view.name))
    return sorted(set(flaws))


def sentence(env, flaw):
    """Return what a :class:`Flaw` means, in words."""
    texts = {
        "derivative": env._(
            "%(model)s.%(field)s is stored in clear and computed from %(detail)s. Make it an "
            "EncryptedChar or do not store it."
        ),
        "no_mixin": env._(
            "%(model)s.%(field)s is an EncryptedChar; %(model)s has to inherit cs.privacy.mixin."
        ),
        "name_search": env._(
            "%(model)s.%(field)s is in _rec_names_search, so that searches by name are refused. "
            "Override _search_display_name instead."
        ),
        "order": env._("%(model)s is ordered by %(field)s, which is sealed: every search fails."),
        "group_by": env._("The view %(detail)s groups %(model)s by %(field)s, which is sealed."),
    }
    return texts[flaw.kind] % flaw._asdict()
