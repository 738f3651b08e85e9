// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.container;

import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.BundleContext;

/** What is promised of bundles that go and come, in every container. */
public abstract class HotSwapCases {
    @Inject private BundleContext context;

    private HotSwapStory story;

    @Before
    public void begin() throws Exception {
        story = new HotSwapStory(context);
    }

    @After
    public void end() throws Exception {
        story.end();
    }

    /** The story of the present test. */
    protected HotSwapStory story() {
        return story;
    }

    @Test
    public void anAttachedVolumeStaysAsItIsWhicheverBundleGoesOrIsReplaced() throws Exception {
        story.standingVolumeStays("engine", "iscsi", "cinder", "management", "shell");
    }

    @Test
    public void mBeansGoWithWhatTheyNeedAndComeBack() throws Exception {
        story.beansGoAndComeBack("management", "cinder", "engine");
    }

    @Test
    public void trailsWaitForAnAbsentConnectorAndGoOnWhenItComes() throws Exception {
        story.trailsWaitForTheirConnector();
    }

    @Test
    public void anAttachUnderWayEndsWhenTheEngineStops() throws Exception {
        story.attachUnderWay("engine", Swap.STOPPED_AND_STARTED);
    }

    @Test
    public void anAttachUnderWayEndsWhenTheEngineIsReplaced() throws Exception {
        story.attachUnderWay("engine", Swap.UNINSTALLED_AND_INSTALLED);
    }

    @Test
    public void anAttachUnderWayEndsWhenTheConnectorStops() throws Exception {
        story.attachUnderWay("iscsi", Swap.STOPPED_AND_STARTED);
    }

    @Test
    public void anAttachUnderWayEndsWhenTheConnectorIsUpdated() throws Exception {
        story.attachUnderWay("iscsi", Swap.UPDATED_TO_ANOTHER_VERSION);
    }

    @Test
    public void aDetachUnderWayEndsOrIsFinishedLaterWhenTheEngineIsUpdated() throws Exception {
        story.detachUnderWay("engine", Swap.UPDATED);
    }

    @Test
    public void aDetachUnderWayEndsOrIsFinishedLaterWhenTheConnectorIsReplaced() throws Exception {
        story.detachUnderWay("iscsi", Swap.UNINSTALLED_AND_INSTALLED);
    }

    @Test
    public void anAttachGoesOnWhenBundlesGoThatHaveNoPartInIt() throws Exception {
        story.attachGoesOnWithout("management", "shell", "cinder");
    }

    @Test
    public void anOperationKeepsTheConfigurationItBeganWith() throws Exception {
        story.configurationChangesMeanwhile();
    }

    @Test
    public void theSimulatorTakesItsComputerAlongAndTheNextOneIsEmpty() throws Exception {
        story.theSimulatorTakesItsComputerAlong();
    }

    @Test
    public void noClassOfAnOldRevisionIsKeptAfterTenUpdates() throws Exception {
        story.noClassOfAnOldRevisionIsKept("engine", "iscsi", "management");
    }

    @Test
    public void aRefreshOfATypeBundleLeavesWhatIsAttached() throws Exception {
        story.typeBundlesAreRefreshed("api", "spi", "scsi");
    }

    @Test
    public void aRefreshOfThePortBeginsAnew() throws Exception {
        story.thePortIsRefreshed();
    }
}
