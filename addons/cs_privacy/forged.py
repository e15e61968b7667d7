"""What clients send besides the values: defaults in the context, by which every field can be set.

A check of the values of ``create`` alone is gone round by ``default_<field>``.
"""


def without_defaults(records, names):
    """Return ``records`` without the defaults that a client sends for some fields.

    They are left out, not refused: views send the column in which somebody presses New. What the
    system creates behind ``sudo()`` needs none of this, for core drops the defaults there.

    :param names: names of the fields that a client does not set in this way
    """
    context = records.env.context
    forged = {f"default_{name}" for name in names}.intersection(context)
    if not forged:
        return records
    # pylint: disable-next=context-overridden
    return records.with_context({key: context[key] for key in context if key not in forged})


def with_defaults(records, names, vals_list):
    """Return ``vals_list`` with the defaults of the context for some fields, to check them too."""
    context = records.env.context
    given = {name: context[f"default_{name}"] for name in names if f"default_{name}" in context}
    return [{**given, **vals} for vals in vals_list] if given else vals_list


def derived_names(model):
    """Return the names of stored fields that follow from others; only the ORM writes them."""
    return frozenset(
        name
        for name, field in model._fields.items()
        if field.store and field.compute and field.readonly
    )
