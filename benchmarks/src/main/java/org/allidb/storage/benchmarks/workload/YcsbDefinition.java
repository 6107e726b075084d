package org.allidb.storage.benchmarks.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * A workload of the Yahoo! Cloud Serving Benchmark, in the form in which it defines them: properties of its core workload.
 *
 * @param shares which share of operations is of which kind
 * @param latest whether recent entries are read most, otherwise a few that lie anywhere
 * @param longestScan entries; scans are of 1 to so many, all lengths alike
 * @param valueLength bytes of all fields of an entry
 */
record YcsbDefinition(Shares shares, boolean latest, int longestScan, int valueLength) {

    private static final double ROUNDING = 1e-9;

    /**
     * The shares of the kinds of operations, 0 to 1. The rest are reads.
     *
     * @param update overwrites
     * @param insert new entries
     * @param scan scans
     * @param readModifyWrite reads that are followed by an overwrite of the same entry
     */
    record Shares(double update, double insert, double scan, double readModifyWrite) {}

    /** Returns one that the benchmark comes with: {@code workloada} to {@code workloadf}. */
    static YcsbDefinition of(String name) {
        Properties properties = new Properties();
        try (InputStream file = YcsbDefinition.class.getResourceAsStream("ycsb/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("there is no workload '" + name + "'");
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(name, properties);
    }

    /** Returns one of the caller's. */
    static YcsbDefinition of(String name, Properties properties) {
        double read = share(properties, "readproportion");
        double update = share(properties, "updateproportion");
        double insert = share(properties, "insertproportion");
        double scan = share(properties, "scanproportion");
        double readModifyWrite = share(properties, "readmodifywriteproportion");
        String choice = properties.getProperty("requestdistribution", "uniform");
        String lengths = properties.getProperty("scanlengthdistribution", "uniform");
        if (Math.abs(read + update + insert + scan + readModifyWrite - 1) > ROUNDING) {
            throw new IllegalArgumentException("the shares of workload '" + name + "' do not add up to 1");
        }
        if (!choice.equals("zipfian") && !choice.equals("latest") || !lengths.equals("uniform")) {
            throw new IllegalArgumentException(
                    "workload '" + name + "' wants requests that are " + choice + " and scans that" + " are " + lengths
                            + "; requests are zipfian or latest here, and scans uniform");
        }
        return new YcsbDefinition(
                new Shares(update, insert, scan, readModifyWrite),
                choice.equals("latest"),
                number(properties, "maxscanlength", "1000"),
                number(properties, "fieldcount", "10") * number(properties, "fieldlength", "100"));
    }

    private static double share(Properties properties, String key) {
        return Double.parseDouble(properties.getProperty(key, "0"));
    }

    private static int number(Properties properties, String key, String byDefault) {
        return Integer.parseInt(properties.getProperty(key, byDefault));
    }
}
