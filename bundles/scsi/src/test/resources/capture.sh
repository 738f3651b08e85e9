#!/bin/bash
# Captures the texts of this folder again, in the lab guest, into a folder for each tool:
#   itests/lab/run -o bundles/scsi/src/test/resources -f bundles/scsi/src/test/resources/capture.sh
# shellcheck source=/dev/null
. /lab/scenarios/lab.sh
set +e
kernel=/results/linux/$(uname -r | cut -d. -f1,2)
udev=/results/udev/$(udevadm --version)
multipath=/results/multipath-tools/$(dpkg-query -W -f '${Version}' multipath-tools | cut -d- -f1)
mkdir -p "$kernel" "$udev" "$multipath"

ask() { python3 /lab/fixtures/guest/multipathd-socket "$2" >"$multipath/$1"; }
tables() {
    ask "show-paths-$1" 'show paths raw format "%d|%i|%t|%T|%w|%m"'
    ask "show-maps-$1" 'show maps raw format "%n|%w|%d|%t|%Q|%f"'
}
# disk NAME DISK: what the kernel and udev make of a disk; page 83 as bytes
disk() {
    cat "/sys/block/$2/device/wwid" >"$kernel/$1-wwid"
    cp "/sys/block/$2/device/vpd_pg83" "$kernel/$1-vpd_pg83"
    cp "/sys/block/$2/device/vpd_pg80" "$kernel/$1-vpd_pg80"
    cp "/run/udev/data/b$(cat "/sys/block/$2/dev")" "$udev/$1-record"
}
in_map() { [ "$(ls "/sys/block/$DM/slaves" | wc -l)" = 4 ]; }

lab_up shared 1
tables none
ask show-config-local 'show config local'
ask add-map-unknown 'add map 36001405deadbeef'
ask nonsense 'show nonsense'
foreign_session 0 1 2 3
for k in 0 1 2 3; do scan "$k" 1; done
eventually 30 has_disk 3 1
eventually 60 map_of "$(disk_of 0 1)" >/dev/null
DM=$(map_of "$(disk_of 0 1)")
eventually 60 in_map
udevadm settle
sleep 6
tables 4-paths
disk lio "$(disk_of 0 1)"

# everything that can be in the way: a partition with a mount, one with swap, one under a crypt-like device
python3 - "/dev/$DM" <<'TABLE'
import struct, sys
with open(sys.argv[1], 'r+b') as disk:
    table = bytearray(512)
    for i, (kind, start, count) in enumerate([(0x83, 2048, 40960), (0x82, 43008, 40960)]):
        struct.pack_into('<B3xB3xII', table, 446 + 16 * i, 0, kind, start, count)
    table[510:] = b'\x55\xaa'
    disk.write(table)
TABLE
kpartx -a "/dev/$DM"
udevadm settle
name=$(cat "/sys/block/$DM/dm/name")
ls -l /dev/mapper
part() { ls -d "/dev/mapper/$name"*"$1" | tail -1; }
mkfs.ext4 -q "$(part 1)"
mkdir -p '/mnt/a b'
mount "$(part 1)" '/mnt/a b'
mkswap "$(part 2)" && swapon "$(part 2)"
cat /proc/self/mountinfo >"$kernel/mountinfo"
cat /proc/swaps >"$kernel/swaps"
ls /sys/block/dm-*/holders /sys/block/dm-*/slaves
for d in /sys/block/dm-*; do echo "$(basename "$d") $(cat "$d/dev") $(cat "$d/dm/name") $(cat "$d/dm/uuid")"; done >"$kernel/dm-devices"
cat "$kernel/dm-devices" "$kernel/swaps"; tail -3 "$kernel/mountinfo"

path_cut 3
for i in 1 2 3 4 5 6; do dd if="/dev/$DM" of=/dev/null bs=4k count=64 iflag=direct skip=$((i * 100)) status=none & done
eventually 60 grep -q failed <(multipathd show paths) || sleep 20
tables one-failed
path_heal 3

# a disk with other designators
modprobe scsi_debug
eventually 20 sh -c 'grep -lq scsi_debug /sys/block/sd*/device/model'
udevadm settle
for d in /sys/block/sd*; do
    case $(cat "$d/device/model") in scsi_debug*) disk scsi_debug "$(basename "$d")" ;; esac
done
chmod -R a+rw /results
find /results -type f | xargs ls -l
