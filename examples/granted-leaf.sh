#!/usr/bin/env bash
# A hub that lets nobody read, and two leaves: the one whose key has a grant is served, the other is refused and says so.
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

echo "example-password" > alice.pw
edgesync new hub.fossil --user alice --password-file alice.pw
fossil user capabilities nobody j -R hub.fossil > nobody.txt
cp hub.fossil mine.fossil
cp hub.fossil strange.fossil

edgesync sync start --repo hub.fossil --state-dir hub.state > hub.ready 2> hub.log &
until grep -q ^ready hub.ready; do sleep 0.1; done
link=nats-leaf://$(sed -n 's/.* leafnode=\([^ ]*\).*/\1/p' hub.ready)

# Each leaf has a key; its ready line and its status print it.
for leaf in mine strange; do
  edgesync sync start --repo $leaf.fossil --state-dir $leaf.state --nats "$link" > $leaf.ready 2> $leaf.log &
done
until grep -q ^ready mine.ready && grep -q ^ready strange.ready; do sleep 0.1; done

# Counts at once and is kept; `edgesync peers revoke` takes it back.
node=$(sed -n 's/.* node=\([^ ]*\).*/\1/p' mine.ready)
edgesync peers grant "$node" --repo hub.fossil --capabilities io --state-dir hub.state
edgesync peers list --state-dir hub.state

echo "buy milk" > list.txt
edgesync commit -R hub.fossil --user alice --state-dir hub.state -m "a shopping list" list.txt
for _ in $(seq 300); do
  edgesync timeline -R mine.fossil | grep -q "a shopping list" \
      && edgesync status --state-dir strange.state | grep -q "not authorized to read" && break
  sleep 0.1
done
[ "$(edgesync cat -R mine.fossil list.txt)" = "buy milk" ]
edgesync status --state-dir strange.state | grep "not authorized to read"
if edgesync timeline -R strange.fossil | grep "a shopping list"; then exit 1; fi

# The hub's log has a line for each login, round and refusal.
grep "audit" hub.log | grep -q "who=node:$node"
grep "audit" hub.log | grep -q 'outcome="not authorized to read"'
echo "arrived"
