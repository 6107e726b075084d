package org.allidb.storage.verification;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Some decoders in one fuzzer: the first byte of an input says which of them takes the rest. */
class DecodersFuzz {

    /** System property: the classes with the fuzz tests, with commas between. */
    static final String DECODERS = "allidb.fuzz.decoders";

    private static final List<Decoder> ALL = Stream.of(
                    System.getProperty(DECODERS, "").split(","))
            .map(Decoder::of)
            .toList();

    static Stream<byte[]> seeds() throws ReflectiveOperationException {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            for (byte[] seed : ALL.get(i).seeds().toList()) {
                byte[] chosen = new byte[1 + seed.length];
                chosen[0] = (byte) i;
                System.arraycopy(seed, 0, chosen, 1, seed.length);
                seeds.add(chosen);
            }
        }
        return seeds.stream();
    }

    @MethodSource("seeds")
    @FuzzTest
    void decoderTakesAnyBytes(byte[] bytes) throws Throwable {
        if (bytes.length > 0) {
            ALL.get(Math.floorMod(bytes[0], ALL.size())).take(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    /** Prints how many inputs each has taken. */
    static void printInputs() {
        ALL.forEach(decoder -> System.out.println(decoder.name() + ": " + decoder.inputs() + " inputs"));
    }

    /** One fuzz test. */
    private record Decoder(String name, Constructor<?> test, Method method, AtomicLong inputs) {

        static Decoder of(String name) {
            try {
                Class<?> type = Class.forName(name);
                Constructor<?> test = type.getDeclaredConstructor();
                test.setAccessible(true);
                Method method = Stream.of(type.getDeclaredMethods())
                        .filter(candidate -> candidate.isAnnotationPresent(FuzzTest.class))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(name + " has no fuzz test"));
                method.setAccessible(true);
                return new Decoder(name, test, method, new AtomicLong());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @SuppressWarnings("unchecked")
        Stream<byte[]> seeds() throws ReflectiveOperationException {
            Method seeds = method.getDeclaringClass().getDeclaredMethod("seeds");
            seeds.setAccessible(true);
            return (Stream<byte[]>) seeds.invoke(null);
        }

        void take(byte[] bytes) throws Throwable {
            inputs.incrementAndGet();
            try {
                method.invoke(test.newInstance(), bytes);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
