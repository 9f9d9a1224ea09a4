"""How dates are written: the patterns, the names of months and weekdays in many languages, and of zones."""

from __future__ import annotations

import re

from cxdesk.importing.date_periods import COMPACT_MONTH, LETTERED, MONTH_NAMED, MONTH_ONLY, MONTH_THEN_YEAR

_TIME = (
    r"(?:[T ,]*(?:(?:at|um|à|a las|às|alle|om|kl\.?) )?"
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?: ?Uhr| ?h)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})?(?: ?\((?P<aside>[^()]*)\))?)?"
)
_YEAR_FIRST = rf"^(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}$"
UNSURE_BEGINS = r"^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}"
UNSURE = rf"^(?P<first>\d{{1,2}})(?P<mark>[-/. ])(?P<other>\d{{1,2}})[-/. ](?P<year>\d{{4}}|\d{{2}}){_TIME}$"
_NAMED = (
    r"^(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|°|\.)?[-/. ]*(?:de |di |do )?"
    r"(?P<name>\p{L}{3,12})\.?[-/., ']*(?:de |del |do )?"
    rf"(?P<year>\d{{4}}|\d{{2}}){_TIME}$"
)
_NAME_FIRST = (
    rf"^(?P<name>\p{{L}}{{3,12}})\.?[- ]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[- ]+(?P<year>\d{{4}}){_TIME}$"
)
_COMPACT = rf"^(?P<year>(?:19|20|21)\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}}){_TIME}$"
_EASTERN = r"^(?P<year>\d{4})[年년]\s*(?P<month>\d{1,2})[月월]\s*(?P<day>\d{1,2})[日일]$"
WAYS = (
    _YEAR_FIRST, _COMPACT, *LETTERED, _NAMED, _NAME_FIRST, MONTH_ONLY, MONTH_NAMED,
    MONTH_THEN_YEAR, COMPACT_MONTH, _EASTERN
)  # fmt: skip
WAYS_IN_DIGITS = (_YEAR_FIRST, _COMPACT, MONTH_ONLY, MONTH_THEN_YEAR, COMPACT_MONTH, *LETTERED)
"""Those of them in which no word stands, only a letter."""
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo "
    "lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi sabato domenica "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
WEEKDAY = rf"^(?:\p{{L}}{{2,10}}\.?,\s+|(?i:{'|'.join(_WEEKDAYS.split())})\.?,?\s+)"

_MONTHS = (
    "jan january januar janvier janv enero ene gennaio gen janeiro januari jänner jän styczeń leden",
    "feb february februar februari février fevrier févr fevr fév febrero febbraio fevereiro fev luty únor",
    "mar march märz mrz mär maerz mars marzo março marco maart mrt marts marzec březen",
    "apr april avril avr abril abr aprile kwiecień duben",
    "may mai mayo maggio mag maio mei maj květen",
    "jun june juni juin junio giugno giu junho czerwiec červen",
    "jul july juli juillet juil julio luglio lug julho lipiec červenec",
    "aug august août aout agosto ago augustus augusti sierpień srpen",
    "sep sept september septembre septiembre settembre set setembro wrzesień září",
    "oct october oktober okt octobre octubre ottobre ott outubro out październik říjen",
    "nov november novembre noviembre novembro listopad",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień prosinec",
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ZONES = {
    "EST": -5.0, "EDT": -4.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0,
    "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "MEZ": 1.0, "MESZ": 2.0, "EET": 2.0, "EEST": 3.0,
    "JST": 9.0, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip
"""Hours ahead of UTC of the abbreviations that stand for one zone only."""
SEVERAL_ZONES = frozenset(("CST", "IST", "BST", "AST", "ET", "CT", "MT", "PT"))
"""Those that stand for several: India and Israel, Central in America and China, winter and summer."""
_BARE_ZONE = re.compile(r"^(?:Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{2,4})$")


def is_zone(text: str) -> bool:
    """Return whether a text in brackets behind a time names a zone that is known."""
    return bool(_BARE_ZONE.match(text)) and zone_offset(text) == zone_offset(text)


def zone_offset(zone: str) -> float:
    """Return the seconds of a zone such as `+05:30`, `GMT+2` or `CEST`; NaN for an unknown name, 0 for one of
    `SEVERAL_ZONES`."""
    if zone in SEVERAL_ZONES:
        return 0.0
    bare = zone.removeprefix("UTC").removeprefix("GMT").removeprefix("Z")
    if not bare:
        return 0.0
    if bare[0] not in "+-":
        return _ZONES.get(bare, float("nan")) * 3600.0
    digits = bare[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    seconds = int(hours) * 3600.0 + int(minutes) * 60.0
    return -seconds if bare[0] == "-" else seconds
