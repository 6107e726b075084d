package org.allidb.storage.metamorphic;

/**
 * One step of a history. It makes sense after any other, so that steps can be taken out.
 *
 * @param kind what it does
 * @param seed what its choices follow from
 */
record Operation(OperationKind kind, long seed) {

    @Override
    public String toString() {
        return kind + ":" + Long.toHexString(seed);
    }
}
