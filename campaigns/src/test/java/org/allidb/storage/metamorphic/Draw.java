package org.allidb.storage.metamorphic;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** The choices of one operation: all of them follow from its seed and from what it finds. */
final class Draw {

    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    double fraction() {
        return random.nextDouble();
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    Random source() {
        return new Random(random.nextLong());
    }

    /** The bytes of a value: mostly few, sometimes compressible, sometimes so many that they are stored apart. */
    byte[] value() {
        int choice = random.nextInt(64);
        return bytes(choice < 48 ? random.nextInt(40) : choice < 62 ? random.nextInt(200) : 300 + random.nextInt(1500));
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            java.util.Arrays.fill(bytes, (byte) random.nextInt());
        }
        return bytes;
    }

    /** Text of ASCII letters. */
    String text(int most) {
        char[] text = new char[random.nextInt(most + 1)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) ('a' + random.nextInt(26));
        }
        return new String(text);
    }
}
