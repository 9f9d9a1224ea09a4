"""The scale that a survey's header states, and which end is the good one: `(1 = very easy, 7 = hard)`."""

from __future__ import annotations

import re

_RANGE = re.compile(r"\b([01]) (?:[^\W\d_ ]+ ){0,6}(5|7|10|100)\b")
_SHORT_RANGE = re.compile(r"\b(1) (?:(?:to|bis|à|a|al|tot|do|till|til|through|best|worst) )?(3|4|6)\b")
_LABELLED = re.compile(r"\b(\d{1,3})\b([^\d]*)")
_LEADING = re.compile(r"([^\d]*)\b(\d{1,3})\b")
_LOWEST, _HIGHEST = (0, 1), (3, 4, 5, 6, 7, 10, 100)
_NEAR = 3  # words before a number that can be its label
_NOT = re.compile(r"\b(?:not|nicht|pas|no|non|niet|não|nao|nie|inte|ikke|wenig|peu|poco|weinig)\b")
_BAD = re.compile(
    r"\b(?:worst|bad|poor|terrible|awful|unhappy|(?:dis|un)satisfied|difficult|hard|impossible|"
    r"(?:high|much|a lot of) effort|unlikely|"
    r"schlecht\w*|schwer|schwierig|unzufrieden|mangelhaft|ungenügend|unwahrscheinlich|(?:hoher|viel) aufwand|"
    r"mauvais\w*|pire|difficile|insatisfait\w*|mécontent\w*|beaucoup d effort|"
    r"mal[oa]|peor|dif[ií]cil|insatisfech[oa]|mucho esfuerzo|"
    r"pessim[oa]|peggiore|insoddisfatt[oa]|molto sforzo|"
    r"slecht\w*|moeilijk|ontevreden|veel moeite|"
    r"pior|ruim|péssim[oa]|insatisfeit[oa]|"
    r"dålig\w*|sämst|svårt|missnöjd|dårlig\w*|utilfreds|niezadowolon\w*|najgorsz\w*)\b"
)
_GOOD = re.compile(
    r"\b(?:best|good|great|excellent|outstanding|perfect|happy|satisfied|easy|effortless|likely|"
    r"(?:low|little|no) effort|"
    r"gut|ausgezeichnet|hervorragend|beste[rns]?|einfach|leicht|zufrieden|wahrscheinlich|"
    r"(?:wenig|kein|geringer) aufwand|"
    r"bon|bonne|meilleur\w*|facile|satisfait\w*|peu d effort|"
    r"buen[oa]|mejor|excelente|f[aá]cil|satisfech[oa]|poco esfuerzo|"
    r"buon[oa]|ottim[oa]|eccellente|migliore|soddisfatt[oa]|poco sforzo|"
    r"goed|uitstekend|makkelijk|tevreden|weinig moeite|"
    r"melhor|bom|boa|ótim[oa]|satisfeit[oa]|"
    r"bra|bäst|lätt|nöjd|god|nemt|tilfreds|zadowolon\w*|najleps\w*|świetn\w*)\b"
)
_EFFORTS = re.compile(
    r"\b(?:low|little|no|wenig|kein|geringer|peu d|poco|weinig) "
    r"(?:effort|aufwand|esfuerzo|sforzo|moeite)\b"
)
_AGREE = re.compile(r"\bstrongly (dis)?agree\b")
_EFFORT = re.compile(r"effort|aufwand|\bhow hard|\bhow difficult")


def stated_scale(words: str) -> tuple[float, float] | None:
    """Return the ends of the scale that plain words of a header state, None where they state none."""
    stated = _RANGE.search(words) or _SHORT_RANGE.search(words)
    if stated is not None:
        return float(stated.group(1)), float(stated.group(2))
    if stated_direction(words) is None:
        return None
    ends = {int(found.group(1)) for found in _LABELLED.finditer(words)}
    low, high = float(min(ends)), float(max(ends))
    return (low, high) if low in _LOWEST and high in _HIGHEST else None


def stated_direction(words: str) -> bool | None:
    """Return whether a high answer is the good one as the labels of the scale's ends say it, in plain words:
    `1 best 5 worst`, `very satisfied 1 very dissatisfied 5`; None where they do not say it."""
    number = [int(found.group(1)) for found in _LABELLED.finditer(words)]
    if not number or len(set(number)) < 2:
        return None
    low, high = min(number), max(number)
    behind = [(int(found.group(1)), _judged(found.group(2), words)) for found in _LABELLED.finditer(words)]
    before = [
        (int(found.group(2)), _judged(" ".join(found.group(1).split()[-_NEAR:]), words))
        for found in _LEADING.finditer(words)
    ]
    leading = behind[-1][1] is None and None not in (before[0][1], before[-1][1])
    labels = before if leading else behind
    said = {
        good if end == high else not good for end, good in labels if good is not None and end in (low, high)
    }
    return said.pop() if len(said) == 1 else None


def _judged(label: str, words: str) -> bool | None:
    """Return whether a label names something good (True) or bad (False); None for neither."""
    agrees = _AGREE.search(label)
    if agrees:
        return None if _EFFORT.search(words) else agrees.group(1) is None
    if _EFFORTS.search(label):
        return True
    bad, good = _BAD.search(label), _GOOD.search(label)
    if bad is None and good is None:
        return None
    positive = bad is None
    return positive != bool(_NOT.search(label))
