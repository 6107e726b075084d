package org.allidb.storage.plugins;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One plug-in's misbehaviour, which begins when it is armed. Thread-safe. */
final class Fault {

    private static final long WATCHDOG_SECONDS = 60;

    private final String name;
    private final Misbehaviour what;
    private final AtomicInteger strikes = new AtomicInteger();
    private final AtomicBoolean vanished = new AtomicBoolean();
    private final CountDownLatch caught = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean armed;
    private volatile Runnable vanish = () -> {};

    Fault(String name, Misbehaviour what) {
        this.name = name;
        this.what = what;
    }

    /** What a call returns that is nonsense. */
    interface Nonsense {
        Object made() throws Exception;
    }

    /** Returns the plug-in's name, which one that flips its mind changes. */
    String name() {
        return armed && what == Misbehaviour.FICKLE ? name + "-" + strikes.incrementAndGet() : name;
    }

    String givenName() {
        return name;
    }

    Misbehaviour what() {
        return what;
    }

    /** Makes it misbehave from now on. */
    void arm(Runnable vanishing) {
        vanish = vanishing;
        armed = true;
    }

    /** Makes it behave. A thread that is caught stays so. */
    void disarm() {
        armed = false;
    }

    /** Lets a thread go that is caught. */
    void letOut() {
        open.countDown();
    }

    boolean hasStruck() {
        return strikes.get() > 0;
    }

    /** Stands for a call of the plug-in: does what a sound one does, or misbehaves. */
    Object call(Callable<Object> sound, Nonsense nonsense) throws Throwable {
        if (!armed) {
            return sound.call();
        }
        int strike = strikes.incrementAndGet();
        return switch (what) {
            case EXCEPTION, STACK_OVERFLOW, MISSING_CLASS, FAILED_ASSERTION -> throw what.failure();
            case VANISHES -> {
                if (vanished.compareAndSet(false, true)) {
                    vanish.run();
                    throw what.failure();
                }
                yield sound.call();
            }
            case NULL -> null;
            case NONSENSE, ENDLESS, GREEDY -> nonsense.made();
            case FICKLE -> strike % 2 == 1 ? nonsense.made() : sound.call();
            case NEVER_RETURNS -> {
                hang();
                yield sound.call();
            }
        };
    }

    boolean awaitCaught() throws InterruptedException {
        return caught.await(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    private void hang() {
        caught.countDown();
        boolean interrupted = false;
        while (open.getCount() > 0) {
            try {
                open.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
