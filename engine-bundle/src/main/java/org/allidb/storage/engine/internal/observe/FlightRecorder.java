package org.allidb.storage.engine.internal.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Records work for the JDK's Flight Recorder, if the module {@code jdk.jfr} is there. Costs next to nothing while
 * nothing is recorded. This class names no class of that module, because its own verification would load it.
 *
 * <p>As soon as somebody records, the JDK rewrites events so that they name a class of its own. The class loader of a bundle may not
 * reach it; then nothing is recorded, and what was to be recorded goes on. Thread-safe.
 */
public final class FlightRecorder {

    private static final Logger LOG = System.getLogger(FlightRecorder.class.getName());
    private static final AtomicBoolean PRESENT = new AtomicBoolean(isPresent());

    private FlightRecorder() {}

    /** Begins the span of a flush. */
    public static FlightSpan flush() {
        return begun(() -> FlightEvents.flush());
    }

    /** Begins the span of a compaction. */
    public static FlightSpan compaction() {
        return begun(() -> FlightEvents.compaction());
    }

    /** Begins the span of a wait of a writer. */
    public static FlightSpan writeStall() {
        return begun(() -> FlightEvents.writeStall());
    }

    /** Begins the span of a sync of a file. */
    public static FlightSpan sync() {
        return begun(() -> FlightEvents.sync());
    }

    /** Records a slow call of the file system. */
    public static void slowOperation(String operation) {
        begun(() -> FlightEvents.slowOperation()).end(operation, 0, 0);
    }

    /** Begins a span; what does so is no reference to a method, which would load the events where there is no recorder. */
    private static FlightSpan begun(Supplier<FlightSpan> event) {
        if (!PRESENT.get()) {
            return FlightSpan.NONE;
        }
        try {
            return event.get();
        } catch (LinkageError e) {
            isOutOfReach(e);
            return FlightSpan.NONE;
        }
    }

    /** Notes that events cannot be recorded; nothing is from now on. */
    static void isOutOfReach(LinkageError e) {
        if (PRESENT.compareAndSet(true, false)) {
            LOG.log(
                    Level.WARNING,
                    "Flight Recorder gets no events of the storage: its class loader does not reach " + e.getMessage()
                            + ". In an OSGi container set the framework's property"
                            + " org.osgi.framework.bootdelegation to jdk.jfr.internal.event");
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
