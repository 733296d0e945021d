# ruff: noqa: E501 (lists and records stand as they are written)
"""Made-up lists in plain words, as people keep them and as portals print them (tests/lists.py)."""

from typing import Any


def _wanted(proposed: str = "", **more: Any) -> dict[str, Any]:
    return {"proposed": proposed.split(), **more}


LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain.txt": (
        "Zoloft 2015-2017, then Wellbutrin XL 2018\n",
        _wanted(
            "sertraline bupropion",
            history={
                "sertraline": [{"from": "2015", "to": "2017"}],
                "bupropion": [{"from": "2018", "to": ""}],
            },
        ),
    ),
    "one-a-line.txt": (
        "Prozac\nPaxil\nCelexa\nEffexor\nRemeron\nBuspar\nAbilify\n",
        _wanted("fluoxetine paroxetine citalopram venlafaxine mirtazapine buspirone aripiprazole"),
    ),
    "portal.txt": (
        """Current Medications
sertraline 50 mg tablet
Commonly known as: ZOLOFT
Take 1 tablet by mouth daily.
Prescribed March 4, 2021
Prescribed by Pamela Jones, MD

lisinopril 10 mg tablet
Take 1 tablet (10 mg) by mouth every morning.
Prescribed May 1, 2019

Allergies
Penicillin
Bupropion - hives

Past Medications
venlafaxine XR 75 mg 24 hr capsule
Started: 01/15/2018
Stopped: 11/30/2019
""",
        _wanted(
            "sertraline venlafaxine",
            history={
                "sertraline": [{"from": "2021-03", "to": ""}],
                "venlafaxine": [{"from": "2018-01", "to": "2019-11"}],
            },
            unknown=["lisinopril"],
        ),
    ),
    "portal-gaps.txt": (
        """Medication list

ESCITALOPRAM OXALATE 10 MG TABS

Start date: 02/03/2020

End date: 08/20/2020

QUETIAPINE FUMARATE 25 MG TABS

Start date: 09/13/2020
""",
        _wanted(
            "escitalopram quetiapine",
            history={
                "escitalopram": [{"from": "2020-02", "to": "2020-08"}],
                "quetiapine": [{"from": "2020-09", "to": ""}],
            },
        ),
    ),
    "pharmacy.txt": (
        """MAIN STREET PHARMACY  Patient: PAMELA CELESTE  DOB 02/03/1980
Rx 600123 DULOXETINE HCL DR 60MG CAP  qty 30  filled 01/05/2022
Rx 600124 DULOXETINE HCL DR 60MG CAP  qty 30  filled 02/04/2022
Rx 600125 DULOXETINE HCL DR 60MG CAP  qty 30  filled 03/06/2022
Rx 600200 ATORVASTATIN 20MG TAB  qty 90  filled 03/06/2022
""",
        _wanted(
            "duloxetine",
            history={"duloxetine": [{"from": "2022-01", "to": "2022-03"}]},
            unknown=["ATORVASTATIN"],
        ),
    ),
    "pharmacy-uk.txt": (
        """Repeat prescription  25/12/2022
Sertraline 100mg tablets  1 daily  28 tablets  issued 25/12/2022
Mirtazapine 15mg orodispersible tablets  one at night  issued 03/04/2021
Omeprazole 20mg gastro-resistant capsules
""",
        _wanted(
            "sertraline mirtazapine",
            history={
                "sertraline": [{"from": "2022-12", "to": ""}],
                "mirtazapine": [{"from": "2021-04", "to": ""}],
            },
        ),
    ),
    "table.csv": (
        """Medication,Dose,Start,Stop,Reason
Zoloft,100 mg,2014-03-01,2015-06-01,did not help
Cymbalta,60 mg,2015-07-01,2016-01-01,nausea
Metoprolol,25 mg,2016-02-01,,
""",
        _wanted(
            "sertraline duloxetine",
            history={
                "sertraline": [{"from": "2014-03", "to": "2015-06"}],
                "duloxetine": [{"from": "2015-07", "to": "2016-01"}],
            },
        ),
    ),
    "table.tsv": (
        "Drug\tFrom\tTo\nLamictal\t2018\t2019\nLatuda\t2020\t2021\n",
        _wanted(
            "lamotrigine lurasidone",
            history={
                "lamotrigine": [{"from": "2018", "to": "2019"}],
                "lurasidone": [{"from": "2020", "to": "2021"}],
            },
        ),
    ),
    "date-first.txt": (
        "2012 Prozac\n2014 - Effexor XR\nMay 2016: Wellbutrin\n2018/02 Seroquel\n",
        _wanted(
            "fluoxetine venlafaxine bupropion quetiapine",
            history={
                "fluoxetine": [{"from": "2012", "to": ""}],
                "venlafaxine": [{"from": "2014", "to": ""}],
                "bupropion": [{"from": "2016-05", "to": ""}],
                "quetiapine": [{"from": "2018-02", "to": ""}],
            },
        ),
    ),
    "date-first-in-a-line.txt": (
        "2012 Prozac, 2014 Effexor, 2016 Wellbutrin",
        _wanted(
            "fluoxetine venlafaxine bupropion",
            history={
                "fluoxetine": [{"from": "2012", "to": ""}],
                "venlafaxine": [{"from": "2014", "to": ""}],
                "bupropion": [{"from": "2016", "to": ""}],
            },
        ),
    ),
    "long-sentence.txt": (
        "I started on Prozac in 2010, switched to Zoloft in March 2012 and then Effexor until June 2015. "
        "After that my doctor added Abilify, later lithium, and I had ECT in 2019 at Mercy Hospital.",
        _wanted("fluoxetine sertraline venlafaxine aripiprazole lithium ect"),
    ),
    "slips.txt": (
        "zolof\nwelbutrin 150mg\nlexipro 2019\neffexer\nsertaline 50 mg\nprosac\nabillify\nlamictol\nseraquel\ncymbolta\n",
        _wanted(
            "sertraline bupropion escitalopram venlafaxine fluoxetine aripiprazole lamotrigine quetiapine duloxetine"
        ),
    ),
    "slips-in-lines.txt": (
        "Tried: citalapram 20mg (2011), trazadone 50mg at night, mirtazipine 15 mg 2013, buproprion XL 300",
        _wanted("citalopram trazodone mirtazapine bupropion"),
    ),
    "capitals.txt": (
        "FLUOXETINE HCL 20 MG CAPSULE\nBUSPIRONE HCL 10 MG TABLET\nARIPIPRAZOLE 5 MG TABLET\n",
        _wanted("fluoxetine buspirone aripiprazole"),
    ),
    "bullets.txt": (
        "• Zoloft\n• Paxil CR\n- Remeron\n* Viibryd\n[x] Trintellix\n1) Spravato\n2. Auvelity\n",
        _wanted(
            "sertraline paroxetine mirtazapine vilazodone vortioxetine esketamine dextromethorphan-bupropion"
        ),
    ),
    "treatments.txt": (
        "CBT 2016\nDBT group\nTMS, 36 sessions, 2021\nECT 2022 (12 sessions)\nketamine infusions 2023\ntalk therapy since 2009\nlight therapy\n",
        _wanted("cbt dbt rtms ect ketamine talk-therapy light-therapy"),
    ),
    "family.txt": (
        "My mother took Prozac and my sister is on Zoloft.\nI took Lexapro in 2018.\n",
        _wanted("escitalopram"),
    ),
    "family-history.txt": (
        "Family history:\nMother: depression, took lithium\nFather: Zoloft\n\nMedications:\nCelexa 20 mg\n",
        _wanted("citalopram"),
    ),
    "allergies-in-a-line.txt": (
        "Allergies: sulfa, sertraline (rash)\nMedications: venlafaxine 75 mg daily\n",
        _wanted("venlafaxine"),
    ),
    "allergies-alone.txt": (
        "ALLERGIES\nAmoxicillin\nDuloxetine\n\nMEDICATIONS\nEscitalopram 10 mg\n",
        _wanted("escitalopram"),
    ),
    "never.txt": (
        "never lithium\nhave not tried ECT\nrefused Seroquel\nZoloft 2015\n",
        _wanted("sertraline"),
    ),
    "not-started.txt": (
        "Lithium - prescribed but never started\nZoloft 2015\n",
        _wanted("lithium sertraline", results={"lithium": "not-started", "sertraline": ""}),
    ),
    "did-not-help.txt": (
        "Paxil - did not help\nEffexor - no effect, bad withdrawal\nWellbutrin: made me anxious\n",
        _wanted("paroxetine venlafaxine bupropion"),
    ),
    "considered.txt": (
        "We discussed ECT and esketamine. She may consider Spravato next year.\nTaking: Pristiq 50 mg.\n",
        _wanted("desvenlafaxine"),
    ),
    "people.txt": (
        "Patient: Pamela Lindholm\nProvider: Dr. Serena Marlin\nSigned by: Stella Parnell\nDear Celeste,\nyour next visit is on 03/04/2031.\n",
        _wanted(),
    ),
    "letter.txt": (
        """Dear Ms. Alexa Darrow,
thank you for coming to the Lakeview Clinic on 03/04/2024. Your blood pressure was 120/80.
Please call 555-123-4567 with questions. Exercise and sleep well.
Sincerely, Dr. Martin Elvin
""",
        _wanted(),
    ),
    "problems.txt": (
        "Problem list\nMajor depressive disorder\nGeneralized anxiety\nInsomnia\nObesity\nStress at work\nSleep apnea\n",
        _wanted(),
    ),
    "medications-heading.txt": (
        "Medications\nMedication\nmedicatons\nMediations\nPrescriptions\n",
        _wanted(),
    ),
    "leaflet.txt": (
        """Do not take this medicine with MAOIs, lithium or tramadol.
Tell your doctor if you take blood thinners.
Avoid alcohol and drugs. Do not use with Prozac.
""",
        _wanted(),
    ),
    "other-medicines.txt": (
        "lisinopril\natorvastatin\nlevothyroxine 50 mcg\nmetformin 500 mg\namlodipine\nomeprazole\nalbuterol inhaler\nlosartan\n",
        _wanted(
            "levothyroxine",
            unknown=[
                "lisinopril",
                "atorvastatin",
                "metformin",
                "amlodipine",
                "omeprazole",
                "losartan",
            ],
        ),
    ),
    "near-names.txt": (
        "Celebrex 200 mg\nLamisil 250 mg\nZocor 20 mg\nclopidogrel 75 mg\nhydralazine 25 mg\nclomiphene\nAvandia\nProscar\nPravachol\nfluconazole 150 mg\n",
        _wanted(),
    ),
    "unknown.txt": ("Xanafel 20 mg\nZoloft\n", _wanted("sertraline", unknown=["Xanafel"])),
    "both-names.txt": (
        "sertraline (Zoloft) 50 mg\nZoloft 100 mg\nSERTRALINE HCL\n",
        _wanted("sertraline"),
    ),
    "brand-in-brackets.txt": (
        "bupropion XL (WELLBUTRIN XL) 150 mg 24 hr tablet, Take 150 mg by mouth daily, Disp: 30 tablet, Rfl: 2\n",
        _wanted("bupropion"),
    ),
    "discharge.txt": (
        """Discharge medication list
CONTINUE: escitalopram (LEXAPRO) 20 mg daily
START: lithium carbonate 300 mg twice a day
STOP taking: quetiapine (SEROQUEL) 50 mg
Follow-up appointment 06/07/2031
""",
        _wanted("escitalopram lithium quetiapine"),
    ),
    "va.txt": (
        """Medication: SERTRALINE HCL 100MG TAB
Instructions: TAKE ONE TABLET BY MOUTH EVERY DAY
Status: Discontinued
Last Filled On: 12 Mar 2019
Initially Ordered On: 04 Jan 2018
""",
        _wanted("sertraline"),
    ),
    "quantity.txt": (
        "Trazodone 50 MG tab; 1-2 tabs at bedtime prn sleep; #60; 3 refills; 2019-05-02 to 2019-11-30\n",
        _wanted("trazodone", history={"trazodone": [{"from": "2019-05", "to": "2019-11"}]}),
    ),
    "page.html": (
        """<!DOCTYPE html><html><head><title>Zoloft?</title><style>td{color:red}</style></head><body>
<h1>Medication history</h1><table style="width:100%"><tr><td>Zoloft 50 mg</td><td>03/2021</td></tr><tr><td>Paxil</td><td>2015</td></tr></table>
<script>document.title = "Prozac"</script><img src="/never.png" alt=""></body></html>
""",
        _wanted(
            "sertraline paroxetine",
            history={
                "sertraline": [{"from": "2021-03", "to": ""}],
                "paroxetine": [{"from": "2015", "to": ""}],
            },
        ),
    ),
    "one-long-line.txt": (
        ", ".join(f"note {n} of the nurse" for n in range(300)) + ", Zoloft 50 mg, and rest",
        _wanted("sertraline"),
    ),
    "canada.txt": (
        "TEVA-VENLAFAXINE XR 75MG\nAPO-TRAZODONE 50MG\nSANDOZ ESCITALOPRAM 10 MG\n",
        _wanted("venlafaxine trazodone escitalopram"),
    ),
    "windows-lines.txt": ("Zoloft 50 mg\r\nLexapro 10 mg\r\n", _wanted("sertraline escitalopram")),
    "accents.txt": ("Éffexor 75 mg\nSt. John’s Wort\n", _wanted("venlafaxine st-johns-wort")),
    "combination.txt": (
        "Symbyax 6-25\nolanzapine/fluoxetine 6-25 mg\n",
        _wanted("olanzapine-fluoxetine"),
    ),
    "months-and-years.txt": (
        "Nortriptyline: Jan. 2009 – Sept 2010\nParnate (from 10/2011 to 02/2012)\nEmsam since 2013, stopped 2014\n",
        _wanted(
            "nortriptyline tranylcypromine selegiline",
            history={
                "nortriptyline": [{"from": "2009-01", "to": "2010-09"}],
                "tranylcypromine": [{"from": "2011-10", "to": "2012-02"}],
                "selegiline": [{"from": "2013", "to": "2014"}],
            },
        ),
    ),
    "birth.txt": (
        "Born 02/03/1980. Zoloft.\nName: Alex Example, DOB: 02/03/1980\n",
        _wanted("sertraline", history={}),
    ),
    "future.txt": (
        "Zoloft 50 mg, next refill 03/04/2031, prescribed 2021-02-03\n",
        _wanted("sertraline", history={"sertraline": [{"from": "2021-02", "to": ""}]}),
    ),
    "despair.txt": (
        "Zoloft 2015, Prozac 2016. Nothing helps, I want to die.\n",
        _wanted("sertraline fluoxetine", despair=True),
    ),
    "nothing.txt": ("Milk\nEggs\nBread\nCall the plumber about the sink\n", _wanted()),
    "emails.txt": (
        "From: nina@clinic.example\nTo: alex@home.example\nSubject: your list\n\nSertraline 50 mg, started 4 Jan 2022\n",
        _wanted("sertraline", history={"sertraline": [{"from": "2022-01", "to": ""}]}),
    ),
}
