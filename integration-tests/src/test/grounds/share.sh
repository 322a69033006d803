#!/usr/bin/env bash
# A share that can be troubled, mounted at DIR/cache.
#
#   share.sh up DIR disk     an ext4 of 16 MB in the file DIR/disk
#   share.sh up DIR sshfs    the folder DIR/store over sshfs, as a user who owns it and is not root
#   share.sh up2 DIR         the same folder over a second sshfs, at DIR/cache2
#   share.sh fill|free DIR   leaves no room, makes room
#   share.sh readonly DIR    as after an error of the disk
#   share.sh gone DIR        takes the mount away, lazily
#   share.sh back DIR        mounts the disk again
#   share.sh stop|cont DIR server|daemon [2]   the other side of sshfs, or sshfs itself, does not answer
#   share.sh down DIR        ends everything and leaves nothing
set -u
verb=$1
dir=$2
name=pigeon-it-$(cksum <<< "$dir" | cut -d' ' -f1)

over_sshfs() {
  mkdir -p "$dir/cache$1"
  # What the other side does late, it does after as many milliseconds as DIR/delay says.
  printf '#!/bin/sh\necho $$ > "%s/server%s"\nexec "%s" -cp "%s" dev.pigeon.it.SlowPipe "%s/delay" setpriv --reuid=65534 --regid=65534 --clear-groups /usr/lib/openssh/sftp-server\n' \
    "$dir" "$1" "$SHARE_JAVA" "$SHARE_CLASSES" "$dir" > "$dir/pipe$1"
  chmod +x "$dir/pipe$1"
  sshfs "host:$dir/store" "$dir/cache$1" -o "ssh_command=$dir/pipe$1,fsname=$name-$1,dir_cache=no,uid=$(id -u),gid=$(id -g)" || exit 1
}

process_of() {
  case $1 in
    server) cat "$dir/server$2" ;;
    daemon) pgrep -f "fsname=$name-$2," ;;
  esac
}

case $verb in
  up)
    mkdir -p "$dir/cache"
    case $3 in
      disk)
        truncate -s 16M "$dir/disk" && mkfs.ext4 -qF "$dir/disk" && mount -o loop "$dir/disk" "$dir/cache" || exit 1
        ;;
      sshfs)
        mkdir -p "$dir/store" && chown 65534:65534 "$dir/store" && echo 0 > "$dir/delay" || exit 1
        over_sshfs ""
        ;;
    esac
    ;;
  up2) over_sshfs 2 ;;
  fill)
    dd if=/dev/zero of="$dir/cache/fill" bs=64k 2> "$dir/dd"
    dd if=/dev/zero of="$dir/cache/fill2" bs=1k 2>> "$dir/dd"
    grep -q 'No space left' "$dir/dd"
    ;;
  free) rm "$dir/cache/fill" "$dir/cache/fill2" ;;
  readonly) mount -o remount,abort "$dir/cache" ;;
  gone) umount -l "$dir/cache" ;;
  back) mount -o loop "$dir/disk" "$dir/cache" ;;
  stop) kill -STOP $(process_of "$3" "${4:-}") ;;
  cont) kill -CONT $(process_of "$3" "${4:-}") ;;
  down)
    for each in server server2; do
      [ ! -e "$dir/$each" ] || kill -CONT "$(cat "$dir/$each")" 2>/dev/null
    done
    for pid in $(pgrep -f "fsname=$name-"); do kill -CONT "$pid"; done
    for each in cache cache2; do
      ! mountpoint -q "$dir/$each" || umount "$dir/$each" 2>/dev/null || umount -l "$dir/$each"
    done
    ;;
esac
