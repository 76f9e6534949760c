package io.twinbeam.transforms.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connection of this process to Google Cloud Storage: with application default credentials, or
 * with none to an emulator. Every call is tried again, after a pause that doubles, until it
 * succeeds, is refused or the time is up; nothing we ask for does harm when it is asked twice.
 */
public final class GcsClient {

  /** The environment variable that names an emulator, as Google's own tools have it. */
  public static final String EMULATOR_VARIABLE = "STORAGE_EMULATOR_HOST";

  /** The system property that goes before the variable. */
  public static final String EMULATOR_PROPERTY = "twinbeam.storageEmulator";

  private static final String NO_PROJECT = "emulator";

  /** Outages that the service's terms count as such are over by then, as a rule. */
  private static final Duration RETRIED = Duration.ofMinutes(5);

  private static final Map<String, Storage> CLIENTS = new ConcurrentHashMap<>();

  private GcsClient() {}

  /** The address of the emulator, such as {@code http://localhost:4443}, where one is named. */
  public static Optional<String> emulator() {
    String address = System.getProperty(EMULATOR_PROPERTY, System.getenv().get(EMULATOR_VARIABLE));
    if (address == null || address.isBlank()) {
      return Optional.empty();
    }
    String whole = address.contains("://") ? address : "http://" + address;
    return Optional.of(whole.replaceFirst("/+$", ""));
  }

  /** The client of this process. */
  static Storage ofProcess() {
    return CLIENTS.computeIfAbsent(
        emulator().orElse(""), address -> connect(emulator(), Duration.ofMillis(500), RETRIED));
  }

  /**
   * A client of its own.
   *
   * @param emulator its address; empty for the service
   * @param firstPause before a call is tried again
   * @param retried how long a call is tried at most
   */
  public static Storage connect(Optional<String> emulator, Duration firstPause, Duration retried) {
    RetrySettings retries =
        RetrySettings.newBuilder()
            .setInitialRetryDelayDuration(firstPause)
            .setRetryDelayMultiplier(2)
            .setMaxRetryDelayDuration(Duration.ofSeconds(30))
            .setTotalTimeoutDuration(retried)
            .setMaxAttempts(0)
            .build();
    StorageOptions.Builder options =
        StorageOptions.http()
            .setRetrySettings(retries)
            .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy());
    emulator.ifPresent(
        address ->
            options
                .setHost(address)
                .setProjectId(NO_PROJECT)
                .setCredentials(NoCredentials.getInstance()));
    return options.build().getService();
  }
}
