package org.allidb.storage.engine.internal.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Tells the JDK's Flight Recorder what goes on, if the module {@code jdk.jfr} is there. Costs next to nothing while
 * nothing is recorded. This class names no class of that module, because its own verification would load it.
 */
public final class FlightRecorder {

    private static final Logger LOG = System.getLogger(FlightRecorder.class.getName());
    private static final boolean PRESENT = isPresent();

    private FlightRecorder() {}

    /** A flush begins. */
    public static FlightSpan flush() {
        return PRESENT ? FlightEvents.flush() : FlightSpan.NONE;
    }

    /** A compaction begins. */
    public static FlightSpan compaction() {
        return PRESENT ? FlightEvents.compaction() : FlightSpan.NONE;
    }

    /** A writer is made to wait. */
    public static FlightSpan writeStall() {
        return PRESENT ? FlightEvents.writeStall() : FlightSpan.NONE;
    }

    /** A sync of a file begins. */
    public static FlightSpan sync() {
        return PRESENT ? FlightEvents.sync() : FlightSpan.NONE;
    }

    /** A call of the file system was found slow. */
    public static void slowOperation(String operation) {
        if (PRESENT) {
            FlightEvents.slowOperation().end(operation, 0, 0);
        }
    }

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event", false, FlightRecorder.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(Level.DEBUG, "there is no Flight Recorder in this JVM", e);
            return false;
        }
    }
}
