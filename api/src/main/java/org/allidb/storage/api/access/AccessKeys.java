package org.allidb.storage.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The keys of a platform, which are rows of {@link TenantId#SYSTEM}: as durable as all rows, and in its backups. Thread-safe.
 *
 * <ul>
 *   <li>A key is 256 random bits, so it is stored as its SHA-256: a slow hash protects what people invent, and costs each login.
 *   <li>A key reaches one tenant, and none that is created under the same id after that one was dropped; or it is a key of the platform.
 *       Several keys are valid beside each other: to rotate one, make another, hand it out, and revoke the first.
 *   <li>Each key that is made or revoked is an event, {@code ACCESS}, and so in the audit trail.
 *   <li>That tenant exists as soon as there is a first key. A platform without keys has none.
 * </ul>
 *
 * <p>Errors of all methods: those of {@link TenantStore}, and a {@link org.allidb.storage.api.StoreClosedException} when the platform is
 * closed.
 */
@ProviderType
public final class AccessKeys {

    /** The longest label in characters. */
    public static final int MAX_LABEL = 100;

    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String ROWS = "key:";
    private static final String CHUNK = "access-key";
    private static final String TENANT = "tenant";
    private static final String GENERATION = "generation";
    private static final String ROLE = "role";
    private static final String LABEL = "label";
    private static final String DIGEST = "sha256";
    private static final String FIRST = "first";

    private final StoragePlatform platform;

    private AccessKeys(StoragePlatform platform) {
        this.platform = platform;
    }

    /**
     * Returns the keys of a platform.
     *
     * @param platform the platform
     * @return its keys
     */
    public static AccessKeys of(StoragePlatform platform) {
        return new AccessKeys(platform);
    }

    /**
     * Makes a key. It is on stable storage when this returns.
     *
     * @param tenant which tenant it reaches
     * @param role what it allows
     * @param label a note, at most {@link #MAX_LABEL} characters and none of control
     * @return the key with its secret, which is not kept
     * @throws InvalidArgumentException if the tenant is {@link TenantId#SYSTEM}, or the label is not allowed
     * @throws TenantUnknownException if there is no such tenant
     */
    public NewAccessKey create(TenantId tenant, AccessRole role, String label) {
        if (tenant.equals(TenantId.SYSTEM)) {
            throw new InvalidArgumentException("no key reaches the tenant '" + tenant + "', which has the keys");
        }
        long generation = platform.tenant(tenant)
                .orElseThrow(() -> new TenantUnknownException(
                        tenant, "there is no tenant '" + tenant + "' that a key could reach; create it first"))
                .generation();
        return create(tenant, generation, role, label, Map.of());
    }

    /**
     * Makes a key of the platform: an operator's sees the figures of all tenants and no rows, an administrator's administers tenants,
     * parts, backups, configuration and keys, and reaches all rows. It is on stable storage when this returns.
     *
     * @param role {@link AccessRole#OPERATOR} or {@link AccessRole#ADMIN}
     * @param label a note, as that of other keys
     * @return the key with its secret, which is not kept
     * @throws InvalidArgumentException if the role is another one, or the label is not allowed
     */
    public NewAccessKey createForPlatform(AccessRole role, String label) {
        if (role != AccessRole.OPERATOR && role != AccessRole.ADMIN) {
            throw new InvalidArgumentException(
                    "a key of the platform is that of an operator or an admin; make a key of a tenant for other roles");
        }
        return create(TenantId.SYSTEM, 0, role, label, Map.of());
    }

    /**
     * Makes the key with which a new platform is administered, if none was ever made. It does not count as a key that ends access without
     * keys.
     *
     * @param label a note, as that of other keys
     * @return the key of an administrator of the platform; empty if there are keys, or have been
     */
    public Optional<NewAccessKey> createFirst(String label) {
        if (platform.tenant(TenantId.SYSTEM).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(create(TenantId.SYSTEM, 0, AccessRole.ADMIN, label, Map.of(FIRST, "true")));
    }

    private NewAccessKey create(
            TenantId tenant, long generation, AccessRole role, String label, Map<String, String> more) {
        if (label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgumentException(
                    "the label of a key is not allowed; use at most " + MAX_LABEL + " characters, none of control");
        }
        Map<String, String> known = new HashMap<>(more);
        known.put(TENANT, tenant.value());
        known.put(GENERATION, Long.toString(generation));
        known.put(ROLE, role.name());
        known.put(LABEL, label);
        try (TenantStore store = platform.openOrCreate(TenantId.SYSTEM)) {
            while (true) {
                String id = random(PresentedKey.ID_BYTES);
                String secret = random(PresentedKey.SECRET_BYTES);
                known.put(DIGEST, digest(secret));
                ChunkRow row = ChunkRow.of(entity(id), CHUNK, "").withMetadata(known);
                if (store.putIfAbsent(row, WriteOptions.SYNC).isEmpty()) {
                    AccessKey key =
                            store.get(row.key()).flatMap(AccessKeys::key).orElseThrow();
                    platform.reportAccess("made " + key);
                    return new NewAccessKey(key, new PresentedKey(tenant.value(), id, secret).text());
                }
            }
        }
    }

    /**
     * Looks whether a text is a key. A text that is none, one of an unknown key and one with a wrong secret take the same steps.
     *
     * @param text what a client presented
     * @return the key, or empty
     */
    public Optional<AccessKey> check(String text) {
        PresentedKey presented = PresentedKey.of(text);
        byte[] digest = digest(presented.secret()).getBytes(StandardCharsets.US_ASCII);
        Optional<StoredRow> row = ifThere(store -> store.get(row(presented.id())));
        Map<String, String> known = row.map(AccessKeys::metadata).orElse(Map.of());
        byte[] expected = known.getOrDefault(DIGEST, PresentedKey.NONE.secret()).getBytes(StandardCharsets.US_ASCII);
        boolean sameSecret = MessageDigest.isEqual(expected, digest);
        boolean sameTenant = known.getOrDefault(TENANT, "").equals(presented.tenant());
        return sameSecret && sameTenant
                ? row.flatMap(AccessKeys::key).filter(this::reachesItsTenant)
                : Optional.empty();
    }

    /**
     * Returns a key that was not revoked, and whose tenant was not dropped.
     *
     * @param id its id
     * @return the key, or empty
     */
    public Optional<AccessKey> find(String id) {
        return known(id).filter(this::reachesItsTenant);
    }

    private Optional<AccessKey> known(String id) {
        return PresentedKey.isId(id) ? ifThere(store -> store.get(row(id))).flatMap(AccessKeys::key) : Optional.empty();
    }

    private boolean reachesItsTenant(AccessKey key) {
        return key.isOfPlatform() || isThere(key);
    }

    private boolean isThere(AccessKey key) {
        return platform.tenant(key.tenant())
                .filter(tenant -> tenant.generation() == key.generation())
                .isPresent();
    }

    /**
     * Returns all keys, those of dropped tenants too, which reach nothing.
     *
     * @return by id
     */
    public List<AccessKey> list() {
        return ifThere(store -> {
                    List<AccessKey> keys = new ArrayList<>();
                    try (Cursor cursor = store.scan(rows())) {
                        while (cursor.next()) {
                            key(cursor.row()).ifPresent(keys::add);
                        }
                    }
                    return Optional.of(keys);
                })
                .orElse(new ArrayList<>());
    }

    /**
     * Returns whether nobody has made a key yet.
     *
     * @return whether {@link #list()} has no key but that of {@link #createFirst}
     */
    public boolean isEmpty() {
        return ifThere(store -> {
                    try (Cursor cursor = store.scan(rows())) {
                        while (cursor.next()) {
                            if (!metadata(cursor.row()).containsKey(FIRST)) {
                                return Optional.of(true);
                            }
                        }
                        return Optional.empty();
                    }
                })
                .isEmpty();
    }

    private static ScanRequest rows() {
        return ScanRequest.ofPrefix(ROWS).kinds(Kind.CHUNK);
    }

    /**
     * Revokes a key. It is refused from then on, also after a power cut.
     *
     * @param id its id
     * @return the key
     * @throws InvalidArgumentException if there is no such key
     */
    public AccessKey revoke(String id) {
        Optional<AccessKey> known = known(id);
        return known.flatMap(key -> ifThere(store -> store.getAndDelete(row(id), WriteOptions.SYNC))
                        .map(deleted -> reportRevoked(key)))
                .orElseThrow(
                        () -> new InvalidArgumentException("there is no key of that id; list the keys for theirs"));
    }

    private AccessKey reportRevoked(AccessKey key) {
        platform.reportAccess("revoked " + key);
        return key;
    }

    private <T> Optional<T> ifThere(Function<TenantStore, Optional<T>> action) {
        try (TenantStore store = platform.open(TenantId.SYSTEM)) {
            return action.apply(store);
        } catch (TenantUnknownException e) {
            return Optional.empty();
        }
    }

    /** Returns the key in a row; empty if the row is of a later version that this one cannot read. */
    private static Optional<AccessKey> key(StoredRow row) {
        Map<String, String> known = metadata(row);
        String id = row.row().entity().toText().substring(ROWS.length());
        try {
            return Optional.of(new AccessKey(
                    id,
                    tenant(known.getOrDefault(TENANT, "")),
                    Long.parseLong(known.getOrDefault(GENERATION, "")),
                    AccessRole.of(known.getOrDefault(ROLE, "")),
                    known.getOrDefault(LABEL, ""),
                    Instant.EPOCH.plus(row.timestamp(), ChronoUnit.MICROS)));
        } catch (InvalidArgumentException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static TenantId tenant(String id) {
        return id.equals(TenantId.SYSTEM.value()) ? TenantId.SYSTEM : TenantId.of(id);
    }

    private static Map<String, String> metadata(StoredRow row) {
        return row.row() instanceof ChunkRow chunk ? chunk.metadata() : Map.of();
    }

    private static RowKey row(String id) {
        return RowKey.chunk(entity(id), CHUNK);
    }

    private static EntityId entity(String id) {
        return EntityId.of(ROWS + id);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HEX.formatHex(random);
    }

    private static String digest(String secret) {
        try {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
