"""A classifier of short texts that learns by counting: no library, no order, no second pass.

Multinomial naive Bayes over runs of characters (:mod:`.grams`), which are hashed into a fixed
number of buckets: its size does not grow with what it has seen, and it can go on learning from new
texts without the old ones. It holds counts of hashed runs and no text.
"""

import json
import math
import sys
import zlib
from array import array

from .grams import grams

BUCKETS = 1 << 15
SMOOTHING = 0.05
# By how much the mean evidence of a run is sharpened into a probability; measured, see `calibrate`
SHARPNESS = (2, 4, 8, 12, 16, 24, 32, 48, 64, 96)
FORMAT = 1


class Bayes:
    """Counts of runs per label.

    >>> model = Bayes()
    >>> for text in ("bill too high", "wrong bill", "charged twice on the bill"):
    ...     model.learn(1, text)
    >>> for text in ("沒有訊號", "訊號很差", "收不到訊號"):
    ...     model.learn(2, text)
    >>> model.suggest("my bill is wrong")[0], model.suggest("家裡訊號不好")[0]
    (1, 2)
    >>> copy = Bayes.load(model.dump())
    >>> copy.suggest("my bill is wrong") == model.suggest("my bill is wrong"), copy.size
    (True, 6)
    >>> Bayes().suggest("anything"), model.suggest("!")
    ((None, 0.0), (None, 0.0))
    """

    def __init__(self):
        self.sharpness = 16
        self._documents = {}
        self._totals = {}
        self._counts = {}

    @property
    def size(self):
        """How many texts have been learned."""
        return sum(self._documents.values())

    @property
    def labels(self):
        """Labels of which texts have been learned."""
        return list(self._documents)

    def learn(self, label, text):
        """Learn that ``text`` belongs to ``label``, an integer."""
        runs = _buckets(text)
        if not runs:
            return
        if label not in self._counts:
            self._documents[label] = self._totals[label] = 0
            self._counts[label] = array("I", bytes(4 * BUCKETS))
        self._documents[label] += 1
        self._totals[label] += len(runs)
        counts = self._counts[label]
        for run in runs:
            counts[run] += 1

    def chances(self, text, fewest=1):
        """Return ``{label: probability}`` for a text; empty when nothing can be said.

        :param int fewest: labels with fewer texts are left out
        """
        evidence = self._evidence(text, fewest)
        return _softmax(evidence, self.sharpness)

    def suggest(self, text, fewest=1):
        """Return the most likely label and its probability, or ``(None, 0.0)``."""
        chances = self.chances(text, fewest)
        if not chances:
            return None, 0.0
        label = max(chances, key=chances.get)
        return label, chances[label]

    def calibrate(self, cases, fewest=1):
        """Choose the sharpness under which the probabilities fit texts that were not learned.

        :param cases: ``[(label, text)]``
        """
        evidence = [(label, self._evidence(text, fewest)) for label, text in cases]
        evidence = [(label, found) for label, found in evidence if label in found]
        if evidence:
            self.sharpness = min(
                SHARPNESS,
                key=lambda sharpness: sum(
                    -math.log(max(_softmax(found, sharpness)[label], 1e-9))
                    for label, found in evidence
                ),
            )

    def _evidence(self, text, fewest):
        """Return the mean logarithm of likelihood of a run, by label."""
        runs = _buckets(text)
        labels = [label for label, count in self._documents.items() if count >= fewest]
        if not runs or not labels:
            return {}
        everything = sum(self._documents[label] for label in labels)
        evidence = {}
        for label in labels:
            counts = self._counts[label]
            total = math.log(self._totals[label] + SMOOTHING * BUCKETS)
            found = sum(math.log(counts[run] + SMOOTHING) for run in runs) - total * len(runs)
            prior = math.log(self._documents[label] / everything)
            evidence[label] = (found + prior) / len(runs)
        return evidence

    def dump(self):
        """Return the model as bytes; see :meth:`load`."""
        labels = list(self._counts)
        head = {
            "format": FORMAT,
            "sharpness": self.sharpness,
            "labels": [[label, self._documents[label], self._totals[label]] for label in labels],
        }
        rows = (_little(self._counts[label]).tobytes() for label in labels)
        return zlib.compress(json.dumps(head).encode() + b"\n" + b"".join(rows))

    @classmethod
    def load(cls, data):
        """Return the model that :meth:`dump` gave.

        :raise ValueError: written by another version
        """
        head, _newline, rows = zlib.decompress(data).partition(b"\n")
        head = json.loads(head)
        if head["format"] != FORMAT:
            raise ValueError(f"format {head['format']}")
        model = cls()
        model.sharpness = head["sharpness"]
        for place, (label, documents, total) in enumerate(head["labels"]):
            counts = array("I")
            counts.frombytes(rows[place * 4 * BUCKETS : (place + 1) * 4 * BUCKETS])
            model._documents[label], model._totals[label] = documents, total
            model._counts[label] = _little(counts)
        return model


def _buckets(text):
    return {zlib.crc32(run.encode()) % BUCKETS for run in grams(text)}


def _little(counts):
    if sys.byteorder == "little":
        return counts
    swapped = array("I", counts)
    swapped.byteswap()
    return swapped


def _softmax(evidence, sharpness):
    if not evidence:
        return {}
    most = max(evidence.values())
    weights = {label: math.exp((value - most) * sharpness) for label, value in evidence.items()}
    total = sum(weights.values())
    return {label: weight / total for label, weight in weights.items()}
