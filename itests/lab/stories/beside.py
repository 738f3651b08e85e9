# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""Others on the same host use the same sessions at the same time: a second process of Mortise, and os-brick."""
import glob
import threading

from shared_sessions import Writer, sessions
from story import Mortise, Story, connection, lab
from taking_down import OsBrick, in_file

TURNS = 3


class Beside(Story):
    """The two volumes are behind one target."""

    @classmethod
    def setUpClass(cls):
        cls.other = Mortise(journal='/var/lib/mortise/other')
        cls.brick = OsBrick()

    @classmethod
    def tearDownClass(cls):
        cls.brick.end()
        cls.other.stop()

    def tearDown(self):
        for each in self.other.ask('list'):
            self.other.detach(each['id'], 'forced_ignoring_errors')
        super().tearDown()

    def leave_each_other_their_sessions(self, opener, guest, left):
        """
        Each detaches while the other writes, the guest last; a pair is (attach, detach), and what attach gives has a path.
        left says what sessions may be there then.
        """
        opened = opener[0]()
        before = sessions()
        self.assertEqual(4, len(before))
        self.write_while_the_other_goes(opened, guest, guest[0]())
        self.assertEqual(before, sessions())
        writing = guest[0]()
        self.write_while_the_other_goes(writing, opener, opened)
        self.assertEqual(before, sessions())
        guest[1](writing)
        self.assertEqual(left(before), sessions())
        self.nobodys()
        # and the opener takes them down when nobody else is left
        opened, other = opener[0](), guest[0]()
        guest[1](other)
        opener[1](opened)
        self.assertEqual([], sessions())

    def write_while_the_other_goes(self, writing, other, going):
        writer = Writer(writing['path'])
        other[1](going)
        self.assertGreater(writer.stop(), 0)

    @staticmethod
    def nobodys():
        if sessions():
            lab('iscsiadm -m session -u >/dev/null; rm -rf /etc/iscsi/nodes/*; udevadm settle')

    def ours(self, volume):
        return lambda: self.mortise.attach(volume), lambda attached: self.mortise.detach(attached['id'])

    def theirs(self, volume):
        return lambda: self.other.attach(volume), lambda attached: self.other.detach(attached['id'])

    def bricks(self, volume):
        file = connection(volume)
        return lambda: self.brick.ask('attach', file), lambda device: self.brick.ask('detach', file, in_file(device))

    def test_two_processes_leave_each_other_their_sessions(self):
        # the last of them takes down what is of the form of either
        self.leave_each_other_their_sessions(self.ours(0), self.theirs(1), lambda before: [])
        self.assertEqual([], glob.glob('/etc/iscsi/nodes/*'))

    def test_os_brick_leaves_us_our_sessions_and_we_it_its_own(self):
        # to us they are a stranger's
        self.leave_each_other_their_sessions(self.bricks(1), self.ours(0), lambda before: before)

    def test_two_processes_attach_and_detach_at_once(self):
        failures = []

        def turns(attach, detach):
            try:
                for _ in range(TURNS):
                    attached = attach()
                    if attached['state'] != 'ATTACHED':
                        raise AssertionError(str(attached))
                    detach(attached)
            except Exception as failure:  # told by the thread that started us
                failures.append(repr(failure))

        threads = [threading.Thread(target=turns, args=pair) for pair in (self.ours(0), self.theirs(1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)
        self.assertEqual([], sessions())
        self.assertEqual([], glob.glob('/etc/iscsi/nodes/*'))
