package org.allidb.storage.server.internal.command;

import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.RowKey;
import org.jspecify.annotations.Nullable;

/** SET with its options. */
final class SetCommand {

    private enum Demand {
        NONE,
        ABSENT,
        PRESENT
    }

    private final Call call;
    private Demand demand = Demand.NONE;
    private boolean get;
    private boolean keep;
    private @Nullable Instant expires;

    private SetCommand(Call call) {
        this.call = call;
    }

    static void run(Call call) throws CommandException {
        SetCommand command = new SetCommand(call);
        command.parse();
        command.write();
    }

    private void parse() throws CommandException {
        for (int i = 3; i < call.size(); i++) {
            String option = call.option(i);
            switch (option) {
                case "nx" -> demand = only(Demand.ABSENT);
                case "xx" -> demand = only(Demand.PRESENT);
                case "get" -> get = true;
                case "keepttl" -> {
                    onlyOneTime();
                    keep = true;
                }
                default -> {
                    Expiry.Form form = form(option);
                    onlyOneTime();
                    expires = Expiry.ofNew(call, form, call.integer(++i));
                }
            }
        }
    }

    /** Returns how a time is given that follows an option. */
    static Expiry.Form form(String option) throws CommandException {
        return switch (option) {
            case "ex" -> Expiry.Form.EX;
            case "px" -> Expiry.Form.PX;
            case "exat" -> Expiry.Form.EXAT;
            case "pxat" -> Expiry.Form.PXAT;
            default -> throw new CommandException(CommandException.SYNTAX);
        };
    }

    private Demand only(Demand wanted) throws CommandException {
        if (demand != Demand.NONE && demand != wanted) {
            throw new CommandException(CommandException.SYNTAX);
        }
        return wanted;
    }

    private void onlyOneTime() throws CommandException {
        if (keep || expires != null) {
            throw new CommandException(CommandException.SYNTAX);
        }
    }

    private void write() {
        RowKey key = call.key(1);
        boolean reads = get || keep || demand != Demand.NONE;
        Optional<Held> before = reads ? call.rows().find(key) : Optional.empty();
        boolean write = demand == Demand.NONE || before.isPresent() == (demand == Demand.PRESENT);
        if (write) {
            Instant until = keep ? before.map(Held::expires).orElse(null) : expires;
            call.rows().put(key, call.bytes(2), until);
        }
        if (get) {
            StringCommands.answer(call, before.map(Held::value));
        } else if (write) {
            call.out().simple("OK");
        } else {
            call.out().nil();
        }
    }
}
