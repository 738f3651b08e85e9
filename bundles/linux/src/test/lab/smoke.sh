#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The Linux host port against a real kernel: Smoke.java in the lab guest, under each way the JDK has to start
# a process. From the checkout, after `mvn -f bundles/linux/pom.xml package`:
#   mvn -f bundles/linux/pom.xml dependency:copy-dependencies -DoutputDirectory=target/smoke
#   itests/lab/run -f bundles/linux/src/test/lab/smoke.sh
. /lab/scenarios/lab.sh
PATHS=1
lab_up shared 1
foreign_session 0
host=host$(session_host 0)
class_path=/share/bundles/linux/target/classes:/share/bundles/linux/target/test-classes
for jar in /share/bundles/linux/target/smoke/*.jar; do class_path+=:$jar; done
for mechanism in POSIX_SPAWN VFORK FORK; do
    say "launch mechanism $mechanism"
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "-Djdk.lang.Process.launchMechanism=$mechanism" \
        -cp "$class_path" io.mortise.linux.Smoke "$host" || fail "smoke with $mechanism"
    for disk in $(disk_of 0 1); do echo 1 >"/sys/block/$disk/device/delete"; done
    udevadm settle
done
say "a disk whose only path is cut"
scan 0 1
eventually 10 has_disk 0 1 || fail "no disk"
udevadm settle
disk=$(disk_of 0 1)
multipathd show maps # whatever it made of the disk goes on asking it too
path_cut 0
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$class_path" io.mortise.linux.Smoke "$host" "$disk" ||
    fail "smoke with a lost path"
say PASS
