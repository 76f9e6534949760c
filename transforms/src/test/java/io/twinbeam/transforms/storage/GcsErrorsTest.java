package io.twinbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.auth.oauth2.UserCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.twinbeam.transforms.gcs.FakeStorage;
import io.twinbeam.transforms.gcs.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked of the service, what it refuses is told as what it is. */
final class GcsErrorsTest {

  private static final String LOGIN = "gcloud auth application-default login";

  @TempDir private Path temporary;
  private FakeStorage fake;
  private Storage client;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.start();
    client =
        GcsClient.connect(
            Optional.of(fake.endpoint()), Duration.ofMillis(1), Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  /** Everything that is asked of the objects of a bucket. */
  private Map<String, ParallelCalls.Call> calls(GcsObjects objects) throws IOException {
    Path small = Files.write(temporary.resolve("small"), new byte[10]);
    Path large = Files.write(temporary.resolve("large"), new byte[20 << 20]);
    GcsObjects.Stored there =
        new GcsObjects.Stored("there", 1_700_000_000_000_001L, 1, "AAAAAA==", null);
    Map<String, ParallelCalls.Call> calls = new LinkedHashMap<>();
    calls.put("list", () -> objects.list(""));
    calls.put("names", () -> objects.names(""));
    calls.put("isFolder", () -> objects.isFolder(""));
    calls.put("read", () -> objects.read("there"));
    calls.put("read a version", () -> objects.read(there));
    calls.put("read in parts", () -> objects.read("there", 100));
    calls.put("create", () -> objects.create("new", new byte[1]));
    calls.put("replace", () -> objects.replace("there", new byte[1]));
    calls.put("replace a version", () -> objects.replace(there, new byte[1]));
    calls.put("upload", () -> objects.upload("small", small));
    calls.put("upload in chunks", () -> objects.upload("large", large));
    calls.put("copy", () -> objects.copy(there, objects.address("copy"), false));
    return calls;
  }

  private GcsObjects objects(String bucket) {
    return new GcsObjects(client, "gs://" + bucket + "/lab", 30);
  }

  private void assertTold(int status, String... parts) throws IOException {
    fake.put("lab/there", new byte[1]);
    Map<String, ParallelCalls.Call> calls = calls(objects(FakeStorage.BUCKET));
    calls.put("find", () -> objects(FakeStorage.BUCKET).find("there"));
    for (Map.Entry<String, ParallelCalls.Call> call : calls.entrySet()) {
      fake.fail(1, line -> true, Fault.status(status));
      AccessDeniedException refused =
          assertThrows(AccessDeniedException.class, call.getValue()::run, call.getKey());
      for (String part : parts) {
        assertTrue(refused.getMessage().contains(part), call.getKey() + ": " + refused);
      }
      assertFalse(refused.getMessage().contains("network"), call.getKey() + ": " + refused);
    }
  }

  @Test
  void aMissingPermissionIsToldWithTheRoleToGrant() throws IOException {
    assertTold(
        403,
        "may not do that",
        "roles/storage.objectUser on gs://" + FakeStorage.BUCKET,
        "roles/storage.objectViewer",
        LOGIN);
  }

  @Test
  void credentialsThatAreRefusedAreToldWithHowToLogIn() throws IOException {
    assertTold(401, "has no credentials that the service accepts", LOGIN, "service account");
  }

  @Test
  void aBucketThatDoesNotExistIsNamed() throws IOException {
    for (Map.Entry<String, ParallelCalls.Call> call : calls(objects("elsewhere")).entrySet()) {
      IOException missing = assertThrows(IOException.class, call.getValue()::run, call.getKey());
      assertTrue(
          missing.getMessage().contains("there is no bucket elsewhere; check its name"),
          call.getKey() + ": " + missing);
      assertFalse(missing instanceof NoSuchFileException, call.getKey() + ": not a file is gone");
    }
  }

  @Test
  void anAccessTokenThatIsRefusedIsNoTroubleOfTheNetwork() {
    // The answer to whoever asks the fake for a token; real ones have status 400 too.
    fake.fail(1000, line -> line.contains("/token"), Fault.status(400));
    Storage expired =
        StorageOptions.http()
            .setHost(fake.endpoint())
            .setProjectId("project")
            .setCredentials(
                UserCredentials.newBuilder()
                    .setClientId("client")
                    .setClientSecret("secret")
                    .setRefreshToken("expired")
                    .setTokenServerUri(URI.create(fake.endpoint() + "/token"))
                    .build())
            .build()
            .getService();
    GcsObjects objects = new GcsObjects(expired, "gs://" + FakeStorage.BUCKET + "/lab", 30);
    AccessDeniedException refused =
        assertThrows(AccessDeniedException.class, () -> objects.list(""));
    assertTrue(refused.getMessage().contains(LOGIN), refused.getMessage());
    assertEquals(0, fake.count(line -> line.contains("/storage/v1")));
  }

  @Test
  void aServiceThatIsNotThereIsTroubleOfTheNetwork() {
    Storage nowhere =
        GcsClient.connect(
            Optional.of("http://localhost:1"), Duration.ofMillis(1), Duration.ofMillis(50));
    IOException down =
        assertThrows(
            IOException.class, () -> new GcsObjects(nowhere, "gs://bucket/lab", 30).list(""));
    assertTrue(down.getMessage().contains("check the network"), down.getMessage());
  }
}
