package org.allidb.storage.plugins;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a plug-in's misbehaviour does to its own tenant.
 *
 * @param operations how the tenant's operations end meanwhile
 * @param then what ends it
 */
record Effect(Map<Operation, End> operations, String then) {

    /** An operation of the tenant; the last one makes another tenant like it. */
    enum Operation {
        WRITE,
        FLUSH,
        MERGE,
        READ,
        CREATE
    }

    /** How it ends. */
    enum End {
        DONE("–"),
        FAILS("fails"),
        MAY_FAIL("may fail"),
        WAITS("waits");

        private final String text;

        End(String text) {
            this.text = text;
        }
    }

    Effect {
        operations = new EnumMap<>(operations);
    }

    /** Returns the effect of a part that fails now and then, if this is that of one that always fails. */
    Effect nowAndThen() {
        Map<Operation, End> some = new EnumMap<>(operations);
        some.replaceAll((operation, end) -> end == End.FAILS ? End.MAY_FAIL : end);
        return new Effect(some, "");
    }

    /** Returns whether nothing fails here that does not fail there. */
    boolean isWithin(Effect other) {
        return operations.entrySet().stream()
                .allMatch(
                        each -> each.getValue() == End.DONE || each.getValue() == other.operations.get(each.getKey()));
    }

    boolean isNone() {
        return then.isEmpty() && operations.values().stream().allMatch(end -> end == End.DONE);
    }

    /** Returns it as cells of a table. */
    String cells() {
        StringBuilder cells = new StringBuilder();
        operations.values().forEach(end -> cells.append(" | ").append(end.text));
        return cells.append(" | ").append(then).toString();
    }
}
