package org.allidb.storage.sstable.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.allidb.storage.sstable.internal.CountedDictionaries;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is bound to dictionaries takes a bounded number of bytes, and what is read stays. */
class DictionaryBindingsTest {

    private static final int BYTES = (1 << 10) + (32 << 10);

    private final CountedDictionaries codec = new CountedDictionaries();
    private final DictionaryBindings bindings = new DictionaryBindings(3 * BYTES);

    @Test
    void thoseThatWereNotUsedGoFirst() {
        List<AtomicReference<@Nullable DictionaryBinding>> slots =
                IntStream.range(0, 5).mapToObj(i -> bound()).toList();
        // each was new when the budget looked first
        assertEquals(3 * BYTES, bindings.bytes());
        assertEquals(3, slots.stream().filter(slot -> slot.get() != null).count());
        DictionaryBinding read = slots.stream()
                .map(AtomicReference::get)
                .filter(binding -> binding != null)
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 10; i++) {
            assertTrue(read.enter(), "what is read between all others is not retired");
            read.leave();
            bound();
            assertEquals(3 * BYTES, bindings.bytes());
        }
    }

    @Test
    void retiredBindingIsLeftByTheReadsThatAreInIt() {
        AtomicReference<@Nullable DictionaryBinding> slot = bound();
        DictionaryBinding binding = slot.get();
        assertTrue(binding != null && binding.enter());
        bindings.retireAll("other");
        assertSame(binding, slot.get());
        bindings.retireAll("deflate");
        assertNull(slot.get());
        assertEquals(0, bindings.bytes());
        bindings.retire(binding);
        assertTrue(binding.enter(), "another read of the same block may still come in");
        binding.leave();
        assertEquals(1, codec.open(), "a read is still in it");
        binding.leave();
        assertEquals(0, codec.open());
        assertFalse(binding.enter());
    }

    private AtomicReference<@Nullable DictionaryBinding> bound() {
        AtomicReference<@Nullable DictionaryBinding> slot = new AtomicReference<>();
        DictionaryBinding binding =
                new DictionaryBinding(slot, codec, "deflate", codec.withDictionary(new byte[1 << 10]), 1 << 10);
        slot.set(binding);
        bindings.add(binding);
        return slot;
    }
}
