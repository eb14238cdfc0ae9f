#!/usr/bin/env bash
# One daemon serves two repositories under one HTTPS port, by their names; stock fossil clones both and pushes to one.
set -euo pipefail
fossil=${FOSSIL:-fossil}
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

# In earnest the certificate comes from an authority, such as Let's Encrypt; the daemon takes a new one when the files change.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout key.pem -out chain.pem 2> openssl.log

echo "example-password" > alice.pw
mkdir served
edgesync new served/notes.fossil --user alice --password-file alice.pw
edgesync new served/recipes.fossil --user alice --password-file alice.pw
edgesync sync start --repo served/notes.fossil --repo served/recipes.fossil --state-dir desk.state \
  --serve-http 127.0.0.1:0 --http-tlscert chain.pem --http-tlskey key.pem > desk.ready 2> desk.log &
until grep -q ^ready desk.ready; do sleep 0.1; done
port=$(sed -n 's/.* http=[^ ]*:\([0-9]*\) .*/\1/p' desk.ready)

export SSL_CERT_FILE=$PWD/chain.pem
"$fossil" clone --admin-user alice "https://localhost:$port/notes" notes.fossil
"$fossil" clone --admin-user alice "https://localhost:$port/recipes" recipes.fossil
"$fossil" clone "https://localhost:$port/secrets" secrets.fossil && exit 1

mkdir tree && cd tree
"$fossil" open ../notes.fossil
echo "buy milk" > list.txt
"$fossil" add list.txt
"$fossil" commit --user-override alice -m "a shopping list"
"$fossil" push "https://alice:$(cat ../alice.pw)@localhost:$port/notes" --once
cd ..

[ "$(edgesync cat -R served/notes.fossil list.txt)" = "buy milk" ]
echo "arrived"
