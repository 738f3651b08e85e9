# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""Random work for SOAK_MINUTES, by SOAK_SEED: attach, I/O that is verified, growth, detach; meanwhile paths are lost and come
back, LUNs are reused, daemons restarted and the process killed. What is written must be what is read, on the right
volume; in the end nothing is left. Without a seed every day has another.
"""
import hashlib
import mmap
import os
import random
import time

from story import Plain, Refused, Story, connection, lab

MINUTES = float(os.environ.get('SOAK_MINUTES', '10'))
SEED = int(os.environ.get('SOAK_SEED', time.time() // 86400))
VOLUMES = 4
BLOCK = 4096
BLOCKS = 64
# what is left by a detach is tried again after a minute
CLEAN_SECONDS = 180


class Disk:
    """A volume of the array, and what was written to it."""

    def __init__(self, number):
        self.number = number
        self.written = {}
        self.wwid = lab(f'wwid_of {number}')
        self.size = 64

    def block(self, at, generation):
        text = f'{self.wwid} block {at} generation {generation} '.encode()
        body = hashlib.shake_128(text).digest(BLOCK - len(text))
        return text + body

    def write(self, device, at, generation):
        self._open(device, os.O_WRONLY, lambda file, page: self._write(file, page, at, generation))
        self.written[at] = generation

    def _write(self, file, page, at, generation):
        page[:] = self.block(at, generation)
        os.pwritev(file, [page], at * BLOCK)

    def wrong(self, device):
        """Blocks that do not hold what was written."""
        found = []

        def compare(file, page):
            for at, generation in self.written.items():
                os.preadv(file, [page], at * BLOCK)
                if page[:] != self.block(at, generation):
                    found.append((at, generation, page[:80]))

        self._open(device, os.O_RDONLY, compare)
        return found

    @staticmethod
    def _open(device, how, work):
        file = os.open(device, how | os.O_DIRECT)
        try:
            with mmap.mmap(-1, BLOCK) as page:
                work(file, page)
        finally:
            os.close(file)


class Soak(Story):
    container = Plain

    @classmethod
    def setUpClass(cls):
        # two more than the shape has, under the LUNs that follow
        lab(f'for v in $(seq 2 {VOLUMES - 1}); do backstore vol$v 64 "$(serial_of $v)"; lun_add $IQN 1 $((v + 1)) vol$v; done')

    @classmethod
    def tearDownClass(cls):
        lab(f'for v in $(seq 2 {VOLUMES - 1}); do lun_drop $IQN 1 $((v + 1)); backstore_drop vol$v; done')

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.behind = [Disk(number) for number in range(VOLUMES)]  # index: LUN - 1
        self.attached = {}  # LUN -> what attach said
        self.leaving = set()  # ids of what a detach could take apart but not finish
        self.faulty = None
        self.did = {}
        self.mismatches = []
        self.unclean = 0

    def tearDown(self):
        lab('for k in 0 1 2 3; do path_heal $k; done')
        super().tearDown()

    def count(self, what):
        self.did[what] = self.did.get(what, 0) + 1

    def test_random_work(self):
        begun, before = time.monotonic(), None
        turns = [self.attach] * 6 + [self.write] * 8 + [self.detach] * 5 + [self.verify] * 3 + [
            self.lose_a_path, self.mend, self.mend, self.reuse, self.grow, self.restart_multipathd, self.restart_iscsid,
            self.kill, self.kill_while_attaching, self.kill_while_detaching]
        while time.monotonic() - begun < MINUTES * 60:
            turn = self.random.choice(turns)
            turn()
            if not self.attached and self.faulty is None and self.random.random() < 0.5:
                self.nothing_left()
                before = before or self.used()
        self.mend()
        for lun in list(self.attached):
            self.verify(lun)
            self.detach(lun)
        self.nothing_left()
        after = self.used()
        told = (f'seed {SEED}, {(time.monotonic() - begun) / 60:.1f} min: '
                + ', '.join(f'{count} x {what}' for what, count in sorted(self.did.items()))
                + f'; {self.unclean} leftovers; {len(self.mismatches)} data mismatches; '
                + ', '.join(f'{name} {before[name] if before else "?"} -> {after[name]}' for name in after))
        with open('/results/told.txt', 'w') as file:
            file.write(told + '\n')
        print(told, flush=True)
        self.assertEqual([], self.mismatches)
        self.assertEqual(0, self.unclean)

    def used(self):
        """Of the process that runs now: it may not be the one that began."""
        pid = self.mortise.process.pid
        with open(f'/proc/{pid}/status') as file:
            threads = next(line.split()[1] for line in file if line.startswith('Threads:'))
        return {'heap KiB': self.mortise.ask('heap') // 1024, 'threads': int(threads),
                'handles': len(os.listdir(f'/proc/{pid}/fd'))}

    def nothing_left(self):
        if not self.leaving:
            self.assertEqual({}, self.states())
        try:
            lab(f'lab_clean_or_fail {CLEAN_SECONDS}')
            self.count('clean')
        except AssertionError as left:
            self.unclean += 1
            raise AssertionError(f'seed {SEED}: {self.did}: {left}') from left
        self.assertEqual({}, self.states())
        self.leaving.clear()

    def one(self, attached):
        luns = [lun for lun in range(1, VOLUMES + 1) if (lun in self.attached) == attached]
        return self.random.choice(luns) if luns else None

    def file(self, lun):
        return connection(0, target_luns=[lun] * 4)

    # --- work ---

    def attach(self):
        lun = self.one(attached=False)
        if lun:
            try:
                told = self.mortise.ask('attach ' + self.file(lun))
            except Refused as refused:
                self.refused_for_a_reason(refused)
                return
            self.found(lun, told)
            self.count('attach')

    def found(self, lun, told):
        self.assertEqual(self.behind[lun - 1].wwid, told['multipath_id'], f'seed {SEED}: the wrong volume')
        self.attached[lun] = told
        self.verify(lun)

    def refused_for_a_reason(self, refused):
        self.assertIsNotNone(self.faulty, f'seed {SEED}: refused with nothing broken: {refused}')
        self.count('refused while a path was lost')

    def write(self):
        lun = self.one(attached=True)
        if lun:
            at, generation = self.random.randrange(BLOCKS), self.random.randrange(1 << 30)
            self.behind[lun - 1].write(self.attached[lun]['path'], at, generation)
            self.count('write')

    def verify(self, lun=None):
        lun = lun or self.one(attached=True)
        if lun:
            self.mismatches += self.behind[lun - 1].wrong(self.attached[lun]['path'])
            self.count('verify')

    def detach(self, lun=None):
        lun = lun or self.one(attached=True)
        if lun:
            try:
                self.mortise.detach(self.attached[lun]['id'])
            except Refused as refused:
                self.refused_for_a_reason(refused)
                self.taken_apart(lun)
                return
            del self.attached[lun]
            self.count('detach')

    def taken_apart(self, lun):
        """A session that can't be closed has a detach refused at its end: then there is no device any longer."""
        id = self.attached[lun]['id']
        if self.states().get(id) not in ('ATTACHED', 'DEGRADED'):
            del self.attached[lun]
            self.leaving.add(id)
            self.count('detach that was finished later')

    def states(self):
        return {each['id']: each['state'] for each in self.mortise.ask('list')}

    def grow(self):
        lun = self.one(attached=True)
        if lun and self.faulty is None:
            disk = self.behind[lun - 1]
            disk.size += 4
            lab(f'backstore_grow vol{disk.number} {disk.size}; eventually 90 eval '
                '"! multipathd show paths raw format %T | grep -qv ready" || fail "paths stay faulty"')
            told = self.mortise.ask('extend ' + self.attached[lun]['id'])
            self.assertEqual(disk.size << 20, told['size_bytes'], told)
            self.count('extend')

    # --- faults ---

    def lose_a_path(self):
        if self.faulty is None:
            self.faulty = self.random.randrange(4)
            lab(f'{self.random.choice(["path_reject", "path_drop", "path_cut"])} {self.faulty}')
            self.count('path lost')

    def mend(self):
        if self.faulty is not None:
            lab(f'path_heal {self.faulty}')
            self.all_back()
            self.faulty = None

    @staticmethod
    def all_back():
        """Sessions that failed come back by themselves, and their disks with them."""
        lab("eventually 90 eval '! grep -qv LOGGED_IN /sys/class/iscsi_session/*/state 2>/dev/null'"
            " || fail 'a session did not come back';"
            " eventually 30 eval '! grep -qv running /sys/bus/scsi/devices/*:*:*:*/state 2>/dev/null'"
            " || fail 'a disk did not come back'")

    def reuse(self):
        """Two volumes that nobody has change places."""
        free = [lun for lun in range(1, VOLUMES + 1) if lun not in self.attached]
        if len(free) >= 2:
            one, other = self.random.sample(free, 2)
            self.behind[one - 1], self.behind[other - 1] = self.behind[other - 1], self.behind[one - 1]
            lab(f'lun_drop $IQN 1 {one}; lun_drop $IQN 1 {other};'
                + ''.join(f'lun_add $IQN 1 {lun} vol{self.behind[lun - 1].number};' for lun in (one, other)))
            self.count('LUN reused')

    def restart_multipathd(self):
        lab('multipath_down; multipathd; eventually 30 multipathd_idle')
        self.count('multipathd restarted')

    def restart_iscsid(self):
        lab('pkill -9 -x iscsid; eventually 10 eval "! pidof iscsid >/dev/null"; initiator_up')
        # the new one takes the sessions over, and opens each connection anew; till then a path is as lost
        if self.faulty is None:
            self.all_back()
        self.count('iscsid killed')

    def kill(self):
        self.mortise.kill()
        self.again()
        self.count('JVM killed')

    def kill_while_attaching(self):
        lun = self.one(attached=False)
        if lun:
            self.mortise.die(self.random.randrange(1, 300), 'attach ' + self.file(lun))
            self.again(maybe=lun)
            self.count('JVM killed while attaching')

    def kill_while_detaching(self):
        lun = self.one(attached=True)
        if lun:
            going = self.attached.pop(lun)
            self.mortise.die(self.random.randrange(1, 120), 'detach ' + going['id'])
            self.again(maybe=lun)
            self.count('JVM killed while detaching')

    def again(self, maybe=None):
        """The next process finds all that was attached; that one may be there as well, or be gone."""
        self.restart()
        listed = {each['id']: each for each in self.mortise.ask('list')}
        for lun, told in self.attached.items():
            self.assertIn(listed.pop(told['id'])['state'], ('ATTACHED', 'DEGRADED'))
        for each in listed.values():
            if each['id'] in self.leaving:
                continue
            self.assertIsNotNone(maybe, each)
            if each['state'] in ('ATTACHED', 'DEGRADED'):
                self.found(maybe, {'id': each['id'], 'path': each['device']['path'], 'multipath_id': each['wwid']})
            else:
                self.assertTrue(self.faulty is not None, each)
                self.mortise.detach(each['id'], 'forced_ignoring_errors')
                if each['id'] in self.states():  # a session that can't be closed before its path is back
                    self.leaving.add(each['id'])
