# shellcheck shell=bash
# Sourced by scripts that run in the guest: a target with up to four portals, an initiator and multipathd
# on one kernel, ways to break and mend a path, and the check that nothing is left behind.
#
# Portals live in the network namespace "target", one veth pair per path K = 0..3:
#   initiator iniK 10.10.K.1/24 <-> tgtK 10.10.K.2/24 target; portal 10.10.K.2:3260
# The target is LIO, set up by writing configfs: targetcli takes seconds to start here.
set -uo pipefail

PATHS=${PATHS:-4}
IQN=iqn.2003-01.org.example:lab
LIO=/sys/kernel/config/target

say() { printf '[%8.3f] %s\n' "$(cut -d' ' -f1 /proc/uptime)" "$*"; }
fail() { say "FAIL: $*" >&2; exit 1; }
millis() { echo $((${EPOCHREALTIME/./} / 1000)); }

# eventually SECONDS COMMAND...: tries until the command succeeds
eventually() {
    local end=$(($(millis) + $1 * 1000))
    shift
    until "$@"; do
        [ "$(millis)" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# --- network ---------------------------------------------------------------------------------------------

# nsenter, not `ip netns exec`: that would remount /sys and hide configfs
in_target() { nsenter --net=/run/netns/target "$@"; }
address() { echo "10.10.$1.2"; }
portal() { echo "$(address "$1"):3260"; }
path_indexes() { seq 0 $((PATHS - 1)); }

network_up() {
    local k
    mkdir -p /run/netns
    ip netns add target
    ip -n target link set lo up
    for k in $(path_indexes); do
        ip link add "ini$k" type veth peer name "tgt$k" netns target
        ip addr add "10.10.$k.1/24" dev "ini$k"
        ip link set "ini$k" up
        ip -n target addr add "$(address "$k")/24" dev "tgt$k"
        ip -n target link set "tgt$k" up
    done
}

# Three ways to lose path K: the cable is pulled, packets are dropped (both silent), or TCP is reset.
path_cut() { ip -n target link set "tgt$1" down; }
path_drop() { path_filter "$1" drop; }
path_reject() { path_filter "$1" "meta l4proto tcp reject with tcp reset"; }
path_filter() {
    nft -f - <<RULES
add table ip lab$1
add chain ip lab$1 out { type filter hook output priority 0; }
add rule ip lab$1 out ip daddr $(address "$1") $2
RULES
}

# path_heal K: mends it, however it was lost
path_heal() {
    ip -n target link set "tgt$1" up
    nft delete table ip "lab$1" 2>/dev/null || true
}

# --- target ----------------------------------------------------------------------------------------------

target_modules() {
    modprobe -a target_core_mod target_core_iblock iscsi_target_mod loop
    mkdir -p "$LIO/iscsi" "$LIO/core"
}

# backstore NAME MIB [SERIAL]: a block device over a sparse file in memory (iblock, since fileio cannot grow live)
backstore() {
    local file=/run/volumes/$1
    mkdir -p /run/volumes
    mountpoint -q /run/volumes || mount -t tmpfs -o size=2G volumes /run/volumes
    truncate -s "$2M" "$file"
    losetup -f --show "$file" >"$file.loop"
    backstore_known "$1" "${3:-$(cat /proc/sys/kernel/random/uuid)}"
}
# backstore_known NAME SERIAL: tells LIO of it
backstore_known() {
    local store=$LIO/core/iblock_0/$1
    mkdir -p "$store"
    echo "udev_path=$(cat "/run/volumes/$1.loop")" >"$store/control"
    echo "$2" >"$store/wwn/vpd_unit_serial"
    echo 1 >"$store/enable"
}
backstore_grow() {
    truncate -s "$2M" "/run/volumes/$1"
    losetup -c "$(cat "/run/volumes/$1.loop")"
}
backstore_drop() {
    rmdir "$LIO/core/iblock_0/$1"
    losetup -d "$(cat "/run/volumes/$1.loop")"
    rm -f "/run/volumes/$1" "/run/volumes/$1.loop"
}

# portal_group IQN TAG K...: a target portal group on these portals, open to every initiator
portal_group() {
    local group=$LIO/iscsi/$1/tpgt_$2 k
    shift 2
    mkdir -p "$group"
    echo 0 >"$group/attrib/authentication"
    echo 1 >"$group/attrib/generate_node_acls"
    echo 0 >"$group/attrib/demo_mode_write_protect"
    echo 1 >"$group/attrib/cache_dynamic_acls"
    # a portal listens in the network namespace of the process that makes it
    for k in "$@"; do in_target mkdir "$group/np/$(portal "$k")"; done
    echo 1 >"$group/enable"
}
portal_group_enable() { echo "$3" >"$LIO/iscsi/$1/tpgt_$2/enable"; }

# Who may come in. Names and secrets are those of the initiator, then those that the target proves itself with.
#   chap IQN TAG USER SECRET [USER SECRET]    for sessions; chap_off IQN TAG
#   discovery_chap USER SECRET [USER SECRET]  for discovery, at every portal; discovery_chap_off
chap() {
    chap_into "$LIO/iscsi/$1/tpgt_$2/auth" "${@:3}"
    echo 1 >"$LIO/iscsi/$1/tpgt_$2/attrib/authentication"
}
chap_off() { echo 0 >"$LIO/iscsi/$1/tpgt_$2/attrib/authentication"; }
discovery_chap() {
    chap_into "$LIO/iscsi/discovery_auth" "$@"
    echo 1 >"$LIO/iscsi/discovery_auth/enforce_discovery_auth"
}
discovery_chap_off() { echo 0 >"$LIO/iscsi/discovery_auth/enforce_discovery_auth"; }
# configfs keeps a newline as part of the secret; NULL takes a value out
chap_into() {
    printf %s "$2" >"$1/userid"
    printf %s "$3" >"$1/password"
    printf %s "${4:-NULL}" >"$1/userid_mutual"
    printf %s "${5:-NULL}" >"$1/password_mutual"
}

# lun_add IQN TAG LUN BACKSTORE.  Numbers from 1: LIO answers a missing LUN 0 from a built-in one.
lun_add() {
    local lun=$LIO/iscsi/$1/tpgt_$2/lun/lun_$3
    mkdir -p "$lun"
    ln -s "$LIO/core/iblock_0/$4" "$lun/backstore"
}
lun_drop() {
    local lun=$LIO/iscsi/$1/tpgt_$2/lun/lun_$3
    rm -f "$lun/backstore"
    rmdir "$lun"
}

# --- the shapes of a target ------------------------------------------------------------------------------
#   shared  one IQN on all portals            split  one IQN per portal
#   luns    one IQN per portal, another LUN number on each
#   tags    one IQN, one portal group per portal, another LUN number in each

# iqn_of K, tag_of K, lun_of VOLUME K: where a volume is found through portal K (volumes count from 0)
iqn_of() { case $SHAPE in split | luns) echo "$IQN-$1" ;; *) echo "$IQN" ;; esac; }
tag_of() { case $SHAPE in tags) echo $(($1 + 1)) ;; *) echo 1 ;; esac; }
lun_of() { case $SHAPE in luns | tags) echo $((1 + $1 * PATHS + $2)) ;; *) echo $((1 + $1)) ;; esac; }

# serial_of VOLUME: the same in every run, different where a WWID still shows it
serial_of() { printf 'a0b1c2%02x-e4f5-4a6b-8c7d-9e0f1a2b3c4d' "$(($1 + 1))"; }

# target_up SHAPE VOLUMES [MIB]: backstores vol0.. behind every portal, their serials the same in every run
target_up() {
    local v
    SHAPE=$1
    target_modules
    for v in $(seq 0 $(($2 - 1))); do
        backstore "vol$v" "${3:-64}" "$(serial_of "$v")"
    done
    target_exports "$2"
}
# LUNs before portals: who came in between would be told that there is no such LUN, and take it for the volume's end
target_exports() {
    local v k
    if [ "$SHAPE" = shared ]; then
        for v in $(seq 0 $(($1 - 1))); do lun_add "$IQN" 1 "$(lun_of "$v" 0)" "vol$v"; done
        # shellcheck disable=SC2046 # one word per portal
        portal_group "$IQN" 1 $(path_indexes)
        return
    fi
    for k in $(path_indexes); do
        for v in $(seq 0 $(($1 - 1))); do
            lun_add "$(iqn_of "$k")" "$(tag_of "$k")" "$(lun_of "$v" "$k")" "vol$v"
        done
        portal_group "$(iqn_of "$k")" "$(tag_of "$k")" "$k"
    done
}

# A restart of the target: target_down takes all of LIO's configuration down, with whoever is logged in; target_again VOLUMES
# makes it again, with the same numbers before the same data.
target_down() {
    local group
    for group in "$LIO"/iscsi/iqn.*/tpgt_*; do
        echo 0 >"$group/enable"
        rm -f "$group"/lun/lun_*/backstore
        rmdir "$group"/lun/lun_* "$group"/np/* "$group" || return 1
    done
    rmdir "$LIO"/iscsi/iqn.* "$LIO"/core/iblock_0/*/ # folders only: there are files beside them
}
target_again() {
    local v
    for v in $(seq 0 $(($1 - 1))); do backstore_known "vol$v" "$(serial_of "$v")"; done
    target_exports "$1"
}

# paths_of VOLUME: a line "IQN PORTAL LUN" per path
paths_of() {
    local k
    for k in $(path_indexes); do echo "$(iqn_of "$k") $(portal "$k") $(lun_of "$1" "$k")"; done
}

# wwid_of VOLUME: what the kernel and multipath will call it (LIO: 3 + NAA 6, company 001405, the serial's digits)
wwid_of() {
    local serial
    serial=$(sed 's/.*: *//' "$LIO/core/iblock_0/vol$1/wwn/vpd_unit_serial" | tr -dc '0-9a-f')
    echo "36001405${serial:0:25}"
}

# --- initiator -------------------------------------------------------------------------------------------

initiator_up() {
    modprobe -a iscsi_tcp sd_mod scsi_dh_alua dm_multipath dm_service_time
    iscsid
    eventually 30 pidof iscsid >/dev/null || fail "iscsid did not start"
}

# iscsid_dies_at N: it is killed at its Nth message to the kernel from now on
iscsid_dies_at() {
    strace -f -qq -o /tmp/strace -e trace=sendmsg -e inject=sendmsg:signal=KILL:when="$1" -p "$(pgrep -d, -x iscsid)" >/dev/null 2>&1 &
    eventually 10 iscsid_traced || fail "iscsid is not traced"
}
iscsid_traced() { grep -q 'TracerPid:.[1-9]' "/proc/$(pgrep -n -x iscsid)/status"; }

# multipath_up [LINES]: LINES go into the defaults section, one keyword per line.
# NO_PATH_RETRY goes to "overrides": the built-in entry of LIO (12) beats "defaults".
multipath_up() {
    {
        printf 'defaults {\n    user_friendly_names no\n    find_multipaths %s\n' "${FIND_MULTIPATHS:-no}"
        printf '    polling_interval 2\n    max_polling_interval 4\n%s\n}\n' "${1:-}"
        printf 'blacklist {\n    devnode "^(vd|nvme|loop)"\n}\n'
        [ -z "${NO_PATH_RETRY:-}" ] || printf 'overrides {\n    no_path_retry %s\n}\n' "$NO_PATH_RETRY"
    } >/etc/multipath.conf
    multipathd
    eventually 30 multipathd_idle || fail "multipathd did not start"
}
multipath_down() {
    multipathd shutdown >/dev/null
    eventually 20 multipathd_gone || fail "multipathd did not end"
}
multipathd_gone() { ! pidof multipathd >/dev/null; }
multipathd_idle() { multipathd show daemon 2>/dev/null | grep -q idle; }

# lab_up SHAPE VOLUMES [MIB]: everything; what the host has then is what lab_clean_or_fail compares with
lab_up() {
    network_up
    target_up "$@"
    initiator_up
    multipath_up "${MULTIPATH_DEFAULTS:-}"
    udevadm settle
    lab_remember
}

# --- doing by hand what a foreign user of the host would do ----------------------------------------------

# record IQN PORTAL [NAME=VALUE...]: a node record, written as a file (manual scan, a login that gives up soon)
record() {
    local folder=/etc/iscsi/nodes/$1 name=$1 where=$2 temporary=/etc/iscsi/record.new
    shift 2
    (umask 077 && mkdir -p "$folder")
    {
        echo '# BEGIN RECORD 2.1.8'
        printf '%s = %s\n' node.name "$name" node.tpgt -1 node.startup manual \
            iface.iscsi_ifacename default iface.transport_name tcp node.discovery_type static \
            'node.conn[0].address' "${where%:*}" 'node.conn[0].port' "${where##*:}" \
            'node.conn[0].startup' manual 'node.conn[0].timeo.login_timeout' 3 \
            node.session.initial_login_retry_max 1 node.session.scan manual
        [ $# -eq 0 ] || printf '%s\n' "${@/=/ = }"
        echo '# END RECORD'
    } >"$temporary"
    chmod 600 "$temporary"
    # renamed from outside: every file in the folder counts as a record, even a temporary one
    mv "$temporary" "$folder/${where%:*},${where##*:}"
}
records() { local k; for k in "$@"; do record "$(iqn_of "$k")" "$(portal "$k")"; done; }

login() { iscsiadm -m node -T "$(iqn_of "$1")" -p "$(portal "$1")" --login; }
logout() { iscsiadm -m node -T "$(iqn_of "$1")" -p "$(portal "$1")" --logout; }

# foreign_session K...: sessions that were there before Mortise
foreign_session() {
    local k
    records "$@"
    for k in "$@"; do login "$k" >/dev/null || fail "login through portal $k"; done
}

# session_host K: the SCSI host number of the session through portal K
session_host() {
    local c session
    for c in /sys/class/iscsi_connection/connection*; do
        [ "$(cat "$c/persistent_address" 2>/dev/null)" = "$(address "$1")" ] || continue
        session=$(readlink -f "$c/device/..")
        session=${session%/connection*}
        [ "$(cat "$session"/iscsi_session/session*/targetname)" = "$(iqn_of "$1")" ] || continue
        session=$(dirname "$session")
        echo "${session##*/host}"
        return
    done
    return 1
}

# disk_of K LUN, scan K LUN: the disk behind portal K; asking the kernel for it
disk_of() { local d; for d in /sys/class/scsi_device/"$(session_host "$1")":0:0:"$2"/device/block/*; do [ ! -e "$d" ] || basename "$d"; done; }
scan() { echo "0 0 $2" >"/sys/class/scsi_host/host$(session_host "$1")/scan"; }
has_disk() { [ -n "$(disk_of "$1" "$2")" ]; }

# foreign_lun K LUN BACKSTORE: one more volume on the target of portal K, attached by someone else
foreign_lun() {
    lun_add "$(iqn_of "$1")" "$(tag_of "$1")" "$2" "$3"
    scan "$1" "$2"
    eventually 30 has_disk "$1" "$2" || fail "no disk for LUN $2 through portal $1"
    udevadm settle
}

# LVM's rule for udev, which activates a volume group as soon as it is there, is switched off by guest/main, since it costs
# every story processes for each event.
lvm_by_udev_on() {
    rm -rf /etc/udev/rules.d/69-lvm.rules /run/lvm/pvs_online /run/lvm/vgs_online
    udevadm control --reload
}
lvm_by_udev_off() {
    ln -sf /dev/null /etc/udev/rules.d/69-lvm.rules
    udevadm control --reload
}
# lvm_up: the initiator's LVM does not look at what the target keeps its data on
lvm_up() { printf 'devices {\n    global_filter = [ "r|^/dev/loop|" ]\n}\n' >/etc/lvm/lvmlocal.conf; }

# attach_by_hand VOLUME: sessions, disks and a map with all paths; sets DM (dm-N) and MAP (its name)
attach_by_hand() {
    local k disk
    for k in $(path_indexes); do session_host "$k" >/dev/null || foreign_session "$k"; done
    for k in $(path_indexes); do scan "$k" "$(lun_of "$1" "$k")"; done
    for k in $(path_indexes); do eventually 60 has_disk "$k" "$(lun_of "$1" "$k")" || fail "no disk $k"; done
    disk=$(disk_of 0 "$(lun_of "$1" 0)")
    eventually 60 map_of "$disk" >/dev/null || fail "no map for $disk"
    DM=$(map_of "$disk")
    MAP=$(cat "/sys/block/$DM/dm/name")
    eventually 60 has_paths "$DM" "$PATHS" || fail "$DM has not $PATHS paths"
    udevadm settle
    say "volume $1 is $MAP ($DM)"
}
map_of() { local h; for h in /sys/block/"$1"/holders/dm-*; do [ -e "$h" ] || return 1; basename "$h"; done; }
has_paths() { local s=(/sys/block/"$1"/slaves/*); [ -e "${s[0]}" ] && [ ${#s[@]} = "$2" ]; }

half_made_sessions() {
    local f
    for f in /sys/class/iscsi_session/session*; do
        [ ! -e "$f" ] || ! half_made "${f##*/session}" || echo "${f##*/}"
    done
}
# half_made SID: a session that an iscsid did not live to tell its target or portal: nothing closes it
half_made() {
    local session=/sys/class/iscsi_session/session$1 portal=/sys/class/iscsi_connection/connection$1:0/persistent
    [ "$(cat "/proc/$(cat "$session/creator")/comm" 2>/dev/null)" != iscsid ] || return 1
    [ "$(cat "$session/targetname")" = "(null)" ] || [ "$(cat "${portal}_address" 2>/dev/null)" = "(null)" ] ||
        [ "$(cat "${portal}_port" 2>/dev/null)" = 0 ]
}

# --- what is left ----------------------------------------------------------------------------------------

# lab_state: a sorted line for everything an attachment can leave on a host
lab_state() {
    local f
    for f in /sys/class/iscsi_session/session*; do
        [ ! -e "$f" ] || half_made "${f##*/session}" || echo "session ${f##*/} $(cat "$f/targetname" 2>/dev/null)"
    done
    find /etc/iscsi/nodes /etc/iscsi/send_targets -type f -printf 'record %p\n' 2>/dev/null
    for f in /sys/class/scsi_device/*; do
        [ ! -e "$f" ] || echo "disk ${f##*/} $(cat "$f/device/wwid" 2>/dev/null)"
    done
    for f in /sys/block/dm-*; do
        [ ! -e "$f" ] || echo "map $(cat "$f/dm/name") $(cat "$f/dm/uuid") $(find "$f/slaves" -type l | wc -l) paths"
    done
    find /dev/disk/by-id /dev/disk/by-path /dev/mapper -type l -printf 'link %p -> %l\n' 2>/dev/null
    true # a folder that is not there is no failure
}
lab_remember() { lab_state | sort >/run/lab-state; }
lab_same() { diff /run/lab-state <(lab_state | sort) >/run/lab-difference; }

# lab_clean_or_fail: the host is as it was at the last lab_remember (udev may lag behind for some seconds)
lab_clean_or_fail() {
    udevadm settle
    eventually "${1:-15}" lab_same || {
        cat /run/lab-difference >&2
        fail "the host is not as it was ('<' is missing, '>' was left behind)"
    }
    say "the host is as it was"
}
