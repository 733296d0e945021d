"""How another site works out every standing from /catalogue.json alone, in fifty lines."""

NOT_A_TRY, COUNTED = {"helped", "not-started", "other-reason"}, {None, "partly", "faded", "no"}
NO, PERHAPS, YES = 0, 1, 2
LISTS = ("treatments", "medicine_classes", "medicines")


def standings(data, tried, results, many):
    """The standing of each option for slugs ticked, results by slug, and numbers by class."""
    options, classes, medicines = ({each["slug"]: each for each in data[key]} for key in LISTS)
    counts = {s: each["counts_as_antidepressant"] for s, each in (classes | medicines).items()}
    therapies = [slug for slug, each in classes.items() if each["group"] == "therapy"]
    family = {slug: each["class"] for slug, each in medicines.items()}
    for slug in (s for s, option in options.items() if option["kind"] == "psychotherapy"):
        family |= dict.fromkeys([slug], *therapies)

    def groups(slug):  # the names under which a rule may speak of it; last the whole of a part
        option = options.get(slug, {})
        kind = option.get("kind") or "psychotherapy" * (slug in therapies)
        return {slug, family.get(slug), kind, option.get("part_of")}, option.get("part_of") or slug

    answered = {family[s] for s in tried if s in family and results.get(s)}
    told = {s: results[s] for s in tried if results.get(s) and s not in answered}
    told |= {s: told[family[s]] for s in tried if s not in told and family.get(s) in told}
    tries = [s for s in tried if told.get(s) not in NOT_A_TRY and s not in answered]
    tried_groups = set().union(*(groups(slug)[0] for slug in tries))
    said = {(group, result) for slug, result in told.items() for group in groups(slug)[0]}
    said |= {(f"antidepressant {counts.get(s)}", result) for s, result in told.items()}
    named = [family[s] for s in tried if s in medicines]
    taken = []  # antidepressants that were started: result, whether sure, how it holds
    for slug in (s for s in tried if counts.get(s, "no") != "no" and told.get(s) != "not-started"):
        result, sure = told.get(slug), counts[slug] == "yes"
        further = max(many.get(slug, 0) - max(named.count(slug), 1), 0)
        one = (result, sure, YES if sure and result in COUNTED else PERHAPS)
        rest = (result, sure, YES if sure and result in COUNTED - {None} else PERHAPS)
        taken += [one] * (slug not in named) + [rest] * further
    ads = [one for one in taken if one[0] not in NOT_A_TRY]
    unsaid = any(result is None and how == YES for result, _, how in ads)  # one may be too soon

    def holds(rule):
        accepts, also = rule.get("accepts", ()), {*rule.get("perhaps_also", ())}
        sure = sum(how == YES or (known and result in accepts) for result, known, how in ads)
        others = [groups(s) for s in tries if counts.get(s, "no") == "no"]
        all_of_them = len(ads) + len({whole for names, whole in others if names & also})
        of, wanted = rule.get("result", {}).get("of"), rule.get("antidepressants", 0)
        some = {name for name, result in said if of and result in rule["result"]["is"]}
        return min(
            PERHAPS if "if_also" in rule else YES,
            YES * tried_groups.issuperset(rule.get("tried", ())),
            YES * ("tried_any" not in rule or not tried_groups.isdisjoint(rule["tried_any"])),
            YES * (len(taken) >= rule.get("any_antidepressant", 0)),
            YES * (sure - unsaid >= wanted) or PERHAPS * (all_of_them >= wanted),
            YES * (not of or of in some or f"{of} yes" in some) or f"{of} depends" in some,
        )

    def standing(option):
        after, when = ([r for r in option[key] if r["strength"] in ("label", "guideline")]
                       for key in ("usually_after", "talked_about_when"))  # fmt: skip
        allowed = max(map(holds, option["only_after"]), default=YES)
        best = min(allowed, max(map(holds, after + when), default=NO))
        later = "later" if allowed == NO or after else "open"
        return "tried" if option["slug"] in tried else (later, "open", "matched")[best]

    return {slug: standing(option) for slug, option in options.items()}
