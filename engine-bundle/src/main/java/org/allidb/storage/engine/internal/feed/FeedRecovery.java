package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The search for what can be continued of a feed. Tables end at a flushed sequence. What the feed has up to there was made durable
 * before; what it has behind may be what a power cut took from the log, and comes again from the log.
 */
final class FeedRecovery {

    private final FeedFiles files;
    private final long flushed;

    /**
     * A feed that can be continued.
     *
     * @param files all files but the last one, oldest first
     * @param output the last one, cut where the feed goes on
     * @param end the last sequence in it
     */
    record Found(Deque<FeedFile> files, FeedOutput output, long end) {}

    /**
     * Prepares the search.
     *
     * @param flushed the last sequence that is in tables
     */
    FeedRecovery(FeedFiles files, long flushed) {
        this.files = files;
        this.flushed = flushed;
    }

    /** Returns the feed; empty if there is none, or it does not reach what is in tables. Deletes the files that are not part of it. */
    Optional<Found> run() throws IOException {
        List<Long> numbers = files.numbers();
        List<FeedFile> chain = chain(numbers);
        if (chain.isEmpty() || chain.getLast().header().settled() > flushed) {
            return Optional.empty();
        }
        // a feed may begin behind what is in tables: it was begun, or cut by its retention, since the last flush
        while (chain.size() > 1 && chain.getLast().header().after() > flushed) {
            chain.removeLast();
        }
        FeedFile last = chain.getLast();
        boolean beginsBehind = last.header().after() >= flushed;
        long end = beginsBehind ? FeedHeader.LENGTH : endAt(last);
        if (end < 0) {
            return Optional.empty();
        }
        deleteOthers(numbers, chain);
        FeedOutput output = files.reopen(last, end);
        chain.removeLast();
        return Optional.of(new Found(
                new ArrayDeque<>(chain), output, beginsBehind ? last.header().after() : flushed));
    }

    /** Returns the latest files of one feed whose numbers follow each other. Deletions of others may not have been durable. */
    private List<FeedFile> chain(List<Long> numbers) throws IOException {
        List<FeedFile> chain = new ArrayList<>();
        for (long number : numbers) {
            Optional<FeedFile> found = files.find(number);
            if (found.isEmpty()) {
                // the header of the latest file may not have become durable; an earlier one leaves a hole
                continue;
            }
            FeedFile file = found.get();
            FeedFile before = chain.isEmpty() ? null : chain.getLast();
            if (before != null && !follows(file, before)) {
                chain.clear();
            }
            chain.add(file);
        }
        return chain;
    }

    /** Returns whether a file is that behind another one. */
    static boolean follows(FeedFile file, FeedFile before) {
        return file.header().feed() == before.header().feed()
                && file.number() == before.number() + 1
                && file.header().after() >= before.header().after();
    }

    /** Returns where the record ends in a file that ends at the flushed sequence; -1 if there is none. */
    private long endAt(FeedFile file) throws IOException {
        FeedScan scan = files.scan(file);
        long sequence = file.header().after();
        while (sequence < flushed) {
            @Nullable FeedRecord record = scan.peek();
            if (record == null || record.before() != sequence) {
                return -1;
            }
            sequence = record.last();
            scan.pass(record);
            scan.shrink();
        }
        return sequence == flushed ? scan.offset() : -1;
    }

    private void deleteOthers(List<Long> numbers, List<FeedFile> chain) throws IOException {
        boolean deleted = false;
        for (long number : numbers) {
            if (chain.stream().noneMatch(file -> file.number() == number)) {
                if (!files.delete(number)) {
                    throw new IOException("a file of a change feed that is obsolete could not be deleted");
                }
                deleted = true;
            }
        }
        if (deleted) {
            // their numbers are given again
            files.syncNames();
        }
    }
}
