#!/usr/bin/env bash
# The API against a property-based fuzzer: whatever is sent, never a fault of ours.
#
# Starts the rehearsal server on a free loopback port and a record of its own, signs in, and runs
# schemathesis over the OpenAPI document. Fails on any answer of 500 or more, and on an answer
# that the document does not allow. `SCHEMATHESIS` names the fuzzer; `cargo xtask test` sets it.
# `LANTERN_REHEARSAL` names the server, `LANTERN_FUZZ_EXAMPLES` how many examples an operation
# gets (25 if not set), `LANTERN_FUZZ_SECONDS` how long fuzzing may last in all (150).
#
# The last line is `N passed, N failed, N skipped`, in operations.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
schemathesis="$(command -v "${SCHEMATHESIS:-schemathesis}" || true)"
[[ "$schemathesis" != */* || "$schemathesis" == /* ]] || schemathesis="$PWD/$schemathesis"
server="${LANTERN_REHEARSAL:-$root/target/debug/examples/rehearsal}"
examples="${LANTERN_FUZZ_EXAMPLES:-25}"
seconds="${LANTERN_FUZZ_SECONDS:-150}"

if [[ -z "$schemathesis" ]]; then
  echo "schemathesis is not on this machine; \`cargo xtask test\` puts it under target/tools"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
[[ "$server" == /* ]] || server="$PWD/$server"
if [[ ! -x "$server" ]]; then
  echo "the rehearsal server is not built: run \`cargo build -p web --example rehearsal\`"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

work="$(mktemp -d)"
server_pid=""
finish() {
  if [[ -n "$server_pid" ]]; then
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

RUST_LOG=warn "$server" --now 2026-10-23T01:14:00Z >"$work/ready.json" 2>"$work/server.log" &
server_pid=$!
for _ in $(seq 1 150); do
  if [[ -s "$work/ready.json" ]]; then break; fi
  sleep 0.1
done
if [[ ! -s "$work/ready.json" ]]; then
  echo "the rehearsal server did not start:"
  cat "$work/server.log"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$2"; }
address="$(field address "$work/ready.json")"
password="$(field password "$work/ready.json")"

# An officer, who may do most; a file that is there, so that some examples find something.
curl -sS --fail "$address/api/v1/sign-in" -H 'content-type: application/json' \
  --data "{\"account\":\"sgt_lpt\",\"password\":\"$password\"}" >"$work/token.json"
token="$(field token "$work/token.json")"
curl -sS --fail -o "$work/file.json" "$address/api/v1/files" \
  -H "authorization: Bearer $token" -H 'content-type: application/json' \
  -H 'idempotency-key: 0192f000-0000-7000-8000-000000000001' \
  --data '{"happened":{"moment":{"precision":"exact","at":"2026-10-23T01:14:00Z"},"source":"lantern"},"opened":{"channel":"on_sight"}}'

# Signing out would end the run's own session, signing in is slowed down on purpose, and the
# event stream has no end. One worker: two threads that parse at once trip over a count that Python
# 3.11 keeps for both ("AST constructor recursion depth mismatch"), a fault of the fuzzer's run alone.
status=0
# It leaves what it learned in the folder it runs in.
cd "$work"
"$schemathesis" run "$address/api/v1/openapi.json" \
  --header "Authorization: Bearer $token" \
  --exclude-path /api/v1/sign-out --exclude-path /api/v1/sign-in --exclude-path /api/v1/events \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  --phases coverage,fuzzing --max-time "$seconds" \
  --max-examples "$examples" --generation-deterministic \
  --request-timeout 10 --workers 1 --no-color >"$work/fuzz.log" 2>&1 || status=$?

cat "$work/fuzz.log"
if [[ -s "$work/server.log" ]]; then
  echo "the server said:"
  tail -n 20 "$work/server.log"
fi
tested="$(sed -n 's/^ *Tested: \([0-9][0-9]*\).*/\1/p' "$work/fuzz.log" | tail -n 1)"
if [[ "$status" -eq 0 ]]; then
  echo "${tested:-1} passed, 0 failed, 0 skipped"
else
  echo "0 passed, 1 failed, 0 skipped"
fi
exit "$status"
