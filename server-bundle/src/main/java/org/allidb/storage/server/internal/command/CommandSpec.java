package org.allidb.storage.server.internal.command;

import java.util.Locale;
import java.util.Set;
import org.allidb.storage.api.access.AccessRole;

/**
 * A command of the table.
 *
 * @param name its name in lower case
 * @param group what it belongs to, as Redis groups commands
 * @param syntax what follows the name, for people
 * @param shape how many arguments it has, and which are keys
 * @param effect what it touches
 * @param handler carries it out
 */
public record CommandSpec(String name, Group group, String syntax, Shape shape, Effect effect, Handler handler) {

    private static final Set<String> FREE = Set.of("auth", "hello", "quit", "reset");

    /** What commands belong to. */
    public enum Group {
        STRING,
        GENERIC,
        TRANSACTIONS,
        VECTOR_SET,
        HASH,
        ALLIDB,
        CONNECTION,
        SERVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How many arguments a command has, and which of them are keys.
     *
     * @param arity the number with the name; if negative, at least its amount
     * @param firstKey the place of the first key; 0 for none
     * @param lastKey the place of the last key; if negative, counted from the end
     * @param step from key to key
     */
    public record Shape(int arity, int firstKey, int lastKey, int step) {

        static Shape keyless(int arity) {
            return new Shape(arity, 0, 0, 0);
        }

        static Shape ofKey(int arity) {
            return new Shape(arity, 1, 1, 1);
        }

        static Shape ofKeys(int arity, int step) {
            return new Shape(arity, 1, -1, step);
        }

        private boolean fits(int arguments) {
            return arity < 0 ? arguments >= -arity : arguments == arity;
        }
    }

    /** Carries a command out. */
    @FunctionalInterface
    public interface Handler {

        /** Writes one answer, or throws. */
        void run(Call call) throws CommandException;
    }

    /** Returns whether a client must be let in before it may send it. */
    public boolean needsAccess() {
        return !FREE.contains(name);
    }

    /** Refuses a command that has too few or too many arguments. */
    public void checkArity(int arguments) throws CommandException {
        if (!shape.fits(arguments)) {
            throw new CommandException("ERR wrong number of arguments for '" + name + "' command");
        }
    }

    /** Refuses a command that a role may not send. */
    public void checkRole(AccessRole role) throws CommandException {
        if (!effect.isAllowed(role)) {
            throw new CommandException("NOPERM the key of this connection is that of a " + role + ", which has no"
                    + " permissions to run the '" + name + "' command");
        }
    }
}
