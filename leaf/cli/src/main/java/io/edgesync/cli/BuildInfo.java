package io.edgesync.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is, from {@code build.properties}, which Maven fills in.
 *
 * @param version the Maven version
 * @param commit  the source's check-in, or {@code unknown} when the build was not told
 */
record BuildInfo(String version, String commit) {

  static BuildInfo ofThisBuild() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties: cannot be read from the class path", e);
    }
    return new BuildInfo(properties.getProperty("version", "unknown"), commit(properties.getProperty("commit", "")));
  }

  private static String commit(String built) {
    return built.isEmpty() || built.contains("${") ? "unknown" : built;
  }
}
