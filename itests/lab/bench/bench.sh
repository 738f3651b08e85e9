#!/bin/bash
# Runs in the guest: bench.sh SHAPE ROUNDS WARMUP [COMMAND-OF-MORTISE]
# Compares Mortise (when its command is given), the floor and os-brick on one volume; the numbers go to
# stdout as a table and to /results/bench.json.
# shellcheck source=../scenarios/lab.sh
. /lab/scenarios/lab.sh
shape=${1:-shared} rounds=${2:-10} warmup=${3:-3} mortise=${4:-}
lab_up "$shape" 1 >&2
mapfile -t paths < <(paths_of 0 | tr ' ' ,)
contestants=(--contestant floor=/lab/bench/floor --contestant os-brick=/lab/bench/os-brick)
[ -z "$mortise" ] || contestants=(--contestant "mortise=$mortise" "${contestants[@]}")
/lab/bench/interleave --rounds "$rounds" --warmup "$warmup" --json /results/bench.json "${contestants[@]}" "${paths[@]}"
