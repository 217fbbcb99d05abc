#!/bin/sh
# Runs a private MariaDB until standard input closes, as it does however the run ends; then leaves nothing behind.
# Its settings are the least helpful ones we support: the product must not lean on a server's good defaults. What
# follows the port goes to the server last, and so wins.
folder=$1 installer=$2 server=$3 user=$4 port=$5
shift 5
common="--no-defaults --user=$user --datadir=$folder/data"

"$installer" $common --auth-root-authentication-method=normal --skip-test-db > "$folder/log" 2>&1
"$server" $common --port="$port" --bind-address=127.0.0.1 --socket="$folder/s.sock" --log-error="$folder/log" \
  --pid-file="$folder/pid" --character-set-server=latin1 --default-time-zone=+05:30 --sql-mode= \
  --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M "$@" < /dev/null &

cat > /dev/null
kill -9 $!
wait $!
rm -rf "$folder"
