package org.allidb.storage.spi.vfs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads and writes mapped files in the one way that a failing device can only turn into an exception. Bytes are copied
 * by the JVM's own copying routine, and a failure is delivered before its caller decides anything. Thread-safe.
 *
 * <p>A page that cannot be read raises a signal. HotSpot skips the instruction that needed the page and throws
 * {@link InternalError} at the thread's next safepoint poll, which may be far behind. Until then:
 *
 * <ul>
 *   <li>A load in compiled code leaves in its register what was there before. The compiler takes a byte to be less than
 *       256 and an int to have no upper half. It has left out checks for that reason, and the next access ends the
 *       process.
 *   <li>The copying routine ends early. The target keeps what it held: plain bytes of the heap, against which every check of
 *       a bound holds.
 * </ul>
 *
 * <p>So mapped memory is never loaded from where this class can copy, and {@link #settle()} comes between a copy and the first
 * effect of what was copied.
 */
@ProviderType
public final class MappedMemory {

    /**
     * Always 1. Not final, so that the compiler cannot know it: a loop whose step is not a constant keeps its safepoint poll,
     * even if its body is empty.
     */
    private static int step = 1;

    private MappedMemory() {}

    /**
     * Copies bytes out of a mapping. If the device fails, the target holds anything, and {@link InternalError} is thrown by
     * this call or a later one, at the latest by {@link #settle()}.
     *
     * @param mapped the mapping
     * @param offset the first byte in it
     * @param target receives the bytes
     * @param targetOffset where in the target
     * @param length bytes
     * @throws IndexOutOfBoundsException if not all of them lie in both
     * @throws IllegalStateException if the mapping is closed
     */
    public static void copy(MemorySegment mapped, long offset, byte[] target, int targetOffset, int length) {
        MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, offset, target, targetOffset, length);
    }

    /**
     * Stores bytes in a mapping. If the device fails, the bytes are not there, and {@link InternalError} is thrown as by
     * {@link #copy}.
     *
     * @param source holds the bytes
     * @param sourceOffset where in the source
     * @param mapped the mapping
     * @param offset the first byte in it
     * @param length bytes
     * @throws IndexOutOfBoundsException if not all of them lie in both
     * @throws IllegalStateException if the mapping is closed
     */
    public static void store(byte[] source, int sourceOffset, MemorySegment mapped, long offset, int length) {
        MemorySegment.copy(source, sourceOffset, mapped, ValueLayout.JAVA_BYTE, offset, length);
    }

    /**
     * Returns if everything that this thread has copied or stored is as it should be. The call must be in the same
     * {@code try} as what it is about. Costs one to two nanoseconds.
     *
     * @throws InternalError if a device has failed under a mapping since the last call
     */
    public static void settle() {
        // Two rounds: at the poll of the first, compiled code with a pending error continues in the interpreter,
        // which throws at the poll of the second or at the return.
        for (int i = 0; i < 2; i += step) {
            // nothing but the poll
        }
    }
}
