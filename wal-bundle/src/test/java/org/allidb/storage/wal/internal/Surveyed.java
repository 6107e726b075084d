package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;

/** What a survey of a log finds. */
final class Surveyed implements LogSurvey {

    private final List<String> records = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();

    /** Surveys the log of a directory, which is closed. */
    static Surveyed of(Vfs files) throws IOException {
        Surveyed survey = new Surveyed();
        new LogSurveyor(files, "wal", 0, new FileAnchor(files), survey).run();
        return survey;
    }

    /** Returns the records that count and are not flushed, as {@link Journal#replayed()} has them. */
    List<String> records() {
        return records;
    }

    /** Returns where it is damaged. */
    List<String> damage() {
        return damage;
    }

    @Override
    public void flushed(long generation, long throughSequence) {
        // the records that are left say it
    }

    @Override
    public void record(String segment, long generation, long lastSequence, byte[] record, int offset, int length) {
        records.add(generation + "/" + lastSequence + " " + new String(record, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void read(String file, long bytes) {
        // not of interest
    }

    @Override
    public void found(FileFinding finding) {
        if (finding.severity() == Severity.DAMAGE) {
            damage.add(finding.file() + " at " + finding.offset());
        }
    }
}
