# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""Another volume behind a LUN than before, and what multipathd is told to do, forgets or survives. One guest."""
import os

from story import Story, connection, lab, run

PLAIN = 'find_multipaths no\n    polling_interval 2\n    max_polling_interval 4'


def multipathd(defaults=PLAIN, more=''):
    """Starts multipathd anew with this configuration; it knows no WWID that was a multipath device."""
    with open('/etc/multipath.conf', 'w') as file:
        file.write(f'defaults {{\n    {defaults}\n}}\nblacklist {{\n    devnode "^(vd|nvme|loop)"\n}}\n{more}\n')
    lab('multipath_down; rm -f /etc/multipath/wwids; multipathd; eventually 20 multipathd_idle')


def swap(volume):
    """LUN 1 leads to another volume; nobody is told."""
    lab(f'lun_drop $IQN 1 1; lun_add $IQN 1 1 vol{volume}')


def map_of(volume):
    return os.path.basename(volume['path'])


class WhichVolume(Story):
    """The target has one IQN; LUN 1 is volume 0 and LUN 2 is volume 1."""

    @classmethod
    def setUpClass(cls):
        multipathd()

    def tearDown(self):
        swap(0)
        super().tearDown()

    def test_a_lun_that_is_reused_while_attached_is_noticed_and_nothing_is_written_to_it(self):
        volume = self.mortise.attach(0)
        other = lab('wwid_of 1')
        before = lab('sha256sum </run/volumes/vol1')
        with open(volume['path'], 'wb') as device:
            device.write(b'x' * 65536)
            os.fsync(device.fileno())
        swap(1)
        self.assertIn(other, self.refused('FOREIGN_DATA', self.mortise.attach, 0))
        self.assertIn(other, self.refused('FOREIGN_DATA', self.mortise.detach, volume['id']))
        self.assertEqual(4, len(os.listdir(f'/sys/block/{map_of(volume)}/slaves')), 'nothing was touched')
        self.mortise.detach(volume['id'], 'forced_ignoring_errors')
        self.assertEqual('', lab('ls /sys/class/scsi_device'), 'its disks would be taken for the next volume')
        now = self.mortise.attach(0, expected_wwid=other, expected_serial=lab('serial_of 1'))
        self.assertEqual('ATTACHED', now['state'], now)
        self.assertEqual(before, lab('sha256sum </run/volumes/vol1'), 'the other volume was written to')
        self.mortise.detach(now['id'])

    def test_a_serial_number_that_is_not_the_expected_one_is_refused(self):
        text = self.refused('FOREIGN_DATA', self.mortise.attach, 0, expected_serial=lab('serial_of 1'))
        self.assertIn(lab('serial_of 0'), text)

    def test_a_stale_disk_that_an_unclean_detach_left_is_replaced(self):
        multipathd(PLAIN.replace('no', 'strict', 1))
        lab('foreign_session 0; scan 0 1; eventually 20 has_disk 0 1; udevadm settle; lab_remember')
        swap(1)
        volume = self.mortise.attach(0)
        self.assertEqual(lab('wwid_of 1'), volume['multipath_id'])
        self.assertEqual('ATTACHED', volume['state'], volume)
        self.mortise.detach(volume['id'])
        lab('logout 0; rm -r /etc/iscsi/nodes/*; udevadm settle; lab_remember')
        multipathd()

    def foreign(self, find):
        """A session of a stranger to another target, whose disk is volume 0 when it is found."""
        multipathd(PLAIN.replace('no', find, 1))
        lab('portal_group $IQN-old 1; in_target mkdir $LIO/iscsi/$IQN-old/tpgt_1/np/10.10.0.2:3261;'
            'lun_add $IQN-old 1 7 vol0; record $IQN-old 10.10.0.2:3261;'
            'iscsiadm -m node -T $IQN-old --login >/dev/null')
        session = run('sh', '-c', "iscsiadm -m session | sed -n 's/.*\\[\\(.*\\)\\].*-old.*/\\1/p'")
        host = lab(f'basename $(readlink -f /sys/class/iscsi_session/session{session}/device/..)')
        lab(f'echo "0 0 7" >/sys/class/scsi_host/{host}/scan;'
            f'eventually 20 test -e /sys/class/scsi_device/{host[4:]}:0:0:7/device/block; udevadm settle')
        if find == 'no':
            lab('eventually 20 eval "ls /sys/block | grep -q dm-"; udevadm settle')
        lab('lab_remember')
        return lab(f'basename /sys/class/scsi_device/{host[4:]}:0:0:7/device/block/*')

    def no_foreign(self):
        lab('for d in /sys/block/dm-*; do [ ! -e $d ] || multipath -f $(cat $d/dm/name); done;'
            'iscsiadm -m node -T $IQN-old --logout >/dev/null; rm -r /etc/iscsi/nodes/*;'
            'echo 0 >$LIO/iscsi/$IQN-old/tpgt_1/enable; lun_drop $IQN-old 1 7;'
            'rmdir $LIO/iscsi/$IQN-old/tpgt_1/np/* $LIO/iscsi/$IQN-old/tpgt_1 $LIO/iscsi/$IQN-old;'
            'udevadm settle; lab_remember')
        multipathd()

    def test_a_volume_that_a_foreign_target_has_too_is_refused(self):
        self.foreign('strict')
        try:
            self.assertIn('not asked for', self.refused('FOREIGN_DATA', self.mortise.attach, 0))
            lab('lab_clean_or_fail 10')
        finally:
            self.no_foreign()

    def test_a_foreign_disk_that_is_only_remembered_as_the_volume_does_not_get_into_the_map(self):
        disk = self.foreign('strict')
        try:
            lab('lun_drop $IQN-old 1 7; lun_add $IQN-old 1 7 vol1')
            volume = self.mortise.attach(0)
            self.assertEqual('ATTACHED', volume['state'], volume)
            self.assertNotIn(disk, os.listdir(f'/sys/block/{map_of(volume)}/slaves'))
            self.assertIn(lab('wwid_of 1')[1:], lab(f'cat /sys/block/{disk}/device/wwid'))
            self.mortise.detach(volume['id'])
        finally:
            lab('lab_remember')
            self.no_foreign()

    def test_a_map_that_holds_a_foreign_disk_of_another_volume_is_left_alone(self):
        disk = self.foreign('no')
        try:
            lab('lun_drop $IQN-old 1 7; lun_add $IQN-old 1 7 vol1')
            self.assertIn(disk, self.refused('FOREIGN_DATA', self.mortise.attach, 0))
            lab('lab_clean_or_fail 10')
        finally:
            self.no_foreign()

    def test_every_find_multipaths_and_names_of_any_kind(self):
        for defaults, more, name in (
                ('find_multipaths yes', '', None), ('find_multipaths smart', '', None),
                ('find_multipaths strict', '', None),
                ('find_multipaths no\n    user_friendly_names yes', '', 'mpath'),
                ('find_multipaths strict',
                 f'multipaths {{\n multipath {{\n  wwid {lab("wwid_of 0")}\n  alias database\n }}\n}}', 'database')):
            with self.subTest(defaults=defaults, more=more):
                multipathd(defaults, more)
                volume = self.mortise.attach(0)
                self.assertEqual('ATTACHED', volume['state'], volume)
                self.assertEqual(lab('wwid_of 0'), volume['multipath_id'])
                shown = self.mortise.ask('maps')[0]['name']
                self.assertTrue(shown.startswith(name or lab('wwid_of 0')), shown)
                self.mortise.detach(volume['id'])
        multipathd()
        lab('rm -f /etc/multipath/bindings')

    def test_a_blacklisted_volume_is_refused_at_once_and_says_why(self):
        multipathd(more=f'blacklist {{\n    wwid {lab("wwid_of 0")}\n}}')
        begun = lab('millis')
        text = self.refused('MAP_NOT_FORMED', self.mortise.attach, 0, enforce_multipath=True)
        self.assertIn('blacklisted', text)
        self.assertLess(int(lab('millis')) - int(begun), 50000, 'map.timeout is a minute')
        multipathd()

    def test_a_multipathd_that_is_killed_and_restarted_is_outlasted(self):
        self.mortise.begin(f'attach {connection(0)}')
        lab('eventually 30 test -e /sys/class/iscsi_session/session*; kill -9 $(pidof multipathd);'
            'eventually 10 eval "! pidof multipathd >/dev/null"; multipathd')
        [answer] = self.mortise.answers()
        lab('eventually 30 multipathd_idle')
        self.assertEqual('ATTACHED', answer['state'], answer)
        volume = self.mortise.ask('list')[0]
        self.assertEqual(['ACTIVE'] * 4, [path['state'] for path in volume['paths']], volume)
        lab('kill -9 $(pidof multipathd); eventually 10 eval "! pidof multipathd >/dev/null"')
        states = {path['state'] for path in self.mortise.ask('list')[0]['paths']}
        self.assertEqual({'UNKNOWN'}, states, 'nobody has said that they are gone')
        lab('multipathd; eventually 20 multipathd_idle')
        self.mortise.detach(volume['id'])

    def test_a_map_that_was_left_suspended_is_resumed(self):
        volume = self.mortise.attach(0)
        lab(f'dmsetup suspend --noflush {lab("wwid_of 0")}')
        self.assertEqual(volume['id'], self.mortise.attach(0)['id'])
        self.assertEqual('0', lab(f'cat /sys/block/{map_of(volume)}/dm/suspended'))
        self.mortise.detach(volume['id'])
