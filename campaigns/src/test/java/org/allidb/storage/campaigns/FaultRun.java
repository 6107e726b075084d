package org.allidb.storage.campaigns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.campaigns.PlatformWorkload.Step;
import org.allidb.storage.campaigns.PlatformWorkload.Tenant;
import org.allidb.storage.testkit.FaultAt;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;

/** One workload during which calls of the file system fail, and all that must be true during it and afterwards. */
final class FaultRun implements FaultPlan {

    private static final int STEPS = 30;
    /** After so many steps nothing fails any more. */
    private static final int REPAIRED = 22;

    private static final int MOST_PROBLEMS = 3;

    private final long seed;
    private final StrictMemVfs files = new StrictMemVfs();
    private final List<FaultAt> faults;
    private final PlatformWorkload workload;
    private final Map<Tenant, PossibleTenant> tenants = new EnumMap<>(Tenant.class);
    private final List<String> problems = new ArrayList<>();
    private Session session;
    private String where = "the first open";

    FaultRun(long seed, PlatformWorkload workload, Function<StrictMemVfs, List<FaultAt>> faults) {
        this.seed = seed;
        this.faults = faults.apply(files);
        this.workload = workload;
        for (Tenant tenant : Tenant.values()) {
            tenants.put(tenant, new PossibleTenant());
        }
    }

    /** The workload of a seed. */
    static PlatformWorkload workload(long seed) {
        return new PlatformWorkload(new Random(seed), STEPS);
    }

    /** Plays it; tells what was wrong. */
    List<String> play() {
        Random random = new Random(seed);
        for (int number = 0; number < workload.steps().size(); number++) {
            Step step = workload.steps().get(number);
            where = "step " + number + " (" + step.name() + ")";
            boolean before = struck();
            attempt(step);
            if (number == REPAIRED) {
                repair();
            }
            if (number % 5 == 0) {
                read();
            }
            if (struck() && !before) {
                verify(files.afterPowerCut(random), true);
            }
        }
        where = "the close";
        quietly(() -> {
            if (session != null) {
                session.close();
            }
        });
        session = null;
        where = "the end";
        verify(files.afterPowerCut(random), true);
        verify(files, false);
        return problems;
    }

    /** How many calls the first fault could have hit. */
    int calls() {
        return faults.getFirst().calls();
    }

    private void attempt(Step step) {
        PossibleTenant tenant = step.tenant().map(tenants::get).orElse(null);
        boolean existed = false;
        boolean done = false;
        try {
            done = quietly(() -> {
                Session open = open();
                step.action().on(open);
            });
        } catch (TenantExistsException e) {
            existed = true;
        }
        quietly(() -> {
            if (session != null) {
                session.advance(300);
            }
        });
        if (tenant == null || existed) {
            return;
        }
        if (step.write() >= 0) {
            if (done) {
                tenant.written(workload.effect(step), step.synced());
            } else {
                tenant.perhapsWritten(workload.effect(step));
            }
        } else if (step.name().equals("create")) {
            if (done) {
                tenant.created();
            } else {
                tenant.perhapsCreated();
            }
        } else if (done) {
            tenant.dropped();
        } else {
            tenant.perhapsDropped();
        }
    }

    private boolean struck() {
        return faults.stream().anyMatch(FaultAt::hasStruck);
    }

    private Session open() {
        Session open = session;
        if (open == null || open.isClosed()) {
            open = new Session(new FaultyVfs(files, this));
            session = open;
        }
        return open;
    }

    /** From now on nothing fails, and soon writes are accepted. */
    private void repair() {
        faults.forEach(FaultAt::repair);
        where = "after the repair";
        try {
            Session open = open();
            for (int i = 0; i < 4; i++) {
                open.advance(1_000);
            }
            if (faults.stream().noneMatch(FaultAt::mayEndService)) {
                for (Tenant tenant : Tenant.values()) {
                    if (open.exists(tenant) && tenants.get(tenant).isDropInDoubt()) {
                        // that is what the error asks for
                        open.drop(tenant);
                        tenants.get(tenant).dropped();
                    }
                    if (open.exists(tenant)) {
                        open.store(tenant).put(Workload.PROBE, new byte[10]);
                    }
                }
            }
        } catch (StorageException e) {
            problems.add(where + ": " + e);
        }
    }

    private void read() {
        quietly(() -> {
            Session open = open();
            for (Tenant tenant : Tenant.values()) {
                check(open, tenant, false, "while open");
            }
        });
    }

    /** Opens what is left, without faults. */
    private void verify(StrictMemVfs left, boolean cut) {
        String when = cut ? "after a power cut at " + where : "after the reopen";
        try {
            // it is closed if it is worked with: otherwise nothing of it runs
            Session healthy = new Session(left);
            for (Tenant tenant : Tenant.values()) {
                check(healthy, tenant, cut, when);
            }
            if (!cut) {
                for (Tenant tenant : Tenant.values()) {
                    if (healthy.exists(tenant)) {
                        healthy.store(tenant).put(Workload.PROBE, new byte[10]);
                        healthy.store(tenant).compact();
                        check(healthy, tenant, false, "after a reopen and a compaction");
                    }
                }
                healthy.close();
            }
        } catch (StorageException refused) {
            problems.add(when + ": " + refused);
        }
    }

    private void check(Session open, Tenant tenant, boolean cut, String when) {
        List<String> wrong = tenants.get(tenant).wrong(open.rows(tenant), cut);
        if (!wrong.isEmpty() && problems.size() < MOST_PROBLEMS) {
            problems.add(when + ", " + where + ", " + tenant + " " + wrong);
        }
    }

    /** Whether it went well; an error that tells what is wrong is all right while something fails. */
    private boolean quietly(Runnable action) {
        try {
            action.run();
            return true;
        } catch (TenantExistsException e) {
            throw e;
        } catch (StorageException told) {
            Set<String> texts = new TreeSet<>();
            for (Throwable cause = told; cause != null; cause = cause.getCause()) {
                texts.add(String.valueOf(cause.getMessage()));
            }
            if (told.getMessage() == null || told.getMessage().isBlank()) {
                problems.add("an error without a text: " + texts);
            } else if (!struck() || faults.stream().allMatch(FaultAt::isHarmless)) {
                problems.add(where + ": an error although nothing failed: " + texts);
            }
        } catch (OutOfMemoryError e) {
            if (faults.stream().noneMatch(FaultAt::mayEndService)) {
                throw e;
            }
        } finally {
            Thread.interrupted();
        }
        return false;
    }

    @Override
    public void before(Operation operation, String name) throws IOException {
        for (FaultAt fault : faults) {
            fault.before(operation, name);
        }
    }

    @Override
    public void after(Operation operation, String name) throws IOException {
        for (FaultAt fault : faults) {
            fault.after(operation, name);
        }
    }

    @Override
    public int bytesOfWrite(String name, int length) {
        int bytes = length;
        for (FaultAt fault : faults) {
            bytes = Math.min(bytes, fault.bytesOfWrite(name, length));
        }
        return bytes;
    }

    @Override
    public int bytesOfRead(String name, int length) {
        int bytes = length;
        for (FaultAt fault : faults) {
            bytes = Math.min(bytes, fault.bytesOfRead(name, length));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + faults;
    }
}
