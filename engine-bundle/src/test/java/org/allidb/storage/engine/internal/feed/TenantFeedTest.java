package org.allidb.storage.engine.internal.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.allidb.storage.api.config.FeedOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a feed is after a crash: all that tables have, nothing of what the log may not have, or another feed. */
class TenantFeedTest {

    private final ManualClock clock = new ManualClock();
    private final List<String> failures = new ArrayList<>();
    private FeedOptions options =
            StorageConfiguration.DEFAULTS.with("feed.retention_mb", "1").feed();
    private StrictMemVfs files = new StrictMemVfs();

    private TenantFeed open(long flushed) {
        return TenantFeed.open(files, () -> options, clock, flushed, (what, cause) -> failures.add(what));
    }

    private static void append(TenantFeed feed, long sequence, String content) {
        byte[] bytes = content.getBytes();
        feed.append(new FeedRecord(bytes, 0, bytes.length, sequence - 1, sequence), 0);
    }

    private static void append(TenantFeed feed, long from, long to, String content) {
        for (long sequence = from; sequence <= to; sequence++) {
            append(feed, sequence, content + sequence);
        }
    }

    private static long number(TenantFeed feed) {
        return feed.kept().orElseThrow().feed();
    }

    private static List<String> read(TenantFeed feed, long after, long through)
            throws IOException, FeedReader.LostException {
        FeedReader reader = new FeedReader(feed, number(feed), after);
        List<String> contents = new ArrayList<>();
        for (FeedRecord record = reader.peek(through); record != null; record = reader.peek(through)) {
            contents.add(new String(record.bytes(), record.offset(), record.length()));
            reader.pass(record);
        }
        return contents;
    }

    private static FeedReader.Loss loss(TenantFeed feed, long after, long through) {
        return assertThrows(FeedReader.LostException.class, () -> read(feed, after, through))
                .loss();
    }

    private List<String> names() throws IOException {
        return files.list("feed");
    }

    @Test
    void whatIsBehindTheTablesComesFromTheLogAgain() throws Exception {
        TenantFeed feed = open(0);
        long number = number(feed);
        append(feed, 1, 5, "first ");
        feed.sync();
        append(feed, 6, 9, "lost by the log ");
        files = files.afterKill();
        TenantFeed again = open(5);
        append(again, 6, 7, "second ");
        again.replayed(7);
        assertEquals(number, number(again));
        assertEquals(List.of("first 4", "first 5", "second 6", "second 7"), read(again, 3, 7));
        assertEquals(List.of(), failures);
    }

    @Test
    void replayThatBeginsBeforeTheFeedIsLeftOut() throws Exception {
        TenantFeed feed = open(3);
        // more than stays in memory
        append(feed, 4, 6, "lost by the log ".repeat(3_000));
        files = files.afterKill();
        TenantFeed again = open(0);
        append(again, 1, 8, "b ");
        again.replayed(8);
        assertEquals(number(feed), number(again));
        assertEquals(List.of("b 4", "b 5", "b 6", "b 7", "b 8"), read(again, 3, 8));
        assertEquals(FeedReader.Loss.GONE, loss(again, 2, 8));
    }

    /** A position of the first feed would be a place among other changes in this one. */
    @Test
    void logThatEndsBeforeTheFeedMakesAnotherOne() {
        TenantFeed feed = open(3);
        files = files.afterKill();
        TenantFeed again = open(0);
        append(again, 1, 2, "b ");
        again.replayed(2);
        assertNotEquals(number(feed), number(again));
        assertEquals(2, again.kept().orElseThrow().after());
    }

    @Test
    void feedThatDoesNotReachTheTablesIsAnotherOne() {
        TenantFeed feed = open(0);
        append(feed, 1, 5, "a ");
        feed.sync();
        files = files.afterKill();
        TenantFeed again = open(6);
        assertNotEquals(number(feed), number(again));
        assertEquals(6, again.kept().orElseThrow().after());
    }

    @Test
    void tableThatEndsInTheMiddleOfARecordIsOfAnotherFeed() {
        TenantFeed feed = open(0);
        feed.append(new FeedRecord(new byte[4], 0, 4, 0, 4), 0);
        feed.sync();
        files = files.afterKill();
        assertNotEquals(number(feed), number(open(3)));
    }

    @Test
    void flushedRecordsSurviveAPowerCutWithTheirNames() throws Exception {
        TenantFeed feed = open(0);
        append(feed, 1, 400, "x".repeat(1_500));
        feed.sync();
        assertTrue(names().size() > 3, names() + "");
        List<String> before = read(feed, 10, 400);
        StrictMemVfs device = files;
        Random random = new Random(Seed.get());
        for (int i = 0; i < 10; i++) {
            files = device.afterPowerCut(random);
            TenantFeed again = open(400);
            assertEquals(number(feed), number(again));
            assertEquals(before, read(again, 10, 400));
        }
    }

    /** A process that was killed may have made the name of the last file, and not made it durable. */
    @Test
    void nameOfAFileThatIsContinuedIsDurableWithTheNextFlush() throws Exception {
        TenantFeed feed = open(0);
        long sequence = 0;
        while (names().size() < 2) {
            feed.sync();
            append(feed, ++sequence, "x".repeat(1_500));
        }
        files = files.afterKill();
        TenantFeed again = open(sequence - 1);
        append(again, sequence, "again");
        again.sync();
        StrictMemVfs device = files;
        Random random = new Random(Seed.get());
        for (int i = 0; i < 10; i++) {
            files = device.afterPowerCut(random);
            TenantFeed third = open(sequence);
            assertEquals(number(feed), number(third));
            assertEquals(List.of("again"), read(third, sequence - 1, sequence));
        }
    }

    @Test
    void missingOrDamagedFileIsAGapAndTheRestIsKept() throws Exception {
        TenantFeed feed = open(0);
        append(feed, 1, 400, "x".repeat(1_500));
        feed.sync();
        files = files.afterKill();
        String second = names().get(1);
        long size = files.size("feed/" + second);
        flip("feed/" + second, size / 2);
        TenantFeed again = open(400);
        assertEquals(FeedReader.Loss.DAMAGED, loss(again, 0, 400));
        again.close();
        files.delete("feed/" + second);
        TenantFeed third = open(400);
        assertEquals(number(feed), number(third));
        long after = third.kept().orElseThrow().after();
        assertTrue(after > 80 && after < 300, "what is before the hole is left out: " + after);
        assertEquals(400 - after, read(third, after, 400).size());
        assertEquals(FeedReader.Loss.GONE, loss(third, 0, 400));
    }

    @Test
    void damageOfWhatIsReadAtAnOpenMakesAnotherFeed() throws Exception {
        TenantFeed feed = open(0);
        append(feed, 1, 10, "a ");
        feed.sync();
        files = files.afterKill();
        flip("feed/" + names().getLast(), FeedHeader.LENGTH + FeedRecord.HEADER_LENGTH);
        assertNotEquals(number(feed), number(open(10)));
        files = files.afterKill();
        flip("feed/" + names().getLast(), 20);
        TenantFeed third = open(10);
        assertEquals(10, third.kept().orElseThrow().after());
        assertEquals(1, names().size(), names() + "");
    }

    private void flip(String name, long offset) throws IOException {
        try (VfsFile file = files.open(name)) {
            byte[] one = new byte[1];
            file.read(offset, one, 0, 1);
            one[0] ^= 1;
            file.write(offset, one, 0, 1);
            file.sync();
        }
    }

    /** Such a write was refused. Unless a crash comes before its flush, it is in no table; a replay would bring it back. */
    @Test
    void writeThatCouldNotBeAppliedEndsTheFeedUntilItIsFlushed() throws Exception {
        TenantFeed feed = open(0);
        long number = number(feed);
        append(feed, 1, 3, "a ");
        feed.skipped(4);
        append(feed, 5, 6, "b ");
        assertEquals(Optional.empty(), feed.kept());
        feed.sync();
        assertNotEquals(number, number(feed));
        assertEquals(6, feed.kept().orElseThrow().after());
        append(feed, 7, 8, "c ");
        assertEquals(List.of("c 7", "c 8"), read(feed, 6, 8));
        feed.sync();
        long second = number(feed);

        files = files.afterKill();
        assertNotEquals(second, number(open(3)), "the refused write is there again");
    }

    @Test
    void feedAfterAWriteThatCouldNotBeAppliedIsContinuedOnceThatIsFlushed() throws Exception {
        TenantFeed feed = open(0);
        feed.skipped(4);
        feed.sync();
        append(feed, 5, 6, "b ");
        feed.sync();
        files = files.afterPowerCut(new Random(Seed.get()));
        TenantFeed again = open(6);
        assertEquals(number(feed), number(again));
        assertEquals(List.of("b 5", "b 6"), read(again, 4, 6));
    }

    @Test
    void recordThatDoesNotFollowEndsTheFeed() {
        TenantFeed feed = open(0);
        append(feed, 1, 3, "a ");
        append(feed, 5, "b");
        assertEquals(Optional.empty(), feed.kept());
        assertEquals(
                List.of("the change feed ended, because a change could not be added; it begins again with the next"
                        + " flush, and its consumers with a snapshot"),
                failures);
        feed.sync();
        assertEquals(5, feed.kept().orElseThrow().after());
    }

    @Test
    void switchedOffItLeavesNoFileAndOnAgainItIsAnother() throws Exception {
        TenantFeed feed = open(0);
        long number = number(feed);
        append(feed, 1, 3, "a ");
        feed.end();
        assertEquals(List.of(), names());
        assertFalse(feed.isOn());
        append(feed, 4, 5, "b ");
        feed.begin(5);
        append(feed, 6, 6, "c ");
        assertNotEquals(number, number(feed));
        assertEquals(List.of("c 6"), read(feed, 5, 6));
        feed.close();
        options = FeedOptions.DEFAULTS;
        TenantFeed off = open(6);
        assertFalse(off.isOn());
        assertEquals(List.of(), names());
    }

    @Test
    void readerBesideTheWriterSeesWhatIsInMemoryAlone() throws Exception {
        TenantFeed feed = open(0);
        FeedReader reader = new FeedReader(feed, number(feed), 0);
        Random random = new Random(Seed.get());
        long through = 0;
        for (int i = 0; i < 300; i++) {
            String content = "y".repeat(random.nextInt(random.nextInt(20) == 0 ? 100_000 : 300) + 1);
            append(feed, ++through, content);
            if (random.nextInt(10) == 0) {
                feed.sync();
            }
            if (random.nextInt(3) == 0) {
                long oldest = feed.kept().orElseThrow().after();
                if (oldest > reader.sequence()) {
                    reader = new FeedReader(feed, number(feed), oldest);
                }
                @Nullable FeedRecord record = reader.peek(through);
                while (record != null) {
                    if (record.last() == through) {
                        assertEquals(content.length(), record.length());
                    }
                    reader.pass(record);
                    record = reader.peek(through);
                }
                assertEquals(through, reader.sequence());
            }
        }
    }
}
