/** A program on the module path. */
module org.allidb.storage.examples.modules {
    requires org.allidb.storage.embedded;
}
