package io.twinbeam.pipelines.cli;

import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine;

/**
 * What {@code --version} says: the version and, in the distributable, the revision it was built
 * from and the engine's native libraries that it holds.
 */
final class BuildVersion implements CommandLine.IVersionProvider {

  /** The folder of bin/ and lib/, set by bin/twinbeam. */
  private static final String HOME = "twinbeam.home";

  @Override
  public String[] getVersion() throws IOException {
    String version = Twinbeam.class.getPackage().getImplementationVersion();
    return describe(
        Optional.ofNullable(version).orElse("development"),
        Optional.ofNullable(System.getProperty(HOME)).map(Path::of));
  }

  static String[] describe(String version, Optional<Path> home) throws IOException {
    Path file = home.orElse(Path.of("")).resolve("build.properties");
    if (home.isEmpty() || !Folders.exists(file)) {
      return new String[] {"twinbeam " + version};
    }
    Properties build = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      build.load(reader);
    }
    String revision = build.getProperty("revision", "");
    boolean changed = Boolean.parseBoolean(build.getProperty("changed"));
    return new String[] {
      "twinbeam " + version,
      "revision " + (revision.isEmpty() ? "unknown" : revision + (changed ? " with changes" : "")),
      "natives " + build.getProperty("natives", "unknown")
    };
  }
}
