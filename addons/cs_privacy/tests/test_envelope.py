import base64
import json
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import envelope, keyring
from ..core.errors import BrokenValue, KeyMissing, RingUnavailable

# docs/privacy.md prints these, for whoever opens values without this code.
MASTER = bytes(range(32))
NONCE = bytes(range(12))
CONTEXT = "res.partner.cs_phone"
TEXT = "+8613812345678"
TOKEN = (
    "e1$k1$fXE4liI+FfqiMyFokp3/VA==$mcKiJLxg$"
    "AAECAwQFBgcICQoLfjG3MnpSuNDye1fL2DqeQDalRgh+jQ7TXhQxGB+8"
)

# Without surrogates, which no UTF-8 text has
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
IDS = st.integers(min_value=1, max_value=2**31 - 1)
MASTERS = st.binary(min_size=32, max_size=32)


@tagged("post_install", "-at_install")
class TestEnvelope(BaseCase):
    """The format, proved without the ORM."""

    def test_known_answer(self):
        keys = envelope.FieldKeys("k1", MASTER, CONTEXT)
        token = keys.seal(7, TEXT, index=TEXT, tail=TEXT[-4:], nonce=NONCE)
        self.assertEqual(token, TOKEN)
        self.assertEqual(keys.open(7, TOKEN), TEXT)

    def test_known_fingerprint_and_keys(self):
        self.assertEqual(keyring.KeyRing({"k1": MASTER}).fingerprint("k1"), "b121cc16ede06cf7")
        self.assertEqual(
            envelope.derive(MASTER, "enc", CONTEXT).hex(),
            "fa54d27d63ea71a2ddb4215e7facba7846357e32d327d815ed0615d74c1b6727",
        )

    @settings(max_examples=200, deadline=None)
    @given(MASTERS, IDS, TEXTS)
    def test_any_text_comes_back(self, master, row, text):
        keys = envelope.FieldKeys("k1", master, CONTEXT)
        token = keys.seal(row, text, index=text, tail=text[-4:])
        self.assertEqual(keys.open(row, token), text)
        self.assertTrue(token.startswith(envelope.PREFIX))
        self.assertEqual(token.count("$"), 4)
        self.assertEqual(envelope.key_id(token), "k1")

    @settings(max_examples=300, deadline=None)
    @given(IDS, TEXTS, st.data())
    def test_any_altered_character_fails(self, row, text, data):
        keys = envelope.FieldKeys("k1", MASTER, CONTEXT)
        token = keys.seal(row, text, index=text, tail=text[-4:])
        place = data.draw(st.integers(0, len(token) - 1))
        other = data.draw(
            st.sampled_from(sorted(set(string.ascii_letters + "$+/") - {token[place]}))
        )
        altered = token[:place] + other + token[place + 1 :]
        if self._says_the_same(token, altered):
            return
        with self.assertRaises(BrokenValue):
            keys.open(row, altered)

    @staticmethod
    def _says_the_same(token, altered):
        """The last characters of base64 can hold bits that mean nothing."""
        head, _dollar, payload = altered.rpartition("$")
        try:
            same = base64.b64decode(payload) == base64.b64decode(token.rpartition("$")[2])
        except ValueError:
            return False
        return same and head == token.rpartition("$")[0]

    @settings(max_examples=100, deadline=None)
    @given(IDS, IDS, TEXTS)
    def test_value_belongs_to_its_row_field_and_key(self, row, other, text):
        keys = envelope.FieldKeys("k1", MASTER, CONTEXT)
        token = keys.seal(row, text)
        if other != row:
            with self.assertRaises(BrokenValue):
                keys.open(other, token)
        for stranger in (
            envelope.FieldKeys("k1", MASTER, "res.partner.cs_id_number"),
            envelope.FieldKeys("k1", bytes(32), CONTEXT),
        ):
            with self.assertRaises(BrokenValue):
                stranger.open(row, token)

    @settings(max_examples=100, deadline=None)
    @given(TEXTS, TEXTS)
    def test_index_tells_equal_from_different(self, one, other):
        keys = envelope.FieldKeys("k1", MASTER, CONTEXT)
        self.assertEqual(keys.index(one) == keys.index(other), one == other)
        elsewhere = envelope.FieldKeys("k1", MASTER, "x.y")
        self.assertNotEqual(keys.index(one), elsewhere.index(one))
        self.assertNotEqual(keys.seal(1, one), keys.seal(1, one))

    @settings(max_examples=100, deadline=None)
    @given(st.dictionaries(st.from_regex(keyring.KEY_ID, fullmatch=True), MASTERS, min_size=1))
    def test_any_ring_is_read_back(self, masters):
        encoded = {kid: base64.b64encode(master).decode() for kid, master in masters.items()}
        ring = keyring.parse(json.dumps({"keys": encoded}))
        self.assertEqual(set(ring.kids), set(masters))
        for kid in masters:
            self.assertEqual(ring.fingerprint(kid), keyring.KeyRing(masters).fingerprint(kid))
            self.assertNotIn(encoded[kid], repr(ring))

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=60))
    def test_nonsense_is_never_a_ring(self, text):
        with self.assertRaises(RingUnavailable):
            keyring.parse(text)

    def test_what_is_no_token_does_not_open(self):
        ring = keyring.KeyRing({"k1": MASTER})
        for text in ("", "plain", "e1$k1$$$", "e1$k1$$$????", "e1$k1$$$AAAA"):
            with self.subTest(text=text), self.assertRaises(BrokenValue):
                ring.open(CONTEXT, 1, text)
        with self.assertRaises(KeyMissing):
            ring.open(CONTEXT, 1, "e1$k2$$$AAAA")
