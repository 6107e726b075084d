package org.allidb.storage.engine.internal.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import jdk.jfr.Event;

/**
 * Tells the JDK's Flight Recorder what goes on, if the module {@code jdk.jfr} is there. Costs next to nothing while
 * nothing is recorded.
 */
public final class FlightRecorder {

    private static final Logger LOG = System.getLogger(FlightRecorder.class.getName());
    private static final boolean PRESENT = isPresent();

    private FlightRecorder() {}

    /** A flush begins. */
    public static FlightSpan flush() {
        return PRESENT ? begun(new FlightEvents.Flush()) : FlightSpan.NONE;
    }

    /** A compaction begins. */
    public static FlightSpan compaction() {
        return PRESENT ? begun(new FlightEvents.Compaction()) : FlightSpan.NONE;
    }

    /** A writer is made to wait. */
    public static FlightSpan writeStall() {
        return PRESENT ? begun(new FlightEvents.WriteStall()) : FlightSpan.NONE;
    }

    /** A sync of a file begins. */
    public static FlightSpan sync() {
        return PRESENT ? begun(new FlightEvents.Sync()) : FlightSpan.NONE;
    }

    /** A call of the file system was found slow. */
    public static void slowOperation(String operation) {
        if (PRESENT) {
            begun(new FlightEvents.SlowOperation()).end(operation, 0, 0);
        }
    }

    private static <E extends Event & FlightSpan> FlightSpan begun(E event) {
        event.begin();
        return event;
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
