"""Vectors of comments in a workspace."""

from __future__ import annotations

import numpy as np

from cxdesk.workspace import Workspace
from cxdesk.workspace.comment_vectors import MOST_CHARACTERS, as_read, digest_of


def test_vectors_come_back_as_half_precision():
    """1/3 in float16 is 0.33325195 (IEEE 754 half: 1365 / 4096); a text that was not read has place -1."""
    with Workspace.in_memory() as workspace:
        assert workspace.comment_vectors() is None
        workspace.keep_comment_vectors("one", ["hello", "second"], np.array([[1 / 3, 0.0], [0.5, -1.0]]))
        kept = workspace.comment_vectors()
    places = kept.places(["second", "never read", " hello\n"])
    assert places[1] == -1
    assert kept.vectors[places[[0, 2]]].tolist() == [[0.5, -1.0], [1365 / 4096, 0.0]]
    assert kept.encoder == "one"


def test_vectors_of_two_encoders_do_not_mix():
    """Those of the earlier one are gone; dropping leaves none."""
    with Workspace.in_memory() as workspace:
        workspace.keep_comment_vectors("one", ["hello"], np.ones((1, 2)))
        workspace.keep_comment_vectors("two", ["second"], np.ones((1, 3)))
        kept = workspace.comment_vectors()
        assert (kept.encoder, kept.vectors.shape) == ("two", (1, 3))
        assert kept.places(["hello", "second"]).tolist() == [-1, 0]
        workspace.drop_comment_vectors()
        assert workspace.comment_vectors() is None


def test_a_comment_is_read_in_one_form():
    """Blanks as one, a composed é as é, half a surrogate pair as ?, and no more than 4,000 characters."""
    assert as_read(" Cafe\u0301\u00a0 is\tslow\n") == "Caf\u00e9 is slow"
    assert as_read("a\ud800b") == "a?b"
    assert len(as_read("x" * 9000)) == MOST_CHARACTERS == 4000
    assert digest_of("Cafe\u0301") == digest_of(" Caf\u00e9 ")
    assert digest_of("Caf\u00e9") != digest_of("Cafe")
