package io.twinbeam.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the real volumes lie that some tests read: in the folder that {@code -Dshared.data=FOLDER}
 * names, else in {@code shared/data} beside the checkout.
 */
public final class SharedData {

  private SharedData() {}

  /** The folder of all data sets, where there is one. */
  public static Optional<Path> find() {
    return Stream.of(System.getProperty("shared.data", ""), "../../shared/data", "../shared/data")
        .filter(name -> !name.isBlank())
        .map(name -> Path.of(name).toAbsolutePath().normalize())
        .filter(Files::isDirectory)
        .findFirst();
  }

  /** The folder of one data set; skips the test that asks where it is absent. */
  public static Path folder(String name) {
    Optional<Path> folder = find().map(data -> data.resolve(name)).filter(Files::isDirectory);
    assumeTrue(
        folder.isPresent(), "no " + name + " folder; name its parent with -Dshared.data=FOLDER");
    return folder.orElseThrow();
  }
}
