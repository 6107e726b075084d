package org.allidb.storage.planted;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherExecutionRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The process of a {@link Trial}: runs the tests of a class up to the first that fails. */
final class TrialMain {

    static final int PASSED = 0;
    static final int FAILED = 10;
    private static final int NOT_RUN = 20;

    private TrialMain() {}

    /**
     * Runs.
     *
     * @param arguments the name of the test class
     */
    public static void main(String[] arguments) throws ClassNotFoundException {
        Class<?> test = Class.forName(arguments[0]);
        CancellationToken afterFailure = CancellationToken.create();
        AtomicInteger tests = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier executed, TestExecutionResult result) {
                if (executed.isTest()) {
                    tests.incrementAndGet();
                }
                if (result.getStatus() == Status.FAILED) {
                    failures.incrementAndGet();
                    afterFailure.cancel();
                    System.out.println(executed.getDisplayName() + " failed");
                    Throwable failure = result.getThrowable().orElseThrow();
                    failure.printStackTrace(System.out);
                    // classes that do not fit together say nothing about the bug
                    broken.compareAndSet(false, failure instanceof LinkageError);
                }
            }
        };
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(test))
                .build();
        LauncherExecutionRequest execution = LauncherExecutionRequestBuilder.request(request)
                .listeners(listener)
                .cancellationToken(afterFailure)
                .build();
        LauncherFactory.create().execute(execution);
        System.out.flush();
        // threads of a platform that a failed test left open do not keep the process; no hook of theirs is of use
        Runtime.getRuntime().halt(tests.get() == 0 || broken.get() ? NOT_RUN : failures.get() > 0 ? FAILED : PASSED);
    }
}
