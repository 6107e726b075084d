package org.allidb.storage.verification;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs {@link DecodersFuzz}: a fuzzer has a process of its own. */
final class FuzzedProcess {

    private FuzzedProcess() {}

    /** Exits with 1 if anything was found. */
    public static void main(String[] arguments) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(DecodersFuzz.class))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        DecodersFuzz.printInputs();
        boolean clean = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
        if (!clean) {
            summary.getFailures().forEach(failure -> print(failure.getException()));
        }
        System.exit(clean ? 0 : 1);
    }

    /** What the decoder threw, without the fuzzer around it. */
    private static void print(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        cause.printStackTrace(System.out);
    }
}
