"""Which countries a text names, and by what evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.annotate.annotator import Annotator
from monitor.annotate.countries import dateline_end
from monitor.annotate.dictionary import load_dictionary
from monitor.article import Mention
from monitor.settings import DATA


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    path: Path = tmp_path_factory.mktemp("dictionary") / "actors.yaml"
    path.write_text("", encoding="utf-8")
    return Annotator(load_dictionary(path, DATA / "countries.yaml"))


def countries(annotator: Annotator, text: str, title: str = "") -> list[Mention]:
    found = annotator.annotate(title, text, language="en").mentions
    return [mention for mention in found if mention.kind == "country"]


NAMED = [
    # the plain ways
    ("Floods hit Pakistan.", "PAK"),
    ("FLOODS HIT PAKISTAN", "PAK"),
    ("Pakistanis and a Pakistani ship", "PAK PAK"),
    ("Pakistan’s rivers and Peru's hills", "PAK PER"),
    ("pro-Russian and anti-American talk", "RUS USA"),
    ("the Franco-German engine", "DEU"),
    ("Holland, the Netherlands and the Dutch", "NLD NLD NLD"),
    ("Burma is Myanmar", "MMR MMR"),
    ("Ivory Coast, Côte d’Ivoire, Cote d'Ivoire", "CIV CIV CIV"),
    ("Türkiye, Turkiye, Turkey", "TUR TUR TUR"),
    ("Czechia and the Czech Republic", "CZE CZE"),
    ("Britain, the UK, the U.K., Great Britain", "GBR GBR GBR GBR"),
    ("Northern Ireland and Ireland", "GBR IRL"),
    ("the UAE and the United Arab Emirates", "ARE ARE"),
    ("Kosovo and Serbia", "XKX SRB"),
    ("Taiwan, Hong Kong, Macau", "TWN HKG MAC"),
    ("Gaza and the West Bank; Palestinians", "PSE PSE PSE"),
    # words that are no country
    ("Give us the turkey and the china.", ""),
    ("GIVE US YOUR MONEY", ""),
    ("US TROOPS LEAVE IRAQ", "USA IRQ"),
    ("the US, the U.S., the USA", "USA USA USA"),
    ("It cost US$20 million.", ""),
    ("Latin America, South America and North America", ""),
    ("America voted.", "USA"),
    ("New Mexico and New England", "USA USA"),
    ("the Gulf of Mexico", ""),
    ("the Indian Ocean", ""),
    ("the East China Sea", ""),
    ("They spoke in French.", ""),
    ("They met in French Guiana.", "GUF"),
    ("the French president", "FRA"),
    ("Spanish-speaking voters", ""),
    ("a Thai restaurant in town", ""),
    ("Little Portugal", ""),
    ("The Washington Post and the Bank of England", ""),
    ("the Times of India", ""),
    ("the New England Patriots", "USA"),
    # names inside names
    ("Guinea", "GIN"),
    ("Guinea-Bissau", "GNB"),
    ("Equatorial Guinea", "GNQ"),
    ("Papua New Guinea", "PNG"),
    ("the Gulf of Guinea", ""),
    ("a guinea pig and New Guinea", ""),
    ("Niger and Nigeria, Nigeriens and Nigerians", "NER NGA NER NGA"),
    ("the Niger Delta", "NGA"),
    ("the Niger River", ""),
    ("North Korea, South Korea, North Koreans", "PRK KOR PRK"),
    ("the Democratic Republic of Congo and the Republic of Congo", "COD COG"),
    ("DR Congo, Congo-Brazzaville, Congo-Kinshasa", "COD COG COD"),
    ("South Sudan and Sudan; South Sudanese, Sudanese", "SSD SDN SSD SDN"),
    ("Dominica and the Dominican Republic", "DMA DOM"),
    ("American Samoa and Samoa", "ASM WSM"),
    ("the U.S. Virgin Islands and the British Virgin Islands", "VIR VGB"),
    ("New Jersey and Jersey", "USA JEY"),
    ("the Republic of Ireland", "IRL"),
    ("Saudi Arabia and a Saudi prince", "SAU SAU"),
    # written loosely, and read by their surroundings
    ("the United  Kingdom, the United\nKingdom, the United \n Kingdom", "GBR GBR GBR"),
    ("the United\n\nKingdom", ""),
    ("The French press reported it; a French press pot broke.", "FRA"),
    ("Mobile phones sell in the United States.", "USA"),
    ("She moved from Texas to Mobile.", "USA USA"),
    ("Mobile, Ala., and Mobile, Alabama", "USA USA USA"),
    ("the US-24 corridor, a fire on U.S. 287", ""),
    ("The US sent 24 ships; US 24 ships were sent.", "USA USA"),
    ("the Caddo Indians, many Indians, British Indians", "IND GBR IND"),
    ("the American Legion and the American Heart Association", ""),
    ("Groningen, Braga, Cali, Davao, Biratnagar, Udon Thani, Tabuk", "NLD PRT COL PHL NPL THA SAU"),
    # people
    ("Michael Jordan scored.", ""),
    ("Jordan Peterson spoke; Jordan was late.", ""),
    ("Chad Johnson ran.", ""),
    ("Chad LaBumbard, technical director, spoke.", ""),
    ("Paris Hilton and Kevin London", ""),
    ("Mr. Jordan and Ms. Holland", ""),
    ("Jordan’s king met leaders from Chad and Lebanon.", "JOR TCD LBN"),
    ("Jordan Valley farmers and the Israel Defense Forces", "JOR ISR"),
    # towns of the same name
    ("She lives in Lebanon, Pa., with her dog.", "USA"),
    ("He was born in Paris, Texas, in 1950.", "USA USA"),
    ("Moscow, Idaho, and Moscow, Russia", "USA USA RUS RUS"),
    ("Israel, Lebanon, Jordan and Syria", "ISR LBN JOR SYR"),
    ("They left Hyderabad, Pakistan.", "PAK PAK"),
    ("They left Hyderabad, India.", "IND IND"),
    ("They left Hyderabad.", ""),
    ("Lebanon County and Cuba Street", ""),
    ("NORCROSS, Ga., March 2 - The firm grew.", "USA"),
    ("CLEVELAND, Feb 26 - The firm grew.", "USA"),
    (
        "The crash shut Route 19 in Anderson County. Joy Tull, 36, of Palestine, was hurt; Texas mourns.",
        "USA USA",
    ),
    ("Lebanon, Ohio police and the Warren County Sheriff met in Lebanon.", "USA USA USA"),
    ("The Hart County Sheriff drove to Peru, Peruvian maps in hand, past Route 9.", "PER PER"),
    ("Troops from Jordan and Iraq met near Clay County, Texas.", "JOR IRQ USA"),
    ("Percy French and Muriel English sang.", ""),
    ("the American Board of Radiology", ""),
    # the Horn of Africa, where reports name a town alone
    ("Fighters shot at a bus in Dhusamareb, Galgaduud.", "SOM SOM"),
    ("A church in Soroti burnt; in Rumbek it rained.", "UGA SSD"),
    ("West Nile virus; the lira and the Lira fell.", ""),
    # Georgia
    ("Georgia signed an accord with Armenia in Tbilisi.", "GEO ARM GEO"),
    ("Georgia held a vote.", "GEO"),
    ("Georgia lawmakers met in Atlanta, as in Alabama and Florida.", "USA USA USA USA"),
    ("The University of Georgia won.", "USA"),
    ("Georgians and the Georgian president", "GEO GEO"),
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text for text, _ in NAMED])
def test_countries_named(annotator: Annotator, text: str, expected: str) -> None:
    assert [mention.entity for mention in countries(annotator, text)] == expected.split()


EVIDENCE = [
    ("Rain fell on Pakistan.", "Pakistan", "name"),
    ("The Pakistani team won.", "Pakistani", "demonym"),
    ("The talks were held in Kabul.", "Kabul", "capital"),
    ("A market in Karachi burnt.", "Karachi", "city"),
    ("A market in Sindh burnt.", "Sindh", "city"),
    ("A fair in Texas closed.", "Texas", "city"),
    ("Kabul said it would wait.", "Kabul", "government"),
    ("Kabul has repeatedly denied it.", "Kabul", "government"),
    ("It came despite Kabul’s promise to help.", "Kabul", "government"),
    ("It was Kabul's new foreign ministry.", "Kabul", "government"),
    ("The Kabul government waited.", "Kabul", "government"),
    ("They want good relations with Kabul.", "Kabul", "government"),
    ("He said Islamabad had good relations with them.", "Islamabad", "government"),
    ("Washington warned of rain.", "Washington", "government"),
    ("Beijing will retaliate, Beijing vows.", "Beijing", "government"),
    ("Pakistan rejected the plan.", "Pakistan", "government"),
    ("India is also helping the group.", "India", "government"),
    ("“Kigali said it would wait,” he noted.", "Kigali", "government"),
    ("He noted: 'Kigali has said no'.", "Kigali", "government"),
    ("In 2010 Kabul said no.", "Kabul", "government"),
    ("On Monday the Netherlands agreed.", "Netherlands", "government"),
    ("Kenya bans plastic bags.", "Kenya", "government"),
    ("Kabul and Islamabad announced a deal.", "Kabul", "government"),
    ("Kabul and Islamabad announced a deal.", "Islamabad", "government"),
    ("Paris, Berlin and London warned of rain.", "Paris", "government"),
    ("Washington and London's plans differ.", "Washington", "government"),
    ("Talks between Kabul and Islamabad resumed.", "Islamabad", "government"),
    ("Rangers from Kenya and Uganda said so.", "Uganda", "name"),
    ("Rangers from Kenya and Uganda said so.", "Kenya", "name"),
    ("Engineers from Kenya said so.", "Kenya", "name"),
    ("A delegate from Peru, Chile and Kenya said so.", "Kenya", "name"),
    ("A man from the Netherlands said so.", "Netherlands", "name"),
    ("Residents who left Kabul said so.", "Kabul", "capital"),
    ("Trade with France lifts output.", "France", "name"),
    ("After cooperation between Peru and Chile, residents said so.", "Chile", "name"),
    ("Cooperation between Peru and Chile, residents said, grew.", "Peru", "name"),
    ("Abidjan grows.", "Abidjan", "city"),
    ("Dar es Salaam grows.", "Dar es Salaam", "city"),
    ("Yamoussoukro grows.", "Yamoussoukro", "capital"),
    ("A Saudi team won.", "Saudi", "demonym"),
    ("Officials in Kabul said so.", "Kabul", "capital"),
    ("The streets of London are wet.", "London", "capital"),
]


@pytest.mark.parametrize(("text", "alias", "expected"), EVIDENCE, ids=[text for text, _, _ in EVIDENCE])
def test_evidence(annotator: Annotator, text: str, alias: str, expected: str) -> None:
    found = [mention for mention in countries(annotator, text) if mention.alias == alias]
    assert found[0].evidence == expected


DATELINES = [
    ("ISLAMABAD (Web Desk) – Rain fell.", "ISLAMABAD (Web Desk) –"),
    ("CLEVELAND, Feb 26 - The firm grew.", "CLEVELAND, Feb 26 -"),
    ("KABUL, Afghanistan (AP) -- Rain fell.", "KABUL, Afghanistan (AP) --"),
    ("WASHINGTON (Reuters) - Rain fell.", "WASHINGTON (Reuters) -"),
    ("Rain fell in Kabul - again.", ""),
    ("NATO said rain fell, and then\nit stopped - at last.", ""),
]


@pytest.mark.parametrize(("text", "expected"), DATELINES, ids=[text for text, _ in DATELINES])
def test_datelines(text: str, expected: str) -> None:
    assert text[: dateline_end(text)].strip() == expected


def test_every_country_is_found_by_its_name(annotator: Annotator, tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("")
    shipped = load_dictionary(tmp_path / "actors.yaml", DATA / "countries.yaml").countries
    missed = [
        country.name
        for country in shipped.values()
        if [m.entity for m in countries(annotator, f"Rain fell on {country.name} today.")] != [country.iso]
    ]
    assert missed == []


def test_every_demonym_leads_to_its_country(annotator: Annotator, tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("")
    shipped = load_dictionary(tmp_path / "actors.yaml", DATA / "countries.yaml").countries
    missed = [
        demonym
        for country in shipped.values()
        for demonym in country.demonyms
        if country.iso not in {m.entity for m in countries(annotator, f"The {demonym} team arrived.")}
    ]
    assert missed == []
