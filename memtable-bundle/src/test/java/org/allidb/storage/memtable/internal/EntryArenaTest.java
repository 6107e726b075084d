package org.allidb.storage.memtable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large the largest chunks are. */
final class EntryArenaTest {

    @ParameterizedTest
    @CsvSource({"64, 1", "512, 1", "2048, 1", "2049, 2", "4096, 2", "6144, 4", "8192, 4", "16384, 8", "65536, 8"})
    void theLargestChunksFillARegionOfTheHeap(long heapMegabytes, int chunkMegabytes) {
        assertEquals(chunkMegabytes << 20, EntryArena.maxChunk(heapMegabytes << 20));
    }
}
