// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.management;

import io.mortise.api.AttachmentId;
import io.mortise.api.IscsiSession;
import io.mortise.api.MultipathMap;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The names of our MBeans. Values that come from outside are quoted. */
final class Names {
    private static final String DOMAIN = "io.mortise:";

    private Names() {}

    static ObjectName connector(String protocol) {
        return name("type=Connector,protocol=" + plain(protocol));
    }

    static ObjectName attachment(AttachmentId id) {
        return name("type=Attachment,id=" + id);
    }

    static ObjectName session(IscsiSession session) {
        return name(
                "type=Session,protocol=iscsi,target="
                        + ObjectName.quote(session.target().name())
                        + ",portal="
                        + ObjectName.quote(session.portal().toString())
                        + ",iface="
                        + plain(session.iface())
                        + ",id="
                        + session.sid());
    }

    static ObjectName map(MultipathMap map) {
        return name("type=Multipath,id=" + ObjectName.quote(map.wwid().text()));
    }

    private static String plain(String value) {
        return value.matches("[A-Za-z0-9._-]+") ? value : ObjectName.quote(value);
    }

    private static ObjectName name(String keys) {
        try {
            return ObjectName.getInstance(DOMAIN + keys);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("not a name of an MBean: " + keys, e);
        }
    }
}
