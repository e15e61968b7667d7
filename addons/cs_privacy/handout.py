"""Hand a person's own values out: to the person, or to the officer who passes them on.

Functions, not methods of a model: RPC and server actions cannot reach them. What models collect for
an export holds masks; they are opened here and nowhere else, after the access log is committed.
"""

import json

from odoo import fields
from odoo.exceptions import UserError

from . import keys
from .core.errors import PrivacyError
from .masked import clear_text

SCHEMA = "cs-privacy-export/1"
PURPOSE = "own_right"


def own_values(partner, reason):
    """Return the person's own protected values in clear, logged as revealed by their own right.

    :param partner: one ``res.partner``; the caller has proved that it is the person
    :param str reason: what the person did, for the log
    :return: ``{field name: clear value or False}``
    """
    names = [name for name in partner._cs_encrypted_names() if partner[name]]
    _record(partner, "reveal", names, reason)
    for number in partner.cs_service_number_ids:
        _record(number, "reveal", ["number"], reason)
    values = {name: _opened(partner.env, partner[name]) for name in names}
    values["service_numbers"] = [
        _opened(partner.env, number.number) for number in partner.cs_service_number_ids
    ]
    return values


def document(partner, reason, reference=None):
    """Return everything about the person as a document of JSON values, in clear.

    The entry in the access log is committed before the first value is opened. The caller hands the
    document over at once and stores it nowhere.

    :param partner: one ``res.partner``; the caller has proved the right to it
    :param str reason: for the log
    :param str reference: number of the request it answers
    :raise UserError: a key is missing
    """
    partner.ensure_one()
    _record(partner, "export", partner._cs_encrypted_names(), reason, reference)
    content = {
        "schema": SCHEMA,
        "generated": fields.Datetime.to_string(fields.Datetime.now()) + "Z",
        "controller": partner.env.company.name,
        **partner._cs_privacy_export(),
    }
    return _cleared(partner.env, content)


def as_json(content):
    """Return the bytes of the file that holds a :func:`document`."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def as_pdf(env, content):
    """Return the PDF of a :func:`document`; nothing of it is stored.

    :raise UserError: this server cannot print
    """
    html = env["ir.qweb"]._render(
        "cs_privacy.export_document",
        {"document": content, "sections": env["res.partner"]._cs_privacy_export_layout(content)},
    )
    return env["ir.actions.report"].sudo()._cs_html_to_pdf(html)


def _record(records, kind, names, reason, reference=None):
    allowed = records.env["cs.privacy.access.log"]._cs_record(
        kind,
        model=records._name,
        res_ids=records.ids,
        field_names=list(names),
        purpose=PURPOSE,
        reason=reason,
        reference=reference or "",
    )
    if not allowed:
        raise UserError(records.env._("This is not possible now. Try again later."))


def _opened(env, value):
    try:
        return clear_text(value)
    except PrivacyError as error:
        keys.raise_refusal(env, error)


def _cleared(env, value):
    """Return ``value`` with what is masked in it in clear, and dates as text."""
    if isinstance(value, dict):
        return {key: _cleared(env, item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleared(env, item) for item in value]
    if hasattr(value, "isoformat"):
        if hasattr(value, "hour"):
            return f"{value.replace(microsecond=0, tzinfo=None).isoformat(sep=' ')}Z"
        return value.isoformat()
    return _opened(env, value)
