// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import io.mortise.simulator.jvm.Call;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Each form in which Mortise asks the host to do something. */
public enum Shape {
    LOGIN_TARGET(Call.COMMAND, "iscsiadm -m node -T IQN --login"),
    LOGIN_PORTAL(Call.COMMAND, "iscsiadm -m node -T IQN -p PORTAL --login"),
    LOGIN_IFACE(Call.COMMAND, "iscsiadm -m node -T IQN -p PORTAL -I WORD --login"),
    SHOW_TARGET(Call.COMMAND, "iscsiadm -m node -T IQN -o show"),
    DISCOVER(Call.COMMAND, "iscsiadm -m discovery -t sendtargets -p PORTAL -o nonpersistent"),
    DISCOVER_BY_RECORD(
            Call.COMMAND, "iscsiadm -m discoverydb -t sendtargets -p PORTAL -o nonpersistent -D"),
    DISCOVER_IFACE(
            Call.COMMAND,
            "iscsiadm -m discovery -t sendtargets -p PORTAL -I WORD -o nonpersistent"),
    DISCOVER_IFACE_BY_RECORD(
            Call.COMMAND,
            "iscsiadm -m discoverydb -t sendtargets -p PORTAL -I WORD -o nonpersistent -D"),
    LOGOUT_TARGET(Call.COMMAND, "iscsiadm -m node -T IQN --logout"),
    LOGOUT_SESSION(Call.COMMAND, "iscsiadm -m session -r NUMBER --logout"),
    FLUSH(Call.COMMAND, "blockdev --flushbufs DEVICE"),
    SYNC(Call.COMMAND, "sync EACH"),
    SET_READ_ONLY(Call.COMMAND, "blockdev --setro DEVICE"),
    SET_WRITABLE(Call.COMMAND, "blockdev --setrw DEVICE"),
    FLUSH_MAP(Call.COMMAND, "multipath -f WORD"),
    RESIZE_MAP(Call.SEND, "SOCKET resize map WORD"),
    READ_BLOCK(Call.READABLE, "/dev/WORD"),
    CLAIM(Call.CLAIMED, "/dev/WORD"),
    CAPACITY(Call.CAPACITY, "DISK"),
    SHOW_DAEMON(Call.SEND, "SOCKET show daemon"),
    SHOW_CONFIG(Call.SEND, "SOCKET show config local"),
    SHOW_PATHS(Call.SEND, "SOCKET show paths raw format \"%d|%i|%t|%T|%w|%m\""),
    SHOW_MAPS(Call.SEND, "SOCKET show maps raw format \"%n|%w|%d|%t|%Q|%f\""),
    ADD_PATH(Call.SEND, "SOCKET add path DISK"),
    ADD_MAP(Call.SEND, "SOCKET add map WWID"),
    REMOVE_PATH(Call.SEND, "SOCKET remove path DISK"),
    REMOVE_MAP(Call.SEND, "SOCKET remove map WORD"),
    RESUME_MAP(Call.SEND, "SOCKET resume map WORD"),
    DISABLE_QUEUEING(Call.SEND, "SOCKET disablequeueing map WORD"),
    SCAN(Call.WRITE, "/sys/class/scsi_host/hostNUMBER/scan \"NUMBER NUMBER NUMBER\""),
    DELETE(Call.WRITE, "/sys/class/scsi_device/HCTL/device/delete \"1\""),
    RESCAN(Call.WRITE, "/sys/class/scsi_device/HCTL/device/rescan \"1\""),
    ANNOUNCE(Call.WRITE, "/sys/class/block/DISK/uevent \"change\""),
    INQUIRY(Call.INQUIRY, "DISK page 0x83"),
    INQUIRY_SERIAL(Call.INQUIRY, "DISK page 0x80");

    private final String operation;
    private final Pattern form;

    Shape(String operation, String template) {
        this.operation = operation;
        this.form =
                Pattern.compile(
                        Pattern.quote(template)
                                .replace("SOCKET", in("@/org/kernel/linux/storage/multipathd"))
                                .replace("IQN", in("(iqn\\.[^ ]+|eui\\.[0-9a-f]+|naa\\.[0-9a-f]+)"))
                                .replace("PORTAL", in("(\\[[0-9a-f:]+]|[0-9.]+):[0-9]+"))
                                .replace("EACH", in("/dev/[a-z0-9-]+( /dev/[a-z0-9-]+)*"))
                                .replace("DEVICE", in("/dev/(sd[a-z]+|dm-[0-9]+)"))
                                .replace("DISK", in("sd[a-z]+"))
                                .replace("WWID", in("[0-9a-f]{17,33}"))
                                .replace("HCTL", in("[0-9]+:[0-9]+:[0-9]+:[0-9]+"))
                                .replace("NUMBER", in("[0-9]+"))
                                .replace("WORD", in("[^ ]+")));
    }

    private static String in(String pattern) {
        return "\\E" + pattern + "\\Q";
    }

    /** The shape of a call; empty for one that only looks, or is about Mortise's own files. */
    static Optional<Shape> of(Call call) {
        return Arrays.stream(values())
                .filter(shape -> shape.operation.equals(call.operation()))
                .filter(shape -> shape.form.matcher(call.subject()).matches())
                .findFirst();
    }

    /** Whether a call asks the host for something for which there is no shape. */
    public static boolean isUnknown(Call call) {
        return Arrays.stream(values()).anyMatch(shape -> shape.operation.equals(call.operation()))
                && of(call).isEmpty();
    }
}
