#!/usr/bin/env bash
# Two leaves, the second linked to the first: a commit on one arrives on the other.
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

echo "example-password" > alice.pw
edgesync new desk.fossil --user alice --password-file alice.pw
project=$(edgesync doctor --repo desk.fossil | sed -n 's/.*project \([0-9a-f]\{40\}\).*/\1/p')

# The first leaf takes links on a port of its own choice; its ready line says which.
edgesync sync start --repo desk.fossil --state-dir desk.state > desk.ready 2> desk.log &
until grep -q ^ready desk.ready; do sleep 0.1; done
link=nats-leaf://$(sed -n 's/.* leafnode=\([^ ]*\).*/\1/p' desk.ready)

edgesync clone "$link/$project" lap.fossil --admin-user alice
edgesync sync start --repo lap.fossil --state-dir lap.state --nats "$link" \
    --user alice --password-file alice.pw > lap.ready 2> lap.log &
until grep -q ^ready lap.ready; do sleep 0.1; done

echo "buy milk" > list.txt
edgesync commit -R lap.fossil --user alice --state-dir lap.state -m "a shopping list" list.txt
for _ in $(seq 300); do
  edgesync timeline -R desk.fossil | grep -q "a shopping list" && break
  sleep 0.1
done
[ "$(edgesync cat -R desk.fossil list.txt)" = "buy milk" ]
echo "arrived"
