// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.simulator.daemons;

/** What multipathd answers to what it does not understand. */
final class MultipathdHelp {
    private static final String COMMANDS =
            """
            multipath-tools v0.9.4 (12/19, 2022)
            CLI commands reference:
             list|show paths
             list|show paths format $format
             list|show paths raw format $format
             list|show path $path
             list|show maps|multipaths
             list|show status
             list|show daemon
             list|show maps|multipaths status
             list|show maps|multipaths stats
             list|show maps|multipaths format $format
             list|show maps|multipaths raw format $format
             list|show maps|multipaths topology
             list|show topology
             list|show maps|multipaths json
             list|show map|multipath $map topology
             list|show map|multipath $map format $format
             list|show map|multipath $map raw format $format
             list|show map|multipath $map json
             list|show config local
             list|show config
             list|show blacklist
             list|show devices
             list|show wildcards
             reset maps|multipaths stats
             reset map|multipath $map stats
             add path $path
             remove|del path $path
             add map|multipath $map
             remove|del map|multipath $map
             remove|del maps|multipaths
             switch|switchgroup map|multipath $map group $group
             reconfigure
             reconfigure all
             suspend map|multipath $map
             resume map|multipath $map
             resize map|multipath $map
             reload map|multipath $map
             reset map|multipath $map
             reinstate path $path
             fail path $path
             disablequeueing map|multipath $map
             restorequeueing map|multipath $map
             disablequeueing maps|multipaths
             restorequeueing maps|multipaths
             quit|exit
             shutdown
             getprstatus map|multipath $map
             setprstatus map|multipath $map
             unsetprstatus map|multipath $map
             forcequeueing daemon
             restorequeueing daemon
             getprkey map|multipath $map
             setprkey map|multipath $map key $key
             unsetprkey map|multipath $map
             setmarginal path $path
             unsetmarginal path $path
             unsetmarginal map|multipath $map
            """;
    private static final String NOUNS =
            "(list|show|add|remove|del|switch|switchgroup|suspend|resume|resize|reload|reset"
                    + "|reinstate|fail|disablequeueing|restorequeueing)"
                    + " (paths?|maps?|multipaths?)( .*)?";

    private MultipathdHelp() {}

    static String after(String request) {
        String why = request.strip().matches(NOUNS) ? "Missing argument" : "not found";
        return request + ": " + why + "\n" + COMMANDS;
    }
}
