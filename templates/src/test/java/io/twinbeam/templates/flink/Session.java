package io.twinbeam.templates.flink;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A session cluster for all tests that ask for one, and a storage server that all its processes
 * reach; started by the first, stopped after the last.
 */
final class Session implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

  private static final Path TEMPLATES = Path.of("").toAbsolutePath();

  private Running running;

  private record Running(FakeStorage storage, FlinkCluster cluster, Path folder)
      implements AutoCloseable {

    static Running start() {
      try {
        // The jars are those of this very build, so bin/twinbeam has nothing to build.
        Files.writeString(TEMPLATES.resolve("target/built"), "");
        Path root = TEMPLATES.resolve("target/cluster");
        FakeStorage storage = FakeStorage.start();
        FlinkCluster cluster = FlinkCluster.start(TEMPLATES, root, environment(storage));
        return new Running(storage, cluster, Files.createDirectories(root.resolve("runs")));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    static Map<String, String> environment(FakeStorage storage) {
      return Map.of("STORAGE_EMULATOR_HOST", storage.endpoint());
    }

    @Override
    public void close() {
      cluster.close();
      storage.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(Namespace.create(Session.class))
            .getOrComputeIfAbsent("session", key -> Running.start(), Running.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    running.cluster().awaitTaskManagers();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    assertFalse(
        running.cluster().lines().stream().anyMatch(line -> line.contains("UnsatisfiedLinkError")),
        running.cluster()::tails);
  }

  /** The folder {@code templates} of the sources. */
  Path templates() {
    return TEMPLATES;
  }

  FlinkCluster cluster() {
    return running.cluster();
  }

  FakeStorage storage() {
    return running.storage();
  }

  Path twinbeam() {
    return TEMPLATES.resolveSibling("bin").resolve("twinbeam");
  }

  /** Of a process that submits: it finds {@link #storage()}, and starts in half the time. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(Running.environment(running.storage()));
    environment.put("TWINBEAM_HOME", TEMPLATES.getParent().toString());
    environment.put("TWINBEAM_JAVA_OPTS", "-Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return environment;
  }

  /** Where tests keep their files, each under names of its own. */
  Path folder() {
    return running.folder();
  }
}
