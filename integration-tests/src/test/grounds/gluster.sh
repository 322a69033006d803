#!/usr/bin/env bash
# A GlusterFS volume of one brick and two mounts of it, DIR/a and DIR/b. The daemons live in a network
# namespace of their own and keep their state in DIR. Needs root.
set -u
verb=$1
dir=$2
net=pgg$(basename "$dir" | cksum | cut -d' ' -f1)
inside() { nsenter --net="/run/netns/$net" "$@"; }
volume() { inside gluster --mode=script --glusterd-sock="$dir/glusterd.sock" "$@" > /dev/null; }

case $verb in
  up)
    mkdir -p "$dir"/{brick,a,b,log,state,run} /var/run/gluster /var/log/glusterfs
    ip netns add "$net" || exit 1
    ip -n "$net" link set lo up
    ip -n "$net" address add 10.92.0.1/32 dev lo
    printf 'volume management\n type mgmt/glusterd\n option working-directory %s\n option transport-type socket\n option run-directory %s\n option transport.socket.listen-port 24007\n option glusterd-sockfile %s\nend-volume\n' \
      "$dir/state" "$dir/run" "$dir/glusterd.sock" > "$dir/glusterd.vol"
    inside glusterd --volfile="$dir/glusterd.vol" --pid-file="$dir/glusterd.pid" --log-file="$dir/log/glusterd.log" || exit 1
    for _ in $(seq 100); do
      volume pool list 2> /dev/null && break
      sleep 0.1
    done
    volume volume create it "10.92.0.1:$dir/brick" force || exit 1
    volume volume start it || exit 1
    for each in a b; do
      inside glusterfs --volfile-server=10.92.0.1 --volfile-id=it --pid-file="$dir/$each.pid" \
        --log-file="$dir/log/$each.log" "$dir/$each" || exit 1
    done
    for _ in $(seq 50); do
      mountpoint -q "$dir/a" && mountpoint -q "$dir/b" && exit 0
      sleep 0.2
    done
    tail -n 15 "$dir"/log/*.log >&2
    exit 1
    ;;
  down)
    for each in a b; do
      ! mountpoint -q "$dir/$each" || umount "$dir/$each" || umount -l "$dir/$each"
    done
    volume volume stop it force 2> /dev/null
    for pid in $(ip netns pids "$net" 2> /dev/null); do kill "$pid"; done
    for _ in $(seq 25); do
      [ -n "$(ip netns pids "$net" 2> /dev/null)" ] || break
      sleep 0.2
    done
    for pid in $(ip netns pids "$net" 2> /dev/null); do kill -9 "$pid"; done
    ip netns del "$net" 2> /dev/null
    ;;
esac
exit 0
