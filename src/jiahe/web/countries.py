"""The names of countries as a reader knows them, for nationalities that the register holds as ISO 3166-1 alpha-3 codes.

Only those that an office meets often: the neighbours, and where most foreigners come from. No library that is installed
has the names in Chinese by these codes. A code that is not here is shown as it is.
"""

from __future__ import annotations

from jiahe.web.words import UNKNOWN, Words

_NAMES = {
    "CHN": Words("中国", "China"),
    "AFG": Words("阿富汗", "Afghanistan"),
    "AUS": Words("澳大利亚", "Australia"),
    "BGD": Words("孟加拉国", "Bangladesh"),
    "BTN": Words("不丹", "Bhutan"),
    "CAN": Words("加拿大", "Canada"),
    "DEU": Words("德国", "Germany"),
    "FRA": Words("法国", "France"),
    "GBR": Words("英国", "United Kingdom"),
    "IDN": Words("印度尼西亚", "Indonesia"),
    "IND": Words("印度", "India"),
    "ITA": Words("意大利", "Italy"),
    "JPN": Words("日本", "Japan"),
    "KAZ": Words("哈萨克斯坦", "Kazakhstan"),
    "KGZ": Words("吉尔吉斯斯坦", "Kyrgyzstan"),
    "KHM": Words("柬埔寨", "Cambodia"),
    "KOR": Words("韩国", "South Korea"),
    "LAO": Words("老挝", "Laos"),
    "MMR": Words("缅甸", "Myanmar"),
    "MNG": Words("蒙古", "Mongolia"),
    "MYS": Words("马来西亚", "Malaysia"),
    "NPL": Words("尼泊尔", "Nepal"),
    "PAK": Words("巴基斯坦", "Pakistan"),
    "PHL": Words("菲律宾", "Philippines"),
    "PRK": Words("朝鲜", "North Korea"),
    "RUS": Words("俄罗斯", "Russia"),
    "SGP": Words("新加坡", "Singapore"),
    "THA": Words("泰国", "Thailand"),
    "TJK": Words("塔吉克斯坦", "Tajikistan"),
    "UKR": Words("乌克兰", "Ukraine"),
    "USA": Words("美国", "United States"),
    "VNM": Words("越南", "Viet Nam"),
}

_CODES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR
CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB
GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA
JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA
MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS
SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON
TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""
CODES = frozenset(_CODES.split())
"""Every code of ISO 3166-1 alpha-3, as of 2024."""


def country(code: str | None) -> str:
    """Write the country of an alpha-3 code; a code without a name as it is, no code as unknown."""
    return str(_NAMES.get(code, code)) if code else str(UNKNOWN)


def country_code(text: str) -> str | None:
    """Return the alpha-3 code of a country that is written by its name in either language, or by the code itself.

    None: it is neither a name that is known here nor a code of ISO 3166-1.
    """
    asked = text.strip().casefold()
    if asked.upper() in CODES:
        return asked.upper()
    return next((code for code, name in _NAMES.items() if asked in (name.zh, name.en.casefold())), None)
