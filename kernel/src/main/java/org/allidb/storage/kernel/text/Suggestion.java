package org.allidb.storage.kernel.text;

import java.util.Collection;
import java.util.Comparator;
import org.osgi.annotation.versioning.ProviderType;

/** Helps with a name that is nearly right. */
@ProviderType
public final class Suggestion {

    private static final int NEAR = 3;

    private Suggestion() {}

    /**
     * Returns what to add to a message about an unknown name.
     *
     * @param given the unknown name
     * @param known the names that there are
     * @return the name that was probably meant, or all that there are
     */
    public static String among(String given, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(given, name)))
                .filter(name -> distance(given, name) <= NEAR)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("; there are " + String.join(", ", known));
    }

    /** Returns Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
