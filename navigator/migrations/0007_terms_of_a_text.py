from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("navigator", "0006_plan_forms"),
    ]

    operations = [
        migrations.RenameField(model_name=model, old_name="words", new_name="terms")
        for model in (
            "medicineclass",
            "optionkind",
            "page",
            "planform",
            "questionset",
            "reviewtopic",
            "treatment",
            "urgenthelp",
        )  # fmt: skip
    ]
