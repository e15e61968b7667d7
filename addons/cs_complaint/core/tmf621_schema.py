"""The shapes of TMF621 requests: checked by :func:`check`, published in the OpenAPI document."""

from .facts import SUBJECT_MAX
from .tmf621 import BASE_PATH, PATH, SEVERITIES, STATES, TmfError, read_instant, short

TEXT_MAX = 20_000
NOTE_MAX = 4000
ID_MAX = 128

TEXT = {"type": "string", "maxLength": 200}
CLASSES = ("service", "product", "marketing", "policy")

NOTE = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "@type": TEXT,
        "id": TEXT,
        "author": TEXT,
        "date": {"type": "string", "format": "date-time"},
        "text": {"type": "string", "minLength": 1, "maxLength": NOTE_MAX},
    },
}
ATTACHMENT = {
    "type": "object",
    "required": ["name", "content"],
    "properties": {
        "@type": TEXT,
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": TEXT,
        "attachmentType": TEXT,
        "mimeType": TEXT,
        "content": {"type": "string", "contentEncoding": "base64"},
    },
}
IDENTIFIER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "@type": TEXT,
        "id": {"type": "string", "minLength": 1, "maxLength": ID_MAX},
        "owner": {"type": "string", "maxLength": 64},
        "externalIdentifierType": TEXT,
    },
}
PARTY = {
    "type": "object",
    "required": ["role", "partyOrPartyRole"],
    "properties": {
        "@type": TEXT,
        "role": {"type": "string", "enum": ["customer"]},
        "partyOrPartyRole": {
            "type": "object",
            "properties": {
                "@type": TEXT,
                "@referredType": TEXT,
                "name": {"type": "string", "maxLength": 120},
                "id": {
                    "type": "string",
                    "maxLength": 254,
                    "description": "tel:+85366123456 or mailto:mei@customer.example",
                },
            },
        },
    },
}
CHANNEL = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "@type": TEXT,
        "id": {"type": "string", "maxLength": 20},
        "name": TEXT,
    },
}

CREATE = {
    "type": "object",
    "required": ["description", "severity", "ticketType"],
    "properties": {
        "@type": {"type": "string", "enum": ["TroubleTicket"]},
        "name": {"type": "string", "maxLength": SUBJECT_MAX},
        "description": {"type": "string", "minLength": 1, "maxLength": TEXT_MAX},
        "severity": {"type": "string", "enum": list(SEVERITIES.values())},
        "ticketType": {"type": "string", "enum": list(CLASSES)},
        "requestedResolutionDate": {"type": "string", "format": "date-time"},
        "channel": {"type": "array", "maxItems": 1, "items": CHANNEL},
        "externalIdentifier": {"type": "array", "maxItems": 1, "items": IDENTIFIER},
        "note": {"type": "array", "maxItems": 20, "items": NOTE},
        "attachment": {"type": "array", "maxItems": 20, "items": ATTACHMENT},
        "relatedParty": {"type": "array", "maxItems": 1, "items": PARTY},
    },
}
PATCH = {
    "type": "object",
    "required": [],
    "properties": {
        "@type": {"type": "string", "enum": ["TroubleTicket"]},
        "status": {"type": "string", "enum": list(STATES.values())},
        "statusChangeReason": {"type": "string", "maxLength": NOTE_MAX},
        "note": {"type": "array", "maxItems": 200, "items": NOTE},
        "attachment": {
            "type": "array",
            "maxItems": 200,
            "items": {
                **ATTACHMENT,
                "required": ["name"],
                "properties": {
                    **ATTACHMENT["properties"],
                    "id": TEXT,
                    "href": {"type": "string", "maxLength": 500},
                    "url": {"type": "string", "maxLength": 500},
                    "size": {"type": "object"},
                },
            },
        },
    },
}
ERROR = {
    "type": "object",
    "required": ["code", "reason"],
    "properties": {name: {"type": "string"} for name in ("code", "reason", "message", "status")},
}
TYPES = {"string": str, "object": dict, "array": list}


def check(schema, value, path=""):
    """Refuse a value that has not the shape of ``schema`` (the part of JSON Schema used here).

    An attribute that is not named is refused: what is sent is never dropped silently.

    >>> check(NOTE, {"text": "hello"}, "note[0]")
    >>> check(NOTE, {"text": "hello", "color": 1}, "note[0]")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TmfError:
    """
    kind = schema["type"]
    if not isinstance(value, TYPES[kind]):
        _refuse(path, f"is not of the type {kind}")
    if kind == "object":
        _check_object(schema, value, path)
    elif kind == "array":
        if len(value) > schema["maxItems"]:
            _refuse(path, f"has more than {schema['maxItems']} entries")
        for index, item in enumerate(value):
            check(schema["items"], item, f"{path}[{index}]")
    else:
        _check_text(schema, value, path)


def _check_object(schema, value, path):
    if "properties" not in schema:
        return
    prefix = f"{path}." if path else ""
    for name in value:
        if name not in schema["properties"]:
            _refuse(f"{prefix}{short(name)}", "is not an attribute that can be sent here")
    for name in schema.get("required", ()):
        if name not in value:
            _refuse(f"{prefix}{name}", "is missing")
    for name, item in value.items():
        check(schema["properties"][name], item, f"{prefix}{name}")


def _check_text(schema, value, path):
    if len(value) > schema.get("maxLength", len(value)):
        _refuse(path, f"is longer than {schema['maxLength']} characters")
    if len(value.strip()) < schema.get("minLength", 0):
        _refuse(path, "is empty")
    known = schema.get("enum")
    if known and value.casefold() not in {item.casefold() for item in known}:
        _refuse(path, f"is not one of: {', '.join(known)}")
    if schema.get("format") == "date-time":
        read_instant(value)


def _refuse(path, rule):
    where = f"“{path}”" if path else "The body"
    raise TmfError(400, "invalidBody", "Invalid attribute", f"{where} {rule}.")


def openapi(version):
    """Return the OpenAPI document of what is served here.

    :param str version: version of the add-on
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trouble Ticket (TMF621) of Customer Complaints",
            "version": version,
            "description": "The part of TMF621 v5 that is served; see docs/api.md.",
        },
        "security": [{"key": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "TroubleTicket_FVO": CREATE,
                "TroubleTicket_MVO": PATCH,
                "Hub_FVO": HUB,
                "Error": ERROR,
            },
        },
    }


def _paths():
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    ticket = f"{PATH}/{{id}}"
    return {
        PATH: {
            "get": _operation("listTroubleTicket", 200),
            "post": _operation("createTroubleTicket", 201, "TroubleTicket_FVO"),
        },
        ticket: {
            "parameters": [parameter],
            "get": _operation("retrieveTroubleTicket", 200),
            "patch": _operation("patchTroubleTicket", 200, "TroubleTicket_MVO", "merge-patch+json"),
        },
        f"{ticket}/attachment/{{file}}": {
            "parameters": [parameter, {**parameter, "name": "file"}],
            "get": _operation("downloadAttachment", 200),
        },
        f"{BASE_PATH}/hub": {"post": _operation("createHub", 201, "Hub_FVO")},
        f"{BASE_PATH}/hub/{{id}}": {
            "parameters": [parameter],
            "get": _operation("retrieveHub", 200),
            "delete": _operation("hubDelete", 204),
        },
        f"{BASE_PATH}/openapi.json": {"get": _operation("openapi", 200)},
    }


def _operation(name, status, body=None, kind="json"):
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    operation = {
        "operationId": name,
        "responses": {
            str(status): {"description": "Done"},
            "default": {"description": "Refused", "content": error},
        },
    }
    if body:
        schema = {"$ref": f"#/components/schemas/{body}"}
        operation["requestBody"] = {
            "required": True,
            "content": {f"application/{kind}": {"schema": schema}},
        }
    return operation


HUB = {
    "type": "object",
    "required": ["callback"],
    "properties": {
        "@type": TEXT,
        "id": TEXT,
        "callback": {"type": "string", "minLength": 1, "maxLength": 500},
        "query": {"type": "string", "maxLength": 500},
    },
}
