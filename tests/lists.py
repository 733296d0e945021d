# ruff: noqa: E501 (lists and records stand as they are written)
"""Makes tests/samples/lists/: made-up lists and files, with what must be proposed of each.

    python -m tests.lists

Nothing in them is of a real person. The FHIR in them is valid R4 (fhir.resources), but where a
sample is broken on purpose. `wanted.json` says for each file what must be proposed, what must be
told as not ours, and the key of the sentence if it is refused.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.medication import Medication
from fhir.resources.R4B.medicationdispense import MedicationDispense
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.medicationstatement import MedicationStatement

from tests.lists_in_words import LISTS

HOME = Path(__file__).parent / "samples" / "lists"
WHO = {"reference": "Patient/example"}

Wanted = dict[str, Any]


def wanted(proposed: str = "", **more: Any) -> Wanted:
    """What must be proposed, slugs with spaces between, and more that must hold."""
    return {"proposed": proposed.split(), **more}


# --- FHIR -------------------------------------------------------------------------------------


def coded(text: str, *displays: str) -> dict[str, Any]:
    """A concept by its text and the names of its codes."""
    system = "http://www.nlm.nih.gov/research/umls/rxnorm"
    codes = [{"system": system, "code": str(n), "display": d} for n, d in enumerate(displays, 1)]
    return {key: value for key, value in (("text", text), ("coding", codes)) if value}


def request(text: str, **more: Any) -> dict[str, Any]:
    """A prescription: active and an order, unless said otherwise."""
    medicine = {} if "medicationReference" in more else {"medicationCodeableConcept": coded(text)}
    return plain(
        MedicationRequest(
            **{"status": "active", "intent": "order", "subject": WHO, **medicine, **more}
        )
    )


def statement(text: str, status: str = "active", **more: Any) -> dict[str, Any]:
    medicine = {"medicationCodeableConcept": coded(text)}
    return plain(MedicationStatement(**{"status": status, "subject": WHO, **medicine, **more}))


def dispense(text: str, day: str, status: str = "completed") -> dict[str, Any]:
    medicine = coded(text)
    return plain(
        MedicationDispense(
            status=status,
            subject=WHO,
            medicationCodeableConcept=medicine,
            whenHandedOver=f"{day}T10:00:00Z",
        )
    )


def medication(slug: str, *texts: str) -> dict[str, Any]:
    return plain(Medication(id=slug, code=coded(texts[0], *texts[1:])))


def bundle(*resources: dict[str, Any], addresses: bool = False) -> dict[str, Any]:
    base = "https://clinic.example/fhir"
    entries = [
        {"resource": r}
        | ({"fullUrl": f"{base}/{r['resourceType']}/{r.get('id', n)}"} if addresses else {})
        for n, r in enumerate(resources)
    ]
    return plain(Bundle(type="collection", entry=entries))


def plain(resource: Any) -> dict[str, Any]:
    return json.loads(resource.model_dump_json())


def referred(to: str, **more: Any) -> dict[str, Any]:
    return request("", medicationReference={"reference": to}, **more)


def fhir() -> dict[str, tuple[Any, Wanted]]:
    """Files of FHIR, as JSON values; a list becomes NDJSON where the name says so."""
    inside = medication("inside", "venlafaxine 75 MG Oral Tablet")
    twice = [dispense("Bupropion XL 150 mg", f"2020-{month:02}-05") for month in range(1, 12)]
    states = {
        "entered-in-error": "Paxil", "cancelled": "Lexapro", "draft": "Celexa", "stopped": "Prozac 20 MG",
        "completed": "Remeron 15 MG", "on-hold": "Pamelor", "unknown": "Effexor XR",
    }  # fmt: skip
    return {
        "request.json": (request("sertraline 50 MG Oral Tablet [Zoloft]", authoredOn="2021-03-04"),
            wanted("sertraline", history={"sertraline": [{"from": "2021-03", "to": ""}]})),
        "statement-period.json": (
            statement("Effexor XR 150 mg", "completed", effectivePeriod={"start": "2019-02-01", "end": "2020-01-15"}),
            wanted("venlafaxine", history={"venlafaxine": [{"from": "2019-02", "to": "2020-01"}]})),
        "not-taken.json": (statement("lithium carbonate 300 MG", "not-taken"),
            wanted("lithium", results={"lithium": "not-started"})),
        "statuses.json": (bundle(*(request(text, status=status) for status, text in states.items())),
            wanted("fluoxetine mirtazapine nortriptyline venlafaxine")),
        "intents.json": (bundle(*(request(text, intent=intent) for intent, text in {
            "proposal": "Zoloft", "plan": "Paxil", "order": "Lexapro", "original-order": "Wellbutrin"}.items())),
            wanted("escitalopram bupropion")),
        "do-not-perform.json": (bundle(request("Zoloft", doNotPerform=True), request("Cymbalta")),
            wanted("duloxetine")),
        "contained.json": (request("", contained=[inside], medicationReference={"reference": "#inside"}),
            wanted("venlafaxine")),
        "referenced.json": (bundle(referred("Medication/m1"), medication("m1", "", "mirtazapine 15 MG Oral Tablet")),
            wanted("mirtazapine")),
        "referenced-by-address.json": (
            bundle(referred("https://clinic.example/fhir/Medication/m2"), medication("m2", "Abilify 5 mg"), addresses=True),
            wanted("aripiprazole")),
        "reference-display.json": (
            request("", medicationReference={"reference": "Medication/9", "display": "trazodone 50 mg tablet"}),
            wanted("trazodone")),
        "reference-to-nowhere.json": (bundle(referred("Medication/gone"), request("Zoloft")), wanted("sertraline")),
        "dispensed-monthly.json": (bundle(*twice),
            wanted("bupropion", history={"bupropion": [{"from": "2020-01", "to": "2020-11"}]})),
        "dispensed-twice-apart.json": (bundle(dispense("Prozac", "2012-01-05"), dispense("Prozac", "2019-06-05")),
            wanted("fluoxetine", history={"fluoxetine": [{"from": "2012-01", "to": ""}, {"from": "2019-06", "to": ""}]})),
        "dispense-declined.json": (bundle(dispense("Zoloft", "2020-01-05", "declined"), dispense("Paxil", "2020-01-05", "cancelled")),
            wanted("sertraline", results={"sertraline": "not-started"})),
        "lines.ndjson": ([request("Zoloft 50 mg"), statement("buspirone 10 mg"), dispense("Lamictal 100 mg", "2022-02-02")],
            wanted("sertraline buspirone lamotrigine")),
        "bundle-in-bundle.json": (bundle(bundle(request("Zoloft")), request("Latuda 40 mg")),
            wanted("sertraline lurasidone")),
        "others.json": (bundle(request("lisinopril 10 MG Oral Tablet"), request("metformin 500 MG Oral Tablet"), request("Zoloft")),
            wanted("sertraline", unknown=["lisinopril", "metformin"])),
        "codes-alone.json": (request("", medicationCodeableConcept=coded("", "24 HR bupropion hydrochloride 300 MG Extended Release Oral Tablet")),
            wanted("bupropion")),
        "two-in-one.json": (request("olanzapine 6 MG / fluoxetine 25 MG Oral Capsule [Symbyax]"), wanted("olanzapine-fluoxetine")),
        "no-medicines.json": (bundle(plain_patient()), wanted()),
    }  # fmt: skip


def plain_patient() -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "example"}


def older() -> dict[str, Any]:
    """As Apple Health holds records of older systems (DSTU2), which the R4 models do not know."""
    return {
        "resourceType": "MedicationOrder", "id": "1", "status": "active", "dateWritten": "2018-05-06",
        "medicationCodeableConcept": {"text": "citalopram 20 mg tablet"}, "dateEnded": "2018-12-01",
    }  # fmt: skip


# --- C-CDA ------------------------------------------------------------------------------------


def entry(
    display: str, low: str = "", high: str = "", status: str = "completed", negated: bool = False
) -> str:
    times = f'<low value="{low}"/>' if low else '<low nullFlavor="UNK"/>'
    times += f'<high value="{high}"/>' if high else ""
    return f"""<entry><substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="{str(negated).lower()}">
<statusCode code="{status}"/><effectiveTime xsi:type="IVL_TS">{times}</effectiveTime><consumable><manufacturedProduct>
<manufacturedMaterial><code code="1" codeSystem="2.16.840.1.113883.6.88" displayName="{display}"/></manufacturedMaterial>
</manufacturedProduct></consumable></substanceAdministration></entry>"""


def section(code: str, title: str, inside: str) -> str:
    return (
        f'<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>'
        f"<title>{title}</title>{inside}</section></component>"
    )


def ccda(*sections: str, head: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{head}<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<title>Summary of care</title><component><structuredBody>{"".join(sections)}</structuredBody></component></ClinicalDocument>"""


def medicines(*entries: str) -> str:
    return section("10160-0", "Medications", "".join(entries))


def xml() -> dict[str, tuple[str, Wanted]]:
    table = "<text><table><tbody><tr><td>Zoloft 50 mg</td><td>03/2021</td></tr><tr><td>Paxil</td></tr></tbody></table></text>"
    by_reference = entry("").replace(
        ' displayName=""/>', '><originalText><reference value="#m1"/></originalText></code>'
    )
    bombs = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    return {
        "ccda.xml": (ccda(medicines(entry("sertraline 50 MG Oral Tablet", "20200105", "20210601"), entry("Seroquel 25 mg"))),
            wanted("sertraline quetiapine", history={"sertraline": [{"from": "2020-01", "to": "2021-06"}]})),
        "ccda-nullified.xml": (ccda(medicines(entry("Zoloft", status="nullified"), entry("Paxil", status="cancelled"), entry("Prozac"))),
            wanted("fluoxetine")),
        "ccda-negated.xml": (ccda(medicines(entry("lithium carbonate", negated=True))), wanted("lithium", results={"lithium": "not-started"})),
        "ccda-allergies.xml": (ccda(section("48765-2", "Allergies", entry("sertraline")), medicines(entry("Celexa"))), wanted("citalopram")),
        "ccda-table.xml": (ccda(section("10160-0", "Medications", table)),
            wanted("sertraline paroxetine", history={"sertraline": [{"from": "2021-03", "to": ""}]})),
        "ccda-reference.xml": (ccda(section("10160-0", "Medications", '<text><content ID="m1">Wellbutrin XL 300 mg</content></text>' + by_reference)),
            wanted("bupropion")),
        "entity-bomb.xml": (ccda(medicines(entry("&b9;")), head=f'<!DOCTYPE x [<!ENTITY b0 "Zoloft ">{bombs}]>\n'), wanted(says="entities")),
        "outside-entity.xml": (ccda(medicines(entry("Zoloft")), head='<!DOCTYPE x SYSTEM "https://other.example/x.dtd">\n'), wanted(says="entities")),
        "cut-off.xml": (ccda(medicines(entry("Zoloft")))[:-200], wanted(says="broken")),
        "other.xml": ("<?xml version='1.0'?><feed><entry>Zoloft</entry></feed>", wanted(says="none")),
    }  # fmt: skip


# --- zips, and files that are not what they seem ------------------------------------------------


def zipped(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED
            )
    return held.getvalue()


def health(records: dict[str, Any], more: dict[str, str] | None = None) -> bytes:
    folder = "apple_health_export"
    files = {
        f"{folder}/clinical-records/{name}.json": json.dumps(each) for name, each in records.items()
    }
    return zipped({f"{folder}/export.xml": "<HealthData/>" * 5000, **files, **(more or {})})


def packed() -> dict[str, tuple[bytes, Wanted]]:
    records = {
        "MedicationRequest-1": referred("Medication/7"), "Medication-7": medication("7", "Zoloft 50 mg"),
        "MedicationOrder-2": older(), "AllergyIntolerance-3": {"resourceType": "AllergyIntolerance"},
    }  # fmt: skip
    many = {
        f"MedicationRequest-{n}": request(f"{'Zoloft' if n % 2 else 'lisinopril'} {n} mg")
        for n in range(300)
    }
    words = LISTS["plain.txt"][0]
    return {
        "apple.zip": (health(records), wanted("sertraline citalopram", history={"citalopram": [{"from": "2018-05", "to": "2018-12"}]})),
        "apple-many.zip": (health(many), wanted("sertraline")),
        "apple-no-records.zip": (health({}), wanted(says="noRecords")),
        "portal.zip": (zipped({"README.html": "<p>Hello", "list.txt": words, "summary.xml": ccda(medicines(entry("Seroquel")))}),
            wanted("sertraline bupropion quetiapine")),
        "word.docx": (zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<t/>"}), wanted(says="office")),
        "cut-off.zip": (health(records)[:-80], wanted(says="broken")),
        "utf16.txt": ("Zoloft 50 mg\nBuspar\n".encode("utf-16"), wanted("sertraline buspirone")),
        "utf16-without-mark.txt": ("Zoloft 50 mg\nBuspar\n".encode("utf-16-be"), wanted("sertraline buspirone")),
        "broken-utf8.txt": (b"Zoloft 50 mg \xe9t\xe9\nLexapro \xff\n", wanted("sertraline escitalopram")),
        "utf8-mark.json": (b"\xef\xbb\xbf" + json.dumps(request("Zoloft")).encode(), wanted("sertraline")),
        "picture.json": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), wanted(says="picture")),
        "paper.pdf": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", wanted(says="pdf")),
        "noise.txt": (bytes(n * 37 % 251 for n in range(4000)), wanted(says="strange")),
        "cut-off.json": (json.dumps(request("Zoloft")).encode()[:-9], wanted(says="broken")),
        "empty.txt": (b"", wanted(says="empty")),
        "other.json": (b'{"name": "Zoloft", "list": [1, 2]}', wanted(says="none")),
    }  # fmt: skip


def everything() -> dict[str, tuple[bytes, Wanted]]:
    """Each file with what it must give."""
    found = {name: (text.encode(), want) for name, (text, want) in (LISTS | xml()).items()}
    for name, (value, want) in fhir().items():
        lines = value if name.endswith(".ndjson") else [value]
        dent = None if name.endswith(".ndjson") else 1
        found[name] = "\n".join(json.dumps(line, indent=dent) for line in lines).encode(), want
    return found | packed()


def main() -> None:
    HOME.mkdir(exist_ok=True)
    files = everything()
    for name, (data, _) in files.items():
        (HOME / name).write_bytes(data)
    told = {name: want for name, (_, want) in sorted(files.items())}
    (HOME / "wanted.json").write_text(
        json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
