package org.allidb.storage.testkit;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.allidb.storage.api.Provider;

/** What the contract tests share. */
final class Contracts {

    /** How long one test of a contract may take before it fails with its name. */
    static final long PATIENCE_SECONDS = 60;

    private Contracts() {}

    static void checkName(Provider provider) {
        String name = provider.name();
        if (name == null || !name.matches(Provider.NAME_PATTERN)) {
            throw new AssertionError(
                    "the name is '" + name + "'; the engine installs a part only if its name has 1 to 32"
                            + " lower-case letters, digits and hyphens, and does not begin with a hyphen");
        }
    }

    /** Returns threads that keep no process alive, whatever they hang in. */
    static ExecutorService threads(int most) {
        return Executors.newFixedThreadPool(
                most, task -> Thread.ofPlatform().daemon().name("contract").unstarted(task));
    }
}
