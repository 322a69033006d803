# The warden of one worker: ends the commands that still run when the worker has died.
# Standard input is a pipe that only the worker writes to; its end is the worker's end.
#   expect INODE     a command with that pipe as its standard input is about to start
#   add PID INODE    it has started, as the leader PID of a session of its own; INODE 0 for none
#   del PID INODE    it has ended, or was not started (PID 0)
# Needs a POSIX shell, sleep, ls, grep and /proc, and runs nothing at all while the worker lives.

trap '' HUP INT QUIT TERM USR1 USR2 PIPE ALRM TSTP TTIN TTOU
cd /
known= # PID:START of every leader; START is empty if it had ended before it could be looked at
expected=

# Sets state, group, session and start of process $1.
look_at() {
  text=
  {
    while IFS= read -r line || [ -n "$line" ]; do text="$text $line"; done
  } 2>/dev/null <"/proc/$1/stat" || [ -n "$text" ] || return 1
  # After the name in parentheses, which may hold anything.
  set -- ${text##*) }
  [ $# -ge 20 ] || return 1
  state=$1 group=$3 session=$4 start=${20}
}

# Sets kept to the words of $2 without $1 and without those that begin with $1 and a colon.
without() {
  kept=
  for each in $2; do
    case $each in
      "$1" | "$1":*) ;;
      *) kept="$kept $each" ;;
    esac
  done
}

note() {
  without "$2" "$expected"
  expected=$kept
  if [ "$1" != 0 ]; then
    without "$1" "$known"
    known=$kept
  fi
}

while read -r word pid inode; do
  case $word in
    expect) expected="$expected $pid" ;;
    add)
      note "$pid" "$inode"
      if look_at "$pid"; then known="$known $pid:$start"; else known="$known $pid:"; fi
      ;;
    del) note "$pid" "$inode" ;;
  esac
done

# From here on the worker is gone.
[ -n "$known$expected" ] || exit 0
if sleep 0.01 2>/dev/null; then nap=0.2 naps=5; else nap=1 naps=1; fi

# Leaders that started in the worker's last moment: found by the pipe they read from.
find_expected() {
  for inode in $expected; do
    for link in $(ls -l /proc/[0-9]*/fd/0 2>/dev/null | grep -F "pipe:[$inode]"); do
      case $link in
        /proc/*/fd/0)
          pid=${link#/proc/} pid=${pid%/fd/0}
          # Until it leads a session of its own it is still on its way there.
          if look_at "$pid" && [ "$session" = "$pid" ]; then
            note "$pid" "$inode"
            known="$known $pid:$start"
          fi
          ;;
      esac
    done
  done
}

# A leader whose number has gone to another process has no session left.
forget_reused() {
  for each in $known; do
    leader=${each%%:*}
    if look_at "$leader" && [ "$start" != "${each#*:}" ]; then note "$leader" 0; fi
  done
}

# Sets found to the processes of the commands' sessions that have not ended.
find_members() {
  find_expected
  forget_reused
  any= leaders=" "
  for each in $known; do
    any="$any${any:+|}${each%%:*}"
    leaders="$leaders${each%%:*} "
  done
  found=
  [ -n "$any" ] || return 0
  # The pattern only narrows the search down: a name may look like the fields that follow it.
  narrow="^($any) |\\) [^ZX] [0-9]+ ([0-9]+ )?($any) "
  for file in $(grep -lsE "$narrow" /proc/[0-9]*/stat); do
    pid=${file#/proc/} pid=${pid%/stat}
    look_at "$pid" || continue
    case $state in Z | X) continue ;; esac
    case $leaders in
      *" $session "* | *" $group "* | *" $pid "*) found="$found $pid" ;;
    esac
  done
}

# Sends $1 to all of them, then looks for a while whether they end; ends with the last of them.
send() {
  find_members
  [ -z "$found" ] || kill -s "$1" $found 2>/dev/null
  [ -z "$found" ] || kill -s CONT $found 2>/dev/null # one that is stopped takes no signal
  count=$(($2 * naps))
  while [ $count -gt 0 ]; do
    sleep $nap
    find_members
    [ -n "$found" ] || exit 0
    count=$((count - 1))
  done
}

send HUP 1
send TERM 2
for again in 1 2 3 4 5 6 7 8 9 10; do send KILL 1; done
