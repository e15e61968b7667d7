"""Where the affected persons of an incident are reached by SMS.

A module function and no method, like ``open_for_system``: server actions and RPC cannot call it.
"""

from .encrypted import open_for_system


def notice_numbers(partners):
    """Return ``{partner id: number}``: the protected phone, else a service number, else the phone.

    For handing an SMS over; never write it anywhere.

    :param partners: ``res.partner`` records
    """
    # sudo: the legal duty to inform does not depend on who presses the button
    partners = partners.sudo()
    numbers = open_for_system(partners, "cs_phone")
    left = partners.filtered(lambda partner: partner.id not in numbers)
    if left:
        services = partners.env["cs.service.number"].search(
            [("partner_id", "in", left.ids), ("status", "=", "active")], order="id desc"
        )
        clear = open_for_system(services, "number")
        for service in services:
            if service.id in clear:
                numbers[service.partner_id.id] = clear[service.id]
    for partner in left:
        if partner.phone and partner.id not in numbers:
            numbers[partner.id] = partner._phone_format(number=partner.phone) or partner.phone
    return numbers
