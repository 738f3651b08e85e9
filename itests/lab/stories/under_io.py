# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""What breaks while a volume is written to: the target, a path, the daemons. What was written is on the array in the end."""
import glob

import checked
from story import Plain, Refused, Story, active_paths, connection, lab, until

# what a detach had to leave is tried again after one minute, then after two
CLEAN_SECONDS = 200


def sessions():
    return glob.glob('/sys/class/iscsi_session/session*')


def maps():
    return glob.glob('/sys/block/dm-*')


def killed(daemon):
    lab(f'pkill -9 -x {daemon}; eventually 10 eval "! pidof {daemon} >/dev/null"')


def started(daemon):
    lab('initiator_up' if daemon == 'iscsid' else 'multipathd; eventually 60 multipathd_idle')


class UnderIo(Story):
    container = Plain
    no_path_retry = 'queue'

    @classmethod
    def setUpClass(cls):
        lab(f'multipath_down; NO_PATH_RETRY={cls.no_path_retry} multipath_up')

    @classmethod
    def tearDownClass(cls):
        lab('multipath_down; multipath_up')

    def tearDown(self):
        lab('for k in 0 1 2 3; do path_heal $k; done; [ -e $LIO/iscsi/$IQN ] || target_again 2;'
            'pidof iscsid >/dev/null || initiator_up; pidof multipathd >/dev/null || multipathd')
        super().tearDown()

    def attach(self, volume=0):
        attached = self.mortise.attach(volume)
        self.assertEqual('ATTACHED', attached['state'], attached)
        return attached

    def goes_on(self, writer, writes=20):
        done, _ = writer.counts()
        until('the writer goes on', lambda: writer.counts()[0] >= done + writes, 120)

    def proven(self, attached, volume=0):
        """It is the volume that it was, whole, on the same device."""
        active_paths(4, volume)
        now = self.mortise.ask('verify ' + attached['id'])
        self.assertEqual(('ATTACHED', lab(f'wwid_of {volume}')), (now['state'], now['wwid']), now)
        self.assertEqual(['ACTIVE'] * 4, [path['state'] for path in now['paths']], now)
        self.assertEqual(attached['path'], now['device']['path'])

    def gone(self, attached, written):
        """Detached, with nothing left, and all that was written is on the array."""
        self.assertTrue(written)
        self.assertEqual([], checked.wrong(attached['path'], written))
        self.assertEqual([], self.mortise.detach(attached['id'])['left'])
        lab('lab_clean_or_fail 15')
        self.assertEqual([], checked.wrong('/run/volumes/vol0', written))


class QueueingWithoutAPath(UnderIo):
    def test_io_goes_on_when_the_target_was_torn_down_and_made_again_and_an_idle_volume_is_there_too(self):
        attached, idle = self.attach(0), self.attach(1)
        writer = checked.Writer(attached['path'])
        lab('target_down')
        active_paths(0)
        lab('target_again 2')
        active_paths(4)
        self.goes_on(writer)
        done = writer.stop()
        self.assertEqual({}, done['errors'], done)
        self.proven(attached)
        self.proven(idle, 1)
        self.mortise.detach(idle['id'])
        self.gone(attached, done['written'])

    def test_io_goes_on_while_paths_are_reset_and_mended_one_after_the_other_and_three_at_once(self):
        attached = self.attach()
        writer = checked.Writer(attached['path'])
        for paths in ('0', '1', '2', '3', '0 1 2'):
            lab(f'for k in {paths}; do path_reject $k; done')
            active_paths(4 - len(paths.split()))
            self.goes_on(writer)
            lab(f'for k in {paths}; do path_heal $k; done')
            active_paths(4)
        done = writer.stop()
        self.assertEqual({}, done['errors'], done)
        self.proven(attached)
        self.gone(attached, done['written'])


class FailingWithoutAPath(UnderIo):
    no_path_retry = 'fail'

    def test_io_fails_while_the_target_is_down_if_that_is_the_policy_and_the_volume_is_whole_afterwards(self):
        attached = self.attach()
        writer = checked.Writer(attached['path'])
        self.goes_on(writer)
        lab('target_down')
        until('a write fails', lambda: writer.counts()[1], 120)
        active_paths(0)
        self.refused('NO_USABLE_PATH', self.mortise.detach, attached['id'])
        lab('target_again 2')
        active_paths(4)
        self.goes_on(writer)
        done = writer.stop()
        self.assertEqual(['Input/output error'], list(done['errors']), done)
        self.proven(attached)
        self.gone(attached, done['written'])


class Daemons(UnderIo):
    def test_io_goes_on_while_the_daemons_are_killed_and_a_path_lost_meanwhile_comes_back_with_them(self):
        attached = self.attach()
        writer = checked.Writer(attached['path'])
        killed('iscsid')
        lab('path_reject 2')
        active_paths(3)
        lab('path_heal 2')
        self.goes_on(writer)
        started('iscsid')
        active_paths(4)
        killed('multipathd')
        lab('path_reject 1')
        self.goes_on(writer)
        started('multipathd')
        active_paths(3)
        lab('path_heal 1')
        active_paths(4)
        done = writer.stop()
        self.assertEqual({}, done['errors'], done)
        self.proven(attached)
        self.gone(attached, done['written'])

    def interrupted(self, order, daemon, moment, reached):
        """Its answer, or None if it was refused; the daemon is killed at that moment of it, and started again."""
        self.mortise.begin(order)
        try:
            until(moment, reached)
            killed(daemon)
        finally:
            if order.startswith('attach'):
                started(daemon)
            try:
                answer = self.mortise.answers()[0]
            except Refused as refused:
                answer = None
                self.assertNotIn(refused.reason, ('INTERNAL', 'FOREIGN_DATA'), str(refused))
            if not order.startswith('attach'):  # so long it is done without
                started(daemon)
        return answer

    def killed_while_attaching(self, daemon, moment, reached):
        with self.subTest(daemon=daemon, killed=moment):
            attached = self.interrupted('attach ' + connection(0), daemon, moment, reached)
            if attached:
                self.assertEqual(lab('wwid_of 0'), attached['multipath_id'])
                self.mortise.ask('verify ' + attached['id'])
                self.mortise.detach(attached['id'])
            until('nothing is listed', lambda: self.mortise.ask('list') == [], CLEAN_SECONDS)
            lab(f'lab_clean_or_fail {CLEAN_SECONDS}')
            self.mortise.detach(self.attach()['id'])  # also beside a session that iscsid left half made
            lab('lab_clean_or_fail 15')

    def test_an_attach_in_which_iscsid_is_killed_gives_the_volume_or_leaves_nothing(self):
        self.killed_while_attaching('iscsid', 'as soon as there is a record', lambda: glob.glob('/etc/iscsi/nodes/*/*'))
        self.killed_while_attaching('iscsid', 'as soon as there is a session', sessions)

    def test_an_attach_in_which_multipathd_is_killed_gives_the_volume_or_leaves_nothing(self):
        self.killed_while_attaching('multipathd', 'as soon as there is a map', maps)

    def test_sessions_that_iscsid_did_not_live_to_give_a_name_or_a_portal_are_in_nobodys_way(self):
        for k, message in enumerate((3, 5, 6)):  # the next would tell it the target, the portal's address, its port
            with self.subTest(iscsid_dies_at_message=message):
                lab(f'iscsid_dies_at {message}')
                try:
                    self.refused('TOOL_MISSING', self.mortise.attach, 0)
                finally:
                    killed('iscsid')
                    started('iscsid')
                self.assertEqual(k + 1, len(lab('half_made_sessions').split()))
                # the target may let nobody in for 15 s: it waits for the rest of the login
                attached = self.mortise.attach(0)
                self.assertEqual(lab('wwid_of 0'), attached['multipath_id'])
                self.mortise.detach(attached['id'])
                self.assertEqual([], self.mortise.ask('list'))
                lab('lab_clean_or_fail 15')

    def killed_while_detaching(self, daemon, moment, reached):
        attached = self.attach()
        writer = checked.Writer(attached['path'])
        self.goes_on(writer)
        written = writer.stop()['written']
        with self.subTest(daemon=daemon, killed=moment):
            self.interrupted('detach ' + attached['id'], daemon, moment, reached)
            lab(f'lab_clean_or_fail {CLEAN_SECONDS}')
            until('nothing is listed', lambda: self.mortise.ask('list') == [], CLEAN_SECONDS)
            self.assertEqual([], checked.wrong('/run/volumes/vol0', written))

    def test_a_detach_in_which_iscsid_is_killed_is_finished(self):
        self.killed_while_detaching('iscsid', 'when the map is gone', lambda: not maps())

    def test_a_detach_in_which_multipathd_is_killed_is_finished(self):
        self.killed_while_detaching('multipathd', 'at once', lambda: True)
