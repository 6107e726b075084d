package org.allidb.storage.api;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What the compaction strategy of a tenant would do now, and why. */
@ProviderType
public interface CompactionExplanation {

    /** {@return the name of the strategy that was asked} */
    String strategy();

    /** {@return the tables by level and size, the lowest level and the smallest tables first} */
    List<Group> groups();

    /** {@return how many bytes of all tables are overwritten by newer ones, as estimated from samples of their keys} */
    long overwrittenBytes();

    /** {@return what it would do now; empty for nothing} */
    Optional<Proposal> proposal();

    /** {@return tables that are due to be merged} */
    int dueTables();

    /** {@return bytes that are due to be merged} */
    long dueBytes();

    /** {@return sentences on what will have it do something, the nearest first; also on why it cannot be asked} */
    List<String> next();

    /** Tables of one level and of similar size. */
    @ProviderType
    interface Group {

        /** {@return the level} */
        int level();

        /** {@return how many tables} */
        int tables();

        /** {@return the bytes of all of them} */
        long bytes();

        /** {@return the bytes of the smallest one} */
        long leastBytes();

        /** {@return the bytes of the largest one} */
        long mostBytes();

        /** {@return how many bytes a merge of these tables alone would drop, as estimated} */
        long overwrittenBytes();

        /** {@return how many of them are proposed to be merged, moved or dropped} */
        int proposed();

        /** {@return how many of them a merge is reading} */
        int compacting();
    }

    /** What a strategy proposes. */
    @ProviderType
    interface Proposal {

        /** {@return {@code merge}, {@code move} or {@code drop}} */
        String action();

        /** {@return the numbers of the tables} */
        List<Long> tables();

        /** {@return their bytes} */
        long bytes();

        /** {@return how many of these would be dropped because they are overwritten, as estimated} */
        long overwrittenBytes();

        /** {@return the level of the result; 0 of a drop} */
        int targetLevel();

        /** {@return the strategy's reason} */
        String reason();
    }
}
