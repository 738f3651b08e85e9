# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""What people put on a volume: LVM, dm-crypt, partitions; by hand, and by udev as soon as the map is there."""
import os
import struct

import checked
from story import Plain, Refused, Story, active_paths, lab, until

VOLUME = '/run/volumes/vol0'
MIB = 1 << 20


def blank():
    """Nothing that somebody would recognize is on the volume; nobody has it attached."""
    with open(VOLUME, 'r+b') as file:
        file.write(bytes(MIB))
        file.seek(-MIB, os.SEEK_END)
        file.write(bytes(MIB))


def partitioned():
    """A partition table of the old kind, with one partition behind its first mebibyte."""
    with open(VOLUME, 'r+b') as file:
        file.seek(446)
        sectors = os.path.getsize(VOLUME) // 512
        file.write(struct.pack('<B3sB3sII', 0, bytes(3), 0x83, bytes(3), 2048, sectors - 2048) + bytes(48) + b'\x55\xaa')


def above(device):
    """What device-mapper has on a device, by name."""
    return {lab(f'cat /sys/block/{holder}/dm/name'): holder
            for holder in os.listdir(f'/sys/block/{os.path.basename(device)}/holders')}


GROUP = 'pvcreate -qq -y {0} && vgcreate -qq lab {0} && lvcreate -qq -y -n data -l 100%FREE lab && udevadm settle'
PLAIN = 'cryptsetup open --type plain --cipher aes-xts-plain64 --key-size 256 --key-file /run/key'


class Holders(Story):
    container = Plain

    @classmethod
    def setUpClass(cls):
        lab('lvm_up; printf %s 32-characters-for-a-key-of-plain >/run/key')

    def setUp(self):
        blank()
        super().setUp()

    def tearDown(self):
        lab('umount /mnt 2>/dev/null; swapoff -a; vgchange -qq -an 2>/dev/null; '
            'for n in secret hidden; do [ ! -e /dev/mapper/$n ] || cryptsetup close $n; done; udevadm settle; true')
        super().tearDown()

    def attach(self):
        attached = self.mortise.attach(0)
        self.assertEqual('ATTACHED', attached['state'], attached)
        return attached

    def used(self, device, written):
        """Writes to what stands on the volume, and remembers it."""
        writer = checked.Writer(device)
        until('some writes', lambda: writer.counts()[0] >= 5)
        done = writer.stop()
        self.assertEqual({}, done['errors'])
        written.update(done['written'])
        self.assertEqual([], checked.wrong(device, written))

    def in_the_way(self, attached, *words):
        """A safe detach is refused, says what is in its way, and changes nothing."""
        told = '; '.join(each['detail'] for each in self.mortise.ask('explain ' + attached['id'])['obstacles'])
        text = self.refused('IN_USE', self.mortise.detach, attached['id'])
        for word in words:
            self.assertIn(word, text)
            self.assertIn(word, told)
        active_paths(4)
        self.assertEqual('ATTACHED', self.mortise.ask('verify ' + attached['id'])['state'])

    def gone(self, attached):
        self.assertEqual([], self.mortise.ask('explain ' + attached['id'])['obstacles'])
        self.assertEqual([], self.mortise.detach(attached['id'])['left'])
        lab('lab_clean_or_fail 15')

    def test_a_volume_group_is_named_until_it_is_inactive(self):
        attached, written = self.attach(), {}
        lab(GROUP.format(attached['path']))
        device = os.path.realpath('/dev/lab/data')
        self.used(device, written)
        self.in_the_way(attached, f'a part of the LVM volume lab-data ({os.path.basename(device)})')
        self.used(device, written)
        lab('vgchange -qq -an lab && udevadm settle')
        self.gone(attached)
        attached = self.attach()
        lab('vgchange -qq -ay lab && udevadm settle')
        self.assertEqual([], checked.wrong(os.path.realpath('/dev/lab/data'), written))
        lab('vgchange -qq -an lab && udevadm settle')
        self.gone(attached)

    def test_a_volume_group_that_comes_up_by_itself_stands_on_the_map_and_is_named(self):
        attached = self.attach()
        lab(GROUP.format(attached['path']) + ' && vgchange -qq -an lab && udevadm settle')
        self.gone(attached)
        for find in ('no', 'strict'):
            with self.subTest(find_multipaths=find):
                lab(f'multipath_down; rm -f /etc/multipath/wwids; FIND_MULTIPATHS={find} multipath_up; lvm_by_udev_on')
                try:
                    self.comes_up_by_itself()
                finally:
                    for each in self.mortise.ask('list'):  # it failed half way
                        lab('vgchange -qq -an lab; true')
                        self.mortise.detach(each['id'], 'forced_ignoring_errors')
                    lab('lvm_by_udev_off; multipath_down; multipath_up')

    def comes_up_by_itself(self):
        try:
            attached = self.attach()
        except Refused as refused:  # LVM was quicker than the map, and multipathd knows the volume from now on
            self.assertEqual('IN_USE', refused.reason, str(refused))
            self.assertRegex(str(refused), 'sd[a-z]+ is a part of the LVM volume lab-data')
            lab('vgchange -qq -an lab; rm -rf /run/lvm/pvs_online /run/lvm/vgs_online; udevadm settle')
            attached = self.attach()
        until('the volume group is active', lambda: 'lab-data' in above(attached['path']))
        lab('udevadm settle')
        self.in_the_way(attached, f'a part of the LVM volume lab-data ({above(attached["path"])["lab-data"]})')
        self.used('/dev/mapper/lab-data', {})
        lab('vgchange -qq -an lab')
        self.gone(attached)

    def test_encrypted_devices_with_a_header_and_without_one_are_named_until_they_are_closed(self):
        attached = self.attach()
        for name, make, open_ in (
                ('secret', 'cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file /run/key',
                 'cryptsetup open --type luks2 --key-file /run/key'),
                ('hidden', 'true', PLAIN)):
            with self.subTest(name=name):
                written = {}
                lab(f'{make} {attached["path"]} && {open_} {attached["path"]} {name} && udevadm settle')
                node = above(attached['path'])[name]
                self.used(f'/dev/mapper/{name}', written)
                self.in_the_way(attached, f'open as the encrypted device {name} ({node})')
                self.used(f'/dev/mapper/{name}', written)
                lab(f'cryptsetup close {name} && udevadm settle')
                self.gone(attached)
                attached = self.attach()
                lab(f'{open_} {attached["path"]} {name} && udevadm settle')
                self.assertEqual([], checked.wrong(f'/dev/mapper/{name}', written))
                lab(f'cryptsetup close {name} && udevadm settle')
        self.gone(attached)

    def partition(self, attached):
        until('kpartx has mapped the partition', lambda: above(attached['path']))
        lab('udevadm settle')
        [(name, node)] = above(attached['path']).items()
        return name, node

    def test_partitions_that_udev_maps_go_with_the_map_unless_they_are_used_and_their_use_is_named(self):
        partitioned()
        attached, written = self.attach(), {}
        name, node = self.partition(attached)
        self.assertIn('part1-mpath-' + lab('wwid_of 0'), lab(f'cat /sys/block/{node}/dm/uuid'))
        self.gone(attached)

        attached = self.attach()
        self.gone(attached)  # while udev may not have got to the partition yet

        attached = self.attach()
        name, node = self.partition(attached)
        self.used(f'/dev/{node}', written)
        lab(f'mkfs.ext4 -q /dev/{node} && mount /dev/{node} /mnt && echo here >/mnt/file && sync')
        self.in_the_way(attached, f'{node} is mounted on /mnt')
        self.assertEqual('here', lab('echo more >>/mnt/file; head -n 1 /mnt/file'))
        lab('umount /mnt')
        lab(f'{PLAIN} /dev/{node} hidden && udevadm settle')
        self.in_the_way(attached, f'{node} is open as the encrypted device hidden')
        lab('cryptsetup close hidden && udevadm settle')
        self.gone(attached)

    def test_partitions_mapped_by_hand_go_with_the_map(self):
        attached = self.attach()
        path = attached['path']
        with open(path, 'r+b', buffering=0) as device:
            with open(VOLUME, 'rb') as before:
                self.assertEqual(bytes(512), before.read(512))
            device.write(bytes(446) + struct.pack('<B3sB3sII', 0, bytes(3), 0x83, bytes(3), 2048, 8192) + bytes(48) + b'\x55\xaa')
            os.fsync(device)
        lab(f'udevadm settle; kpartx -a -s {path} && udevadm settle')
        name, node = self.partition(attached)
        self.used(f'/dev/{node}', {})
        lab(f'mkswap /dev/{node} >/dev/null && swapon /dev/{node}')
        self.in_the_way(attached, f'{node} is swapped on as')
        lab('swapoff -a; udevadm settle')
        self.gone(attached)
