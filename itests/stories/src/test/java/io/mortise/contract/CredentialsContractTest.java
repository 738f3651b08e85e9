// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static io.mortise.contract.Shape.LOGIN_PORTAL;
import static io.mortise.contract.Shape.LOGIN_TARGET;
import static io.mortise.contract.Shape.SHOW_TARGET;
import static org.junit.Assert.assertEquals;

import io.mortise.api.Chap;
import io.mortise.api.ChapUser;
import io.mortise.api.Secret;
import io.mortise.host.CommandResult;
import io.mortise.iscsi.node.NodeRecord;
import io.mortise.iscsi.session.Session;
import java.util.Optional;
import org.junit.Test;

public class CredentialsContractTest extends Contract {
    private static final String FOLDER = "open-iscsi-2.1.8/chap-node-";
    private static final String SECRET = "abcdefghijklmn";
    private static final String BACK = "zyxwvutsrqponm";
    private static final ChapUser HOST = user("someone", SECRET);
    private static final ChapUser ARRAY = user("target", BACK);

    private static ChapUser user(String name, String secret) {
        return new ChapUser(name, Secret.of(secret.toCharArray()));
    }

    private void login(String fixture, Optional<Chap> chap) {
        NodeRecord record = record(0, chap);
        CommandResult result = on(() -> iscsiadm().login(record, in(LONG))).command();
        Captured.of(FOLDER + fixture).agrees(result);
        assertEquals(result.status() == 0 ? 1 : 0, sessions().stream().filter(Session::up).count());
    }

    private void login(String fixture, ChapUser host) {
        login(fixture, Optional.of(Chap.oneWay(host)));
    }

    private void login(String fixture, ChapUser host, ChapUser target) {
        login(fixture, Optional.of(Chap.mutual(host, target)));
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void whoHasTheSecretIsLetIn() {
        ground().requireChap("someone", SECRET, "", "");
        // what is printed does not tell the two apart
        login("login-one-way-where-mutual-is-set", HOST);
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void whoHasAnotherSecretIsRefused() {
        ground().requireChap("someone", SECRET, "", "");
        login("login-wrong-secret", user("someone", "notthissecret"));
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void whoHasAnotherNameIsRefused() {
        ground().requireChap("someone", SECRET, "", "");
        login("login-wrong-user", user("anyone", SECRET));
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void whoHasNoCredentialsIsRefused() {
        ground().requireChap("someone", SECRET, "", "");
        login("login-none-given", Optional.empty());
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetThatCanNotProveItselfIsLeft() {
        ground().requireChap("someone", SECRET, "", "");
        login("login-mutual-not-set-at-target", HOST, ARRAY);
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetThatProvesItselfIsTaken() {
        ground().requireChap("someone", SECRET, "target", BACK);
        login("login-mutual", HOST, ARRAY);
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetWithAnotherSecretIsLeft() {
        ground().requireChap("someone", SECRET, "target", BACK);
        login("login-mutual-wrong-target-secret", HOST, user("target", "notthissecret"));
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetWithAnotherNameIsLeft() {
        ground().requireChap("someone", SECRET, "target", BACK);
        login("login-mutual-wrong-target-user", HOST, user("nottarget", BACK));
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetThatCouldProveItselfNeedNot() {
        ground().requireChap("someone", SECRET, "target", BACK);
        login("login-one-way-where-mutual-is-set", HOST);
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetThatAsksForNoCredentialsIsLeftByWhoOffersHisAlone() {
        ground().requireChap("someone", SECRET, "target", BACK);
        ground().requireNoChap();
        login("login-target-asks-none", HOST);
    }

    @Test
    @Covers(LOGIN_PORTAL)
    public void aTargetThatAsksForNoCredentialsProvesItselfToWhoWantsIt() {
        ground().requireChap("someone", SECRET, "target", BACK);
        ground().requireNoChap();
        login("login-mutual-target-asks-none", HOST, ARRAY);
    }

    @Test
    @Covers(LOGIN_TARGET)
    public void ofThreePortalsTheOneWithAnotherSecretFails() {
        ground().requireChap("someone", SECRET, "target", BACK);
        record(0, Optional.of(Chap.mutual(HOST, ARRAY)));
        record(1, Optional.of(Chap.mutual(HOST, ARRAY)));
        record(2, Optional.of(Chap.oneWay(user("someone", "notthissecret"))));
        CommandResult result = on(() -> iscsiadm().login(TARGET, in(LONG))).command();
        Captured.of(FOLDER + "login-3-portals-one-wrong").agrees(result);
        assertEquals(2, sessions().stream().filter(Session::up).count());
    }

    @Test
    @Covers(SHOW_TARGET)
    public void aRecordIsShownWithoutItsSecrets() {
        record(0, Optional.of(Chap.mutual(HOST, ARRAY)));
        CommandResult shown = on(() -> iscsiadm().show(TARGET, in(LONG)));
        assertEquals(
                Captured.of(FOLDER + "show-mutual").out().stream().filter(this::auth).toList(),
                shown.out().lines().filter(this::auth).toList());
        assertEquals(0, shown.status());
    }

    private boolean auth(String line) {
        return line.startsWith("node.session.auth.");
    }

    @Test
    @Covers(SHOW_TARGET)
    public void aTargetWithoutRecordsHasNoneToShow() {
        Captured.of("open-iscsi-2.1.8/node-show-none")
                .agrees(on(() -> iscsiadm().show(TARGET, in(LONG))));
    }
}
