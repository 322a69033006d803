#!/usr/bin/env bash
# Makes the Docker image NAME, a small Debian without Java, unless the engine has it. Needs root.
set -eu
name=$1
! docker image inspect "$name" > /dev/null 2>&1 || exit 0
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase "${2:-bookworm}" "$root" >&2
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
tar -C "$root" -c . | docker import - "$name"
