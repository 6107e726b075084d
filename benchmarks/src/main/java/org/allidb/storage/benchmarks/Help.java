package org.allidb.storage.benchmarks;

import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/** What the command line can do. */
final class Help {

    private static final int LINE = 96;

    private Help() {}

    static String text() {
        return """
                ./allidb bench: AlliDB Storage side by side with RocksDB, LMDB, H2 MVStore and Xodus

                  --fast                100,000 entries, one round, without universal RocksDB and Xodus:
                                        two to three minutes, good for a first look only
                  --entries N           entries of 16 + 100 bytes; 2000000 if left out; several, as in
                                        200000,2000000,20000000, do everything with each, and show the curve
                  --rounds N            how often everything is done; 3 if left out
                  --seconds N           how long each timed workload is measured; 3 if left out
                  --heap MB             the heap of each JVM; 4096 if left out
                  --memory MB           limits what each process may take, heap, native memory and the page cache of
                                        its files together, so that data is larger than caches; needs systemd, or
                                        root and control groups, and stops where neither is there
                  --engines a,b         some of: %s
                  --workloads x,y       some of those below
                  --out DIR             where the results go; benchmarks/target/bench if left out
                  --readme              also writes the documentation's charts and tables: docs/performance
                  --report FILE,...     only writes those, from results.json of an earlier run; of several runs with
                                        different numbers of entries the curve, too
                  --work DIR            where the stores are made and deleted, on the disk to be measured
                  --inner               the inner parts instead, with JMH; what follows are JMH's own options

                Everything with the defaults takes about an hour and a half on two cores. The results are a table here,
                and results.json, results.md and a chart (SVG) for each scenario in DIR.

                Workloads (the last only when it is asked for):
                %s"""
                .formatted(String.join(", ", EngineKind.ids()), workloads());
    }

    private static String workloads() {
        StringBuilder text = new StringBuilder("  ");
        int length = 0;
        for (String id : Scenario.ids(true)) {
            if (length + id.length() > LINE) {
                text.append(System.lineSeparator()).append("  ");
                length = 0;
            }
            text.append(id).append(' ');
            length += id.length() + 1;
        }
        return text.append(System.lineSeparator()).toString();
    }
}
