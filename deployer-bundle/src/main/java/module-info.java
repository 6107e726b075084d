/** Makes bundles of plain plugin jars; of use in a container alone. */
module org.allidb.storage.deployer {
    requires static com.google.errorprone.annotations;
    requires static org.apache.felix.fileinstall;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;
}
