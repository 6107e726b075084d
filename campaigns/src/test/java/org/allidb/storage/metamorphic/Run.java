package org.allidb.storage.metamorphic;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Provider;

/**
 * A list of operations under a configuration.
 *
 * @param configuration how the platform is opened
 * @param comparable whether the answers must not depend on the configuration
 * @param operations what is done
 * @param providers components of the platform beside those that are found
 */
record Run(NamedConfiguration configuration, boolean comparable, List<Operation> operations, List<Provider> providers) {

    Run(NamedConfiguration configuration, boolean comparable, List<Operation> operations) {
        this(configuration, comparable, operations, List.of());
    }

    /**
     * How it ended.
     *
     * @param log what happened
     * @param done operations done, the one that failed not included
     * @param failure what went wrong, if anything did
     */
    record Result(OperationLog log, int done, Optional<Throwable> failure) {}

    /** Does it all, with a full comparison at the end. */
    Result execute(OperationLog log) {
        int done = 0;
        try {
            World world = new World(configuration.values(), comparable, providers, log);
            for (Operation operation : operations) {
                log.begin(done, operation);
                Draw draw = new Draw(operation.seed());
                operation.kind().run(world, draw);
                world.rest(draw);
                done++;
            }
            finish(world);
            return new Result(log, done, Optional.empty());
        } catch (RuntimeException | AssertionError e) {
            return new Result(log, done, Optional.of(e));
        }
    }

    /** The same with other operations. */
    Run with(List<Operation> others) {
        return new Run(configuration, comparable, others, providers);
    }

    private static void finish(World world) {
        for (TenantSlot slot : world.slots()) {
            if (slot.exists()) {
                if (slot.suspended()) {
                    world.resume(slot);
                }
                Reads.scan(world, world.store(slot), slot.model().cells(), ScanSpec.ALL);
            }
        }
        world.close();
    }
}
