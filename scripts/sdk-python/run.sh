#!/usr/bin/env sh
# Makes a Python client from sdk/openapi.json by a generator that is not ours, and works with it on a desk of its own.
# Needs Python 3.10 or later, a package index and a built desk (npm run build). PYTHON_ENV keeps what is installed.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
folder=$(mktemp -d)
env=${PYTHON_ENV:-$folder/env}
trap 'kill "$desk" 2>/dev/null || true; rm -rf "$folder"' EXIT

[ -x "$env/bin/openapi-python-client" ] || { python3 -m venv "$env"; "$env/bin/pip" install --quiet openapi-python-client==0.29.1; }
cd "$folder"
"$env/bin/openapi-python-client" generate --path "$root/sdk/openapi.json" --meta none --output-path switchdesk_client

export DATA_DIR="$folder/data" DATABASE_URL= PORT=0 ADMIN_PASSWORD='a password of the smoke test' LOG_LEVEL=warn
node "$root/dist/main.js" serve >desk.log 2>&1 &
desk=$!
for _ in $(seq 100); do grep -q 'listens on' desk.log && break; sleep 0.2; done
DESK_URL=$(sed -n 's/.*listens on //p' desk.log) PYTHONPATH="$folder" "$env/bin/python" "$root/scripts/sdk-python/smoke.py"
