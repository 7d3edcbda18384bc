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


def country(code: str | None) -> str:
    """Write the country of an alpha-3 code; a code without a name as it is, no code as unknown."""
    return str(_NAMES.get(code, code)) if code else str(UNKNOWN)


def country_code(text: str) -> str | None:
    """Return the alpha-3 code of a country that is written by its name in either language, or by the code itself."""
    asked = text.strip().casefold()
    if len(asked) == 3 and asked.isascii() and asked.isalpha():
        return asked.upper()
    return next((code for code, name in _NAMES.items() if asked in (name.zh, name.en.casefold())), None)
