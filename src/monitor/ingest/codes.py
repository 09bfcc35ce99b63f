"""Languages and countries in the spellings of other producers become ISO 639-1 and ISO 3166-1 alpha-3.

The tables are ISO's own names and codes, with the everyday names that news exports write. Kosovo, which has no
ISO code yet, goes by the XKX that most data sets use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LANGUAGES = """
aa: aar, afar
ab: abk, abkhazian
ae: ave, avestan
af: afr, afrikaans
ak: aka, akan
am: amh, amharic
an: arg, aragonese
ar: ara, arabic, arb
as: asm, assamese
av: ava, avaric
ay: aym, aymara
az: aze, azerbaijani
ba: bak, bashkir
be: bel, belarusian
bg: bul, bulgarian
bi: bis, bislama
bm: bam, bambara
bn: ben, bengali, bangla
bo: bod, tib, tibetan
br: bre, breton
bs: bos, bosnian
ca: cat, catalan, valencian
ce: che, chechen
ch: cha, chamorro
co: cos, corsican
cr: cre, cree
cs: ces, cze, czech
cu: chu, church slavic
cv: chv, chuvash
cy: cym, wel, welsh
da: dan, danish
de: deu, ger, german
dv: div, divehi
dz: dzo, dzongkha
ee: ewe
el: ell, gre, modern greek, greek
en: eng, english
eo: epo, esperanto
es: spa, spanish, castilian
et: est, estonian, ekk
eu: eus, baq, basque
fa: fas, per, persian, farsi
ff: ful, fulah
fi: fin, finnish
fj: fij, fijian
fo: fao, faroese
fr: fra, fre, french
fy: fry, western frisian
ga: gle, irish
gd: gla, scottish gaelic
gl: glg, galician
gn: grn, guarani
gu: guj, gujarati
gv: glv, manx
ha: hau, hausa
he: heb, hebrew, iw
hi: hin, hindi
ho: hmo, hiri motu
hr: hrv, croatian
ht: hat, haitian, haitian creole
hu: hun, hungarian
hy: hye, arm, armenian
hz: her, herero
ia: ina, interlingua
id: ind, indonesian, in
ie: ile, interlingue
ig: ibo, igbo
ii: iii, sichuan yi
ik: ipk, inupiaq
io: ido
is: isl, ice, icelandic
it: ita, italian
iu: iku, inuktitut
ja: jpn, japanese
jv: jav, javanese
ka: kat, geo, georgian
kg: kon, kongo
ki: kik, kikuyu
kj: kua, kuanyama
kk: kaz, kazakh
kl: kal, kalaallisut
km: khm, khmer
kn: kan, kannada
ko: kor, korean
kr: kau, kanuri
ks: kas, kashmiri
ku: kur, kurdish
kv: kom, komi
kw: cor, cornish
ky: kir, kirghiz, kyrgyz
la: lat, latin
lb: ltz, luxembourgish
lg: lug, ganda
li: lim, limburgan
ln: lin, lingala
lo: lao
lt: lit, lithuanian
lu: lub, luba-katanga
lv: lav, latvian, lvs
mg: mlg, malagasy
mh: mah, marshallese
mi: mri, mao, maori
mk: mkd, mac, macedonian
ml: mal, malayalam
mn: mon, mongolian
mr: mar, marathi
ms: msa, may, malay
mt: mlt, maltese
my: mya, bur, burmese
na: nau, nauru
nb: nob, norwegian bokmål, norwegian bokmal
nd: nde, north ndebele
ne: nep, nepali
ng: ndo, ndonga
nl: nld, dut, dutch, flemish
nn: nno, norwegian nynorsk
no: nor, norwegian
nr: nbl, south ndebele
nv: nav, navajo
ny: nya, chichewa
oc: oci, occitan
oj: oji, ojibwa
om: orm, oromo
or: ori, oriya, odia
os: oss, ossetian
pa: pan, panjabi, punjabi
pi: pli, pali
pl: pol, polish
ps: pus, pushto, pashto
pt: por, portuguese
qu: que, quechua
rm: roh, romansh
rn: run, rundi
ro: ron, rum, romanian, moldavian
ru: rus, russian
rw: kin, kinyarwanda
sa: san, sanskrit
sc: srd, sardinian
sd: snd, sindhi
se: sme, northern sami
sg: sag, sango
si: sin, sinhala, sinhalese
sk: slk, slo, slovak
sl: slv, slovenian
sm: smo, samoan
sn: sna, shona
so: som, somali
sq: sqi, alb, albanian, als
sr: srp, serbian
ss: ssw, swati
st: sot, southern sotho
su: sun, sundanese
sv: swe, swedish
sw: swa, swahili
ta: tam, tamil
te: tel, telugu
tg: tgk, tajik
th: tha, thai
ti: tir, tigrinya
tk: tuk, turkmen
tl: tgl, tagalog, filipino, fil
tn: tsn, tswana
to: ton, tonga
tr: tur, turkish
ts: tso, tsonga
tt: tat, tatar
tw: twi
ty: tah, tahitian
ug: uig, uighur, uyghur
uk: ukr, ukrainian, ukranian
ur: urd, urdu
uz: uzb, uzbek
ve: ven, venda
vi: vie, vietnamese
vo: vol, volapük
wa: wln, walloon
wo: wol, wolof
xh: xho, xhosa
yi: yid, yiddish
yo: yor, yoruba
za: zha, zhuang
zh: zho, chi, chinese, mandarin, cmn, chinese simplified, chinese traditional, simplified chinese
zu: zul, zulu
"""
"""ISO 639-1: ISO 639-3, the older library code where it differs, English names."""

COUNTRIES = """
ABW AW: Aruba
AFG AF: Afghanistan; Islamic Republic of Afghanistan
AGO AO: Angola; Republic of Angola
AIA AI: Anguilla
ALA AX: Åland Islands; Aland Islands
ALB AL: Albania; Republic of Albania
AND AD: Andorra; Principality of Andorra
ARE AE: United Arab Emirates; UAE
ARG AR: Argentina; Argentine Republic
ARM AM: Armenia; Republic of Armenia
ASM AS: American Samoa
ATA AQ: Antarctica
ATF TF: French Southern Territories
ATG AG: Antigua and Barbuda
AUS AU: Australia
AUT AT: Austria; Republic of Austria
AZE AZ: Azerbaijan; Republic of Azerbaijan
BDI BI: Burundi; Republic of Burundi
BEL BE: Belgium; Kingdom of Belgium
BEN BJ: Benin; Republic of Benin
BES BQ: Bonaire, Sint Eustatius and Saba
BFA BF: Burkina Faso
BGD BD: Bangladesh; People's Republic of Bangladesh
BGR BG: Bulgaria; Republic of Bulgaria
BHR BH: Bahrain; Kingdom of Bahrain
BHS BS: Bahamas; Commonwealth of the Bahamas; The Bahamas
BIH BA: Bosnia and Herzegovina; Republic of Bosnia and Herzegovina; Bosnia
BLM BL: Saint Barthélemy; Saint Barthelemy
BLR BY: Belarus; Republic of Belarus
BLZ BZ: Belize
BMU BM: Bermuda
BOL BO: Bolivia, Plurinational State of; Bolivia; Plurinational State of Bolivia
BRA BR: Brazil; Federative Republic of Brazil
BRB BB: Barbados
BRN BN: Brunei Darussalam; Brunei
BTN BT: Bhutan; Kingdom of Bhutan
BVT BV: Bouvet Island
BWA BW: Botswana; Republic of Botswana
CAF CF: Central African Republic
CAN CA: Canada
CCK CC: Cocos (Keeling) Islands
CHE CH: Switzerland; Swiss Confederation
CHL CL: Chile; Republic of Chile
CHN CN: China; People's Republic of China; Mainland China
CIV CI: Côte d'Ivoire; Republic of Côte d'Ivoire; Ivory Coast; Cote d'Ivoire
CMR CM: Cameroon; Republic of Cameroon
COD CD: Congo, The Democratic Republic of the; DR Congo; DRC; Democratic Republic of the Congo; Congo-Kinshasa
COG CG: Congo; Republic of the Congo; Congo-Brazzaville
COK CK: Cook Islands
COL CO: Colombia; Republic of Colombia
COM KM: Comoros; Union of the Comoros
CPV CV: Cabo Verde; Republic of Cabo Verde; Cape Verde
CRI CR: Costa Rica; Republic of Costa Rica
CUB CU: Cuba; Republic of Cuba
CUW CW: Curaçao; Curacao
CXR CX: Christmas Island
CYM KY: Cayman Islands
CYP CY: Cyprus; Republic of Cyprus
CZE CZ: Czechia; Czech Republic
DEU DE: Germany; Federal Republic of Germany
DJI DJ: Djibouti; Republic of Djibouti
DMA DM: Dominica; Commonwealth of Dominica
DNK DK: Denmark; Kingdom of Denmark
DOM DO: Dominican Republic
DZA DZ: Algeria; People's Democratic Republic of Algeria
ECU EC: Ecuador; Republic of Ecuador
EGY EG: Egypt; Arab Republic of Egypt
ERI ER: Eritrea; the State of Eritrea
ESH EH: Western Sahara
ESP ES: Spain; Kingdom of Spain
EST EE: Estonia; Republic of Estonia
ETH ET: Ethiopia; Federal Democratic Republic of Ethiopia
FIN FI: Finland; Republic of Finland
FJI FJ: Fiji; Republic of Fiji
FLK FK: Falkland Islands (Malvinas); Falkland Islands
FRA FR: France; French Republic
FRO FO: Faroe Islands
FSM FM: Micronesia, Federated States of; Federated States of Micronesia; Micronesia
GAB GA: Gabon; Gabonese Republic
GBR GB: United Kingdom; United Kingdom of Great Britain and Northern Ireland; UK; Great Britain; Britain; England; Scotland; Wales; Northern Ireland
GEO GE: Georgia
GGY GG: Guernsey
GHA GH: Ghana; Republic of Ghana
GIB GI: Gibraltar
GIN GN: Guinea; Republic of Guinea
GLP GP: Guadeloupe
GMB GM: Gambia; Republic of the Gambia; The Gambia
GNB GW: Guinea-Bissau; Republic of Guinea-Bissau
GNQ GQ: Equatorial Guinea; Republic of Equatorial Guinea
GRC GR: Greece; Hellenic Republic
GRD GD: Grenada
GRL GL: Greenland
GTM GT: Guatemala; Republic of Guatemala
GUF GF: French Guiana
GUM GU: Guam
GUY GY: Guyana; Republic of Guyana
HKG HK: Hong Kong; Hong Kong Special Administrative Region of China; Hong Kong SAR
HMD HM: Heard Island and McDonald Islands
HND HN: Honduras; Republic of Honduras
HRV HR: Croatia; Republic of Croatia
HTI HT: Haiti; Republic of Haiti
HUN HU: Hungary
IDN ID: Indonesia; Republic of Indonesia
IMN IM: Isle of Man
IND IN: India; Republic of India
IOT IO: British Indian Ocean Territory
IRL IE: Ireland
IRN IR: Iran, Islamic Republic of; Iran; Islamic Republic of Iran
IRQ IQ: Iraq; Republic of Iraq
ISL IS: Iceland; Republic of Iceland
ISR IL: Israel; State of Israel
ITA IT: Italy; Italian Republic
JAM JM: Jamaica
JEY JE: Jersey
JOR JO: Jordan; Hashemite Kingdom of Jordan
JPN JP: Japan
KAZ KZ: Kazakhstan; Republic of Kazakhstan
KEN KE: Kenya; Republic of Kenya
KGZ KG: Kyrgyzstan; Kyrgyz Republic
KHM KH: Cambodia; Kingdom of Cambodia
KIR KI: Kiribati; Republic of Kiribati
KNA KN: Saint Kitts and Nevis
KOR KR: Korea, Republic of; South Korea; Republic of Korea
KWT KW: Kuwait; State of Kuwait
LAO LA: Lao People's Democratic Republic; Laos
LBN LB: Lebanon; Lebanese Republic
LBR LR: Liberia; Republic of Liberia
LBY LY: Libya
LCA LC: Saint Lucia
LIE LI: Liechtenstein; Principality of Liechtenstein
LKA LK: Sri Lanka; Democratic Socialist Republic of Sri Lanka
LSO LS: Lesotho; Kingdom of Lesotho
LTU LT: Lithuania; Republic of Lithuania
LUX LU: Luxembourg; Grand Duchy of Luxembourg
LVA LV: Latvia; Republic of Latvia
MAC MO: Macao; Macao Special Administrative Region of China; Macau
MAF MF: Saint Martin (French part); Saint Martin
MAR MA: Morocco; Kingdom of Morocco
MCO MC: Monaco; Principality of Monaco
MDA MD: Moldova, Republic of; Moldova; Republic of Moldova
MDG MG: Madagascar; Republic of Madagascar
MDV MV: Maldives; Republic of Maldives
MEX MX: Mexico; United Mexican States
MHL MH: Marshall Islands; Republic of the Marshall Islands
MKD MK: North Macedonia; Republic of North Macedonia; Macedonia
MLI ML: Mali; Republic of Mali
MLT MT: Malta; Republic of Malta
MMR MM: Myanmar; Republic of Myanmar; Burma
MNE ME: Montenegro
MNG MN: Mongolia
MNP MP: Northern Mariana Islands; Commonwealth of the Northern Mariana Islands
MOZ MZ: Mozambique; Republic of Mozambique
MRT MR: Mauritania; Islamic Republic of Mauritania
MSR MS: Montserrat
MTQ MQ: Martinique
MUS MU: Mauritius; Republic of Mauritius
MWI MW: Malawi; Republic of Malawi
MYS MY: Malaysia
MYT YT: Mayotte
NAM NA: Namibia; Republic of Namibia
NCL NC: New Caledonia
NER NE: Niger; Republic of the Niger
NFK NF: Norfolk Island
NGA NG: Nigeria; Federal Republic of Nigeria
NIC NI: Nicaragua; Republic of Nicaragua
NIU NU: Niue
NLD NL: Netherlands; Kingdom of the Netherlands; The Netherlands; Holland
NOR NO: Norway; Kingdom of Norway
NPL NP: Nepal; Federal Democratic Republic of Nepal
NRU NR: Nauru; Republic of Nauru
NZL NZ: New Zealand
OMN OM: Oman; Sultanate of Oman
PAK PK: Pakistan; Islamic Republic of Pakistan
PAN PA: Panama; Republic of Panama
PCN PN: Pitcairn
PER PE: Peru; Republic of Peru
PHL PH: Philippines; Republic of the Philippines
PLW PW: Palau; Republic of Palau
PNG PG: Papua New Guinea; Independent State of Papua New Guinea
POL PL: Poland; Republic of Poland
PRI PR: Puerto Rico
PRK KP: Korea, Democratic People's Republic of; North Korea; Democratic People's Republic of Korea
PRT PT: Portugal; Portuguese Republic
PRY PY: Paraguay; Republic of Paraguay
PSE PS: Palestine, State of; the State of Palestine; Palestine; Palestinian Territories; Palestinian Territory; Occupied Palestinian Territory; West Bank; Gaza
PYF PF: French Polynesia
QAT QA: Qatar; State of Qatar
REU RE: Réunion; Reunion
ROU RO: Romania
RUS RU: Russian Federation; Russia
RWA RW: Rwanda; Rwandese Republic
SAU SA: Saudi Arabia; Kingdom of Saudi Arabia; KSA
SDN SD: Sudan; Republic of the Sudan
SEN SN: Senegal; Republic of Senegal
SGP SG: Singapore; Republic of Singapore
SGS GS: South Georgia and the South Sandwich Islands
SHN SH: Saint Helena, Ascension and Tristan da Cunha
SJM SJ: Svalbard and Jan Mayen
SLB SB: Solomon Islands
SLE SL: Sierra Leone; Republic of Sierra Leone
SLV SV: El Salvador; Republic of El Salvador
SMR SM: San Marino; Republic of San Marino
SOM SO: Somalia; Federal Republic of Somalia
SPM PM: Saint Pierre and Miquelon
SRB RS: Serbia; Republic of Serbia
SSD SS: South Sudan; Republic of South Sudan
STP ST: Sao Tome and Principe; Democratic Republic of Sao Tome and Principe
SUR SR: Suriname; Republic of Suriname
SVK SK: Slovakia; Slovak Republic
SVN SI: Slovenia; Republic of Slovenia
SWE SE: Sweden; Kingdom of Sweden
SWZ SZ: Eswatini; Kingdom of Eswatini; Swaziland
SXM SX: Sint Maarten (Dutch part); Sint Maarten
SYC SC: Seychelles; Republic of Seychelles
SYR SY: Syrian Arab Republic; Syria
TCA TC: Turks and Caicos Islands
TCD TD: Chad; Republic of Chad
TGO TG: Togo; Togolese Republic
THA TH: Thailand; Kingdom of Thailand
TJK TJ: Tajikistan; Republic of Tajikistan
TKL TK: Tokelau
TKM TM: Turkmenistan
TLS TL: Timor-Leste; Democratic Republic of Timor-Leste; East Timor
TON TO: Tonga; Kingdom of Tonga
TTO TT: Trinidad and Tobago; Republic of Trinidad and Tobago; Trinidad
TUN TN: Tunisia; Republic of Tunisia
TUR TR: Türkiye; Republic of Türkiye; Turkey
TUV TV: Tuvalu
TWN TW: Taiwan, Province of China; Taiwan
TZA TZ: Tanzania, United Republic of; Tanzania; United Republic of Tanzania
UGA UG: Uganda; Republic of Uganda
UKR UA: Ukraine
UMI UM: United States Minor Outlying Islands
URY UY: Uruguay; Eastern Republic of Uruguay
USA US: United States; United States of America; US; U.S.; U.S.A.; America
UZB UZ: Uzbekistan; Republic of Uzbekistan
VAT VA: Holy See (Vatican City State); Vatican; Vatican City; Holy See
VCT VC: Saint Vincent and the Grenadines
VEN VE: Venezuela, Bolivarian Republic of; Venezuela; Bolivarian Republic of Venezuela
VGB VG: Virgin Islands, British; British Virgin Islands
VIR VI: Virgin Islands, U.S.; Virgin Islands of the United States; US Virgin Islands
VNM VN: Viet Nam; Vietnam; Socialist Republic of Viet Nam
VUT VU: Vanuatu; Republic of Vanuatu
WLF WF: Wallis and Futuna
WSM WS: Samoa; Independent State of Samoa
YEM YE: Yemen; Republic of Yemen
ZAF ZA: South Africa; Republic of South Africa
ZMB ZM: Zambia; Republic of Zambia
ZWE ZW: Zimbabwe; Republic of Zimbabwe
XKX XK: Kosovo; Republic of Kosovo; XKK; KSV
"""  # noqa: E501  # one country, one line
"""ISO 3166-1 alpha-3 and alpha-2: names."""

_SUBTAG = re.compile(r"[-_].*$|\s*\(.*\)$")


def _language_rows() -> Iterator[tuple[str, str]]:
    for row in LANGUAGES.strip().splitlines():
        code, _, names = row.partition(": ")
        yield code, code
        for name in names.split(", "):
            yield name, code


def _country_rows() -> Iterator[tuple[str, str]]:
    for row in COUNTRIES.strip().splitlines():
        codes, _, names = row.partition(": ")
        alpha_3, alpha_2 = codes.split(" ")
        for name in (alpha_3, alpha_2, *names.split("; ")):
            yield name.casefold(), alpha_3


_LANGUAGE = dict(_language_rows())
_COUNTRY = dict(_country_rows())


def language_code(name: str) -> str | None:
    """Give the ISO 639-1 code of ``"en-GB"``, ``"eng"`` or ``"English"``; None for what is none of these."""
    plain = name.strip().casefold()
    return _LANGUAGE.get(plain) or _LANGUAGE.get(_SUBTAG.sub("", plain))


def country_code(name: str) -> str | None:
    """Give the ISO 3166-1 alpha-3 code of ``"PK"``, ``"pak"`` or ``"Pakistan"``, else None."""
    return _COUNTRY.get(" ".join(name.split()).casefold())
