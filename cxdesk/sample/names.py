"""Invented companies and people. Any likeness is accidental; every e-mail address ends in example.com."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

INDUSTRIES = (
    "Logistics",
    "Manufacturing",
    "Food",
    "Retail",
    "Healthcare",
    "Energy",
    "Construction",
    "Facility services",
)
EMAIL_DOMAIN = "example.com"


@dataclass(frozen=True, slots=True)
class Culture:
    """How names look in one country: company stems, one company word an industry, first and family names."""

    country: str
    language: str
    stems: tuple[str, ...]
    words: tuple[str, ...]
    first: tuple[str, ...]
    family: tuple[str, ...]


def _culture(country: str, language: str, stems: str, words: str, first: str, family: str) -> Culture:
    return Culture(
        country,
        language,
        tuple(stems.split(", ")),
        tuple(words.split(", ")),
        tuple(first.split()),
        tuple(family.split()),
    )


CULTURES: tuple[Culture, ...] = (
    _culture(
        "Germany", "de",
        "Tannrück, Eulenfurth, Kaltmühle Süd, Steinärz, Weißdornhof, Morgenthür, Ährenkamp, Düsterbrook Nord",
        "Logistik, Maschinenbau, Feinkost, Handel, Kliniken, Energie, Bau, Gebäudedienste",
        "Jörg Anke Matthias Ulrike Björn Käthe Stefan Heike Tobias Grete",
        "Kröger Weißmüller Brandt Süßkind Hölscher Vogt Lüders Pfeiffer Steinäcker Thoma",
    ),
    _culture(
        "Poland", "pl",
        "Wrzosłąka, Żabińcowa, Górnoświt, Świerkobór, Rzęsna Dolina, Ćmielnik, Łąkotka, Jaźwinek",
        "Transport, Maszyny, Piekarnie, Handel, Kliniki, Energia, Budowa, Serwis",
        "Łukasz Małgorzata Paweł Agnieszka Grzegorz Zofia Michał Bożena",
        "Wiśniowski Dąbek Krzemień Żurawska Gołąb Ślusarz Niemiec Ostrówka",
    ),
    _culture(
        "Sweden", "sv",
        "Skärbrand, Törnfors, Älvglimt, Norråsen, Björkvind, Häggvåg, Granskog Öst, Ljungmark",
        "Frakt, Verkstad, Mat, Handel, Vård, Energi, Bygg, Service",
        "Åsa Björn Maja Håkan Linnéa Örjan Elin Sören",
        "Ekblad Sjögård Lindqvär Norrhage Åkerlöv Bergfalk Strömsäter Hägg",
    ),
    _culture(
        "Norway", "no",
        "Øyholmen, Fjordglytt, Ærfuglvik, Bråtesund, Snøkollen, Tangeråsen, Måkeskjær, Granlyngen",
        "Frakt, Verksted, Mat, Handel, Helse, Energi, Bygg, Service",
        "Ingrid Øystein Kåre Solveig Bjørn Astrid Håvard Ragnhild",
        "Sørbø Bråten Nygård Løkken Fjellvik Østby Haugås Strømmen",
    ),
    _culture(
        "France", "fr",
        "Hautebrise, Montélise, Rochefage, Valcendré, Belleforge, Pré-aux-Genêts, L'Épinoche, Côte-Brune",
        "Transports, Mécanique, Saveurs, Distribution, Cliniques, Énergies, Bâtiment, Services",
        "Hélène François Chloé Benoît Maëlle Gérard Inès Loïc",
        "Dubreuil Lefèbre Garçonnet Mézières Castaing Delaunoy Périgny Roussel",
    ),
    _culture(
        "Spain", "es",
        "Vallesueño, Ríonegral, Montearce, Fuenterrosa, Albaclara, Cañadorro, Sierramansa, Lagunilla del Sur",
        "Logística, Mecánica, Alimentos, Comercio, Clínicas, Energía, Obras, Servicios",
        "Íñigo Begoña Andrés Lucía Joaquín Núria Álvaro Rocío",
        "Peñalba Muñiz Echeverrí Ordóñez Castañar Vélaz Quiñón Sarmiento",
    ),
    _culture(
        "Italy", "it",
        "Montelume, Valfosca, Fontevella, Cascinarossa, Pontelargo, Rivabruna, Colleserra, Torrelunga",
        "Trasporti, Meccanica, Alimentari, Commercio, Cliniche, Energia, Costruzioni, Servizi",
        "Niccolò Giulia Matteo Chiara Davide Noemi Tommaso Ilaria",
        "Bellandi Forcelli Marchegiò Lucentini Ravasio Tessaro Viganò Zorzin",
    ),
    _culture(
        "Netherlands", "nl",
        "Zonneveer, Klaverhaven, Rietwinde, Oudeschans, Molenbries, Vlierdonk, IJsselkroon, Elzenwaard",
        "Logistiek, Machines, Levensmiddelen, Handel, Klinieken, Energie, Bouw, Diensten",
        "Maarten Femke Joost Sanne Bram Lotte Thijs Annelies",
        "Doornkamp Verhaege Kuipers Zwartewater Brouwhuis Rietveen Slagmolen Hoekema",
    ),
    _culture(
        "United Kingdom", "en",
        "Harrowfen, Calderwick, Marrowgate, Pennybrook, Wexcombe Vale, Aldermoss, Sedgeholm, Quillhampton",
        "Freight, Engineering, Foods, Stores, Clinics, Power, Builders, Facilities",
        "Siobhan Gareth Priya Alistair Imogen Kwame Rhian Dominic",
        "Hargrave Okonjo Pemberley Thackery Llewelyn Ashgrove Marlowe Whitlow",
    ),
    _culture(
        "United States", "en",
        "Copperline Ridge, Juniper Hollow, Prairiewind, Saltbrook, Cedarquill, Ironpine, Hollowbend",
        "Freight, Manufacturing, Foods, Stores, Clinics, Power, Builders, Facilities",
        "Dolores Marcus Tamika Wade Consuelo Ethan Mei-Ling Grant",
        "Hollister Nakagawa Delacroix Brannigan Whitfield Ybarra Stroud Tran",
    ),
    _culture(
        "Canada", "en",
        "Lac-aux-Hérons, Northgale, Tamarack Point, Frostmere, Maplequay, Gullrock Sound, Spruceline",
        "Freight, Manufacturing, Foods, Stores, Clinics, Power, Builders, Facilities",
        "Étienne Claire Duncan Noémie Harjit Fiona Luc Sunniva",
        "Bouchette MacAlder Gagné Singhara Tremblot Forsyte Lévesquier Oakes",
    ),
    _culture(
        "Czechia", "cs",
        "Křemenka, Lipůvčí, Břízový Důl, Stříbrníček, Ořechovník, Tůňkov, Jeřábkov, Bukovnička",
        "Doprava, Strojírny, Potraviny, Obchod, Kliniky, Energie, Stavby, Servis",
        "Jiří Kateřina Ondřej Markéta Tomáš Růžena Vojtěch Zdeňka",
        "Dvořáček Novotník Říha Procházek Šípek Hůlka Kuběna Žítek",
    ),
    _culture(
        "Türkiye", "tr",
        "Işıksuyu, Gümüşçam, Yıldızbağ, Karaçiçek, Çiğdemova, Söğütlüpınar, Turnagöze, Kırağıtepe",
        "Lojistik, Makina, Gıda, Ticaret, Klinik, Enerji, İnşaat, Hizmet",
        "Ayşe Çağlar Gülşen İlker Özge Barış Şule Emre",
        "Yıldırgan Çelikoğ Şahinbaş Öztürkan Güneşli Kılıçer Aydınca Demirtaşlı",
    ),
    _culture(
        "Brazil", "pt",
        "São Verano, Serrabrava, Coração do Vale, Ipêverde, Águas da Lua, Morro Açucena, Jacarandão",
        "Logística, Máquinas, Alimentos, Comércio, Clínicas, Energia, Construções, Serviços",
        "João Conceição Thiago Luísa Antônio Iracema Caetano Flávia",
        "Guimarãens Araújo Falcão Nóbrega Assunção Teixeirão Monção Sant'Elmo",
    ),
    _culture(
        "Japan", "ja",
        "Mizukage 水影, Hoshinami, Kazetani, Kirinagi 霧凪, Tsukimori, Yukishiro, Inazuma Bay",
        "Logistics, Seiki, Foods, Trading, Clinics, Energy, Construction, Services",
        "Haruka Kenji Yūko Takumi Ryō Sakura Daichi Natsumi",
        "Mizutani Kazehaya Ōshiro Tsukishima Kurobane Asahina Hoshino Shirakawa",
    ),
    _culture(
        "India", "en",
        "Suryavana, Nilgarhi, Chandrapath, Vayudeep, Kamalsar, Megharanya, Tarakeshi, Vanashree Kund",
        "Logistics, Engineering, Foods, Retail, Clinics, Power, Infra, Services",
        "Ananya Vikram Lakshmi Rohan Meera Arjun Kavita Sanjay",
        "Iyerkar Bhattanagar Deshmane Raochandra Kulvarni Nambisan Mehrotri Sengupth",
    ),
    _culture(
        "Greece", "el",
        "Αργυρόβραχος, Θαλασσινέμη, Kymatopetra, Ilioforos, Asteromylos, Λευκόκαμπος, Thymarochori",
        "Logistics, Machines, Foods, Trading, Clinics, Energy, Construction, Services",
        "Eleni Nikos Δέσποινα Giorgos Ioanna Kostas Αλέξης Maria",
        "Petridakos Kalogirou Θαλασσίτης Voulgarakos Mavridou Xenidis Lambrakou Spanoudis",
    ),
    _culture(
        "South Africa", "en",
        "Redgum Reach, Proteaveld, Kookaburn, Wattlemere, Vlakteberg, Umlambogate, Karoodrift, Bitterbloem",
        "Freight, Engineering, Foods, Stores, Clinics, Power, Builders, Facilities",
        "Thandiwe Pieter Naledi Jacob Zanele Riaan Lerato Gavin",
        "Mokoena-Smit Vlakman Dlaminki Botharo Khumalane Steynberg Naidooram Jacobsz",
    ),
)  # fmt: skip

_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "ı": "i", "đ": "d"})


def company_names(count: int) -> list[tuple[str, str, Culture]]:
    """Return `count` different (company name, industry, culture), countries taking turns; always the same."""
    names = []
    for number in range(count):
        turn, place = divmod(number, len(CULTURES))
        culture = CULTURES[place]
        stem = culture.stems[turn % len(culture.stems)]
        word = (turn * 3 + place) % len(INDUSTRIES)
        again = turn // len(culture.stems)
        # A country that has run out of stems opens another branch of an earlier company.
        name = f"{stem} {culture.words[word]}" + (f" {again + 1}" if again else "")
        names.append((name, INDUSTRIES[word], culture))
    return names


def plain(text: str) -> str:
    """Return text as an e-mail address may hold it: lower-case ASCII letters, digits, hyphens; or empty."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN_LETTERS))
    ascii_letters = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_letters).strip("-")


def email_domain(account_id: str, account_name: str) -> str:
    """Return the made-up mail domain of an account: a name under example.com, which nobody can own."""
    # A stem in another script leaves only the word for the trade, which others share.
    known = plain(account_name) if plain(account_name.split()[0]) else plain(account_id)
    return f"{known}.{EMAIL_DOMAIN}"
