package org.allidb.storage.spi.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.allidb.storage.api.StorageIoException;

/** Copies values out of mapped files. A device that fails under a mapping is an error of the machine's own kind there. */
final class MappedValue {

    private MappedValue() {}

    /** Copies a value to the heap. */
    static void copy(MemorySegment mapped, long offset, byte[] target, int targetOffset, int length) {
        try {
            MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, offset, target, targetOffset, length);
        } catch (InternalError e) {
            throw new StorageIoException(
                    "the device failed while a value was read from a mapped table; look into the system's log, and check"
                            + " the data directory with 'allidb check DIR'",
                    e);
        }
    }
}
