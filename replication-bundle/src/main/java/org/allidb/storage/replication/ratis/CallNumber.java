package org.allidb.storage.replication.ratis;

/**
 * The numbers of the requests of a run of a node, as Ratis knows them: {@code number 47 bits | group 15 bits | question 1 bit}. The number
 * counts the proposals, or the questions, of one group.
 */
final class CallNumber {

    /** The greatest number of a group. */
    static final int GREATEST_GROUP = (1 << 15) - 1;

    private CallNumber() {}

    static long proposal(int group, long number) {
        return number << 16 | (long) group << 1;
    }

    static long question(int group, long number) {
        return proposal(group, number) | 1;
    }

    /** Returns the number within its group. */
    static long number(long call) {
        return call >>> 16;
    }
}
