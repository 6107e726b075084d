package org.allidb.storage.benchmarks.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The definitions are understood as their benchmark means them. */
class YcsbDefinitionTest {

    @ParameterizedTest
    @CsvSource({
        "workloada, 0.5, 0, 0, 0, false, 1000",
        "workloadb, 0.05, 0, 0, 0, false, 1000",
        "workloadc, 0, 0, 0, 0, false, 1000",
        "workloadd, 0, 0.05, 0, 0, true, 1000",
        "workloade, 0, 0.05, 0.95, 0, false, 100",
        "workloadf, 0, 0, 0, 0.5, false, 1000"
    })
    void coreWorkloads(
            String name,
            double update,
            double insert,
            double scan,
            double readModifyWrite,
            boolean latest,
            int longest) {
        assertEquals(
                new YcsbDefinition(
                        new YcsbDefinition.Shares(update, insert, scan, readModifyWrite), latest, longest, 1000),
                YcsbDefinition.of(name));
    }

    @Test
    void sharesThatMakeNoWholeAreRefused() {
        Properties properties = new Properties();
        properties.setProperty("readproportion", "0.5");
        properties.setProperty("requestdistribution", "zipfian");
        String told = assertThrows(IllegalArgumentException.class, () -> YcsbDefinition.of("mine", properties))
                .getMessage();
        assertEquals("the shares of workload 'mine' do not add up to 1", told);
    }

    @Test
    void whatIsNotDoneHereIsRefused() {
        Properties properties = new Properties();
        properties.setProperty("readproportion", "1");
        String told = assertThrows(IllegalArgumentException.class, () -> YcsbDefinition.of("mine", properties))
                .getMessage();
        assertEquals(
                "workload 'mine' wants requests that are uniform and scans that are uniform; requests are zipfian or"
                        + " latest here, and scans uniform",
                told);
        assertThrows(IllegalArgumentException.class, () -> YcsbDefinition.of("workloadz"));
    }
}
