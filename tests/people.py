"""The cast: people as they come, on the real catalogue. Form data, ready to post."""

NEW_PATIENT: dict[str, list[str]] = {}

TRIED_ONE = {"tried": ["sertraline"], "result-sertraline": ["partly"]}

TRIED_TWO = {
    "tried": ["sertraline", "venlafaxine", "cbt"],
    "result-sertraline": ["no"],
    "result-venlafaxine": ["no"],
    "ask": ["rtms", "esketamine"],
}

STOPPED_FOR_SIDE_EFFECTS = {
    "tried": ["paroxetine", "mirtazapine"],
    "result-paroxetine": ["side-effects"],
    "result-mirtazapine": ["side-effects"],
    "ask": ["pharmacogenomic-testing"],
}

UNSURE_OF_EVERYTHING = {
    "tried": ["ssri", "antipsychotic", "cbt"],
    "result-ssri": ["unsure"],
    "result-antipsychotic": ["unsure"],
    "result-cbt": ["unsure"],
}

TRIED_EVERYTHING = {
    "tried": [
        "sertraline", "escitalopram", "venlafaxine", "bupropion", "mirtazapine", "nortriptyline",
        "aripiprazole", "lithium", "quetiapine", "cbt", "behavioral-activation", "rtms", "ect",
    ],
    "result-sertraline": ["no"],
    "result-escitalopram": ["side-effects"],
    "result-venlafaxine": ["faded"],
    "result-bupropion": ["no"],
    "result-mirtazapine": ["partly"],
    "result-nortriptyline": ["no"],
    "result-aripiprazole": ["partly"],
    "result-lithium": ["no"],
    "result-cbt": ["partly"],
    "result-rtms": ["faded"],
    "result-ect": ["partly"],
    "ask": ["vns", "ketamine", "psychodynamic-therapy"],
}  # fmt: skip
