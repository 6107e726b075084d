package org.allidb.storage.metamorphic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;

/**
 * Every row that a campaign may write, in order. There are few entities, so that rows meet their older versions, and of
 * each the same rows. Their ids are prefixes of each other, or have zeros, 0xFF and several bytes a character.
 */
final class Keyspace {

    static final Kind OWN = Kind.custom(0x40);
    static final Kind LAST = Kind.custom(0x7F);

    private static final int NUMBERED = 24;
    private static final List<EntityId> ENTITIES = entities();
    private static final RowKey[] KEYS = keys();
    private static final int ROWS_OF_ENTITY = KEYS.length / ENTITIES.size();
    private static final Map<RowKey, Integer> INDEX = index();

    private Keyspace() {}

    static int size() {
        return KEYS.length;
    }

    static RowKey key(int index) {
        return KEYS[index];
    }

    static int indexOf(RowKey key) {
        return INDEX.get(key);
    }

    static int entityCount() {
        return ENTITIES.size();
    }

    static EntityId entity(int number) {
        return ENTITIES.get(number);
    }

    static int entityOf(int index) {
        return index / ROWS_OF_ENTITY;
    }

    /** The first row of an entity; of the one after the last, the end. */
    static int firstOf(int entity) {
        return entity * ROWS_OF_ENTITY;
    }

    /** The first entity that is not before an id. */
    static int entityAt(EntityId id) {
        int found = Arrays.binarySearch(ENTITIES.toArray(new EntityId[0]), id);
        return found >= 0 ? found : -found - 1;
    }

    /** Any row of a kind. */
    static int anyOf(Kind kind, Draw draw) {
        int start = firstOf(anyEntity(draw));
        int count = 0;
        for (int i = start; i < start + ROWS_OF_ENTITY; i++) {
            count += KEYS[i].kind().equals(kind) ? 1 : 0;
        }
        int chosen = draw.below(count);
        for (int i = start; ; i++) {
            if (KEYS[i].kind().equals(kind) && chosen-- == 0) {
                return i;
            }
        }
    }

    static int any(Draw draw) {
        return firstOf(anyEntity(draw)) + draw.below(ROWS_OF_ENTITY);
    }

    /** Some entities are asked for more often than others. */
    static int anyEntity(Draw draw) {
        return draw.oneIn(3) ? draw.below(4) : draw.below(ENTITIES.size());
    }

    private static List<EntityId> entities() {
        TreeSet<EntityId> ids = new TreeSet<>();
        for (int i = 0; i < NUMBERED; i++) {
            ids.add(EntityId.of("e" + i));
        }
        for (String text :
                List.of("\0", "a", "a\0", "a\0\0b", "a\0\u0001", "person:änne", "person:ännchen", "\uD83C\uDF0D")) {
            ids.add(EntityId.of(text));
        }
        byte[] high = {(byte) 0xFF, (byte) 0xFF};
        ids.add(EntityId.of(high));
        ids.add(EntityId.of(Arrays.copyOf(high, 3)));
        ids.add(EntityId.of("long/".repeat(60).getBytes(StandardCharsets.UTF_8)));
        return List.copyOf(ids);
    }

    private static RowKey[] keys() {
        List<RowKey> keys = new ArrayList<>();
        EntityId other = EntityId.of("e1");
        for (EntityId entity : ENTITIES) {
            keys.add(RowKey.vector(entity, ""));
            keys.add(RowKey.vector(entity, "title"));
            keys.add(RowKey.edge(entity, "knows", other));
            keys.add(RowKey.edge(entity, "knows", EntityId.of(new byte[] {0, 1})));
            keys.add(RowKey.edge(entity, "", other));
            keys.add(RowKey.chunk(entity, "1"));
            keys.add(RowKey.chunk(entity, "10"));
            keys.add(RowKey.meta(entity));
            keys.add(RowKey.value(entity));
            keys.add(RowKey.of(entity, OWN, Qualifier.NONE));
            keys.add(RowKey.of(entity, OWN, Qualifier.of(new byte[] {0})));
            keys.add(RowKey.of(entity, LAST, Qualifier.of("q")));
        }
        keys.sort(null);
        return keys.toArray(new RowKey[0]);
    }

    private static Map<RowKey, Integer> index() {
        Map<RowKey, Integer> index = new HashMap<>();
        for (int i = 0; i < KEYS.length; i++) {
            index.put(KEYS[i], i);
        }
        return index;
    }
}
