package org.allidb.storage.spi.entry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The ways in which many range tombstones lie over each other. Sequences ascend from 1. */
enum RangeTombstoneShapes {
    /** A log that is trimmed after each append: each inside of the next. */
    TRIMS {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(0, i + 1, i + 1, i + 1);
        }
    },
    /** Each around the next. */
    NESTED {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(i, 2 * count - i, i + 1, i + 1);
        }
    },
    /** Each begins inside of the last one and ends behind it. */
    STAIRCASE {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(i, i + count / 2, i + 1, i + 1);
        }
    },
    /** The same, from the end. */
    REVERSED_STAIRCASE {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(count - i, count - i + count / 2, i + 1, i + 1);
        }
    },
    /** One range, over and over. */
    IDENTICAL {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(1, count, i + 1, i + 1);
        }
    },
    /** Trims with callers' timestamps, the widest the oldest. */
    REVERSED_TIMESTAMPS {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(0, i + 1, count - i, i + 1);
        }
    },
    /** Narrow new ones, under wide old ones that come later. */
    COMB {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return i < count / 2 ? of(2 * i, 2 * i + 1, count + i, i + 1) : of(0, 2 * count - i, i + 1, i + 1);
        }
    },
    /** Beside each other, as deletes of entities are. */
    APART {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            return of(2 * i, 2 * i + 1, i + 1, i + 1);
        }
    },
    /** Anything. */
    RANDOM {
        @Override
        RangeTombstone tombstone(int i, int count, Random random) {
            int start = random.nextInt(count);
            return of(start, start + 1 + random.nextInt(count), random.nextInt(count), i + 1);
        }
    };

    abstract RangeTombstone tombstone(int i, int count, Random random);

    List<RangeTombstone> tombstones(int count, Random random) {
        List<RangeTombstone> tombstones = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tombstones.add(tombstone(i, count, random));
        }
        return tombstones;
    }

    static byte[] key(int number) {
        return "%07d".formatted(number).getBytes(StandardCharsets.UTF_8);
    }

    private static RangeTombstone of(int start, int end, long timestamp, long sequence) {
        return new RangeTombstone(key(start), key(end), timestamp, sequence);
    }
}
