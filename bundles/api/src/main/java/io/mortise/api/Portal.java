// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a target listens (RFC 7143, 4.1): an address and a TCP port. Two spellings of one IPv6
 * address are the same portal.
 *
 * @param address an IPv4 or IPv6 address in the canonical form of RFC 5952, without brackets; a
 *     link-local one may end in its network card, {@code fe80::1%ens7}; or a host name in lower
 *     case, which a connector replaces by its address before it does anything
 * @param port 1 to 65535
 */
public record Portal(String address, int port) implements Comparable<Portal> {
    // beyond 255 it is none: a resolver would take it for a name and look it up
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern SCOPED =
            Pattern.compile("([fF][eE][89abAB][0-9a-fA-F]:[0-9a-fA-F:.]*)%([A-Za-z0-9._-]{1,15})");
    // the last label of a name is never all digits (RFC 1123, 2.1), so no address is taken for one
    private static final Pattern NAME =
            Pattern.compile(
                    "(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
                            + "[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final int LONGEST = 320;
    private static final int LAST_PORT = 65535;

    /**
     * @throws IllegalArgumentException if the address is none, or the port out of range
     */
    public Portal {
        Objects.requireNonNull(address, "address");
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("port is not in 1 to 65535: " + port);
        }
        if (address.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "an address or host name has at most 253 characters: " + Shown.of(address));
        }
        address = canonical(address);
    }

    /**
     * Reads {@code 192.0.2.1:3260} or {@code [2001:db8::1]:3260}.
     *
     * @throws IllegalArgumentException if it is not of that form; a port must be there
     */
    public static Portal parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && text.lastIndexOf(']') == colon - 1;
        if (colon < 1 || !bracketed && text.indexOf(':') != colon) {
            throw new IllegalArgumentException(
                    "not a portal (address:port, IPv6 in brackets): " + Shown.of(text));
        }
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("portal without a valid port: " + Shown.of(text));
        }
        String address = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        if (bracketed && address.indexOf(':') < 0) {
            throw new IllegalArgumentException(
                    "brackets are for IPv6 addresses: " + Shown.of(text));
        }
        return new Portal(address, Integer.parseInt(port));
    }

    // The patterns come first: InetAddress would look up anything that is not an address literal.
    private static String canonical(String address) {
        if (NAME.matcher(address).matches()) {
            return address.toLowerCase(Locale.ROOT);
        }
        Matcher scoped = SCOPED.matcher(address);
        return scoped.matches()
                ? numeric(scoped.group(1)) + "%" + scoped.group(2)
                : numeric(address);
    }

    private static String numeric(String address) {
        boolean v4 = IPV4.matcher(address).matches();
        if (!v4 && !IPV6.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "not an IPv4 or IPv6 address or a host name: " + Shown.of(address));
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 4
                    ? InetAddress.getByAddress(bytes).getHostAddress()
                    : shortest(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "not an IPv4 or IPv6 address or a host name: " + Shown.of(address), e);
        }
    }

    // RFC 5952, 4.2: the longest run of at least two zero groups, the first of equals, becomes "::"
    private static String shortest(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Whether it is a host name, and no address yet. */
    public boolean isNamed() {
        return NAME.matcher(address).matches();
    }

    /** Whether the address is an IPv6 one. */
    public boolean isIpv6() {
        return address.indexOf(':') >= 0;
    }

    @Override
    public int compareTo(Portal other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return (isIpv6() ? "[" + address + "]" : address) + ":" + port;
    }
}
