#!/usr/bin/env bash
# Two leaves that share only an ordinary nats-server, of which each is a client like any other: no leafnodes { … } in its
# configuration. Its client port comes as $1, 4222 otherwise.
set -euo pipefail
port=${1:-4222}
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

"${NATS_SERVER:-nats-server}" -a 127.0.0.1 -p "$port" 2> nats.log &

echo "example-password" > alice.pw
edgesync new desk.fossil --user alice --password-file alice.pw
project=$(edgesync doctor --repo desk.fossil | sed -n 's/.*project \([0-9a-f]\{40\}\).*/\1/p')

edgesync sync start --repo desk.fossil --state-dir desk.state --nats "nats://127.0.0.1:$port" > desk.ready 2> desk.log &
until grep -q ^ready desk.ready; do sleep 0.1; done
until edgesync status --state-dir desk.state | grep -q "up  nats-client"; do sleep 0.1; done

# The clone finds the first leaf through the nats-server, and so does the second leaf.
edgesync clone "nats://127.0.0.1:$port/$project" lap.fossil --admin-user alice
edgesync sync start --repo lap.fossil --state-dir lap.state --nats "nats://127.0.0.1:$port" > lap.ready 2> lap.log &
until grep -q ^ready lap.ready; do sleep 0.1; done

echo "buy milk" > list.txt
edgesync commit -R desk.fossil --user alice --state-dir desk.state -m "a shopping list" list.txt
for _ in $(seq 300); do
  edgesync timeline -R lap.fossil | grep -q "a shopping list" && break
  sleep 0.1
done
[ "$(edgesync cat -R lap.fossil list.txt)" = "buy milk" ]

# A clone that comes later takes a part from each of the two.
edgesync clone "nats://127.0.0.1:$port/$project" phone.fossil --admin-user alice
[ "$(edgesync cat -R phone.fossil list.txt)" = "buy milk" ]
# Where a daemon runs the project code says enough.
edgesync clone "$project" spare.fossil --state-dir desk.state --admin-user alice
[ "$(edgesync cat -R spare.fossil list.txt)" = "buy milk" ]
echo "arrived"
