#!/usr/bin/env bash
# A NATS server alone, from a configuration file such as nats-server takes: somebody logs in and hears what he says, monitoring counts
# it, and a signal ends the server. Its port comes as $1, 4222 otherwise.
set -euo pipefail
port=${1:-4222}
trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT

export PASSWORD=example-password
cat > nats.conf <<END
listen: "127.0.0.1:$port"
http: "127.0.0.1:-1"
authorization { users = [ {user: alice, password: \$PASSWORD, permissions: {publish: "greetings.>"}} ] }
END
edgesync broker -c nats.conf -t
edgesync broker -c nats.conf --ports_file_dir . -P broker.pid 2> broker.log &
until grep -q "Server is ready" broker.log; do sleep 0.1; done
until ports=$(cat nats-server_*.ports 2> /dev/null); do sleep 0.1; done

exec 3<> "/dev/tcp/127.0.0.1/$port"
printf 'CONNECT {"user":"alice","pass":"%s","verbose":false}\r\nSUB greetings.> 1\r\n' "$PASSWORD" >&3
printf 'PUB greetings.all 5\r\nhello\r\nPING\r\n' >&3
heard=
while [[ $heard != *PONG* ]]; do
  IFS= read -r -t 30 line <&3
  heard+=$line
done
[[ $heard == *"MSG greetings.all 1 5"*hello* ]]

monitor=${ports#*'"monitoring":["http://'}
monitor=${monitor%%'"'*}
exec 4<> "/dev/tcp/${monitor%:*}/${monitor##*:}"
printf 'GET /varz HTTP/1.0\r\n\r\n' >&4
grep -E '"(in|out)_msgs": *1' <&4

edgesync broker --signal quit=broker.pid
wait
echo "arrived"
