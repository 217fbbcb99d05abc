#!/bin/sh
# Runs a private Dovecot until standard input closes, as it does however the run ends; then leaves nothing behind.
# A line on standard input means: end it with all its connections, and start it again.
folder=$1 server=$2

while :; do
  # A process group of its own: connections have processes that outlive their master.
  setsid "$server" -F -c "$folder/dovecot.conf" < /dev/null > /dev/null 2>&1 &
  group=$!
  if read -r _; then again=1; else again=; fi
  kill -9 "-$group" 2> /dev/null
  wait "$group" 2> /dev/null
  rm -rf "$folder/run"
  [ "$again" ] || break
done
rm -rf "$folder"
