// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.mortise.simulator.jvm.Call;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.Test;
import org.junit.runners.Suite.SuiteClasses;

public class CoverageTest {
    private static Call command(String line) {
        return new Call(1, "jvm", "task", Call.COMMAND, line);
    }

    @Test
    public void eachShapeHasAContract() {
        var missing = EnumSet.allOf(Shape.class);
        for (Class<?> contract : AllContracts.class.getAnnotation(SuiteClasses.class).value()) {
            Arrays.stream(contract.getMethods())
                    .filter(method -> method.isAnnotationPresent(Covers.class))
                    .map(method -> method.getAnnotation(Covers.class).value())
                    .forEach(shapes -> missing.removeAll(Arrays.asList(shapes)));
        }
        assertEquals(EnumSet.noneOf(Shape.class), missing);
    }

    @Test
    public void aCommandOfAnotherFormIsFound() {
        assertTrue(Shape.isUnknown(command("multipath -r")));
        assertTrue(Shape.isUnknown(command("iscsiadm -m session --rescan")));
        assertTrue(
                Shape.isUnknown(
                        command("iscsiadm -m node -T iqn.2003-01.org.example --logout -x")));
        assertFalse(
                Shape.isUnknown(command("iscsiadm -m node -T iqn.2003-01.org.example --logout")));
        assertFalse(Shape.isUnknown(command("blockdev --flushbufs /dev/dm-12")));
        assertFalse(Shape.isUnknown(new Call(1, "jvm", "task", Call.READ, "/sys/x")));
    }

    @Test
    public void aFileOfTheKernelThatNoContractKnowsIsFound() {
        assertTrue(
                KernelFile.isUnknown(new Call(1, "j", "t", Call.READ, "/sys/class/block/sda/x")));
        assertFalse(
                KernelFile.isUnknown(new Call(1, "j", "t", Call.READ, "/sys/class/block/sda/dev")));
    }
}
