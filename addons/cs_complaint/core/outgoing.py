"""Calls to addresses that clients name: never into the operator's own network. No ORM.

>>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("169.254.169.254"), is_public("::1")
(True, False, False, False)
>>> is_public("::ffff:127.0.0.1"), is_public("64:ff9b::7f00:1")
(False, False)
"""

import hashlib
import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

import urllib3

TIMEOUT = 10
ANSWER_MAX = 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(ValueError):
    """An address that is not called; the text says why, without any personal data."""


def is_public(address):
    """Tell whether an IP address lies in the public network."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if ip.version == 6 and ip in _NAT64:
        return False
    return ip.is_global and not ip.is_multicast


def check_url(url):
    """Return ``(host, port, path with query)`` of an address that may be called.

    >>> check_url("https://crm.example/hook?a=1")
    ('crm.example', 443, '/hook?a=1')
    >>> check_url("http://crm.example/")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    Refused:
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise Refused("The address cannot be read.") from None
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("The address has to begin with https://.")
    if parts.username or parts.password:
        raise Refused("The address holds a password. Leave it out; deliveries are signed.")
    if not url.isascii() or any(sign.isspace() for sign in url):
        raise Refused("The address holds signs that have to be percent-encoded.")
    path = parts.path or "/"
    return parts.hostname, port, f"{path}?{parts.query}" if parts.query else path


def addresses_of(host, port):
    """Return the IP addresses that the name of a server has now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("The name of the server is not known.") from None
    return [info[4][0].partition("%")[0] for info in found]


def resolve(host, port, allow_private=False):
    """Return an IP address of ``host`` that may be called.

    One address in the own network is enough to refuse the host: which one a later look-up gives is
    not in our hands.
    """
    addresses = addresses_of(host, port)
    if not allow_private and not all(map(is_public, addresses)):
        raise Refused("The address lies in a private network.")
    return addresses[0]


def sign(secret, timestamp, body):
    """Return the signature of a message: HMAC-SHA256 over time, a dot and the body, in hex.

    >>> sign("key", "1", b"x")[:8]
    'fc4913c4'
    """
    message = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def post(url, body, headers, allow_private=False):
    """Send ``body`` and return the HTTP status; redirects are not followed.

    The connection goes to the address that was checked, so that a name which resolves to another
    one a moment later gains nothing; the certificate is checked against the name.

    :raise Refused: the address is not called
    :raise urllib3.exceptions.HTTPError: the other side cannot be reached
    """
    host, port, path = check_url(url)
    pool = urllib3.HTTPSConnectionPool(
        resolve(host, port, allow_private),
        port,
        server_hostname=host,
        assert_hostname=host,
        timeout=urllib3.Timeout(total=TIMEOUT),
        retries=False,
        maxsize=1,
    )
    with pool:
        answer = pool.request(
            "POST",
            path,
            body=body,
            headers={**headers, "Host": host if port == 443 else f"{host}:{port}"},
            redirect=False,
            preload_content=False,
        )
        answer.read(ANSWER_MAX)
        answer.release_conn()
    return answer.status
