"""Stories that hold for every shape of target: one IQN, one IQN per portal, another LUN number on each."""
import os

from story import Story, lab, run

PATTERN = 'from /dev/urandom, read back after it was attached again'


class EveryShape(Story):
    def test_what_was_written_is_there_after_detach_and_attach(self):
        attached = self.mortise.attach(0)
        self.assertEqual('ATTACHED', attached['state'], attached)
        self.assertEqual(lab('wwid_of 0'), attached['multipath_id'])
        self.assertEqual(4, len([path for path in attached['paths'] if path['state'] == 'ACTIVE']), attached)
        device = attached['stable_path']
        self.assertEqual(attached['path'], os.path.realpath(device))
        run('mkfs.ext4', '-q', device)
        run('mount', device, '/mnt')
        run('dd', 'if=/dev/urandom', 'of=/mnt/pattern', 'bs=1M', 'count=8', 'status=none')
        before = run('sha256sum', '/mnt/pattern')
        run('umount', '/mnt')
        self.assertTrue(self.mortise.detach(attached['id'])['done'])
        lab('lab_clean_or_fail 10')
        again = self.mortise.attach(0)
        run('mount', '-o', 'ro', again['stable_path'], '/mnt')
        self.assertEqual(before, run('sha256sum', '/mnt/pattern'))
        run('umount', '/mnt')
        self.mortise.detach(again['id'])

    def test_a_mounted_volume_is_not_detached_and_its_mount_is_named(self):
        attached = self.mortise.attach(0)
        run('mkfs.ext4', '-q', attached['path'])
        run('mount', attached['path'], '/mnt')
        text = self.refused('IN_USE', self.mortise.detach, attached['id'])
        self.assertIn('/mnt', text)
        with open('/mnt/still-writable', 'w') as file:
            file.write('yes')
            os.fsync(file.fileno())
        run('umount', '/mnt')
        self.mortise.detach(attached['id'])

    def test_attaching_twice_gives_the_same_attachment(self):
        first = self.mortise.attach(0)
        second = self.mortise.attach(0)
        self.assertEqual(first['id'], second['id'])
        self.assertEqual(first['path'], second['path'])
        self.mortise.detach(first['id'])

    def test_what_is_not_attached_is_detached_with_success(self):
        attached = self.mortise.attach(0)
        self.mortise.detach(attached['id'])
        from story import connection
        self.assertEqual([], self.mortise.detach(connection(0))['done'])
