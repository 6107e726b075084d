package org.allidb.storage.engine.internal.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.engine.internal.value.FindingValue;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectionSink;

/** Everything that was found so far, and how much was read. */
final class Findings implements InspectionSink {

    private final ToolProgress progress;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Long, TenantId> tenants = new HashMap<>();
    private final Set<String> files = new HashSet<>();
    private long bytes;
    private long bytesTotal;

    Findings(ToolProgress progress) {
        this.progress = progress;
    }

    /** Names the tenant of a generation. */
    void tenant(long generation, TenantId id) {
        tenants.put(generation, id);
    }

    /** Sets how much there is to read in all. */
    void expect(long total) {
        bytesTotal = total;
    }

    @Override
    public void found(FileFinding finding) {
        findings.add(new FindingValue(
                finding.severity(),
                Optional.ofNullable(tenants.get(finding.owner())),
                finding.file(),
                finding.offset(),
                finding.what(),
                finding.meaning()));
    }

    /** Adds a finding about a file or directory as a whole. */
    void add(Severity severity, long owner, String file, String what, String meaning) {
        found(FileFinding.of(severity, file, -1, owner, what, meaning));
    }

    @Override
    public void read(String file, long length) {
        files.add(file);
        bytes += length;
        progress.progress(file, bytes, Math.max(bytes, bytesTotal));
    }

    List<Finding> list() {
        return findings;
    }

    /** Returns how many findings are more than notes. */
    int problems() {
        return (int) findings.stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .count();
    }

    int problemsOf(TenantId tenant) {
        return (int) findings.stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .filter(finding -> finding.tenant().filter(tenant::equals).isPresent())
                .count();
    }

    int files() {
        return files.size();
    }

    long bytes() {
        return bytes;
    }
}
