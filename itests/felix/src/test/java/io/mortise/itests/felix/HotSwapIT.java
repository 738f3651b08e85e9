// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.itests.felix;

import io.mortise.itests.container.HotSwapCases;
import java.io.IOException;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Hot swap in plain Felix. Links to no bundle of Mortise, or it would be refreshed with it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT extends HotSwapCases {
    @Configuration
    public static Option[] configuration() throws IOException {
        return PlainFelixIT.configuration();
    }
}
