#!/usr/bin/env bash
# Clone from an unmodified fossil server, commit without a working tree, and push back in one session. The server's port comes
# as $1, 8086 otherwise.
set -euo pipefail
port=${1:-8086}
fossil=${FOSSIL:-fossil}
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

"$fossil" init --admin-user alice served.fossil
"$fossil" user password alice example-password -R served.fossil
"$fossil" server --localhost --port "$port" served.fossil > server.log 2>&1 &
until (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.1; done

edgesync clone "http://127.0.0.1:$port/" lap.fossil --admin-user alice
echo "buy milk" > list.txt
edgesync commit -R lap.fossil --user alice -m "a shopping list" list.txt
LEAF_PASSWORD=example-password edgesync sync once -R lap.fossil "http://alice@127.0.0.1:$port/"

"$fossil" timeline -R served.fossil -n 5 | grep "a shopping list"
echo "arrived"
