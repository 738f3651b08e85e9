"""Stories about taking volumes down: those of os-brick, those attached by hand, those in use, those without a path."""
import json
import mmap
import os
import subprocess
import sys
import tempfile

from story import LAB, WORK, Story, active_paths, connection, lab, run


def sessions():
    return lab('ls /sys/class/iscsi_session 2>/dev/null | sort').split()


def in_file(what):
    handle, name = tempfile.mkstemp(suffix='.json', dir=WORK)
    with os.fdopen(handle, 'w') as file:
        json.dump(what, file)
    return name


class OsBrick:
    """Debian's package, in a process of its own: attaches and detaches with the properties of a file."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, f'{LAB}/stories/os_brick_peer.py'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ask(self, *words):
        self.process.stdin.write(' '.join(words) + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer.startswith('ok '):
            self.process.kill()
            raise AssertionError(f'os-brick: {words}: {answer}{self.process.communicate()[1]}')
        return json.loads(answer[len('ok '):])

    def end(self):
        self.process.communicate('', timeout=60)


class WithOsBrick(Story):
    """One process of os-brick for all, since it takes seconds to start."""

    @classmethod
    def setUpClass(cls):
        cls.brick = OsBrick()

    @classmethod
    def tearDownClass(cls):
        cls.brick.end()

    def test_what_os_brick_attached_is_taken_down_with_its_device_information(self):
        file = connection(0)
        device = self.brick.ask('attach', file)
        self.assertEqual(lab('wwid_of 0'), device['multipath_id'])
        # another volume's information first
        wrong = in_file(dict(device, scsi_wwn=lab('wwid_of 1'), multipath_id=lab('wwid_of 1')))
        self.refused('FOREIGN_DATA', self.mortise.detach, f'{file},{wrong}')
        self.assertEqual(4, len(sessions()))
        told = self.mortise.detach(f'{file},{in_file(device)}')
        self.assertEqual([], told['left'])
        self.assertEqual([], sessions())
        lab('lab_clean_or_fail 10')

    def test_what_we_attached_os_brick_takes_down_and_a_detach_of_ours_finds_nothing_left(self):
        file = connection(0)
        device = self.mortise.attach(0)
        self.brick.ask('detach', file, in_file(device))
        self.assertEqual([], sessions())
        told = self.mortise.detach(device['id'])
        self.assertEqual([], told['left'], told)


class ByHand(Story):
    def test_a_volume_attached_by_hand_is_adopted_explained_refused_and_detached(self):
        lab('attach_by_hand 0; rm -f /tmp/opened')
        adopted = self.mortise.ask(f'adopt {connection(0)}')
        self.assertEqual('ATTACHED', adopted['state'], adopted)
        self.assertEqual(lab('wwid_of 0'), adopted['scsi_wwn'])
        id = adopted['id']
        self.assertEqual([], self.mortise.ask(f'explain {id}')['obstacles'])
        self.assertEqual(4, len(self.mortise.ask(f'verify {id}')['paths']))
        with open(adopted['path'], 'rb') as device:
            holder = subprocess.Popen(['sleep', '600'], stdin=device)
        try:
            who = f'sleep (pid {holder.pid})'
            [found] = self.mortise.ask(f'explain {id}')['obstacles']
            self.assertEqual('IN_USE', found['reason'])
            self.assertIn(who, found['detail'])
            self.assertIn(who, self.refused('IN_USE', self.mortise.detach, id))
        finally:
            holder.kill()
            holder.wait()
        # a mount that only another mount namespace has
        run('mkfs.ext4', '-q', adopted['path'])
        box = subprocess.Popen(
            ['unshare', '-m', '--propagation', 'private', 'sh', '-c',
             f'mount {adopted["path"]} /mnt && echo mounted && exec sleep 600'],
            stdout=subprocess.PIPE, text=True)
        try:
            self.assertEqual('mounted\n', box.stdout.readline())
            text = self.refused('IN_USE', self.mortise.detach, id)
            self.assertIn('/mnt in the mount namespace of sleep', text)
        finally:
            box.kill()
            box.wait()
            box.stdout.close()
        self.mortise.detach(id)
        self.assertEqual([], sessions())
        lab('rm -rf /etc/iscsi/send_targets/*; lab_clean_or_fail 10')

    def test_all_sessions_of_one_portal_are_taken_down(self):
        lab('attach_by_hand 0')
        before = len(sessions())
        run('iscsiadm', '-m', 'session', '-r', sessions()[0].replace('session', ''), '--op', 'new')
        self.assertEqual(before + 1, len(sessions()))
        lab('for s in /sys/class/scsi_host/host*/scan; do echo 0 0 $(lun_of 0 0) >$s; done;'
            f'eventually 20 eval "[ \\$(ls /sys/class/scsi_disk | wc -l) = {before + 1} ]" || fail "not all disks";'
            'udevadm settle')
        told = self.mortise.detach(connection(0))
        self.assertEqual([], told['left'])
        self.assertEqual([], sessions())
        lab('rm -rf /etc/iscsi/send_targets/*; lab_clean_or_fail 10')


class WithoutAPath(Story):
    """What was written but not flushed is on the volume in the end, or its loss is said. Maps queue without end."""

    @classmethod
    def setUpClass(cls):
        lab('multipath_down; NO_PATH_RETRY=queue multipath_up')

    @classmethod
    def tearDownClass(cls):
        lab('multipath_down; multipath_up')

    def write(self, device, text):
        # stays open: the last close would write back, and wait for ever
        file = os.open(device, os.O_RDWR)
        os.write(file, text.encode().ljust(4096))
        return file

    def read(self, device):
        file = os.open(device, os.O_RDONLY | os.O_DIRECT)
        try:
            page = mmap.mmap(-1, 4096)
            os.readv(file, [page])
            return page[:4096].decode().strip()
        finally:
            os.close(file)

    def stored(self):
        """What the array has."""
        with open('/run/volumes/vol0', 'rb') as file:
            return file.read(4096).decode(errors='replace').strip('\0 ')

    def all_paths(self, what):
        lab(f'for k in $(path_indexes); do {what} $k; done')

    def test_unwritten_data_survives_a_refused_detach_and_the_loss_by_a_forced_one_is_said(self):
        attached = self.mortise.attach(0)
        # cut first: pages may be written back at any time
        self.all_paths('path_cut')
        held = self.write(attached['path'], 'first')
        try:
            active_paths(0)
            self.assertNotEqual('first', self.stored())
            text = self.refused('NO_USABLE_PATH', self.mortise.detach, attached['id'])
            self.assertIn('nothing can be flushed', text)
        finally:
            self.all_paths('path_heal')
        active_paths(4)
        self.assertEqual('ATTACHED', self.mortise.ask('list')[0]['state'])
        os.close(held)
        self.mortise.detach(attached['id'])
        attached = self.mortise.attach(0)
        self.assertEqual('first', self.read(attached['path']))
        # and now by force
        self.all_paths('path_cut')
        held = self.write(attached['path'], 'second')
        try:
            active_paths(0)
            self.assertEqual('first', self.stored())
            text = self.refused('IN_USE', self.mortise.detach, attached['id'], 'forced')
            self.assertIn('lost', text)
            self.assertEqual('first', self.stored())
            os.close(held)
            self.assertEqual('first', self.stored())
            told = self.mortise.detach(attached['id'], 'forced_ignoring_errors')
            self.assertEqual([], told['left'], told)
            self.assertEqual('first', self.stored())
        finally:
            self.all_paths('path_heal')
        self.assertEqual('first', self.stored())
        attached = self.mortise.attach(0)
        self.assertEqual('first', self.read(attached['path']))
        self.mortise.detach(attached['id'])
