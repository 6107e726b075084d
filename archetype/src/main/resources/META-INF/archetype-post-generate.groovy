def project = new File(request.outputDirectory, request.artifactId)
def type = request.getPackage().replace('.', '/') + '/' + classPrefix
def services = 'main/resources/META-INF/services/org.allidb.storage.spi.'
def filesOfKinds = [
    strategy : ["main/java/${type}Strategy.java", "test/java/${type}StrategyTest.java",
                "${services}compaction.CompactionStrategy"],
    codec    : ["main/java/${type}Codec.java", "test/java/${type}CodecTest.java", "${services}codec.Codec"],
    throttler: ["main/java/${type}Throttler.java", "main/java/${type}ThrottlerProvider.java",
                "test/java/${type}ThrottlerProviderTest.java", "${services}throttle.ThrottlerProvider"],
    filter   : ["main/java/${type}FilterProvider.java", "test/java/${type}FilterProviderTest.java",
                "${services}filter.FilterProvider"],
]

// Maven tries values only when it asks for them. Those of a command line are tried here, after all files were written.
def problems = []
def check = { key, value, pattern, rule ->
    if (!(value ==~ pattern)) {
        problems << "-D${key}=${value} is not possible: ${rule}."
    }
}
check('kind', kind, 'strategy|codec|throttler|filter', 'it is strategy, codec, throttler or filter')
check('form', form, 'bundle|jar', 'it is bundle or jar')
check('providerName', providerName, '[a-z0-9][a-z0-9-]{0,31}',
        'it has 1 to 32 lower-case letters, digits and hyphens, and does not begin with a hyphen')
check('classPrefix', classPrefix, '[A-Z][A-Za-z0-9]*', 'it begins with A to Z, then has letters and digits')

filesOfKinds.each { other, files ->
    if (problems || other != kind) {
        files.each { new File(project, "src/${it}").delete() }
    }
}
if (problems) {
    // Nothing is left, so that the corrected command finds no project there. Files of the user's stay.
    ['pom.xml', 'README.md'].each { new File(project, it).delete() }
    def folders = [project]
    project.eachDirRecurse { folders << it }
    folders.reverse().each { it.delete() } // those that are not empty stay
    throw new IllegalArgumentException(problems.join(' '))
}
