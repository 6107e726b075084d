package org.allidb.storage.metamorphic;

/** What can happen, and how often it does. */
enum OperationKind {
    PUT_VECTOR(40, Writes::putVector),
    PUT_EDGE(60, Writes::putEdge),
    PUT_CHUNK(40, Writes::putChunk),
    PUT_META(40, Writes::putMeta),
    PUT_VALUE(40, Writes::putValue),
    PUT_OWN_KIND(30, Writes::putOwnKind),
    PUT_BYTES(60, Writes::putBytes),
    PUT_TEXT(20, Writes::putText),
    PUT_SYNCED(40, Writes::putSynced),
    PUT_BUFFERED(80, Writes::putBuffered),
    PUT_EXPIRING(20, Writes::putExpiring),
    PUT_AT(20, Writes::putAt),
    PUT_HUGE(1, Writes::putHuge),
    DELETE_ROW(40, Writes::deleteRow),
    DELETE_ROW_AT(6, Writes::deleteRowAt),
    DELETE_VALUE(20, Writes::deleteValue),
    DELETE_ENTITY(8, Writes::deleteEntity),
    DELETE_RANGE(4, Writes::deleteRange),
    DELETE_FROM(1, Writes::deleteFrom),
    BATCH(12, Writes::batch),
    BATCH_BUFFERED(12, Writes::batchBuffered),
    BATCH_ASYNC(12, Writes::batchAsync),
    BATCH_EXPIRING(3, Writes::batchExpiring),
    BATCH_AT(3, Writes::batchAt),
    WRITE_CONDITIONAL(20, Conditionals::write),
    LOAD(3, Loads::sorted),
    LOAD_UNSORTED(3, Loads::unsorted),
    LOAD_EXPIRING(1, Loads::expiring),
    LOAD_AT(1, Loads::at),
    LOAD_AROUND(3, Loads::around),
    LOAD_CLOSED(1, Loads::closed),
    INVALID(6, Writes::invalid),

    GET_ROW(90, Reads.live(Reads::row)),
    GET_VALUE(50, Reads.live(Reads::value)),
    GET_TEXT(20, Reads.live(Reads::text)),
    GET_SEVERAL(20, Reads.live(Reads::several)),
    GET_ENTITY(25, Reads.live(Reads::entity)),
    GET_KIND(20, Reads.live(Reads::kind)),
    READER(20, Reads.live(Reads::reader)),
    NEAREST(2, Reads.live(Reads::nearest)),
    SCAN_RANGE(10, Reads.live(Reads::range)),
    SCAN_REVERSE(10, Reads.live(Reads::reverse)),
    SCAN_PREFIX(8, Reads.live(Reads::prefix)),
    SCAN_KINDS(8, Reads.live(Reads::kinds)),
    SCAN_SLICE(10, Reads.live(Reads::slice)),
    SCAN_LIMITED(10, Reads.live(Reads::limited)),
    SCAN_RESUMED(8, Reads.live(Reads::resumed)),
    SCAN_EVERYTHING(3, Reads.live(Reads::everything)),
    READ_THROUGH(6, Unwritten::read),

    SNAPSHOT_TAKE(6, Views::takeSnapshot),
    SNAPSHOT_READ(20, Views::readSnapshot),
    SNAPSHOT_SCAN(2, Views::scanSnapshot),
    SNAPSHOT_CLOSE(5, Views::closeSnapshot),
    CURSOR_OPEN(6, Views::openCursor),
    CURSOR_STEP(12, Views::stepCursor),
    CURSOR_CLOSE(3, Views::closeCursor),

    FOLLOW(10, Followed::follow, Trait.VARYING),

    FLUSH(4, Upkeep::flush),
    COMPACT(1, Upkeep::compact),
    COMPACT_RANGE(1, Upkeep::compactRange),
    AWAIT_QUIET(1, Upkeep::awaitQuiet),
    SYNC(6, Upkeep::sync),
    STATISTICS(6, Upkeep::statistics),
    TABLES(4, Upkeep::tables),
    TENANTS(4, Upkeep::tenants),
    COMPONENTS(1, Changes::components),

    BACKUP(0.3, Upkeep::backup),
    BACKUP_VERIFY(0.1, Upkeep::verifyBackups),
    BACKUP_DELETE(0.1, Upkeep::deleteBackup),
    RESTORE(0.3, Upkeep::restore),

    REOPEN(0.6, Restarts::reopen),
    REOPEN_OTHERWISE(0.3, Restarts::reopenOtherwise, Trait.VARYING),
    REOPEN_WITH_OTHERS(0.3, Restarts::reopenWithOthers),
    KILL(0.4, Restarts::kill, Trait.CONTROLLED),
    POWER_CUT(0.8, Restarts::powerCut, Trait.CONTROLLED),
    POWER_CUT_WITHIN(0.8, Restarts::powerCutWithin, Trait.CONTROLLED),
    DISK_FAULT(0.8, Disturbed::diskFault, Trait.CONTROLLED),

    TENANT_CREATE(4, Tenancy::create),
    TENANT_DROP(0.5, Tenancy::drop),
    TENANT_DROP_AND_CREATE(0.5, Tenancy::dropAndCreate),
    TENANT_SUSPEND(1, Tenancy::suspend),
    TENANT_RESUME(1, Tenancy::resume),
    TENANT_HANDLE(2, Tenancy::reopenHandle),
    TENANT_DIMENSION(1, Tenancy::declareDimension),

    QUOTA_DISK(1, Quotas::disk, Trait.VARYING),
    QUOTA_WRITE_BUFFER(1, Quotas::writeBuffer, Trait.VARYING),
    QUOTA_FREE(3, Quotas::free),
    QUOTA_ROW_SIZE(0.5, Quotas::rowSize),
    QUOTA_HANDLES(0.5, Quotas::handles),
    QUOTA_RATE(0.3, Quotas::rate),

    SWAP_STRATEGY(0.6, Changes.swap(Changes::strategy)),
    SWAP_CODEC(0.6, Changes.swap(Changes::codec)),
    SWAP_THROTTLER(0.6, Changes.swap(Changes::throttler)),
    SWAP_EXECUTOR(0.6, Changes.swap(draw -> Relays.executor())),
    SWAP_SCHEDULER(0.6, Changes.swap(draw -> Relays.scheduler())),
    SWAP_MEMTABLE(0.6, Changes.swap(draw -> Relays.memtable())),
    SWAP_SSTABLE(0.6, Changes.swap(draw -> Relays.sstable())),
    SWAP_WAL(0.6, Changes.swap(draw -> Relays.wal())),
    SWAP_BACK(3, Changes::swapBack),
    CONFIGURE(1, Changes::configure),
    CONFIGURE_STRATEGY(1, Changes::otherStrategy),
    CONFIGURE_CODECS(1, Changes::otherCodecs),
    CONFIGURE_THROTTLER(1, Changes::otherThrottler),

    CLOCK_ADVANCE(8, Changes::advance),
    CLOCK_FORWARD(4, Changes::jumpForward),
    CLOCK_BACK(2, Changes::jumpBack, Trait.VARYING);

    /** What an operation needs of a run. */
    private enum Trait {
        /** Nothing. */
        ANY,
        /** Its answers depend on the configuration. */
        VARYING,
        /** Background work must be under the driver's control; its answers depend on the configuration. */
        CONTROLLED
    }

    /** Does it. */
    @FunctionalInterface
    interface Action {

        /** Makes the calls and compares the answers with the model. */
        void run(World world, Draw draw);
    }

    private final double weight;
    private final Action action;
    private final Trait trait;

    OperationKind(double weight, Action action) {
        this(weight, action, Trait.ANY);
    }

    OperationKind(double weight, Action action, Trait trait) {
        this.weight = weight;
        this.action = action;
        this.trait = trait;
    }

    /** How often it happens, compared with the others. */
    double weight() {
        return weight;
    }

    /** Whether its answers are the same under all configurations. */
    boolean isComparable() {
        return trait == Trait.ANY;
    }

    /** Whether it can happen where background work has threads of its own. */
    boolean worksWithThreads() {
        return trait != Trait.CONTROLLED;
    }

    void run(World world, Draw draw) {
        action.run(world, draw);
    }
}
