package org.allidb.storage.demo.internal;

/** A step of the demo. */
interface Step {

    /** Returns the headline of the step. */
    String title();

    /** Runs the step and shows it on a stage. */
    void run(Stage stage) throws Exception;
}
