#!/bin/sh
# Called by Maven: `run.sh build FOLDER` or `run.sh test`.
cd "$(dirname "$0")" || exit 1
command -v node >/dev/null 2>&1 || {
  echo "Linecheck's pages need Node.js 18 or newer and npm to build (Debian: apt-get install nodejs npm)." >&2
  exit 1
}
verb=$1
shift
exec node "$verb.mjs" "$@"
