# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""Volumes that grow while they are attached, LUN numbers above 255, and what else a connector is asked. One guest."""
import os

from story import Story, connection, lab

MIB = 1 << 20


def kernel_size(device):
    with open(f'/sys/class/block/{os.path.basename(device)}/size') as file:
        return int(file.read()) * 512


class SizesAndNumbers(Story):
    def tearDown(self):
        lab('path_heal 2; backstore_grow vol0 64')
        super().tearDown()

    def write_at(self, device, offset):
        """Writes past the page cache; returns whether the block reads back."""
        handle = os.open(device, os.O_RDWR | os.O_SYNC)
        try:
            os.lseek(handle, offset, os.SEEK_SET)
            os.write(handle, b'mortise!' * 512)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.lseek(handle, offset, os.SEEK_SET)
            return os.read(handle, 4096) == b'mortise!' * 512
        finally:
            os.close(handle)

    def test_a_volume_that_has_grown_is_extended_over_all_its_paths_and_no_less(self):
        volume = self.mortise.attach(0)
        self.assertEqual(64 * MIB, kernel_size(volume['path']))
        self.assertFalse(self.mortise.ask('extend ' + volume['id'])['grown'], 'nothing to grow')
        lab('backstore_grow vol0 96')

        lab('path_reject 2; eventually 60 eval "multipathd show paths raw format %T | grep -q faulty"')
        self.refused('PATH_DOWN', self.mortise.ask, 'extend ' + volume['id'])
        self.assertEqual(64 * MIB, kernel_size(volume['path']))
        for path in volume['paths']:
            self.assertEqual(64 * MIB, kernel_size(path['disk']), 'nothing was touched')
        # a session that comes back may go once more: good at two looks, with a round of the checker between
        lab("good() { [ $(multipathd show paths raw format %t.%T | grep -c active.ready) = 4 ]; };"
            "path_heal 2; eventually 90 eval 'good && sleep 5 && good' || fail 'not all paths are good'")

        extension = self.mortise.ask('extend ' + volume['id'])
        self.assertEqual((64 * MIB, 96 * MIB), (extension['former_bytes'], extension['size_bytes']))
        self.assertEqual(96 * MIB, kernel_size(volume['path']))
        self.assertTrue(self.write_at(volume['path'], 90 * MIB), 'I/O beyond the old end')
        self.assertEqual(96 * MIB, self.mortise.ask('list')[0]['device']['size_bytes'])
        self.assertFalse(self.mortise.ask('extend ' + volume['id'])['grown'], 'repeatable')

        lab('backstore_grow vol0 64')
        self.refused('UNSUPPORTED', self.mortise.ask, 'extend ' + volume['id'])
        self.assertEqual(96 * MIB, kernel_size(volume['path']), 'never made less')
        self.mortise.detach(volume['id'])

    def test_a_lun_above_255_has_the_same_number_everywhere(self):
        lab('for lun in 300 16684; do lun_add "$IQN" 1 $lun vol1; done')
        try:
            for mode, number, spelt in (('SAM', 300, '0x012c'), ('SAM2', 16684, '0x412c')):
                given = {'target_luns': [300] * 4, 'addressing_mode': mode}
                volume = self.mortise.attach(1, **given)
                self.assertEqual(4, len([p for p in volume['paths'] if p['state'] == 'ACTIVE']), volume)
                for path in volume['paths']:
                    where = os.readlink(f"/sys/class/block/{path['disk']}/device")
                    self.assertEqual(str(number), where.rsplit(':', 1)[1])
                lab('udevadm settle')
                links = self.mortise.ask('paths ' + connection(1, **given))
                self.assertEqual(4, len(links))
                for link in links:
                    self.assertTrue(link.endswith(f'-lun-{spelt}000000000000'), link)
                    self.assertTrue(os.path.exists(link))
                    self.assertIn(link, self.mortise.ask('available'))
                    self.assertTrue(self.mortise.ask('valid ' + link))
                self.assertTrue(self.mortise.ask('valid ' + volume['path']))
                self.mortise.detach(connection(1, **given))
                self.assertFalse(self.mortise.ask('valid ' + links[0]))
                self.assertEqual([], self.mortise.ask('list'))
        finally:
            for each in self.mortise.ask('list'):
                self.mortise.detach(each['id'], 'forced_ignoring_errors')
            lab('for lun in 300 16684; do lun_drop "$IQN" 1 $lun; done')
