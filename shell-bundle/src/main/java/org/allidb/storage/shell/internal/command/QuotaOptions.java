package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set a quota, a weight and a label; what is left out stays as it was. */
final class QuotaOptions {

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Disk space; 0 for no limit.")
    private @Nullable Long disk;

    @Option(
            names = "--write-buffer",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Memory for rows not yet flushed.")
    private @Nullable Long writeBuffer;

    @Option(names = "--ops", paramLabel = "N", description = "Operations a second.")
    private @Nullable Long ops;

    @Option(names = "--rate", paramLabel = "SIZE", converter = ByteSize.class, description = "Bytes written a second.")
    private @Nullable Long rate;

    @Option(
            names = "--read-rate",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Bytes read a second.")
    private @Nullable Long readRate;

    @Option(names = "--cursors", paramLabel = "N", description = "Cursors open at once.")
    private @Nullable Integer cursors;

    @Option(names = "--snapshots", paramLabel = "N", description = "Snapshots open at once.")
    private @Nullable Integer snapshots;

    @Option(names = "--row", paramLabel = "SIZE", converter = ByteSize.class, description = "Size of a row.")
    private @Nullable Long row;

    @Option(names = "--cursor-age", paramLabel = "SECONDS", description = "How long a cursor may be open.")
    private @Nullable Integer cursorAge;

    @Option(names = "--snapshot-age", paramLabel = "SECONDS", description = "How long a snapshot may be open.")
    private @Nullable Integer snapshotAge;

    @Option(names = "--batch", paramLabel = "N", description = "Rows of a batch.")
    private @Nullable Integer batch;

    @Option(
            names = "--weight",
            paramLabel = "N",
            description = "Its part among tenants that wait for the machine, as many times that of others.")
    private @Nullable Integer weight;

    @Option(names = "--label", paramLabel = "TEXT", description = "What people call it; '' for nothing.")
    private @Nullable String label;

    TenantSettings applyTo(TenantSettings settings) {
        return settings.withQuota(applyTo(settings.quota()))
                .withWeight(or(weight, settings.weight()))
                .withLabel(label == null ? settings.label() : label);
    }

    private Quota applyTo(Quota quota) {
        return quota.withDiskBytes(or(disk, quota.diskBytes()))
                .withWriteBufferBytes(or(writeBuffer, quota.writeBufferBytes()))
                .withRates(or(ops, quota.opsPerSecond()), or(rate, quota.bytesPerSecond()))
                .withBytesReadPerSecond(or(readRate, quota.bytesReadPerSecond()))
                .withHandles(or(cursors, quota.maxCursors()), or(snapshots, quota.maxSnapshots()))
                .withMaxRowBytes(or(row, quota.maxRowBytes()))
                .withAges(or(cursorAge, quota.maxCursorSeconds()), or(snapshotAge, quota.maxSnapshotSeconds()))
                .withMaxBatchRows(or(batch, quota.maxBatchRows()));
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static long or(@Nullable Long given, long otherwise) {
        return given == null ? otherwise : given;
    }
}
