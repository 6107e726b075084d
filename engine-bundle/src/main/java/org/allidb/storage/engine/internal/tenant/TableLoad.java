package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * One bulk load of a tenant, from its first row to the edit that installs its tables.
 *
 * <ul>
 *   <li>Used by one thread at a time. The end of the tenant comes from another thread, while no step is under way.
 *   <li>What touches files is a step, which holds up the end of the tenant as a compaction does. After the end a load touches no
 *       file: the tenant may be open again by then, and its files have other owners.
 * </ul>
 */
public final class TableLoad implements AutoCloseable {

    private final BulkLoads loads;
    private final TenantState tenant;
    private final PurgeFence.Hold hold;
    private final boolean callersTimestamp;
    private final long firstSequence;
    private final LoadedRows rows;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        INSTALLED,
        ENDED
    }

    /**
     * Begins a load.
     *
     * @param loads the loads of the tenant, of which this is one until it ends
     * @param hold the timestamp of the rows; closed at the end
     * @param callersTimestamp whether the caller gave it
     * @param firstSequence the least sequence of the rows
     * @param rows writes the tables
     */
    TableLoad(
            BulkLoads loads,
            TenantState tenant,
            PurgeFence.Hold hold,
            boolean callersTimestamp,
            long firstSequence,
            LoadedRows rows) {
        this.loads = loads;
        this.tenant = tenant;
        this.hold = hold;
        this.callersTimestamp = callersTimestamp;
        this.firstSequence = firstSequence;
        this.rows = rows;
    }

    /** Something that touches files. */
    @FunctionalInterface
    private interface Step<T> {

        T run() throws IOException;
    }

    /**
     * Admits rows and adds them. If they are not admitted, they may be added again; after another failure the load has ended.
     *
     * @param batch puts alone; may be used again afterwards
     */
    public void add(EntryBatch batch) {
        tenant.life().checkOpen();
        tenant.access().admitWrite(batch.count(), batch.length() - EntryBatch.HEADER_LENGTH, true);
        step(() -> {
            rows.add(batch);
            return batch;
        });
    }

    /** Checks that the tenant is open and takes writes. */
    public void checkTakesWrites() {
        tenant.life().checkTakesWrites();
    }

    /** Completes the tables and installs them. Whether or not that succeeds, the load has ended. */
    public void finish() {
        try {
            List<TableProperties> tables = step(this::complete);
            if (!tables.isEmpty()) {
                install(tables);
            }
        } finally {
            close();
        }
    }

    /** Ends the load. What was not installed is removed, unless the tenant has ended before. */
    @Override
    public void close() {
        try {
            enter(tenant.life()::checkOpen);
        } catch (StorageException e) {
            // the tenant has ended, and this load with it
            hold.close();
            return;
        }
        try {
            end();
        } finally {
            loads.claims().leave();
        }
    }

    /** Ends the load, during a step or while there can be none. */
    void end() {
        try {
            if (state == State.OPEN) {
                state = State.ENDED;
                rows.discard();
            }
        } finally {
            hold.close();
            loads.ended(this);
        }
    }

    private List<TableProperties> complete() throws IOException {
        List<TableProperties> tables = rows.finish();
        if (!tables.isEmpty()) {
            // the sync of the installation, for which writers wait, finds little to do
            tenant.access().files().syncDirectory("");
        }
        return tables;
    }

    private void install(List<TableProperties> tables) {
        Installation installation = new Installation(tables);
        while (true) {
            long seen = loads.claims().changes();
            if (loads.installer().install(installation)) {
                break;
            }
            requireOpen();
            loads.claims().awaitChange(seen);
        }
        long entries = tables.stream().mapToLong(TableProperties::entries).sum();
        long bytes = tables.stream().mapToLong(TableProperties::fileBytes).sum();
        loads.installed(
                "loaded " + Human.count(entries, "row") + " in " + Human.count(tables.size(), "table"),
                Map.of("rows", entries, "bytes_written", bytes));
    }

    /** Does a step. One that fails ends the load. */
    private <T> T step(Step<T> step) {
        enter(tenant.life()::checkThere);
        try {
            requireOpen();
            return step.run();
        } catch (IOException e) {
            end();
            throw tenant.life().error("a bulk load", e);
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        } finally {
            loads.claims().leave();
        }
    }

    /**
     * Waits until files may be touched.
     *
     * @param worthWaiting throws if they never may again
     */
    private void enter(Runnable worthWaiting) {
        while (true) {
            long seen = loads.claims().changes();
            worthWaiting.run();
            if (loads.claims().tryEnter()) {
                return;
            }
            loads.claims().awaitChange(seen);
        }
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new StoreClosedException("this bulk load of tenant '" + tenant.id()
                    + "' has ended and has loaded nothing more; begin another one");
        }
    }

    /** The installation of the tables: one edit of the manifest. */
    private final class Installation implements TableInstallation {

        private final List<TableProperties> tables;

        private Installation(List<TableProperties> tables) {
            this.tables = tables;
        }

        @Override
        public long firstSequence() {
            return firstSequence;
        }

        @Override
        public long lastSequence() {
            return rows.lastSequence();
        }

        @Override
        public boolean tryBegin() {
            if (state != State.OPEN) {
                return false;
            }
            return loads.claims().tryEnter();
        }

        @Override
        public void install() throws IOException {
            long timestamp = callersTimestamp ? 0 : hold.timestamp();
            tenant.versions().apply(tables, 0, List.of(), counters -> counters.flushed(0, timestamp, callersTimestamp));
            state = State.INSTALLED;
        }

        @Override
        public void end() {
            loads.claims().leave();
        }
    }
}
