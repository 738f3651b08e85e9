"""Stories about sessions that are shared: between volumes, with strangers, and with what fails."""
import glob
import os
import subprocess
import sys
import time

from story import LAB, Story, connection, lab, run, until


def sessions():
    return lab("ls /sys/class/iscsi_session 2>/dev/null | sort").split()


class Writer:
    """Writes to a device until told to stop; every write is direct, and every error ends it."""

    def __init__(self, device):
        self.process = subprocess.Popen(
            [sys.executable, f'{LAB}/stories/writer.py', device],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'writing\n', self.process.stderr.read()

    def stop(self):
        """How many writes there were; fails if one of them did."""
        out, err = self.process.communicate('\n', timeout=60)
        if self.process.returncode:
            raise AssertionError('I/O failed: ' + err)
        return int(out)


class SharedSessions(Story):
    def test_a_session_stays_until_its_last_volume_goes_in_this_order(self):
        self.detach_one_while_the_other_writes(0, 1)

    def test_a_session_stays_until_its_last_volume_goes_in_the_other_order(self):
        self.detach_one_while_the_other_writes(1, 0)

    def detach_one_while_the_other_writes(self, first, last):
        attached = [self.mortise.attach(0), self.mortise.attach(1)]
        before = sessions()
        writer = Writer(attached[last]['path'])
        self.mortise.detach(attached[first]['id'])
        self.assertEqual(before, sessions())
        self.assertGreater(writer.stop(), 0)
        self.mortise.detach(attached[last]['id'])
        self.assertEqual([], sessions())

    def test_two_detaches_at_once_log_out_once_and_leave_nothing(self):
        attached = [self.mortise.attach(0), self.mortise.attach(1)]
        self.mortise.ask_all(*[f'detach {each["id"]}' for each in attached])
        self.assertEqual([], sessions())

    def test_two_attaches_at_once_share_their_sessions(self):
        attached = self.mortise.ask_all(f'attach {connection(0)}', f'attach {connection(1)}')
        self.assertEqual(4, len(sessions()))
        for each in attached:
            self.assertEqual('ATTACHED', each['state'], each)
            self.mortise.detach(each['id'])

    def test_a_session_that_was_there_before_us_stays(self):
        lab('foreign_session 0')
        lab('lab_remember')
        foreign = sessions()
        attached = self.mortise.attach(0)
        self.assertEqual('ATTACHED', attached['state'], attached)
        self.assertEqual(4, len(sessions()))
        self.mortise.detach(attached['id'])
        self.assertEqual(foreign, sessions())
        lab('lab_clean_or_fail 10')
        lab('logout 0; rm -r /etc/iscsi/nodes/*; udevadm settle; lab_remember')

    def test_a_foreign_lun_on_a_shared_session_is_untouched(self):
        lab('foreign_session 0; backstore stranger 16; foreign_lun 0 99 stranger;'
            'eventually 30 map_of $(disk_of 0 99) || fail "multipathd makes no map of it"; udevadm settle; lab_remember')
        disk = lab('disk_of 0 99')
        attached = self.mortise.attach(0)
        writer = Writer('/dev/' + lab(f'map_of {disk}'))
        self.mortise.detach(attached['id'])
        self.assertGreater(writer.stop(), 0)
        self.assertEqual(disk, lab('disk_of 0 99'))
        lab('lab_clean_or_fail 10')
        lab(f'multipath -f $(cat /sys/block/{disk}/holders/dm-*/dm/name) || true;'
            f'echo 1 >/sys/block/{disk}/device/delete; logout 0; rm -r /etc/iscsi/nodes/*;'
            'lun_drop $(iqn_of 0) $(tag_of 0) 99; backstore_drop stranger; udevadm settle; lab_remember')

    def test_a_portal_that_refuses_is_reported_and_the_volume_has_three_paths(self):
        lab('path_reject 3')
        try:
            attached = self.mortise.attach(0)
            self.assertEqual('DEGRADED', attached['state'], attached)
            self.assertEqual(3, len([path for path in attached['paths'] if path['state'] == 'ACTIVE']), attached)
            # on a slow machine the others are up before iscsiadm has told of this one
            until('the reason is told', lambda: any(path.get('reason') for path in self.mortise.ask('list')[0]['paths']))
            [down] = [path for path in self.mortise.ask('list')[0]['paths'] if path.get('reason')]
            self.assertEqual('PORTAL_UNREACHABLE', down['reason'])
            self.assertIn('10.10.3.2', str(down))
            self.assertEqual(3, len(sessions()))
            self.mortise.detach(attached['id'])
        finally:
            lab('path_heal 3')

    def test_a_lun_that_is_not_there_is_an_error_and_leaves_nothing(self):
        text = self.refused('LUN_NOT_FOUND', self.mortise.attach, 0, target_luns=[77, 77, 77, 77])
        self.assertIn('77', text)

    def test_another_volume_than_the_expected_one_is_refused_and_leaves_nothing(self):
        self.refused('FOREIGN_DATA', self.mortise.attach, 0, expected_wwid=lab('wwid_of 1'))

    def test_bad_input_touches_nothing(self):
        text = self.refused('BAD_INPUT', self.mortise.attach, 0, target_luns=[1, 2])
        self.assertIn('target_luns', text)

    def test_a_killed_container_finds_its_volume_again(self):
        attached = self.mortise.attach(0)
        writer = Writer(attached['path'])
        self.mortise.kill()
        self.restart()
        found = self.mortise.ask('list')
        self.assertEqual([attached['id']], [each['id'] for each in found])
        self.assertEqual('ATTACHED', found[0]['state'], found)
        self.assertGreater(writer.stop(), 0)
        self.mortise.detach(attached['id'])

    def test_a_container_killed_while_attaching_cleans_up_at_the_next_start(self):
        self.mortise.process.stdin.write(f'attach {connection(0)}\n')
        self.mortise.process.stdin.flush()
        end = time.monotonic() + 60
        while not glob.glob('/sys/class/iscsi_session/session*'):
            self.assertLess(time.monotonic(), end, 'no session came up')
        self.mortise.kill()
        self.restart()
        end = time.monotonic() + 60
        while self.mortise.ask('list'): # the host may be as it was before recovery has come to it
            self.assertLess(time.monotonic(), end, 'not recovered')
            time.sleep(0.2)
        lab('eventually 30 lab_same')


class WithoutDaemon(Story):
    """multipathd does not run."""

    def setUp(self):
        lab('multipath_down')
        super().setUp()

    def tearDown(self):
        super().tearDown()
        lab('multipathd; eventually 10 multipathd_idle')

    def test_enforced_multipath_is_refused_before_anything_is_touched(self):
        self.refused('MULTIPATH_UNAVAILABLE', self.mortise.attach, 0, enforce_multipath=True)

    def test_multipath_that_is_not_enforced_gives_one_path_and_says_so(self):
        attached = self.mortise.attach(0, enforce_multipath=False)
        self.assertEqual('DEGRADED', attached['state'], attached)
        self.assertNotIn('multipath_id', attached)
        self.mortise.detach(attached['id'])


class SinglePath(Story):
    """Multipath is not wanted."""

    settings = {'multipath': 'false'}

    def test_one_path_is_opened_and_no_other(self):
        attached = self.mortise.attach(0)
        self.assertEqual(1, len(sessions()))
        self.assertEqual('ATTACHED', attached['state'], attached)
        run('dd', 'if=/dev/zero', f'of={attached["path"]}', 'bs=1M', 'count=4', 'oflag=direct', 'status=none')
        self.mortise.detach(attached['id'])


class BusyUdev(Story):
    """udev has its rules wait. Without multipathd, which would wait for udev itself."""

    settings = {'multipath': 'false'}

    @classmethod
    def setUpClass(cls):
        lab('multipath_down')

    @classmethod
    def tearDownClass(cls):
        lab('multipath_up')

    def test_no_link_to_the_disk_is_left_when_the_detach_answers_though_udev_has_not_come_to_it(self):
        attached = self.mortise.attach(0)
        disk = os.path.basename(os.path.realpath(attached['path']))
        self.assertRegex(disk, '^sd[a-z]+$')
        lab('udevadm settle')
        links = f"find /dev/disk -lname '*/{disk}'"
        for kind in ('by-path', 'by-id', 'by-diskseq'):
            self.assertIn(f'/dev/disk/{kind}/', lab(links))
        lab('udevadm control --stop-exec-queue')
        try:
            self.mortise.detach(attached['id'])
            self.assertEqual('', lab(links))
        finally:
            lab('udevadm control --start-exec-queue; udevadm settle')
        self.assertEqual('', lab(links))
