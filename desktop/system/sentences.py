"""Errors that are shown to people as they are: a sentence in Turkish and the same in English."""

from __future__ import annotations


class SentenceError(Exception):
    """Something that a person has to put right; says what happened and what to do."""

    def __init__(self, sentence_tr: str, sentence_en: str) -> None:
        super().__init__(sentence_en)
        self.sentence_tr = sentence_tr
        self.sentence_en = sentence_en
