package org.allidb.storage.examples.client;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps notes. */
@ProviderType
public interface Notebook {

    /**
     * Keeps a note, on stable storage when this returns.
     *
     * @param title its title; an earlier note of that title is replaced
     * @param text its text
     */
    void write(String title, String text);

    /**
     * Reads a note.
     *
     * @param title its title
     * @return its text, if there is one
     */
    Optional<String> read(String title);

    /**
     * The titles.
     *
     * @return in alphabetical order
     */
    List<String> titles();
}
