"""Which journey looks at which page: in both languages, at a desk's and a phone's width, with axe.

Every address of the office is found in the URL configuration. One that is neither here nor left out for a reason fails
tests/journeys/test_every_page.py; a journey that does not look at a page which is here fails itself (conftest.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from jiahe.mine.forms import FORMS as ASKED
from jiahe.people.correcting import ROW_FORMS
from jiahe.people.forms import EVENTS
from jiahe.trust.office.division_forms import CHANGES
from jiahe.trust.office.facility_forms import FORMS as OF_A_FACILITY
from tests.trust.test_nobody_sees_more import addresses

WORDS = {
    "my/<uuid:key>/requests/<slug:kind>/": list(ASKED),
    "office/divisions/<slug:code>/<slug:verb>/": list(CHANGES),
    "office/facilities/<uuid:key>/<slug:word>/": list(OF_A_FACILITY),
    "people/<uuid:key>/record/<slug:word>/": list(EVENTS),
    "people/<uuid:key>/rows/<slug:table>/<uuid:row>/<slug:word>/": list(ROW_FORMS),
}
"""Addresses whose last word says which of several pages it is. Such a page is called after its word."""

NO_PAGE = {
    "leads elsewhere": r"my/|places/|findings/places/|account/government/(login|cancelled)/"
    r"|account/security/passkeys/(login/)?",
    "takes orders only": r"runs/start/|look/|post/|language/setlang/|findings/again/"
    r"|office/accounts/<uuid:key>/(link|close)/|office/proposals/<uuid:key>/key/|office/stand-in/<int:key>/end/"
    r"|read-log/watched/<uuid:key>/end/|people/<uuid:key>/invite/confirm/",
    "gives a file": r"exports/<uuid:key>/|intake/templates/<str:key>/|intake/<uuid:key>/(commented|set-aside)\.xlsx"
    r"|my/<uuid:key>/copy\.<str:kind>",
    "is for programs": r"\^?api/.*|health/(live|ready)",
}
"""Addresses that are no pages, by why."""

LOOKED_AT: dict[str, list[str]] = {
    "test_a_place::test_a_village_has_itself_determined_now": ["runs/", "runs/<uuid:key>/"],
    "test_a_place::test_a_number_of_the_county_leads_to_just_those_people": ["places/<place:code>/", "today/"],
    "test_administrators::test_a_factor_is_removed_and_who_watches_sees_by_whom": [
        "office/accounts/",
        "office/accounts/<uuid:key>/",
        "office/accounts/<uuid:key>/reset/",
        "office/accounts/<uuid:key>/second-factor/",
        "office/administrators/",
        "office/proposals/",
        "office/proposals/<uuid:key>/",
    ],
    "test_administrators::test_the_system_administrator_sees_runs_and_nobody": ["permissions/", "retention/"],
    "test_administrators::test_a_clerk_lets_a_colleague_stand_in_and_ends_it": ["office/stand-in/"],
    "test_administrators::test_a_consent_is_recorded_from_paper": ["people/<uuid:key>/consents/"],
    "test_administrators::test_a_key_is_approved_by_another_then_shown_once_and_ended": [
        "office/programs/",
        "office/programs/<uuid:key>/end/",
        "office/programs/new/",
    ],
    "test_arrivals::test_a_bride_from_another_county_is_entered_and_then_the_marriage": [
        "people/<uuid:key>/",
        "people/new/",
    ],
    "test_corrections::test_a_wrong_move_is_withdrawn_and_the_earlier_home_is_back": [
        "people/<uuid:key>/rows/<slug:table>/<uuid:row>/withdraw/"
    ],
    "test_corrections::test_a_birth_whose_button_is_pressed_twice_is_recorded_once": ["people/"],
    "test_corrections::test_a_household_is_split_and_merged_again": ["people/<uuid:key>/household/"],
    "test_corrections::test_a_claim_of_former_years_is_corrected": [
        "people/<uuid:key>/rows/<slug:table>/<uuid:row>/correct/"
    ],
    "test_corrections::test_each_change_of_a_record_has_a_form": [
        f"people/<uuid:key>/record/{word}/" for word in EVENTS
    ],
    "test_doubles::test_two_records_of_one_person_are_merged_and_parted": [
        "doubles/",
        "doubles/<uuid:key>/",
        "people/<uuid:key>/merges/<uuid:merge>/",
    ],
    "test_exports::test_a_long_list_is_made_in_the_background_and_fetched": ["exports/"],
    "test_exports::test_a_data_steward_takes_the_people_of_a_village_along": ["people/place/"],
    "test_files::test_tables_of_the_facts_contract_are_uploaded_as_one_zip": [
        "intake/whole/",
        "intake/whole/<slug:name>/",
    ],
    "test_files::test_a_dirty_file_is_loaded_mended_loaded_again_and_taken_back": [
        "intake/",
        "intake/<uuid:key>/",
        "intake/<uuid:key>/changes/",
        "intake/<uuid:key>/faults/<str:rule>/",
        "intake/<uuid:key>/passed/",
        "intake/<uuid:key>/values/",
    ],
    "test_findings::test_a_finding_is_answered_by_one_and_closed_by_another": ["findings/", "findings/<uuid:key>/"],
    "test_findings::test_a_place_shows_how_complete_its_record_is": [
        "findings/places/<slug:code>/",
        "findings/places/<slug:code>/sources/",
    ],
    "test_first_pages::test_a_family_sees_at_once_where_to_check": [""],
    "test_first_pages::test_every_component_is_shown": ["components/"],
    "test_first_pages::test_signing_in_wrongly_and_then_rightly": [
        "account/logout/",
        "account/password/change/",
        "account/security/",
    ],
    "test_my_record::test_a_mother_sees_who_looked_and_takes_a_consent_back": [
        "doubts/",
        "doubts/<uuid:key>/",
        "my/<uuid:key>/",
        "my/<uuid:key>/consents/",
        "my/<uuid:key>/looked/",
        "my/<uuid:key>/looked/<int:reading>/",
        "my/<uuid:key>/owed/",
    ],
    "test_my_record::test_a_correction_is_asked_for_and_answered": [
        "my/<uuid:key>/requests/",
        "my/<uuid:key>/requests/correction/",
        "my/<uuid:key>/requests/erasure/",
        "requests/",
        "requests/<uuid:key>/",
    ],
    "test_my_record::test_everybody_reads_the_privacy_notice": ["privacy/"],
    "test_public_pages::test_a_mother_who_is_not_sure_of_her_hukou": ["check/"],
    "test_public_pages::test_comparing_the_law_of_two_provinces": ["law/", "law/<path:key>/", "law/compare/"],
    "test_setting_up::test_a_post_and_an_account_are_made_and_its_owner_comes_in": [
        "office/accounts/new/",
        "office/holdings/<int:key>/end/",
        "office/holdings/<int:key>/stand-in/",
        "office/password/<uuid:account>/<slug:key>/",
        "office/posts/",
        "office/posts/<uuid:key>/",
        "office/posts/<uuid:key>/end/",
        "office/posts/<uuid:key>/give/",
        "office/posts/new/",
    ],
    "test_setting_up::test_the_data_steward_sees_a_division_and_its_history": [
        "office/divisions/",
        "office/divisions/<slug:code>/",
        *(f"office/divisions/<slug:code>/{verb}/" for verb in CHANGES),
    ],
    "test_setting_up::test_the_data_steward_keeps_the_facilities_and_loses_nothing_in_another_language": [
        "office/facilities/",
        "office/facilities/<uuid:key>/",
        *(f"office/facilities/<uuid:key>/{word}/" for word in OF_A_FACILITY),
        "office/facilities/new/",
    ],
    "test_sign_in::test_an_authenticator_app_is_set_up_and_signs_in": [
        "account/login/",
        "account/reauthenticate/",
        "account/security/app/",
        "account/security/app/off/",
        "account/security/authenticate/",
        "account/security/codes/",
        "account/security/codes/new/",
        "account/security/reauthenticate/",
    ],
    "test_sign_in::test_a_passkey_signs_in_without_a_password": [
        "account/password/set/",
        "account/security/passkeys/<int:pk>/remove/",
        "account/security/passkeys/add/",
        "account/security/passkeys/reauthenticate/",
    ],
    "test_sign_in::test_a_resident_is_invited_and_makes_an_account": [
        "account/join/",
        "account/security/devices/",
        "people/<uuid:key>/invite/",
    ],
    "test_sign_in::test_whoever_is_not_let_in_reads_why": ["account/government/callback/", "account/inactive/"],
    "test_the_office::test_a_missed_family_is_found_and_its_reasons_are_read": ["people/<uuid:key>/entitlements/"],
    "test_watching::test_the_auditor_reads_the_log_and_closes_a_notice": [
        "read-log/",
        "read-log/unusual/",
        "read-log/unusual/<uuid:key>/",
    ],
    "test_watching::test_the_security_administrator_has_a_record_watched": ["read-log/staff/", "read-log/watched/"],
}
"""The pages that each journey looks at: each page once, though other journeys come by it too."""


def pages() -> Iterator[str]:
    """Return every page of the office: its address in the URL configuration, with its word where it has one."""
    for address in addresses():
        if not any(re.fullmatch(why, address) for why in NO_PAGE.values()):
            yield from (_with_word(address, word) for word in WORDS.get(address, [""]))


def page_at(url: str) -> str | None:
    """Return which page an address is, as ``pages`` calls it; None: no page at all."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    return _with_word(found.route, str(list(found.kwargs.values())[-1]) if found.route in WORDS else "")


def _with_word(address: str, word: str) -> str:
    return re.sub(r"<slug:\w+>/$", f"{word}/", address) if word else address
