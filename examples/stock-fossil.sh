#!/usr/bin/env bash
# Stock fossil clones from a leaf over HTTP, commits, and pushes back with a user and a password.
set -euo pipefail
fossil=${FOSSIL:-fossil}
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

echo "example-password" > alice.pw
edgesync new desk.fossil --user alice --password-file alice.pw
edgesync sync start --repo desk.fossil --state-dir desk.state --serve-http 127.0.0.1:0 > desk.ready 2> desk.log &
until grep -q ^ready desk.ready; do sleep 0.1; done
at=$(sed -n 's/.* http=\([^ ]*\).*/\1/p' desk.ready)

"$fossil" clone --admin-user alice "http://$at/" stock.fossil
mkdir tree && cd tree
"$fossil" open ../stock.fossil
echo "buy milk" > list.txt
"$fossil" add list.txt
"$fossil" commit --user-override alice -m "a shopping list"
"$fossil" push "http://alice:$(cat ../alice.pw)@$at/" --once
cd ..

[ "$(edgesync cat -R desk.fossil list.txt)" = "buy milk" ]
echo "arrived"
