package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/** A look at the files of a feed that no platform has open. Changes nothing. Used by one thread. */
public final class FeedSurvey {

    private final FeedFiles files;
    private final long flushed;
    private @Nullable FeedFile last;
    private long sequence;

    private FeedSurvey(FeedFiles files, long flushed) {
        this.files = files;
        this.flushed = flushed;
    }

    /** Receives the files that were read. */
    @FunctionalInterface
    public interface Progress {

        /** Receives the name of a file in the tenant's directory, and its length. */
        void read(String file, long length);
    }

    /**
     * A place from which on changes are missing.
     *
     * @param file name in the tenant's directory
     * @param offset where in it
     */
    public record Damage(String file, long offset) {}

    /**
     * Reads a feed up to what is in tables. What is behind comes from the log at the next open.
     *
     * @param tenant the tenant's directory
     * @param flushed the last sequence that is in tables
     * @return where the first change is missing; empty if none is
     */
    public static Optional<Damage> run(Vfs tenant, long flushed, Progress progress) throws IOException {
        return new FeedSurvey(new FeedFiles(tenant), flushed).run(progress);
    }

    private Optional<Damage> run(Progress progress) throws IOException {
        List<Long> numbers = files.numbers();
        for (long number : numbers) {
            Optional<FeedFile> found = files.find(number);
            if (found.isEmpty()) {
                // a crash may leave such a file behind the others
                if (number < numbers.getLast()) {
                    return Optional.of(new Damage(path(FeedFile.name(number)), 0));
                }
                continue;
            }
            FeedFile file = found.get();
            boolean begins = last == null || !FeedRecovery.follows(file, last);
            if (!begins && sequence >= flushed) {
                break;
            }
            if (!begins && file.header().after() != sequence) {
                return Optional.of(new Damage(path(file.name()), 0));
            }
            last = file;
            sequence = file.header().after();
            long end = read(file);
            progress.read(path(file.name()), file.bytes());
            if (sequence < flushed && end < file.bytes()) {
                return Optional.of(new Damage(path(file.name()), end));
            }
        }
        FeedFile newest = last;
        return newest == null || sequence >= flushed
                ? Optional.empty()
                : Optional.of(new Damage(path(newest.name()), newest.bytes()));
    }

    /** Reads the records of a file up to what is in tables; returns where it ended. */
    private long read(FeedFile file) throws IOException {
        FeedScan scan = files.scan(file);
        FeedRecord record = scan.peek();
        while (sequence < flushed && record != null && record.before() == sequence) {
            sequence = record.last();
            scan.pass(record);
            scan.shrink();
            record = scan.peek();
        }
        return scan.offset();
    }

    private static String path(String name) {
        return TenantFeed.DIRECTORY + "/" + name;
    }
}
