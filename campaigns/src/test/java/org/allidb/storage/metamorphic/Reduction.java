package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing list of operations short. Takes parts out as long as the rest still fails, larger parts first (Zeller
 * and Hildebrandt, <i>Simplifying and Isolating Failure-Inducing Input</i>, 2002).
 */
final class Reduction {

    private final Predicate<List<Operation>> fails;
    private int attemptsLeft;

    /**
     * A reduction.
     *
     * @param fails whether a list fails as the whole did
     * @param attempts how many lists are tried at most
     */
    Reduction(Predicate<List<Operation>> fails, int attempts) {
        this.fails = fails;
        this.attemptsLeft = attempts;
    }

    /** A short list that fails. */
    List<Operation> of(List<Operation> failing) {
        List<Operation> shortest = failing;
        int part = Math.max(1, failing.size() / 2);
        while (true) {
            boolean shorter = false;
            for (int start = 0; start < shortest.size() && attemptsLeft > 0; ) {
                List<Operation> rest = without(shortest, start, part);
                attemptsLeft--;
                if (fails.test(rest)) {
                    shortest = rest;
                    shorter = true;
                } else {
                    start += part;
                }
            }
            if (attemptsLeft <= 0 || part == 1 && !shorter) {
                return shortest;
            }
            part = Math.max(1, part / 2);
        }
    }

    private static List<Operation> without(List<Operation> all, int start, int length) {
        List<Operation> rest = new ArrayList<>(all.subList(0, start));
        rest.addAll(all.subList(Math.min(all.size(), start + length), all.size()));
        return rest;
    }
}
