#!/usr/bin/env bash
# Installs what the build (and the tests) need on Debian 12, only what is missing; quiet when nothing is.
#
#   deploy/deps.sh [build|test]     default: build; test is build and everything that deploy/test.sh uses
#
# Debian's packages go to the system (as root or through sudo). A node that is too old for the web toolchain is not
# touched: a current one from the npm registry goes to build/tools/node, where the build looks first.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node_version=22.23.3
npm_version=11.19.1

build_packages=(
  ca-certificates ccache cmake g++ mold ninja-build pkg-config tzdata
  libabsl-dev libboost1.81-dev libboost-json1.81-dev libboost-thread1.81-dev libcli11-dev libhowardhinnant-date-dev
  librocksdb-dev libs2-dev libsimdjson-dev libsodium-dev libspdlog-dev libssl-dev libtomlplusplus-dev
)
test_packages=(
  catch2 chromium clang clang-format clang-tidy curl fonts-noto-cjk git libclang-rt-14-dev procps python3 python3-websockets
)

die() {
  printf 'deps.sh: %s\n' "$1" >&2
  exit 1
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "packages are missing and this is neither root nor a machine with sudo; as root run: $*"
  fi
}

missing_packages() {
  local package state
  for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $state == installed ]] || printf '%s\n' "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] && return
  command -v apt-get >/dev/null || die "needs apt-get (Debian 12) to install: ${missing[*]}"
  printf 'deps.sh: installing %s\n' "${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 install -y \
    --no-install-recommends "${missing[@]}" >/dev/null || die "apt-get could not install: ${missing[*]}"
}

# The toolchain's own demand (engines of its packages); 18 and the first releases of 20 and 22 lack what it uses.
current_node() {
  local folder=$1
  [[ -x $folder/node && -x $folder/npm ]] || return 1
  "$folder/node" -e 'const [a, b] = process.versions.node.split(".").map(Number);
                     process.exit((a === 20 && b >= 19) || (a === 22 && b >= 22) || a >= 24 ? 0 : 1)' || return 1
  [[ $(PATH="$folder:$PATH" "$folder/npm" --version 2>/dev/null | cut -d. -f1) -ge 10 ]]
}

install_node() {
  local tools=$root/build/tools/node system machine
  current_node "$tools/node_modules/.bin" && return
  system=$(command -v node || true)
  [[ -n $system ]] && current_node "$(dirname "$system")" && return

  # npm is needed to fetch the newer one.
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    install_packages nodejs npm
  fi
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) die "no node is known for $(uname -m); install node 22 and npm 10 or newer yourself" ;;
  esac
  printf 'deps.sh: installing node %s and npm %s into build/tools/node\n' "$node_version" "$npm_version"
  mkdir -p "$tools"
  printf '{"private": true}\n' >"$tools/package.json"
  (cd "$tools" && npm install --no-audit --no-fund --no-save --no-package-lock --loglevel=error \
    "node-linux-$machine@$node_version" "npm@$npm_version" >/dev/null) || die "npm could not install node $node_version"
  current_node "$tools/node_modules/.bin" || die "the node in $tools does not run"
}

case ${1:-build} in
  build) install_packages "${build_packages[@]}" ;;
  test) install_packages "${build_packages[@]}" "${test_packages[@]}" ;;
  *) die "unknown set '$1'; valid: build, test" ;;
esac
install_node
