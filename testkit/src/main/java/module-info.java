/** What tests of the storage and of its plugins need: file systems that misbehave, a clock that obeys, contract tests. */
module org.allidb.storage.testkit {
    requires transitive org.allidb.storage.kernel;
    requires transitive org.junit.jupiter.api;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports org.allidb.storage.testkit;
    exports org.allidb.storage.testkit.consensus;
}
