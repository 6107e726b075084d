<?xml version="1.0" encoding="UTF-8"?>
<!--
  Makes the features of Karaf of the list of what the distribution consists of. FeaturesTest of the itests compares the result with
  the bundles of the distribution.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:b="http://cyclonedx.org/schema/bom/1.6" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0" exclude-result-prefixes="b">
  <xsl:output method="xml" indent="yes" encoding="UTF-8"/>

  <xsl:variable name="ours" select="/b:bom/b:components/b:component[b:group = 'org.allidb.storage' and b:name != 'allidb-storage-tools' and b:name != 'allidb-storage-demo']"/>
  <!-- Without what Karaf has itself, and what the others' poms name and no bundle needs. -->
  <xsl:variable name="others" select="/b:bom/b:components/b:component[contains('|at.yawk.lz4|com.github.luben|org.yaml|com.fasterxml.jackson.core|info.picocli|io.netty|org.apache.aries.spifly|org.ow2.asm|', concat('|', b:group, '|'))]"/>
  <xsl:variable name="shell" select="'|allidb-storage-shell|picocli|'"/>
  <xsl:variable name="server" select="'|allidb-storage-server|netty-buffer|netty-codec-base|netty-codec-compression|netty-codec-http|netty-common|netty-handler|netty-resolver|netty-transport|netty-transport-native-unix-common|'"/>
  <xsl:variable name="replication" select="'|allidb-storage-replication|'"/>
  <xsl:variable name="deployer" select="'|allidb-storage-deployer|org.apache.aries.spifly.dynamic.bundle|asm|asm-commons|asm-tree|asm-analysis|asm-util|'"/>

  <xsl:template match="/">
    <features name="allidb-storage-{/b:bom/b:metadata/b:component/b:version}">
      <feature name="allidb-storage" version="{/b:bom/b:metadata/b:component/b:version}" description="AlliDB Storage">
        <feature>scr</feature>
        <xsl:apply-templates select="($ours | $others)[not(contains(concat($shell, $server, $replication, $deployer), concat('|', b:name, '|')))]"/>
      </feature>
      <feature name="allidb-storage-shell" version="{/b:bom/b:metadata/b:component/b:version}" description="Its commands">
        <feature>allidb-storage</feature>
        <feature>shell</feature>
        <xsl:apply-templates select="($ours | $others)[contains($shell, concat('|', b:name, '|'))]"/>
      </feature>
      <feature name="allidb-storage-server" version="{/b:bom/b:metadata/b:component/b:version}" description="Its network door">
        <feature>allidb-storage</feature>
        <xsl:apply-templates select="($ours | $others)[contains($server, concat('|', b:name, '|'))]"/>
      </feature>
      <feature name="allidb-storage-replication" version="{/b:bom/b:metadata/b:component/b:version}" description="One store on several machines">
        <feature>allidb-storage</feature>
        <xsl:apply-templates select="($ours | $others)[contains($replication, concat('|', b:name, '|'))]"/>
      </feature>
      <feature name="allidb-storage-deployer" version="{/b:bom/b:metadata/b:component/b:version}" description="Plain jars as plug-ins">
        <feature>allidb-storage</feature>
        <xsl:apply-templates select="($ours | $others)[contains($deployer, concat('|', b:name, '|'))]"/>
      </feature>
    </features>
  </xsl:template>

  <xsl:template match="b:component">
    <bundle>
      <xsl:value-of select="concat('mvn:', b:group, '/', b:name, '/', b:version)"/>
    </bundle>
  </xsl:template>
</xsl:stylesheet>
