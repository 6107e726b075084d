package org.allidb.storage.server.internal.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** Numbers in plain values. */
final class CounterCommands {

    private static final int FRACTION_DIGITS = 17;
    /** Longer text is no number that anybody counts with, and takes long to compute with. */
    private static final int MOST_CHARACTERS = 64;

    private static final Pattern INFINITY = Pattern.compile("(?i)[+-]?inf(inity)?");

    private CounterCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("incr key", Shape.ofKey(2), Effect.WRITE, call -> add(call, 1))
                .add("decr key", Shape.ofKey(2), Effect.WRITE, call -> add(call, -1))
                .add("incrby key increment", Shape.ofKey(3), Effect.WRITE, call -> add(call, call.integer(2)))
                .add("decrby key decrement", Shape.ofKey(3), Effect.WRITE, CounterCommands::subtract)
                .add("incrbyfloat key increment", Shape.ofKey(3), Effect.WRITE, CounterCommands::addFraction);
    }

    private static void subtract(Call call) throws CommandException {
        long decrement = call.integer(2);
        if (decrement == Long.MIN_VALUE) {
            throw new CommandException("ERR decrement would overflow");
        }
        add(call, -decrement);
    }

    private static void add(Call call, long increment) throws CommandException {
        Optional<Held> before = call.rows().find(call.key(1));
        long value = before.isPresent() ? Call.integer(text(before.get())) : 0;
        long sum;
        try {
            sum = Math.addExact(value, increment);
        } catch (ArithmeticException e) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
        byte[] text = Long.toString(sum).getBytes(StandardCharsets.US_ASCII);
        call.rows().put(call.key(1), text, before.map(Held::expires).orElse(null));
        call.out().integer(sum);
    }

    private static void addFraction(Call call) throws CommandException {
        BigDecimal increment = number(call.text(2));
        Optional<Held> before = call.rows().find(call.key(1));
        BigDecimal value = before.isPresent() ? number(text(before.get())) : BigDecimal.ZERO;
        BigDecimal sum = value.add(increment)
                .setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros();
        String text = sum.signum() == 0 ? "0" : sum.toPlainString();
        call.rows()
                .put(
                        call.key(1),
                        text.getBytes(StandardCharsets.US_ASCII),
                        before.map(Held::expires).orElse(null));
        call.out().bulk(text);
    }

    private static String text(Held row) {
        return new String(row.value(), StandardCharsets.ISO_8859_1);
    }

    private static BigDecimal number(String text) throws CommandException {
        if (INFINITY.matcher(text).matches()) {
            throw new CommandException("ERR increment would produce NaN or Infinity");
        }
        try {
            if (text.length() <= MOST_CHARACTERS) {
                BigDecimal number = new BigDecimal(text);
                if (Math.abs((long) number.precision() - number.scale()) <= 308) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new CommandException("ERR value is not a valid float");
    }
}
