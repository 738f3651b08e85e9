# SPDX-License-Identifier: Apache-2.0
# Copyright Mortise contributors
"""The process is killed at one of its calls of the host, and the next one puts the host right.

KILLS says how many such calls are tried per story, KILL_SEED which; without it every day has others.
"""
import os
import random
import time

from story import Plain, Story, connection, lab

KILLS = int(os.environ.get('KILLS', '3'))
SEED = int(os.environ.get('KILL_SEED', time.time() // 86400))


class Killed(Story):
    container = Plain

    def calls(self, order):
        """How many calls of the host an order makes."""
        before = self.mortise.ask('calls')
        answer = self.mortise.ask(order)
        return self.mortise.ask('calls') - before, answer

    def some(self, calls):
        """The first call and the last, and some between. Waiting is done in calls too, so the last varies."""
        chosen = random.Random(f'{SEED} {self.id()}').sample(range(2, calls), max(0, KILLS - 2))
        with open('/results/told.txt', 'a') as file:
            file.write(f'{self.id()}: seed {SEED}: killed at {[1, *sorted(chosen), calls]} of {calls} calls\n')
        return [1, *sorted(chosen), calls]

    def killed(self, number, order):
        self.mortise.die(number, order)
        self.restart()

    def put_right(self):
        """What is attached is whole and can be detached; what is not left nothing."""
        for each in self.mortise.ask('list'):
            self.assertIn(each['state'], ('ATTACHED', 'DEGRADED'), each)
            self.assertEqual(lab('wwid_of 0'), each['wwid'])
            self.assertEqual(4, len(self.mortise.ask('verify ' + each['id'])['paths']))
            self.mortise.detach(each['id'])
        lab('lab_clean_or_fail 15')

    def test_an_attach(self):
        file = connection(0)
        calls, attached = self.calls('attach ' + file)
        self.mortise.detach(attached['id'])
        for number in self.some(calls):
            with self.subTest(call=number):
                self.killed(number, 'attach ' + file)
                self.put_right()

    def test_a_detach(self):
        attached = self.mortise.attach(0)
        calls, _ = self.calls('detach ' + attached['id'])
        for number in self.some(calls):
            with self.subTest(call=number):
                self.killed(number, 'detach ' + self.mortise.attach(0)['id'])
                self.put_right()

    def test_an_attach_beside_another_volume_on_the_same_sessions(self):
        other = self.mortise.attach(1)
        file = connection(0)
        calls, attached = self.calls('attach ' + file)
        self.mortise.detach(attached['id'])
        for number in self.some(calls):
            with self.subTest(call=number):
                self.killed(number, 'attach ' + file)
                for each in self.mortise.ask('list'):
                    if each['id'] != other['id']:
                        self.mortise.detach(each['id'])
                [left] = self.mortise.ask('list')
                self.assertEqual((other['id'], 'ATTACHED'), (left['id'], left['state']), left)
                self.assertEqual(4, len(self.mortise.ask('verify ' + other['id'])['paths']))
        self.mortise.detach(other['id'])
        lab('lab_clean_or_fail 15')
