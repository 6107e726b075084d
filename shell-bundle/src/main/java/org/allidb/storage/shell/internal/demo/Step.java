package org.allidb.storage.shell.internal.demo;

/** A part of the demo. */
interface Step {

    String title();

    /** Does its part, in front of the audience. */
    void run(Stage stage) throws Exception;
}
