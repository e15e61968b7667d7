import doctest
import itertools
import random
import time

from odoo.tests import BaseCase, tagged

from ..core import components, scan, sealed_file
from .scan_cases import HIDDEN, SHOWN

SECRET = "13812345678"


@tagged("post_install", "-at_install")
class TestScan(BaseCase):
    def test_examples_in_core_modules_hold(self):
        for module in (scan, sealed_file, components):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)

    # Precision and recall on the list of cases: all of them, both ways

    def test_everything_of_a_person_is_hidden(self):
        for text, numbers in HIDDEN:
            with self.subTest(text):
                hits = scan.find(text)
                self.assertEqual(len(hits), len(numbers))
                shown, _hits = scan.redact(text)
                for number in numbers:
                    self.assertNotIn(number, shown)

    def test_everything_else_survives(self):
        for text in SHOWN:
            with self.subTest(text):
                self.assertEqual(scan.redact(text), (text, []))

    def test_html_is_read_like_text(self):
        for text, numbers in HIDDEN:
            with self.subTest(text):
                shown, hits = scan.redact_html(f"<p>{text}</p>")
                self.assertEqual(len(hits), len(numbers))
                for number in numbers:
                    self.assertNotIn(number, shown)
        for text in SHOWN:
            with self.subTest(text):
                markup = f'<p style="color:#001122;margin:0 1234567px">{text}</p>'
                self.assertEqual(scan.redact_html(markup), (markup, []))

    def test_html_keeps_its_tags(self):
        for markup, expected in (
            ("1<b>38</b>12345678", "138****5678<b></b>"),
            ("<td>13812</td><td>345678</td>", "<td>13812</td><td>345678</td>"),
            ("138&#49;2345678 &lt;b&gt;", "138****5678 &lt;b&gt;"),
            ('<a href="tel:+8613812345678">call</a>', '<a href="tel:">call</a>'),
            ('<img alt="13812345678" src="/x/1">', '<img alt="138****5678" src="/x/1">'),
            ("<!-- 13812345678 --> 1 < 2", "<!-- 13812345678 --> 1 < 2"),
        ):
            with self.subTest(markup):
                self.assertEqual(scan.redact_html(markup)[0], expected)

    # Properties

    def test_hiding_twice_is_hiding_once(self):
        chance = random.Random(7)
        parts = [text for text, _numbers in HIDDEN] + SHOWN
        for _round in range(300):
            text = " ".join(chance.sample(parts, 4))
            once, hits = scan.redact(text)
            self.assertEqual(scan.redact(once), (once, []), text)
            places = [(hit.start, hit.end) for hit in hits]
            self.assertEqual(places, sorted(places))
            self.assertTrue(all(a[1] <= b[0] for a, b in itertools.pairwise(places)))

    def test_digits_around_do_not_matter(self):
        """A mobile in a text is found whatever stands before it, if it is no thing's number."""
        chance = random.Random(11)
        words = [
            "我",
            "的",
            "is",
            "at",
            ",",
            "。",
            "（",
            "）",
            "/",
            "\n",
            "to",
            "home",
            "家",
            "12",
            "3月",
            "2026",
            "NT$5",
        ]
        for _round in range(300):
            before = " ".join(chance.sample(words, 3))
            text = f"{before} {SECRET} {chance.choice(words)}"
            with self.subTest(text):
                self.assertNotIn(SECRET, scan.redact(text)[0])

    def test_kept_numbers_stay(self):
        text = "13812345678 or 13912345678"

        def keep(hits):
            return [hit for hit in hits if hit.value.startswith("+86138")]

        self.assertEqual(scan.redact(text, keep)[0], "13812345678 or 139****5678")
        markup, hits = scan.redact_html('<a href="tel:13812345678">13812345678</a>', keep)
        self.assertEqual((markup, hits), ('<a href="tel:13812345678">13812345678</a>', []))

    def test_text_made_to_be_slow_is_not(self):
        start = time.monotonic()
        for text in ("1" * 50_000, "1 " * 30_000, "(1)" * 20_000, "call " * 10_000 + "1" * 7):
            scan.redact_html(text)
            scan.redact(text)
        scan.redact_html("<a title=" * 8_000)
        scan.redact("no digits at all " * 50_000)
        self.assertLess(time.monotonic() - start, 5)
