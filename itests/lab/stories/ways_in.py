# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""What is logged in from and to: ifaces of open-iscsi, RDMA, IPv6, link-local addresses, host names."""
import glob
import os

from story import Story, connection, lab


def sessions():
    """Of each session its iface and the address that was asked for."""
    found = set()
    for folder in glob.glob('/sys/class/iscsi_session/session*'):
        sid = os.path.basename(folder)
        link = glob.glob(f'/sys/class/iscsi_connection/connection{sid[len("session"):]}:0')[0]
        found.add((read(folder + '/ifacename'), read(link + '/persistent_address')))
    return found


def read(file):
    with open(file) as text:
        return text.read().strip()


class WaysIn(Story):
    def attach(self, portals, **more):
        """Volume 0 through these portals of its one target."""
        iqn = lab('echo $IQN')
        self.given = connection(0, target_portals=portals, target_iqns=[iqn] * len(portals),
                                target_luns=[1] * len(portals), **more)
        attached = self.mortise.ask('attach ' + self.given)
        self.assertEqual('ATTACHED', attached['state'], attached)
        self.assertEqual(lab('wwid_of 0'), attached['multipath_id'])
        self.assertEqual(len(portals), len(sessions()))
        return attached


class Addresses(WaysIn):
    @classmethod
    def setUpClass(cls):
        lab('for k in 0 1; do ip addr add fd00:10:$k::1/64 dev ini$k nodad;'
            'ip -n target addr add fd00:10:$k::2/64 dev tgt$k nodad;'
            'ip addr add fe80::a$k/64 dev ini$k nodad; ip -n target addr add fe80::b$k/64 dev tgt$k nodad;'
            'in_target mkdir "$LIO/iscsi/$IQN/tpgt_1/np/[fd00:10:$k::2]:3260"; done;'
            'in_target mkdir "$LIO/iscsi/$IQN/tpgt_1/np/[::]:3262"')

    @classmethod
    def tearDownClass(cls):
        lab('rmdir "$LIO/iscsi/$IQN/tpgt_1/np/["*')

    def test_an_ipv6_portal_is_the_same_in_any_spelling(self):
        attached = self.attach(['[FD00:10:0:0:0:0:0:2]:3260', '[fd00:0010:0001::0002]:3260'])
        again = self.attach(['[fd00:10::2]:3260', '[fd00:10:1::2]:3260'])
        self.assertEqual(attached['id'], again['id'])
        self.mortise.detach(connection(0, target_portals=['[fd00:10:0::2]:3260', '[fd00:10:1:0::2]:3260'],
                                       target_iqns=[lab('echo $IQN')] * 2, target_luns=[1] * 2))
        self.assertEqual(set(), sessions())

    def test_paths_over_both_protocols_make_one_map(self):
        attached = self.attach(['10.10.0.2:3260', '[fd00:10:1::2]:3260'])
        self.assertEqual(2, len(os.listdir(f"/sys/block/{os.path.basename(attached['path'])}/slaves")))
        self.mortise.detach(attached['id'])

    def test_a_link_local_portal_is_reached_through_the_card_that_it_names(self):
        attached = self.attach(['[fe80::b0%ini0]:3262', '[fe80::b1%ini1]:3262'])
        self.assertEqual(attached['id'], self.attach(['[fe80:0::b0%ini0]:3262', '[fe80::00b1%ini1]:3262'])['id'])
        self.mortise.detach(attached['id'])

    def test_a_host_name_is_looked_up(self):
        with open('/etc/hosts') as file:
            before = file.read()
        with open('/etc/hosts', 'w') as file:
            file.write(before + '10.10.0.2 storage-0\nfd00:10:1::2 storage-1\n')
        try:
            attached = self.attach(['storage-0:3260', 'Storage-1:3260'])
            self.assertEqual({'10.10.0.2', 'fd00:10:1::2'}, {address for _, address in sessions()})
            self.mortise.detach(self.given)
        finally:
            with open('/etc/hosts', 'w') as file:
                file.write(before)
        self.assertEqual([], self.mortise.ask('list'))


class Ifaces(WaysIn):
    def test_a_session_goes_out_from_the_card_of_the_iface_that_is_named(self):
        lab('iscsiadm -m iface -I card1 -o new >/dev/null;'
            'iscsiadm -m iface -I card1 -o update -n iface.net_ifacename -v ini1 >/dev/null')
        try:
            attached = self.attach(['10.10.0.2:3260'], iface='card1')
            self.assertEqual({('card1', '10.10.0.2')}, sessions())
            # the kernel would have taken the other card, whose network this is
            self.assertIn(' 10.10.1.1%ini1:', lab('ss -Htn dst 10.10.0.2:3260'))
            self.mortise.detach(attached['id'])
            lab('lab_clean_or_fail 10')
        finally:
            lab('iscsiadm -m iface -I card1 -o delete >/dev/null')


class Rdma(WaysIn):
    """iSER over soft RoCE, which 6.1 has in the first network namespace only: this target is on our own side."""

    settings = {'iface': 'iser'}

    @classmethod
    def setUpClass(cls):
        lab('modprobe -a rdma_rxe ib_iser ib_isert; for k in 0 1; do ip link add rx$k type veth peer name ry$k;'
            'ip addr add 10.20.$k.1/24 dev rx$k; ip link set rx$k up; ip link set ry$k up;'
            'rdma link add rxe$k type rxe netdev rx$k; np=$LIO/iscsi/$IQN/tpgt_1/np/10.20.$k.1:3260; mkdir $np;'
            'eventually 10 eval "echo 1 >$np/iser" || fail "no iSER at $np"; done')

    @classmethod
    def tearDownClass(cls):
        lab('for k in 0 1; do rmdir $LIO/iscsi/$IQN/tpgt_1/np/10.20.$k.1:3260; rdma link delete rxe$k;'
            'ip link delete rx$k; done')

    def test_a_volume_is_attached_over_rdma_and_leaves_nothing(self):
        attached = self.attach(['10.20.0.1:3260', '10.20.1.1:3260'])
        self.assertEqual({'iser'}, {iface for iface, _ in sessions()})
        lab(f"dd if=/dev/zero of={attached['path']} bs=1M count=4 oflag=direct status=none")
        self.assertEqual(attached['id'], self.attach(['10.20.0.1:3260', '10.20.1.1:3260'])['id'])
        self.mortise.detach(attached['id'])
        self.assertEqual(set(), sessions())
