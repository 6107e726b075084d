package org.allidb.storage.engine.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The events of the JDK's Flight Recorder. Loaded only where there is one; see {@link FlightRecorder}. */
@SuppressWarnings("UnusedVariable") // the recorder reads them
final class FlightEvents {

    private FlightEvents() {}

    /** Begins the span of a flush. */
    static FlightSpan flush() {
        return begun(new Flush());
    }

    /** Begins the span of a compaction. */
    static FlightSpan compaction() {
        return begun(new Compaction());
    }

    /** Begins the span of a wait of a writer. */
    static FlightSpan writeStall() {
        return begun(new WriteStall());
    }

    /** Begins the span of a sync of a file. */
    static FlightSpan sync() {
        return begun(new Sync());
    }

    /** Records a slow call of the file system. */
    static FlightSpan slowOperation() {
        return begun(new SlowOperation());
    }

    private static <E extends Event & FlightSpan> FlightSpan begun(E event) {
        event.begin();
        return event;
    }

    private static void record(Event event) {
        try {
            event.commit();
        } catch (LinkageError e) {
            FlightRecorder.isOutOfReach(e);
        }
    }

    /** A flush. */
    @Name("allidb.Flush")
    @Label("Flush")
    @Category("AlliDB Storage")
    @StackTrace(false)
    private static final class Flush extends Event implements FlightSpan {

        @Label("Tenant")
        String tenant = "";

        @Label("Bytes Written")
        @DataAmount
        long bytesWritten;

        @Override
        public void end(String subject, long read, long written) {
            tenant = subject;
            bytesWritten = written;
            record(this);
        }
    }

    /** A compaction. */
    @Name("allidb.Compaction")
    @Label("Compaction")
    @Category("AlliDB Storage")
    @StackTrace(false)
    private static final class Compaction extends Event implements FlightSpan {

        @Label("Tenant")
        String tenant = "";

        @Label("Bytes Read")
        @DataAmount
        long bytesRead;

        @Label("Bytes Written")
        @DataAmount
        long bytesWritten;

        @Override
        public void end(String subject, long read, long written) {
            tenant = subject;
            bytesRead = read;
            bytesWritten = written;
            record(this);
        }
    }

    /** A writer that was slowed or stopped. */
    @Name("allidb.WriteStall")
    @Label("Write Stall")
    @Category("AlliDB Storage")
    private static final class WriteStall extends Event implements FlightSpan {

        @Label("Tenant")
        String tenant = "";

        @Override
        public void end(String subject, long read, long written) {
            tenant = subject;
            record(this);
        }
    }

    /** A sync of a file. */
    @Name("allidb.Sync")
    @Label("Sync")
    @Category("AlliDB Storage")
    @Threshold("5 ms")
    @StackTrace(false)
    private static final class Sync extends Event implements FlightSpan {

        @Label("File")
        String file = "";

        @Override
        public void end(String subject, long read, long written) {
            file = subject;
            record(this);
        }
    }

    /** A call of the file system that was found slow: recorded while it hangs. */
    @Name("allidb.SlowOperation")
    @Label("Slow Operation")
    @Category("AlliDB Storage")
    @StackTrace(false)
    private static final class SlowOperation extends Event implements FlightSpan {

        @Label("Operation")
        String operation = "";

        @Override
        public void end(String subject, long read, long written) {
            operation = subject;
            record(this);
        }
    }
}
