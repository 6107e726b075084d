package org.allidb.storage.engine.internal.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers come and go; whatever they do when they are asked for a name or compared, it is not done under the monitor. */
class ProviderRegistryTest {

    private static final String NAME = "foreign";

    private final ProviderRegistry registry = new ProviderRegistry();
    private final List<String> told = new ArrayList<>();

    /** A strategy that is like all others of its class, and that checks who calls it. */
    private final class Foreign implements CompactionStrategy {

        @Override
        public String name() {
            assertNotUnderTheMonitor();
            return NAME;
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            return Optional.empty();
        }

        @Override
        public boolean equals(Object other) {
            assertNotUnderTheMonitor();
            return other instanceof Foreign;
        }

        @Override
        public int hashCode() {
            assertNotUnderTheMonitor();
            return 0;
        }

        private void assertNotUnderTheMonitor() {
            assertFalse(Thread.holdsLock(registry), "a provider is called under the monitor of the registry");
        }
    }

    @Test
    void providersAreKnownByTheirIdentityAndAskedWithoutALock() {
        Foreign first = new Foreign();
        Foreign second = new Foreign();
        registry.install(first);
        registry.install(second);
        assertSame(second, current());
        registry.remove(second);
        assertSame(first, current());
        assertEquals(1, registry.list().size());
        registry.remove(first);
        assertSame(first, current(), "it is needed, and has no successor");
        assertEquals(1, registry.list().size());
        registry.hold((kind, name) -> {
            assertFalse(Thread.holdsLock(registry));
            return List.of();
        });
        assertEquals(List.of(), registry.list());
    }

    @Test
    void whatIsHeldSaysWhatForUntilItHasASuccessor() {
        Foreign first = new Foreign();
        registry.hold((kind, name) -> List.of(kind.label() + "." + name));
        registry.install(first);
        assertEquals(List.of(), registry.heldFor(registry.list().getFirst()), "it is installed");
        registry.remove(first);
        assertTrue(registry.list().getFirst().held());
        assertEquals(
                List.of("strategy.foreign"), registry.heldFor(registry.list().getFirst()));
        registry.install(new Foreign());
        assertEquals(1, registry.list().size());
        assertFalse(registry.list().getFirst().held());
    }

    @Test
    void failuresAreCountedUntilTheNextOneIsInstalled() {
        registry.install(new Foreign());
        registry.failures().countNamedIn("compaction strategy 'foreign' (com.acme.Foreign) failed");
        registry.failures().countNamedIn("strategy 'foreign' does not return");
        registry.failures().countNamedIn("codec 'foreign' does not return; strategy 'unknown' neither");
        assertEquals(2, registry.failures().count(ComponentKind.STRATEGY, NAME));
        assertEquals(0, registry.failures().count(ComponentKind.STRATEGY, "other"));
        registry.install(new Foreign());
        assertEquals(0, registry.failures().count(ComponentKind.STRATEGY, NAME));
    }

    @Test
    void providerThatIsInstalledTwiceIsRemovedTwice() {
        Foreign provider = new Foreign();
        registry.hold((kind, name) -> List.of());
        registry.install(provider);
        registry.install(provider);
        registry.remove(provider);
        assertSame(provider, current());
        registry.remove(provider);
        assertEquals(List.of(), registry.list());
    }

    @Test
    void followerMissesNothingThatComesBeforeItIsHandedOn() {
        ProviderFollower follower = ProviderFollower.of(registry);
        registry.install(new Foreign());
        follower.handOn((kind, name, provider) -> {
            told.add("kept");
            if (told.size() == 1) {
                // one that comes while those before it are handed on
                registry.install(new Foreign());
            }
        });
        assertEquals(List.of("kept", "kept"), told);
        registry.install(new Foreign());
        assertEquals(3, told.size());
        follower.close();
        registry.install(new Foreign());
        assertEquals(3, told.size());
    }

    @Test
    void rankCountsBeforeTheOrderOfInstallation() {
        Foreign high = new Foreign();
        Foreign low = new Foreign();
        Foreign equal = new Foreign();
        registry.install(high, 5);
        registry.install(low);
        assertSame(high, current());
        registry.install(equal, 5);
        assertSame(equal, current(), "among equals the later one");
        registry.remove(equal);
        assertSame(high, current());
        registry.remove(high);
        assertSame(low, current());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upper",
                "with space",
                "dotted.name",
                "under_score",
                "-first",
                "",
                "a-name-of-more-than-32-characters"
            })
    void providerWithAnImpossibleNameIsNotInstalled(String name) {
        InvalidArgumentException told =
                assertThrows(InvalidArgumentException.class, () -> registry.install(new Named(name)));
        assertTrue(told.getMessage().contains("its name is '" + name + "', and a name has 1 to 32"), told.getMessage());
        assertEquals(List.of(), registry.list());
    }

    private record Named(String name) implements CompactionStrategy {

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            return Optional.empty();
        }
    }

    private CompactionStrategy current() {
        return registry.require(ComponentKind.STRATEGY, NAME);
    }
}
