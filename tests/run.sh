#!/bin/sh
# All tests: style and types, then everything on SQLite, then on PostgreSQL, then in a browser.
# What a machine lacks is skipped with a loud word; with CI set, that is a failure.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
export PATH="$PWD/$bin:$PATH"
failed=""

step() { # step NAME COMMAND...
  name=$1; shift
  printf '\n== %s\n' "$name"
  "$@"
  code=$?
  if [ "$code" -eq 75 ]; then
    printf '\n*** SKIPPED: %s. %s\n' "$name" "$lacks"
    [ -n "${CI:-}" ] && failed="$failed; $name"
  elif [ "$code" -ne 0 ]; then
    failed="$failed; $name"
  fi
}

lacks=""
step "style" ruff check .
step "format" ruff format --check .
step "templates" sh -c 'djade --target-version 5.2 --check templates/*.html'
step "types" mypy
step "tests on SQLite" python -m pytest --ignore=tests/browser -n 2 "$@"
lacks="There is no PostgreSQL here. On Debian or Ubuntu: apt install postgresql"
step "tests on PostgreSQL" python -m tests.with_postgres python -m pytest --ignore=tests/browser -n 2 -m "not one_database" "$@"
lacks="There is no Chromium here. On Debian or Ubuntu: apt install chromium (or set CHROMIUM)"
step "tests in a browser" sh -c '{ [ -n "${CHROMIUM:-}" ] || command -v chromium || command -v google-chrome; } >/dev/null || exit 75; python -m pytest tests/browser'

if [ -n "$failed" ]; then
  printf '\nFAILED: %s\n' "${failed#; }"
  exit 1
fi
printf '\nAll is well.\n'
