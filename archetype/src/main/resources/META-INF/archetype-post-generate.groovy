// Maven checks values only when it asks for them. Those of a command line are checked here, after the files were written.
def problems = []
def check = { key, value, pattern, rule ->
    if (!(value ==~ pattern)) {
        problems << "-D${key}=${value} is not possible: ${rule}."
    }
}
check('kind', kind, 'strategy|codec|throttler', 'it is strategy, codec or throttler')
check('form', form, 'bundle|jar', 'it is bundle or jar')
check('providerName', providerName, '[a-z0-9][a-z0-9-]{0,31}',
        'it has 1 to 32 lower-case letters, digits and hyphens, and does not begin with a hyphen')
check('classPrefix', classPrefix, '[A-Z][A-Za-z0-9]*', 'it begins with A to Z, then has letters and digits')
if (problems) {
    // What was written goes, so that the corrected command finds no project there. What else is in the folder stays.
    def project = new File(request.outputDirectory, request.artifactId)
    def prefix = request.getPackage().replace('.', '/') + '/' + classPrefix
    def written = ['pom.xml', 'README.md']
    ['Strategy', 'Codec', 'Throttler', 'ThrottlerProvider'].each {
        written << "src/main/java/${prefix}${it}.java" << "src/test/java/${prefix}${it}Test.java"
    }
    ['compaction.CompactionStrategy', 'codec.Codec', 'throttle.ThrottlerProvider'].each {
        written << "src/main/resources/META-INF/services/org.allidb.storage.spi.${it}"
    }
    written.each { new File(project, it).delete() }
    def folders = [project]
    project.eachDirRecurse { folders << it }
    folders.reverse().each { it.delete() } // those that are not empty stay
    throw new IllegalArgumentException(problems.join(' '))
}
