"""Create the PostgreSQL user of the replicas, which can read the catalogue and do nothing else."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction


class Command(BaseCommand):
    """`add_reader <name>`: creates the user, or sets its password to NAVIGATOR_READER_PASSWORD."""

    help = "Make a user of the database that may read the tables and nothing else (PostgreSQL)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user's name")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has users. A file has rights: use those.")
        password = os.environ.get("NAVIGATOR_READER_PASSWORD", "")
        if not password:
            raise CommandError("Set NAVIGATOR_READER_PASSWORD to the user's password.")
        with transaction.atomic():
            _let_read(options["name"], password)
        self.stdout.write(f"{options['name']} may read the catalogue, and nothing else.")


def _let_read(name: str, password: str) -> None:
    from psycopg import sql

    user, words = sql.Identifier(name), sql.Literal(password)
    rights = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        for statement in (
            "{verb} ROLE {user} LOGIN " + rights + " PASSWORD {words}",
            "GRANT USAGE ON SCHEMA public TO {user}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {user}",
        ):
            ready = sql.SQL(statement).format(verb=verb, user=user, words=words)
            cursor.execute(ready.as_string(cursor.connection))
