package org.allidb.storage.demo.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;

/** A program that reads numbers, looks for their rows, and reports how many it found and how long the recovery took. */
final class CrashVerifier {

    static final String PROGRAM = "crash-verifier";

    private final StoragePlatform platform;
    private final BufferedReader numbers;
    private final PrintStream out;

    /** The line that the verifier prints. */
    record Report(long found, long missing, long recoveryNanos, long recoveredRecords) {

        @Override
        public String toString() {
            return String.format(
                    "found %d missing %d recovery_ns %d records %d", found, missing, recoveryNanos, recoveredRecords);
        }

        static Report parse(String line) {
            String[] words = line.split(" ", -1);
            return new Report(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[7]));
        }
    }

    CrashVerifier(StoragePlatform platform, BufferedReader numbers, PrintStream out) {
        this.platform = platform;
        this.numbers = numbers;
        this.out = out;
    }

    int run() throws IOException {
        long found = 0;
        long missing = 0;
        try (TenantStore store = platform.open(CrashWriter.TENANT)) {
            for (String line = numbers.readLine(); line != null; line = numbers.readLine()) {
                if (NumberedRows.isThere(store, Long.parseLong(line))) {
                    found++;
                } else {
                    missing++;
                }
            }
        }
        var statistics = platform.statistics();
        out.println(new Report(found, missing, statistics.recoveryNanos(), statistics.recoveredRecords()));
        return missing == 0 ? 0 : 1;
    }
}
