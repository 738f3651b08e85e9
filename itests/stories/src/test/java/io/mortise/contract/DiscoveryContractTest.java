// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static io.mortise.contract.Shape.DISCOVER;
import static io.mortise.contract.Shape.DISCOVER_BY_RECORD;
import static io.mortise.contract.Shape.DISCOVER_IFACE;
import static io.mortise.contract.Shape.DISCOVER_IFACE_BY_RECORD;
import static org.junit.Assert.assertEquals;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Secret;
import io.mortise.host.CommandResult;
import io.mortise.host.CommandResult.Ending;
import io.mortise.iscsi.node.Credentials;
import io.mortise.iscsi.node.DiscoveryRecords;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class DiscoveryContractTest extends Contract {
    private static final String FOLDER = "open-iscsi-2.1.8/";
    private static final String SECRET = "abcdefghijklmn";
    private static final String BACK = "zyxwvutsrqponm";
    private static final ChapUser FINDER = user("finder", SECRET);

    private static ChapUser user(String name, String secret) {
        return new ChapUser(name, Secret.of(secret.toCharArray()));
    }

    private CommandResult discover(Optional<String> iface) {
        return on(() -> iscsiadm().discover(portal(0), iface, in(LONG))).command();
    }

    private CommandResult byRecord(Optional<Chap> chap, Optional<String> iface) {
        return on(
                () -> {
                    var records = new DiscoveryRecords(ground().host());
                    var credentials = Credentials.of(chap, ground().host().files());
                    records.write(portal(0), credentials, Duration.ofSeconds(3), in(LONG));
                    CommandResult result =
                            iscsiadm().discoverByRecord(portal(0), iface, in(LONG)).command();
                    records.remove(portal(0), in(LONG));
                    return result;
                });
    }

    private void byRecord(String fixture, Chap chap) {
        Captured.of(FOLDER + fixture).agrees(byRecord(Optional.of(chap), Optional.empty()));
        assertEquals(List.of(), on(() -> ground().host().files().list("/etc/iscsi/send_targets")));
        assertEquals(List.of(), on(() -> ground().host().files().list("/etc/iscsi/nodes")));
    }

    @Test
    @Covers(DISCOVER)
    public void aPortalNamesAllPortalsAndNothingIsKept() {
        Captured.of(FOLDER + "discovery").agrees(discover(Optional.empty()));
        assertEquals(List.of(), on(() -> ground().host().files().list("/etc/iscsi/nodes")));
    }

    @Test
    @Covers(DISCOVER)
    public void aPortalThatAsksForCredentialsTellsNothingWithoutThem() {
        ground().requireDiscoveryChap("finder", SECRET, "", "");
        Captured.of(FOLDER + "discovery-chap-none-given").agrees(discover(Optional.empty()));
    }

    @Test
    @Covers(DISCOVER)
    public void aPortalThatIsCutOffIsWaitedForUntilTheQuestionIsKilled() {
        ground().cut(0);
        CommandResult killed =
                on(() ->
                                iscsiadm()
                                        .discover(
                                                portal(0),
                                                Optional.empty(),
                                                in(Duration.ofSeconds(2))))
                        .command();
        assertEquals(Ending.TIMED_OUT, killed.ending());
        assertEquals(false, on(() -> ground().host().files().exists("/run/lock/iscsi/lock.write")));
    }

    @Test
    @Covers({DISCOVER, DISCOVER_BY_RECORD})
    public void withoutIscsidNothingIsDiscovered() {
        ground().stopIscsid();
        Captured.of(FOLDER + "no-iscsid-discovery").agrees(discover(Optional.empty()));
        Captured.of(FOLDER + "no-iscsid-discoverydb")
                .agrees(byRecord(Optional.empty(), Optional.empty()));
        ground().startIscsid();
    }

    @Test
    @Covers(DISCOVER_IFACE)
    public void aPortalIsAskedThroughAnIface() {
        Captured.of(FOLDER + "discovery-iface-default").agrees(discover(Optional.of("default")));
        Captured.of(FOLDER + "discovery-iface-unknown").agrees(discover(Optional.of("nonsense")));
    }

    @Test
    @Covers(DISCOVER_IFACE_BY_RECORD)
    public void aPortalIsAskedThroughAnIfaceWithCredentials() {
        ground().requireDiscoveryChap("finder", SECRET, "", "");
        Captured.of(FOLDER + "discoverydb-chap")
                .agrees(byRecord(Optional.of(Chap.oneWay(FINDER)), Optional.of("default")));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void whoHasTheSecretIsTold() {
        ground().requireDiscoveryChap("finder", SECRET, "", "");
        byRecord("discoverydb-chap", Chap.oneWay(FINDER));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void whoHasAnotherSecretIsNot() {
        ground().requireDiscoveryChap("finder", SECRET, "", "");
        byRecord("discoverydb-chap-wrong-secret", Chap.oneWay(user("finder", "notthissecret")));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void anArrayThatProvesItselfIsTaken() {
        ground().requireDiscoveryChap("finder", SECRET, "target", BACK);
        byRecord("discoverydb-chap-mutual", Chap.mutual(FINDER, user("target", BACK)));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void anArrayWithAnotherSecretIsLeft() {
        ground().requireDiscoveryChap("finder", SECRET, "target", BACK);
        byRecord(
                "discoverydb-chap-mutual-wrong-target-secret",
                Chap.mutual(FINDER, user("target", "notthissecret")));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void anArrayThatAsksForNoCredentialsIsLeftByWhoOffersHisAlone() {
        byRecord("discoverydb-chap-target-asks-none", Chap.oneWay(FINDER));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void aPortalThatRefusesFailsTheQuestion() {
        ground().refuse(0);
        byRecord("discoverydb-portal-reject", Chap.oneWay(FINDER));
    }

    @Test
    @Covers(DISCOVER_BY_RECORD)
    public void aPortalThatIsCutOffFailsTheQuestionAfterItsLimit() {
        ground().cut(0);
        byRecord("discoverydb-portal-drop", Chap.oneWay(FINDER));
    }
}
