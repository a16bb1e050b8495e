"""People and companies by country: the names debtors have in the book."""

from __future__ import annotations

import random
from functools import cache

LANGUAGES = {
    "DE": "de",
    "AT": "de",
    "CH": "de",
    "NO": "no",
    "SE": "sv",
    "DK": "da",
    "FI": "fi",
    "NL": "nl",
    "BE": "nl",
    "FR": "fr",
    "IT": "it",
    "ES": "es",
    "PL": "pl",
    "CZ": "cs",
    "GB": "en",
}
_BILINGUAL = {"CH": ("de", "de", "fr", "it"), "BE": ("nl", "fr")}

_FIRST = {
    "de": "Anke Bernd Claudia Dieter Elfriede Florian Gisela Holger Ines Jürgen Katharina Lothar Monika Norbert Petra "
    "Rüdiger Sabine Torsten Ulrike Volker Wiebke Yvonne",
    "fr": "Amélie Benoît Chloé Damien Élodie Fabrice Géraldine Hervé Inès Jérôme Laurence Mathieu Noémie Olivier "
    "Patrice Raphaëlle Sylvain Thérèse Xavier",
    "it": "Alessio Beatrice Cosimo Daniela Elisabetta Fabrizio Giulia Ilaria Leonardo Marcella Nicolò Ornella Pasquale "
    "Rosanna Silvio Tiziana Ugo Vincenzo",
    "nl": "Aafke Bart Corrie Daan Esther Femke Gijs Hanneke Ivo Joost Klaas Liesbeth Maarten Nienke Okke Pieter Roos "
    "Sjoerd Tineke Wouter",
    "en": "Alistair Bethany Callum Deirdre Edmund Fiona Gareth Harriet Imogen Jasper Keira Lachlan Maeve Nigel Olivia "
    "Priya Rhys Siobhan Tariq Winifred",
    "no": "Aslaug Bjørn Cecilie Dag Eirik Frode Gunn Håkon Ingrid Jørgen Kjersti Leif Marit Njål Oddvar Ragnhild "
    "Sindre "
    "Torunn Vegard Åse",
    "sv": "Agneta Börje Camilla David Elsa Fredrik Gunilla Håkan Ingela Jörgen Kerstin Lennart Märta Nils Örjan "
    "Pernilla Rolf Sigrid Ture Åke",
    "da": "Anders Birgitte Carsten Dorthe Ejnar Flemming Gitte Henrik Inger Jeppe Karen Lærke Mogens Nanna Ole Pia "
    "Rasmus Søren Tove Villads",
    "fi": "Aino Eero Helmi Ilkka Jaana Kalle Leena Mikko Niina Onni Päivi Raimo Sirpa Tuomas Ulla Väinö Yrjö Ämmi",
    "pl": "Agnieszka Bogdan Celina Dariusz Elżbieta Filip Grażyna Henryk Iwona Jarosław Krystyna Łukasz Małgorzata "
    "Natalia Oskar Paweł Renata Stanisław Teresa Zbigniew",
    "es": "Álvaro Belén Cristóbal Dolores Emilio Fátima Gonzalo Herminia Iñaki Josefa Lourdes Manuel Nuria Óscar Pilar "
    "Rocío Santiago Teresa Vicente",
    "cs": "Alžběta Bohumil Dana Emil František Hana Ivana Jaroslav Karel Ludmila Marek Naďa Oldřich Pavel Růžena "
    "Stanislav Tereza Václav Zdeněk",
}
_LAST = {
    "de": "Ahlers Bäcker Claßen Dornbusch Eichinger Fürst Götze Hölzl Jäger Kühnemann Löffler Mühlbauer Nüßlein "
    "Oellers "
    "Plötz Quandt Rößler Scheibner Tönnies Uhlig Vögele Wöhrl Zöllner Brandstetter Gschwandtner Rüegg Aebischer",
    "fr": "Aubert Besançon Chevallier Delacroix Escoffier Fournier Guérin Hébert Jacquemin Lefèvre Mercier Noël "
    "Ollivier "
    "Péron Quesnel Rousseau Saint-Aubin Thévenet Vasseur Lambert",
    "it": "Amadori Bellucci Caruso D'Amico Fabbri Gallo Iannone Lombardi Marchetti Nardi Orlandi Pellegrino Quaranta "
    "Ruggiero Santoro Tedesco Valentini Zanetti De Rosa",
    "nl": "van Aalst Boersma de Clercq Dijkstra van den Eynde Feenstra Groeneveld Hoekstra in 't Veld de Jong Kuipers "
    "Maes Nijland van Oosten Peeters Ruijter Smeets ter Horst Verhoeven Zijlstra",
    "en": "Ashcroft Blackwood Carmichael Davenport Ellsworth Fairclough Greenhalgh Hargreaves Iverson Jennings "
    "Kilbride "
    "Loxley MacGregor Nightingale O'Sullivan Pemberton Quigley Rutherford Shackleton Thornbury",
    "no": "Aamodt Bjørnstad Dyrnes Eide Fjeldstad Grønvold Hovland Indrebø Kvåle Lødemel Myklebust Nordby Ødegård "
    "Raknes Sæther Tveit Ulvestad Vårdal Wiik",
    "sv": "Ahlqvist Björkman Cederlund Dahlström Ekström Forsberg Grönlund Hjelm Isaksson Jönsson Källström Lindgren "
    "Månsson Norén Öberg Palmqvist Rydén Sjögren Törnqvist Åkesson",
    "da": "Abildgaard Bertelsen Christensen Dalsgaard Enevoldsen Frandsen Gregersen Højgaard Iversen Jepsen Kjær "
    "Lauridsen "
    "Mølgaard Nygaard Overgaard Præstegaard Ravn Skovgaard Thygesen Østergaard",
    "fi": "Aaltonen Eskola Hakkarainen Heikkilä Jääskeläinen Kärkkäinen Lehtinen Mäkelä Niskanen Ojala Pöyhönen "
    "Rantanen "
    "Saarinen Tähtinen Uusitalo Väisänen Ylönen Mäntylä",
    "pl": "Adamczyk Borkowski Chmielewska Dąbrowski Gołębiowski Jabłoński Krawczyk Łuczak Mazurek Niedźwiedź Olszewska "
    "Pawłowski Rutkowska Śliwiński Tomaszewski Wójcik Zieliński Żak",
    "es": "Aguirre Benítez Castaño Domínguez Echevarría Fuentes Gutiérrez Ibáñez Jiménez Lozano Muñoz Navarro Ordóñez "
    "Peña Quintero Rubio Sáenz Tejada Urrutia Zúñiga",
    "cs": "Beneš Čermák Doležal Fiala Havlíček Jirásek Kučera Mlynář Němec Pokorný Růžička Šimek Tichý Urban Vaněk "
    "Zeman "
    "Žďárský Kovář",
}
_TRADES = {
    "de": "Metallbau Elektrotechnik Spedition Tischlerei Haustechnik Druckerei Bäckerei Autohaus Gartenbau Immobilien",
    "fr": "Menuiserie Transports Boulangerie Électricité Imprimerie Travaux Conseil Distribution Plomberie Ateliers",
    "it": "Ceramiche Trasporti Costruzioni Arredi Impianti Tessuti Officine Alimentari Marmi Servizi",
    "nl": "Bouw Installatie Transport Bloemen Groothandel Schilderwerken Techniek Zuivel Verhuur Advies",
    "en": "Joinery Haulage Foods Plumbing Consulting Interiors Engineering Textiles Catering Motors",
    "no": "Bygg Rør Transport Eiendom Fisk Regnskap Elektro Maskin Handel Snekkeri",
    "sv": "Bygg Måleri Åkeri Fastigheter Snickeri Teknik Konsult Plåt Livs Verkstad",
    "da": "Byg Tømrer VVS Fragt Ejendomme Revision Smede Fisk Møbler Murer",
    "fi": "Rakennus Kuljetus Sähkö Kiinteistöt Konepaja Kala Puutyö Huolto Maalaus Kirjanpito",
    "pl": "Budownictwo Transport Meble Elektryka Drukarnia Usługi Handel Stolarnia Ogrody Instalacje",
    "es": "Construcciones Transportes Muebles Instalaciones Alimentos Talleres Consultores Cerámicas Viajes Textil",
    "cs": "Stavby Doprava Nábytek Elektro Tiskárna Truhlářství Obchod Zahrady Servis Strojírny",
}
_FORMS = {
    "DE": "GmbH|GmbH & Co. KG|AG|e.K.|UG (haftungsbeschränkt)|OHG|KG|GbR",
    "AT": "GmbH|GesmbH|KG|e.U.|AG",
    "CH": "AG|GmbH|SA|Sàrl|KlG",
    "NO": "AS|ASA|ANS|ENK",
    "SE": "AB|HB|Handelsbolag|Aktiebolag",
    "DK": "A/S|ApS|I/S|K/S",
    "FI": "Oy|Oyj|Ky|Tmi",
    "NL": "B.V.|BV|V.O.F.|N.V.",
    "BE": "BV|NV|SRL|SA|VOF",
    "FR": "SARL|SAS|SA|EURL|SNC",
    "IT": "S.r.l.|S.p.A.|S.a.s.|S.n.c.",
    "ES": "S.L.|S.A.|S.L.U.|S.Coop.",
    "PL": "Sp. z o.o.|S.A.|s.c.|Sp. k.",
    "CZ": "s.r.o.|a.s.|v.o.s.|spol. s r.o.",
    "GB": "Ltd|Limited|PLC|LLP|& Sons Ltd",
}
_TOWNS = {
    "DE": "Kassel Mannheim Görlitz Würzburg Oldenburg Chemnitz Fürth",
    "AT": "Linz Villach Dornbirn Krems",
    "CH": "Winterthur Chur Fribourg Thun Lugano",
    "NO": "Tromsø Stavanger Ålesund Hamar",
    "SE": "Örebro Umeå Växjö Gävle",
    "DK": "Aalborg Esbjerg Køge Næstved",
    "FI": "Jyväskylä Oulu Lahti Pori",
    "NL": "Zwolle Breda Leeuwarden Venlo",
    "BE": "Leuven Liège Kortrijk Mons",
    "FR": "Angers Besançon Nîmes Orléans",
    "IT": "Modena Forlì Lecce Cuneo",
    "ES": "Cádiz León Gijón Cáceres",
    "PL": "Łódź Gdynia Kielce Rzeszów",
    "CZ": "Plzeň Liberec Zlín Jihlava",
    "GB": "Derby Swansea Perth Exeter",
}
_ROOTS = (
    "Nova Terra Vero Alba Lumen Kappa Orbis Primo Delta Sirius Fjord Argo Mira Tempo Helios Vita Axis Onda Rex Unio"
)
_ENDINGS = "tec med plan net flex log pack dent soft fit bau gas pharm color print"
_PARTICLES = {"van", "de", "den", "der", "in", "'t", "ter", "De"}


def language(country: str, chance: random.Random) -> str:
    """The language a debtor of the country writes in."""
    return chance.choice(_BILINGUAL.get(country, (LANGUAGES[country],)))


def person(tongue: str, chance: random.Random) -> str:
    return f"{chance.choice(_FIRST[tongue].split())} {surname(tongue, chance)}"


def surname(tongue: str, chance: random.Random) -> str:
    return chance.choice(_surnames(tongue))


def company(country: str, tongue: str, chance: random.Random) -> str:
    """A firm named as firms are: after its founder, its trade, its town, initials, or nothing at all."""
    form = chance.choice(_FORMS[country].split("|"))
    trade = chance.choice(_TRADES[tongue].split())
    founder = surname(tongue, chance)
    coined = f"{chance.choice(_ROOTS.split())}{chance.choice(_ENDINGS.split())}"
    town = chance.choice(_TOWNS[country].split())
    initials = "".join(chance.choice("ABDEFGHKLMNPRSTVW") for _ in range(3))
    body = chance.choice(
        (
            f"{founder} {trade}",
            f"{trade} {founder}",
            f"{founder} & {surname(tongue, chance)}",
            f"{coined} {trade}",
            f"{coined} {town}",
            f"{initials} {trade}",
            f"{trade} {town}",
            f"{initials} {founder}",
            coined,
        )
    )
    return f"{body} {form}"


def group_name(chance: random.Random) -> str:
    """The name that the companies of a group have in common."""
    return f"{chance.choice(_ROOTS.split())}{chance.choice(_ENDINGS.split())}"


def forms(country: str) -> tuple[str, ...]:
    return tuple(_FORMS[country].split("|"))


@cache
def _surnames(tongue: str) -> list[str]:
    """The list split into names, particles kept with the name they belong to."""
    names: list[str] = []
    waiting = ""
    for word in _LAST[tongue].split():
        if word in _PARTICLES:
            waiting += f"{word} "
            continue
        names.append(waiting + word)
        waiting = ""
    return names
