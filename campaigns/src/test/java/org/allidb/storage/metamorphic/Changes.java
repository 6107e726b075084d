package org.allidb.storage.metamorphic;

import java.util.List;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.StorageConfiguration;

/** Operations that replace parts, change the configuration or set the clock while everything is running. */
final class Changes {

    private static final int MOST_RELAYS = 6;
    private static final List<String> STRATEGIES = List.of("size-tiered", "leveled", "time-window", "unified");
    private static final List<String> CODECS = List.of("none", "lz4", "zstd");
    private static final long HOUR_MILLIS = 3_600_000;

    private Changes() {}

    /** Makes a provider. */
    interface Maker {

        /** A new one. */
        Provider make(Draw draw);
    }

    /** Installs another provider of a kind, or takes one out again that was installed before. */
    static OperationKind.Action swap(Maker maker) {
        return (world, draw) -> {
            List<Provider> relays = world.swappedIn();
            if (relays.size() >= MOST_RELAYS) {
                Provider leaving = relays.remove(draw.below(relays.size()));
                world.atOnce(() -> world.platform().components().remove(leaving));
            }
            Provider provider = maker.make(draw);
            world.atOnce(() -> world.platform().components().install(provider));
            relays.add(provider);
        };
    }

    static Provider strategy(Draw draw) {
        return Relays.strategy(draw.of(STRATEGIES));
    }

    static Provider codec(Draw draw) {
        return Relays.codec(draw.of(CODECS));
    }

    static Provider throttler(Draw draw) {
        return Relays.throttler(draw.oneIn(2) ? "token-bucket" : Relays.COUNTING);
    }

    static void swapBack(World world, Draw draw) {
        List<Provider> relays = world.swappedIn();
        if (!relays.isEmpty()) {
            Provider leaving = relays.remove(draw.below(relays.size()));
            world.atOnce(() -> world.platform().components().remove(leaving));
        }
    }

    /** Goes over to another strategy by name. */
    static void otherStrategy(World world, Draw draw) {
        configure(world, world.configuration().with("compaction.strategy", draw.of(STRATEGIES)));
    }

    /** Goes over to other codecs by name. */
    static void otherCodecs(World world, Draw draw) {
        configure(
                world,
                world.configuration()
                        .with("sstable.codec", draw.of(CODECS))
                        .with("sstable.bottom_codec", draw.of(CODECS)));
    }

    /** Goes over to another throttler by name. */
    static void otherThrottler(World world, Draw draw) {
        configure(
                world,
                world.configuration().with("compaction.throttler", draw.oneIn(2) ? "token-bucket" : Relays.COUNTING));
    }

    /** Changes any live parameter. */
    static void configure(World world, Draw draw) {
        configure(world, Configurations.changed(world.configuration(), draw));
    }

    static void components(World world, Draw draw) {
        List<ComponentInfo> found = world.platform().components().list();
        Checks.check(
                found.stream().anyMatch(info -> info.component().equals("memtable") && info.inUse()),
                "no memtable provider is in use: " + found);
    }

    static void advance(World world, Draw draw) {
        world.advance(draw.oneIn(8) ? draw.below(HOUR_MILLIS) : draw.below(2_000L));
    }

    /** Sets the wall clock forward, by up to three days. */
    static void jumpForward(World world, Draw draw) {
        world.jump(draw.oneIn(4) ? draw.below(72 * HOUR_MILLIS) : draw.below(60_000L));
    }

    /** Sets the wall clock back. */
    static void jumpBack(World world, Draw draw) {
        world.jump(-(draw.oneIn(4) ? draw.below(72 * HOUR_MILLIS) : draw.below(60_000L)));
    }

    private static void configure(World world, StorageConfiguration now) {
        world.atOnce(() -> {
            List<String> restart = world.platform().configure(now);
            Checks.check(restart.isEmpty(), "a live parameter needs a restart: " + restart);
        });
        if (!now.feed().equals(world.configuration().feed())) {
            world.slots().forEach(TenantSlot::doubtFeed);
        }
        world.configured(now);
    }
}
