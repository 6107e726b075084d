package org.allidb.storage.engine.internal.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Records work for the JDK's Flight Recorder, if the module {@code jdk.jfr} is there. Costs next to nothing while
 * nothing is recorded. This class names no class of that module, because its own verification would load it.
 */
public final class FlightRecorder {

    private static final Logger LOG = System.getLogger(FlightRecorder.class.getName());
    private static final boolean PRESENT = isPresent();

    private FlightRecorder() {}

    /** Begins the span of a flush. */
    public static FlightSpan flush() {
        return PRESENT ? FlightEvents.flush() : FlightSpan.NONE;
    }

    /** Begins the span of a compaction. */
    public static FlightSpan compaction() {
        return PRESENT ? FlightEvents.compaction() : FlightSpan.NONE;
    }

    /** Begins the span of a wait of a writer. */
    public static FlightSpan writeStall() {
        return PRESENT ? FlightEvents.writeStall() : FlightSpan.NONE;
    }

    /** Begins the span of a sync of a file. */
    public static FlightSpan sync() {
        return PRESENT ? FlightEvents.sync() : FlightSpan.NONE;
    }

    /** Records a slow call of the file system. */
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
