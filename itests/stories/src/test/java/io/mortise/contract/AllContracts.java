// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors
package io.mortise.contract;

import org.junit.runner.RunWith;
import org.junit.runners.Suite;
import org.junit.runners.Suite.SuiteClasses;

/** All of them, to be run by hand in the lab; a build finds the classes by itself. */
@RunWith(Suite.class)
@SuiteClasses({
    IscsiadmContractTest.class,
    CredentialsContractTest.class,
    DiscoveryContractTest.class,
    MultipathContractTest.class,
    BlockdevContractTest.class,
    KernelContractTest.class
})
public final class AllContracts {}
