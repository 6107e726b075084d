package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Makes lists of operations out of seeds. */
final class History {

    private final List<OperationKind> kinds;
    private final double[] upTo;

    /**
     * Histories of some kinds of operation.
     *
     * @param wanted which
     */
    History(Predicate<OperationKind> wanted) {
        kinds = Arrays.stream(OperationKind.values()).filter(wanted).toList();
        upTo = new double[kinds.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += kinds.get(i).weight();
            upTo[i] = sum;
        }
    }

    /** The operations that follow from a seed. */
    List<Operation> of(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Operation> operations = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            int chosen = Arrays.binarySearch(upTo, random.nextDouble(upTo[upTo.length - 1]));
            operations.add(new Operation(kinds.get(chosen < 0 ? -chosen - 1 : chosen), random.nextLong()));
        }
        return operations;
    }
}
