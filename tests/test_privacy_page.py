"""Each sentence of /privacy/ is held by a test, or says what others do or what a person may do.

Who adds or changes a sentence names here the test that fails when it stops being true.
"""

import re

import pytest

from tests.servers import ROOT

PAGE = ROOT / "content" / "en" / "pages" / "privacy.md"

# What we promise: the sentence, and the test that holds it.
HELD = {
    "You need no name and no account.": "test_no_accounts_no_sessions_no_admin_are_even_imported",
    "The site works out your list and forgets it at once.": "test_a_row_that_was_written_is_found",
    "Your ticks stay in this tab unless you share or print them.": (
        "test_no_answer_leaves_the_form_on_the_whole_journey"
    ),
    "Your ticks stay in the memory of this tab.": (
        "test_the_tab_holds_one_key_until_the_answers_are_cleared"
    ),
    "Your browser may keep blank copies of pages, so that they open faster or without a network.": (
        "test_four_pages_open_without_a_network_after_one_visit"
    ),
    "They hold none of your ticks.": "test_nothing_personal_is_put_aside",
    "When you change your list, your browser sends these to the server:": (
        "test_the_page_on_privacy_names_all_that_a_form_can_hold"
    ),
    "The server works out the page and sends it back.": (
        "test_the_list_and_the_fragment_hold_the_same_results"
    ),
    "It keeps nothing.": "test_no_answer_leaves_the_form_on_the_whole_journey",
    "None of this goes into a database, a log or a file.": "test_a_log_line_that_tells_is_found",
    "With scripts on, a text in the field for names is not sent if it is long, or if it holds a "
    "date, a phone number or an email.": (
        "test_a_long_paste_into_the_field_for_names_is_read_here_and_not_sent"
    ),
    "The page offers to read it on your device.": (
        "test_a_long_paste_into_the_field_for_names_is_read_here_and_not_sent"
    ),
    "Dates, doses and notes that you add to your sheet": (
        "test_typed_dates_and_notes_are_in_no_request"
    ),
    "A list that you let the page read on your device": (
        "test_a_list_is_proposed_and_nothing_is_ticked_or_sent_before_it_is_added"
    ),
    "The file of a saved sheet that you open again": (
        "test_a_saved_file_is_made_and_opened_without_sending_it"
    ),
    "All of this is done on your device.": (
        "test_a_saved_file_is_made_and_opened_without_sending_it"
    ),
    "What it adds to your list is sent as your ticks are.": (
        "test_what_was_read_goes_with_the_answers"
    ),
    "The memory of this tab holds what you chose, your own rows, your dates and notes, and the "
    "country that you picked.": (
        "test_what_is_written_on_the_sheet_stays_in_the_tab_and_is_never_sent"
    ),
    "So you can go from page to page.": "test_every_page_is_filled_from_the_store",
    "It does not hold what you typed to search, or the names that you typed to look up.": (
        "test_what_is_typed_to_search_is_not_stored"
    ),
    "If scripts are off, nothing is stored in the tab.": (
        "test_without_script_nothing_is_stored_in_the_tab"
    ),
    "We set no cookie.": "test_every_answer_carries_every_header_and_no_cookie",
    "We ask for no name, email or account.": "test_the_form_has_no_field_for_who_somebody_is",
    "We load nothing from other companies.": "test_a_request_to_a_third_party_is_found",
    "We show no ads.": "test_the_policy_stops_it_and_the_listener_hears_of_it",
    "We do not put your ticks in a web address that the server can see.": (
        "test_an_address_bar_that_tells_is_found"
    ),
    "As we ship it, the server keeps a short log: which page was asked for, whether it worked, "
    "and when.": "test_the_log_is_json_with_the_path_alone",
    "It does not note your ticks, your words or your network address.": (
        "test_the_log_has_the_path_and_nothing_of_a_person"
    ),
    "If you open an option inside your list, the log does not say which one.": (
        "test_only_a_path_of_ours_is_logged_and_never_the_option_that_somebody_opened"
    ),
    "If you go to its own page, the log names that page, as it does for everybody.": (
        "test_only_a_path_of_ours_is_logged_and_never_the_option_that_somebody_opened"
    ),
    "An address that is not a page of ours is not written down either.": (
        "test_only_a_path_of_ours_is_logged_and_never_the_option_that_somebody_opened"
    ),
    "The people who run this copy can also count how often each page is asked for.": (
        "test_nothing_is_counted_unless_asked"
    ),
    "These are numbers only.": "test_a_line_holds_counts_since_the_last",
    "Nothing in them is about a person.": (
        "test_a_server_that_stops_writes_pages_and_nothing_else"
    ),
    "So we fill up what goes to and fro to even sizes.": (
        "test_bodies_and_answers_are_padded_to_steps"
    ),
    '"Save as a file" makes the file on your device.': (
        "test_a_saved_file_is_made_and_opened_without_sending_it"
    ),
    "It is not sent to us.": "test_a_saved_file_is_made_and_opened_without_sending_it",
    "You can copy a link that holds your ticks.": (
        "test_a_copied_link_gives_another_person_the_same_page"
    ),
    "They stand behind the # sign.": "test_a_link_reads_as_it_is_written",
    "Your own rows, dates and notes are never in it.": "test_the_personal_link_holds_no_free_text",
    "A link that a clinician makes for you holds options only.": (
        "test_clinicians_get_a_link_a_code_and_a_handout_without_patient_data"
    ),
    "It holds nothing about you.": (
        "test_clinicians_get_a_link_a_code_and_a_handout_without_patient_data"
    ),
    "The title of the print is neutral: it does not say what your visit is about.": (
        "test_the_sheet_has_two_pages_and_a_neutral_title"
    ),
    "Clear my answers asks once, and then wipes your ticks from this tab.": (
        "test_clear_asks_once_and_leaves_nothing"
    ),
    "Leave this site wipes them at once and goes to another page.": (
        "test_leave_goes_elsewhere_and_back_shows_a_page_without_answers"
    ),
    "After that, Back and reload do not bring them back.": (
        "test_after_clear_nothing_comes_back_by_back_or_reload"
    ),
}

# What browsers, networks, printers and other people do; what we cannot do; what helps; why.
OF_OTHERS = """
Your browser's disk.
A browser may write that memory to its disk, so that it can open your tabs again.
A link that you open.
If it holds ticks, the browser keeps it in its history, with the ticks.
Scripts off.
Then your ticks travel inside the form.
A browser may write what a form sent to its disk, too.
Browser history.
It shows that you came here, and which pages you opened.
Stored pages.
A shared or managed device.
Work or school software may see all that you do.
The network.
It can see that you visit this site, and when.
A printer.
It may keep a copy for a while.
Someone looking.
A person beside you can read your screen.
Other sites.
If you look up an option elsewhere, other rules apply.
What helps: a private window.
It is made to forget its tabs and its history when you close it.
It does not help against work or school software, or against a person beside you.
Please leave out your own name and birth date.
When you close the tab, that memory ends, but for what is said above.
We do not sell or share anything.
We have nothing to sell.
It is there to find faults.
The site is often run on a rented computer.
The company that owns it may keep records of its own.
To know more, write to the contact on the about page.
If the address starts with https, the network cannot read what you send.
But a size can tell something.
This does not hide that you visit, how often something is sent, or when.
It does not hide which public page you read.
With scripts off, what you send is evened out less well.
It stays on this device after you leave.
Is the device not yours?
Then print instead.
Browsers do not send that part to the server.
Anyone with this link can see what you ticked.
Send it only to someone you trust.
The chat or email that you paste it into will keep it.
So may the browser of the person who opens it.
Your own computer prints your sheet.
At work, at school or in a library, others may see it.
Neither can wipe what your browser has already written to its disk.
Neither can call back a link that you sent, a page that you printed or a file that you saved.
Use a private window if you can.
When you are done, press Clear my answers.
Close the tab, then all windows of the browser.
Take your printed pages with you.
Delete any file that you saved.
This site is not part of your medical record.
What you tick does not go to your clinic, your insurer or your employer.
They see it only if you bring it, send it or show it.
Once you hand over your sheet, the clinic may add it to your record.
Ask them if you want to know.
""".strip().split("\n")

# The fields of the form, by the item of "What is sent" that names them.
SENT = {
    "what you ticked, by what name, how many, and how it went": {
        "tried", "called-", "many-", "result-", "all", "take-back",
    },
    "names that you typed, to look them up": {"names"},
    "rows in your own words": {"own"},
    "what you typed to search": {"q"},
    "what you want to ask about, what you open or compare, your top questions, and what matters to "
    "you": {"ask", "open", "compare", "top", "matters"},
}  # fmt: skip
NOTHING_OF_A_PERSON = {"kind", "show", "pad"}


def sentences() -> list[str]:
    """The page without its headings, sentence by sentence."""
    text = PAGE.read_text("utf-8").partition("\n---\n")[2]
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("**", "")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    bare = [re.sub(r"^(?:- |\d+\. )", "", line) for line in lines]
    return [each for line in bare for each in re.split(r"(?<=[.?!:])\s+(?=[A-Z\"])", line)]


def all_tests() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {
        name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }


def test_each_sentence_is_held_by_a_test_or_is_about_others():
    known = HELD.keys() | set(OF_OTHERS) | SENT.keys()
    assert [each for each in sentences() if each not in known] == []
    assert known - set(sentences()) == set()


@pytest.mark.parametrize("name", sorted(set(HELD.values())))
def test_each_test_that_is_named_exists(name):
    assert name in all_tests()


def test_the_page_on_privacy_names_all_that_a_form_can_hold():
    """Every name that the form reads stands under one of the items, or tells nothing."""
    source = (ROOT / "navigator" / "pages" / "form.py").read_text("utf-8")
    read = set(re.findall(r'(?:data\.get(?:list)?|_known|_sent|_about)\(\s*"([a-z-]+)"', source))
    assert len(read) > 12
    assert read | {"pad"} == set().union(*SENT.values()) | NOTHING_OF_A_PERSON
