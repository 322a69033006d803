#!/bin/bash
# The first process of a guest of nfs.sh. Words of the kernel's command line that begin with G_
# arrive as variables. Runs the scripts that appear in its folder of jobs, and ends those that nobody
# waits for any more, until the file "stop" appears.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /mnt
mkdir -p /dev/pts
mount -t devpts -o ptmxmode=666 pts /dev/pts
ln -sfn /proc/self/fd /dev/fd
for word in $(< /proc/cmdline); do
  case $word in G_*=*) export "${word?}" ;; esac
done
exec > "$G_dir/$G_name.log" 2>&1 < /dev/null
hostname "guest-$G_name"
ip link set lo up
ip link set vec0 up
ip address add "$G_address/24" dev vec0
# So that what a job writes shows on the machine's disk while it runs.
echo 20 > /proc/sys/vm/dirty_writeback_centisecs
echo 20 > /proc/sys/vm/dirty_expire_centisecs
mkdir -p /run/modules/lib
ln -s /usr/lib/uml/modules /run/modules/lib/modules
mount -t tmpfs tmpfs /var/lib/nfs
mkdir -p /var/lib/nfs/{rpc_pipefs,v4recovery,sm,sm.bak}
touch /var/lib/nfs/{etab,rmtab}
rpcbind
rpc.statd --no-notify

if [ "$G_mount" = - ]; then
  modprobe -d /run/modules nfsd
  mkdir -p /mnt/store
  mount -t ext4 /dev/ubda /mnt/store
  chmod 1777 /mnt/store
  mkdir -p /mnt/store/squashed
  chmod 1777 /mnt/store/squashed
  # A mount of its own, or NFS 4 would serve it as part of the export above it.
  mount --bind /mnt/store/squashed /mnt/store/squashed
  mount -t nfsd nfsd /proc/fs/nfsd
  echo 5 > /proc/sys/fs/nfs/nlm_grace_period
  exportfs -i -o rw,no_root_squash,insecure,no_subtree_check,crossmnt,fsid=0 '*:/mnt/store'
  exportfs -i -o rw,root_squash,insecure,no_subtree_check,fsid=1 '*:/mnt/store/squashed'
  rpc.nfsd -G 10 -L 10 4
  rpc.mountd
else
  modprobe -d /run/modules nfsv4
  modprobe -d /run/modules nfsv3
  mkdir -p /mnt/share /mnt/squashed
  case $G_mount in 3) from=/mnt/store/ ;; *) from=/ ;; esac
  for _ in 1 2 3 4 5 6 7 8; do
    mount -t nfs -o "vers=$G_mount" "10.91.0.1:$from" /mnt/share && break
    sleep 1
  done
  mount -t nfs -o "vers=$G_mount" "10.91.0.1:${from}squashed" /mnt/squashed
  grep ' /mnt/squashed ' /proc/mounts || exec "$G_dir/poweroff"
fi

# Ends everything that a job has started, wherever it went: all of it has the job's mark.
end_job() {
  local process
  for process in $(grep -lszxF "G_job=$1" /proc/[0-9]*/environ); do
    process=${process#/proc/}
    kill -KILL "${process%/environ}"
  done
}

touch "$G_dir/$G_name.up"
until [ -e "$G_dir/stop" ]; do
  for script in "$G_dir/$G_name.jobs"/*.sh; do
    [ -e "$script" ] || continue
    job=${script%.sh}
    mv "$script" "$job.run"
    (
      G_job=$job bash "$job.run" > "$job.out" 2> "$job.err"
      echo $? > "$job.code"
      mv "$job.code" "$job.exit"
    ) &
  done
  for abandoned in "$G_dir/$G_name.jobs"/*.kill; do
    [ -e "$abandoned" ] || continue
    rm "$abandoned"
    end_job "${abandoned%.kill}"
  done
  sleep 0.1
done
exec "$G_dir/poweroff"
