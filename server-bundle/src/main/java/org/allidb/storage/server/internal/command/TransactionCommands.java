package org.allidb.storage.server.internal.command;

import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** Commands that are carried out at one moment, if what is watched is as it was. */
final class TransactionCommands {

    private TransactionCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("multi", Shape.keyless(1), Effect.TRANSACTION, call -> {
                    call.client().begin();
                    call.out().simple("OK");
                })
                .add(
                        "exec",
                        Shape.keyless(1),
                        Effect.TRANSACTION,
                        call -> call.client().execute(call.out()))
                .add("discard", Shape.keyless(1), Effect.TRANSACTION, call -> {
                    call.client().discard();
                    call.out().simple("OK");
                })
                .add("watch key [key ...]", Shape.ofKeys(-2, 1), Effect.TRANSACTION, call -> {
                    call.client().watch(call.from(1));
                    call.out().simple("OK");
                })
                .add("unwatch", Shape.keyless(1), Effect.TRANSACTION, call -> {
                    call.client().unwatch();
                    call.out().simple("OK");
                });
    }
}
