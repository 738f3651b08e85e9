"""Stories about bundles of Mortise that go, come and are replaced: I/O goes on, what is under way ends, what is attached is found again."""
import glob
import os
import time

from shared_sessions import Writer, sessions
from story import Refused, Story, connection, lab, run

# a bundle that goes waits for operations: stop.grace, two seconds more, and the guest is slow
BOUND_SECONDS = 40
BUNDLES = ('shell', 'management', 'cinder', 'iscsi', 'engine', 'linux')


def host():
    """Sessions, SCSI disks and maps, as the kernel has them; a disk that was made anew has another number."""
    disks = sorted(f'{os.path.basename(path)} {lab("cat " + path + "/dev")}' for path in glob.glob('/sys/block/sd*'))
    return {'sessions': sessions(), 'disks': disks, 'maps': run('dmsetup', 'info', '-c', '--noheadings', '-o', 'name,uuid,minor')}


class HotSwap(Story):
    def tearDown(self):
        for bundle in BUNDLES:  # a story that failed half way must not spoil the next one
            self.mortise.ask(f'bundle start {bundle}')
        super().tearDown()

    def active(self, identifier):
        found = [each for each in self.mortise.ask('list') if each['id'] == identifier]
        self.assertEqual(['ATTACHED'], [each['state'] for each in found], found)

    def test_io_goes_on_while_each_bundle_is_stopped_started_and_updated(self):
        attached = self.mortise.attach(0)
        before = host()
        writer = Writer(attached['path'])
        for bundle in BUNDLES:
            answer = self.mortise.ask(f'bundle stop {bundle}')
            self.assertFalse(answer['active'], answer)
            self.assertEqual(before, host(), bundle + ' is stopped')
            self.assertTrue(self.mortise.ask(f'bundle start {bundle}')['active'])
            self.active(attached['id'])
            self.assertTrue(self.mortise.ask(f'bundle update {bundle}')['active'])
            self.active(attached['id'])
            self.assertEqual(before, host(), bundle + ' has been updated')
        self.assertGreater(writer.stop(), 0)
        self.mortise.detach(attached['id'])

    def test_io_goes_on_while_each_bundle_is_replaced_and_a_type_bundle_is_refreshed(self):
        attached = self.mortise.attach(0)
        before = host()
        writer = Writer(attached['path'])
        for act, bundle in (*(('replace', each) for each in BUNDLES), ('refresh', 'scsi')):
            self.assertTrue(self.mortise.ask(f'bundle {act} {bundle}')['active'])
            self.active(attached['id'])
            self.assertEqual(before, host(), f'{act} {bundle}')
        self.assertGreater(writer.stop(), 0)
        beans = self.mortise.ask('beans')
        self.assertTrue([name for name in beans if 'type=Attachment' in name and attached['id'] in name], beans)
        self.mortise.detach(attached['id'])

    def test_without_the_connector_a_trail_waits_and_io_goes_on(self):
        attached = self.mortise.attach(0)
        writer = Writer(attached['path'])
        before = host()
        self.mortise.ask('bundle stop iscsi')
        time.sleep(3)  # nothing is to happen, so nothing can be waited for
        self.assertEqual(before, host())
        self.mortise.ask('bundle start iscsi')
        self.active(attached['id'])
        self.assertGreater(writer.stop(), 0)
        self.mortise.detach(attached['id'])

    def test_an_attach_under_way_ends_when_the_connector_stops(self):
        self.ends_when_it_stops('iscsi')

    def test_an_attach_under_way_ends_when_the_engine_stops(self):
        self.ends_when_it_stops('engine')

    def ends_when_it_stops(self, bundle):
        for milliseconds in (300, 1500):
            file, left = connection(0), False
            begun = time.monotonic()
            try:
                attached = self.mortise.ask_all(f'attach {file}', f'after {milliseconds} bundle stop {bundle}')[0]
            except Refused as refused:
                attached = None
                # NOT_FOUND if it had not begun yet
                self.assertIn(refused.reason, ('CANCELLED', 'NOT_FOUND'), str(refused))
                left = 'Left on the host' in str(refused)
            self.assertLess(time.monotonic() - begun, BOUND_SECONDS)
            if attached is None and not left:
                lab('lab_clean_or_fail 10')
            self.mortise.ask(f'bundle start {bundle}')
            if left:
                # multipathd may take a disk at the moment in which it is to go; what is told to be left goes now
                lab('lab_clean_or_fail 60')
            if attached is None:
                attached = self.mortise.ask(f'attach {file}')
            self.active(attached['id'])
            self.mortise.detach(attached['id'])

    def test_a_detach_under_way_is_finished_when_the_connector_returns(self):
        attached = self.mortise.attach(0)
        try:
            self.mortise.ask_all(f'detach {attached["id"]}', 'after 500 bundle stop iscsi')
        except Refused as refused:
            self.assertIn(refused.reason, ('CANCELLED', 'NOT_FOUND'), str(refused))
        self.mortise.ask('bundle start iscsi')
        limit = time.monotonic() + 30
        while any(each['state'] not in ('ATTACHED',) for each in self.mortise.ask('list')):
            self.assertLess(time.monotonic(), limit, self.mortise.ask('list'))
            time.sleep(0.5)
        for each in self.mortise.ask('list'):
            self.mortise.detach(each['id'])
        self.assertEqual([], sessions())
