#!/usr/bin/env bash
# An NFS server "s" and two clients "a" and "b", each a User-Mode Linux kernel of its own, joined by
# a bridge in a network namespace. Every guest sees this machine's files under /; what a guest writes
# to /run or /mnt stays in it. Needs root.
#
#   nfs.sh up DIR VERSION        boots the three; the share is /mnt/share in a and b
#   nfs.sh run DIR GUEST SCRIPT  runs a bash script there, with its output and exit code; if this
#                                is killed, so is all that the script has started
#   nfs.sh cut|heal DIR GUEST    unplugs the guest's network, plugs it in again
#   nfs.sh kill DIR GUEST        pulls the guest's power plug
#   nfs.sh down DIR              ends everything and leaves nothing
set -u
here=$(dirname "$(readlink -f "$0")")
verb=$1
dir=$2
net=pgn$(basename "$dir" | cksum | cut -d' ' -f1)

alive() { [ -f "$dir/$1.pid" ] && kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null; }

# With less than the five Java processes of a race need, a client reads its own programs from the
# disk again and again and gets nowhere.
boot() {
  local guest=$1 memory=$2 address=$3 mount=$4
  shift 4
  mkdir -p "/dev/shm/$net-$guest" "$dir/$guest.jobs"
  TMPDIR=/dev/shm/$net-$guest ip netns exec "$net" linux.uml "mem=$memory" umid="$net$guest" \
    uml_dir="/dev/shm/$net-$guest/" rootfstype=hostfs rootflags=/ rw init="$here/guest.sh" con=null con0=null,fd:2 \
    "vec0:transport=tap,ifname=t$guest,depth=128,gro=1" "$@" \
    "G_name=$guest" "G_address=$address" "G_dir=$dir" "G_mount=$mount" \
    > "$dir/$guest.console" 2>&1 < /dev/null &
  echo $! > "$dir/$guest.pid"
}

await() {
  local guest
  for guest in "$@"; do
    for _ in $(seq 300); do
      [ -e "$dir/$guest.up" ] && continue 2
      alive "$guest" || break
      sleep 0.1
    done
    echo "guest $guest did not come up" >&2
    tail -n 15 "$dir/$guest.console" "$dir/$guest.log" >&2
    return 1
  done
}

case $verb in
  up)
    mkdir -p "$dir"
    gcc -O1 -o "$dir/poweroff" -x c - <<< '
      #include <sys/reboot.h>
      #include <unistd.h>
      int main(void) { sync(); return reboot(RB_POWER_OFF); }' || exit 1
    # In a guest's network card a packet may lie unseen until the next one comes. Alone on this net a
    # file's append takes 1 ms, and one of 300 takes 220 ms, when TCP asks again; with a packet for
    # everybody every 10 ms none does.
    gcc -O1 -o "$dir/knock" -x c - <<< '
      #include <arpa/inet.h>
      #include <unistd.h>
      int main(void) {
        struct sockaddr_in all = {.sin_family = AF_INET, .sin_port = htons(9)};
        int knock = socket(AF_INET, SOCK_DGRAM, 0), yes = 1;
        inet_aton("10.91.0.255", &all.sin_addr);
        setsockopt(knock, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
        for (;; usleep(10000)) sendto(knock, "", 1, 0, (struct sockaddr *) &all, sizeof all);
      }' || exit 1
    # In memory: every key that is typed waits for two flushes of this disk, and the flushes of a
    # machine's own disk that others write to may take 100 ms and more.
    disk=/dev/shm/$net-d/disk
    mkdir "${disk%/*}" && truncate -s 1G "$disk" && mkfs.ext4 -qF "$disk" || exit 1
    ip netns add "$net" || exit 1
    ip -n "$net" link set lo up
    ip -n "$net" link add name bridge0 type bridge
    ip -n "$net" address add 10.91.0.254/24 dev bridge0
    ip -n "$net" link set bridge0 up
    ip netns exec "$net" "$dir/knock" > /dev/null 2>&1 < /dev/null &
    for guest in s a b; do
      ip -n "$net" tuntap add "t$guest" mode tap && ip -n "$net" link set "t$guest" master bridge0 up || exit 1
    done
    boot s 400M 10.91.0.1 - "ubd0=$disk"
    await s || exit 1
    boot a 1000M 10.91.0.2 "$3"
    boot b 800M 10.91.0.3 "$3"
    await a b
    ;;
  run)
    alive "$3" || { echo "guest $3 has no power" >&2; exit 98; }
    job=$dir/$3.jobs/$$-$RANDOM
    # Reads the end of a pipe that this process alone holds open: whatever ends it, the job ends too.
    exec {held}> >(cat > /dev/null; [ -e "$job.exit" ] || : > "$job.kill")
    printf '%s\n' "$4" > "$job.new"
    mv "$job.new" "$job.sh"
    until [ -e "$job.exit" ]; do
      alive "$3" || { echo "guest $3 lost power" >&2; exit 99; }
      sleep 0.05
    done
    cat "$job.out"
    cat "$job.err" >&2
    exit "$(cat "$job.exit")"
    ;;
  cut) ip -n "$net" link set "t$3" nomaster ;;
  heal) ip -n "$net" link set "t$3" master bridge0 ;;
  kill) kill -9 "$(cat "$dir/$3.pid")" ;;
  down)
    touch "$dir/stop"
    for _ in $(seq 50); do
      alive s || alive a || alive b || break
      sleep 0.2
    done
    for pid in $(ip netns pids "$net" 2>/dev/null); do kill -9 "$pid"; done
    ip netns del "$net" 2>/dev/null
    rm -rf "/dev/shm/$net-"?
    ;;
esac
