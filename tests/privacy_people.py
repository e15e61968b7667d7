"""People whose numbers are known to the tests, and to nobody else."""

import base64
import configparser
import json
import os
import pathlib

from .leak_scanner import Day, Phone, Value


class Person:
    """A customer with telephone number, birth date and the number of an identity card.

    >>> Person("mail", 3).id_number, Person("mail", 3).phone, Person("mail", 3).birth_date
    ('310104194704143192', '13871640933', '1947-04-14')
    """

    id_type = "cn_id"

    def __init__(self, name, number):
        self.name = f"Customer by {name}"
        self.email = f"{name.replace('_', '-')}@customer.example"
        self.birth_date = f"19{47 + number // 10}-0{4 + number % 3}-{11 + number % 19}"
        self._take_numbers(number)

    def _take_numbers(self, number):
        self.phone = f"138716409{number}3" if number < 10 else f"1397164{number:02d}93"
        digits = f"310104{self.birth_date.replace('-', '')}{310 + number * 3:03d}"
        total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits))
        self.id_number = digits + "10X98765432"[total % 11]

    @property
    def values(self):
        """What must not be found."""
        return [
            Value(f"telephone of {self.name}", self.phone, f"+86{self.phone}"),
            Value(f"identity of {self.name}", self.id_number[:17], self.id_number),
            Day(f"birth date of {self.name}", self.birth_date),
        ]

    @property
    def spoken(self):
        """A text that tells both numbers, as customers write them."""
        phone, number = self.phone, self.id_number
        return (
            f"我的電話是 {phone[:3]} {phone[3:7]} {phone[7:]}，身份證號碼 {number}。 "
            f"Please call back: +86-{phone[:3]}-{phone[3:7]}-{phone[7:]}."
        )


class TaiwanPerson(Person):
    """A customer with a card and a telephone number of Taiwan.

    >>> person = TaiwanPerson("taiwan", 16)
    >>> person.id_number, person.phone
    ('A123716164', '+886971640163')
    """

    id_type = "tw_id"

    def _take_numbers(self, number):
        self.local = f"0971640{number:02d}3"
        self.phone = f"+886{self.local[1:]}"
        digits = f"123716{number:02d}"
        total = 1 + sum(int(digit) * (8 - place) for place, digit in enumerate(digits))
        self.id_number = f"A{digits}{-total % 10}"

    @property
    def values(self):
        return [
            Phone(f"telephone of {self.name}", self.local[1:], self.phone, self.local),
            Value(f"identity of {self.name}", self.id_number, self.id_number.lower()),
            Day(f"birth date of {self.name}", self.birth_date),
        ]

    @property
    def spoken(self):
        local = self.local
        return (
            f"我的電話是 {local[:4]}-{local[4:7]}-{local[7:]}，身分證字號 "
            f"{self.id_number.lower()}。 "
            f"Please call back: +886 {local[1:4]} {local[4:7]} {local[7:]}."
        )


def ring_with_two_keys(directory):
    """Write a key ring that holds the key of the test databases and one more; return its path."""
    parser = configparser.RawConfigParser()
    parser.read(pathlib.Path(os.environ["CS_TEST_RUN"], "odoo.conf"))
    document = json.loads(pathlib.Path(parser["cs_privacy"]["keyring"]).read_text())
    document["keys"]["k9"] = base64.b64encode(os.urandom(32)).decode()
    path = pathlib.Path(directory, "keyring.json")
    path.touch(mode=0o600)
    path.write_text(json.dumps(document))
    return path
