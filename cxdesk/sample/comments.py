"""What respondents write: invented comments by mood and theme, as awkward to store as real ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"

# Themes a respondent may write about; "billing" comments all name the invoice.
_ENGLISH: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PROMOTER: {
        "product": (
            "The planning board saves us an hour every morning.",
            "Drivers actually like the mobile app, which I did not expect.",
            "Solid, fast, and it does what it says.",
            "We moved three depots onto it this spring; no drama.",
            "+1 from the whole dispatch team",
            "Best tool we have bought in years; please do not change the board.",
            "Reports for the board meeting now take ten minutes.",
            "Two clicks and the week is planned.",
            "It simply works, every day, on every phone we have.",
            "We found 40 minutes a day per planner; that pays for itself.",
        ),
        "support": (
            "Support answers quickly and knows what they are talking about.",
            "Your colleague stayed on the line until it worked. Thank you!",
            "Always friendly, always helpful.",
            "The last release broke our export and it was fixed the same day.",
            "I never wait longer than an hour for an answer.",
            "The onboarding colleague even came to the depot.",
        ),
    },
    PASSIVE: {
        "product": (
            "Good overall, the reports could be faster.",
            "Does the job. Some screens need too many clicks.",
            "Fine for planning; we still keep a spreadsheet for exceptions.",
            "It works, but the mobile app loses its connection in the yard.",
            "Nice board, weak search.",
            "Would be a 9 if time sheets and planning spoke to each other.",
        ),
        "training": (
            "New colleagues need a while to find their way around.",
            "We could use a short course for the night shift.",
            "The help pages are good once you find them.",
        ),
        "price": (
            "Good product, but the price went up again.",
            "Fair value for us; the small depots find it expensive.",
        ),
    },
    DETRACTOR: {
        "performance": (
            "The board takes ages to load on Monday mornings.",
            "Slow, slow, slow. We wait for it more than we work with it.",
            "=> please fix the speed of the route optimizer",
            "Reports time out whenever we need them.",
        ),
        "reopened": (
            "The ticket was closed but the issue is still there.",
            "Support never fixed it; I have reported it three times.",
            'I was told it was "resolved". It was not.',
        ),
        "handoff": (
            "I explained the same problem to four people.",
            "Passed from team to team; nobody owns it.",
            "Every reply comes from somebody new who asks the same questions.",
        ),
        "billing": (
            "The invoice was wrong again, third month in a row.",
            "We are charged for seats we gave back; correcting an invoice takes weeks.",
            "Product is fine. Your invoices are not.",
            "Nobody can explain the second line of the invoice; accounting is furious.",
        ),
        "feature": (
            "Still no way to copy a week's plan to another depot.",
            "- no offline mode\n- no split shifts\nWe asked for both last year.",
        ),
        "onboarding": (
            "Roll-out has stalled, nobody told the teams what to do next.",
            "We were promised training for the depots and never got it.",
            "Half of the teams still plan on paper.",
        ),
        "competitor": (
            "We are looking at two other vendors before the renewal.",
            "Thinking of switching; the others do this out of the box.",
        ),
    },
}

_OTHER_LANGUAGES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "de": {
        PROMOTER: (
            "Läuft zuverlässig, das Team ist zufrieden.",
            "Sehr guter Support, schnelle Antwort. Größtes Lob!",
        ),
        PASSIVE: (
            "Insgesamt gut, die Berichte könnten schneller sein.",
            "Tut, was es soll; etwas viele Klicks.",
        ),
        DETRACTOR: (
            "Das Ticket wurde geschlossen, der Fehler ist noch da.",
            "Montags früh unbenutzbar langsam.",
        ),
    },
    "fr": {
        PROMOTER: ("Très pratique, l'équipe ne pourrait plus s'en passer.", "Assistance rapide et agréable."),
        PASSIVE: ("Bien dans l'ensemble, mais trop de clics.", "Correct ; la recherche est faible."),
        DETRACTOR: (
            "Problème signalé trois fois, toujours pas réglé.",
            "L'application mobile plante sans arrêt.",
        ),
    },
    "pl": {
        PROMOTER: (
            "Świetne narzędzie, oszczędza nam dużo czasu.",
            "Wszystko działa, polecam!",
            "Szybka pomoc.",
        ),
        PASSIVE: ("W porządku, ale raporty są wolne.", "Dobre, lecz za dużo kliknięć."),
        DETRACTOR: ("Zgłoszenie zamknięte, a błąd nadal występuje.", "Zbyt wolno działa w poniedziałki."),
    },
    "es": {
        PROMOTER: ("Muy útil; el equipo está contento.", "¡Funciona muy bien!", "Soporte rápido y amable."),
        PASSIVE: ("Bien, aunque faltan informes.", "Cumple, pero la aplicación móvil es lenta."),
        DETRACTOR: ("Llevamos semanas esperando una solución.", "¿Por qué tarda tanto en cargar?"),
    },
    "sv": {
        PROMOTER: ("Fungerar utmärkt, supporten är snabb.", "Sparar tid varje dag."),
        PASSIVE: ("Helt okej, men lite långsamt ibland.", "Bra, fast för många klick."),
        DETRACTOR: ("Ärendet stängdes men felet är kvar.", "För segt på måndagar."),
    },
    "it": {
        PROMOTER: ("Ottimo strumento, lo usiamo ogni giorno.", "Assistenza veloce, grazie!"),
        PASSIVE: ("Buono, ma i report sono lenti.", "Va bene, qualche clic di troppo."),
        DETRACTOR: ("Segnalato più volte e mai risolto.", "Il lunedì è inutilizzabile."),
    },
    "pt": {
        PROMOTER: ("Excelente, a equipe adora.", "Simples e rápido, recomendo."),
        PASSIVE: ("Bom, mas falta o modo offline.", "Atende, porém os relatórios demoram."),
        DETRACTOR: ("O chamado foi fechado e o problema continua.", "Lento demais às segundas."),
    },
    "ja": {
        PROMOTER: ("サポートの対応が早くて助かります。", "毎日の計画が楽になりました。"),
        PASSIVE: ("便利ですが、画面が少し重いです。",),
        DETRACTOR: ("問題が解決しないまま閉じられました。",),
    },
}

_AFTERTHOUGHTS: Mapping[str, tuple[str, ...]] = {
    PROMOTER: (
        "Keep it up.",
        "Thank you!",
        "I have told our sister company.",
        "Looking forward to what comes next.",
    ),
    PASSIVE: (
        "Otherwise fine.",
        "Hoping for the autumn release.",
        "No big complaints.",
        "See you at the review.",
    ),
    DETRACTOR: (
        "Please call us.",
        "The team is losing patience.",
        "I wrote this last time too.",
        "Not good enough.",
    ),
}
_AFTER_TICKETS: Mapping[str, tuple[str, ...]] = {
    PROMOTER: (
        "Quick and friendly, thanks.",
        "Solved in one go!",
        "Very patient colleague.",
        "Great help; exactly what we needed.",
        "+ fast, + clear",
        "Answered within the hour.",
        "Clear steps with screenshots, perfect.",
        "Called me back, which I did not expect.",
    ),
    PASSIVE: (
        "OK in the end.",
        "Took a little long.",
        "Solved, but I had to ask twice.",
        "Fine, thanks.",
        "Works again. Would be good to know why it happened.",
        "The workaround is all right for now.",
    ),
    DETRACTOR: (
        "Closed without a fix.",
        "Waited two days for a standard answer.",
        "I had to explain everything again to the next person.",
        "Not solved.",
    ),
}
_KIND_BUT_REOPENED = (
    "So friendly! Let us see whether it holds this time.",
    "Very nice colleague, as always.",
    "Quick answer, thank you.",
)


def survey_comment(rng: np.random.Generator, mood: str, language: str, theme: str) -> str:
    """Return the comment of a respondent in that mood; a theme, where given, is kept to (in English)."""
    themes = _ENGLISH[mood]
    if theme in themes:
        return _english(rng, mood, themes[theme])
    translated = _OTHER_LANGUAGES.get(language)
    if translated is not None and rng.random() < 0.45:
        return _pick(rng, translated[mood])
    ordinary = [name for name in themes if name != "billing"]
    return _english(rng, mood, themes[ordinary[int(rng.integers(len(ordinary)))]])


def ticket_comment(rng: np.random.Generator, mood: str, language: str, reopened: bool) -> tuple[str, str]:
    """Return (comment, language) written after a ticket was solved."""
    translated = _OTHER_LANGUAGES.get(language)
    if translated is not None and mood == DETRACTOR and rng.random() < 0.3:
        return _pick(rng, translated[mood]), language
    if reopened and mood == PROMOTER:
        return _pick(rng, _KIND_BUT_REOPENED), "en"
    return _pick(rng, _AFTER_TICKETS[mood]), "en"


def _english(rng: np.random.Generator, mood: str, pool: tuple[str, ...]) -> str:
    comment = _pick(rng, pool)
    return f"{comment} {_pick(rng, _AFTERTHOUGHTS[mood])}" if rng.random() < 0.35 else comment


def _pick(rng: np.random.Generator, pool: tuple[str, ...]) -> str:
    return pool[int(rng.integers(len(pool)))]
