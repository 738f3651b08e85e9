#!/bin/bash
# Runs in the guest: ways.sh ROUNDS WARMUP
# Compares Mortise with itself: all paths given, the others discovered, and at a target that asks for credentials. The
# numbers go to stdout as a table and to /results/ways.json.
# shellcheck source=../scenarios/lab.sh
. /lab/scenarios/lab.sh
rounds=${1:-5} warmup=${2:-2}
lab_up shared 1 >&2
# the same volume once more, behind a target of its own on the same addresses
for k in $(path_indexes); do
    mkdir -p "$LIO/iscsi/$IQN-chap/tpgt_1"
    in_target mkdir "$LIO/iscsi/$IQN-chap/tpgt_1/np/$(address "$k"):3261"
done
portal_group "$IQN-chap" 1
lun_add "$IQN-chap" 1 "$(lun_of 0 0)" vol0
chap "$IQN-chap" 1 host a-secret-of-the-bench
contestants=()
for way in lists discovery chap; do contestants+=(--contestant "$way=/lab/bench/mortise $way"); done
mapfile -t paths < <(paths_of 0 | tr ' ' ,)
/lab/bench/interleave --base lists --rounds "$rounds" --warmup "$warmup" --json /results/ways.json "${contestants[@]}" "${paths[@]}"
