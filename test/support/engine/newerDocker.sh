#!/bin/bash
# Unpacks Debian trixie's dockerd, containerd and buildx into a folder, beside what is installed here: a view of
# trixie's packages of its own, nothing of it enters the system. Signatures are checked as always.
# Usage: newerDocker.sh <folder>
set -euo pipefail
target=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
mirror=${mirror:-http://deb.debian.org/debian}
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$target"
apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@"
}
apt update
cd "$work"
apt download docker.io containerd docker-buildx
for package in ./*.deb; do dpkg-deb -x "$package" unpacked; done
# runc of trixie wants a newer libc: the installed one is used.
mv unpacked/usr/sbin/dockerd unpacked/usr/bin/containerd unpacked/usr/bin/containerd-shim-runc-v2 "$target"
mv unpacked/usr/libexec/docker/cli-plugins/docker-buildx "$target"
