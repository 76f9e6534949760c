package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.GridShape;
import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher of a Flex Template does: it stores the graph of a job that others run. */
final class DataflowLaunchTest {

  private static final String BUCKET = "gs://" + FakeStorage.BUCKET;

  @TempDir private Path folder;

  private FakeStorage fake;

  @BeforeEach
  void start() throws IOException {
    fake = FakeStorage.startForProcess();
    PhantomFolder input = new PhantomFolder(folder.resolve("in"), new GridShape(16, 16, 12));
    input.write(0, 0);
    fake.putAll(input.path(), "in");
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private CommandRun launched(String template, Path graph, String... parameters) {
    List<String> arguments = new ArrayList<>(List.of(parameters));
    arguments.addAll(
        List.of(
            "--runner=DataflowRunner",
            "--project=imaging",
            "--region=europe-west4",
            "--jobName=nightly-7",
            "--gcpTempLocation=gs://bucket/temp",
            "--stagingLocation=gs://bucket/staging",
            "--templateLocation=" + graph,
            "--experiments=use_runner_v2",
            "--sdkContainerImage=host/twinbeam/worker:1",
            "--filesToStage=pom.xml",
            "--stagerClass=" + GraphStager.class.getName(),
            "--pathValidatorClass=" + NoopPathValidator.class.getName(),
            "--credentialFactoryClass=" + NoopCredentialFactory.class.getName()));
    return TemplateLaunch.of(template, arguments.toArray(String[]::new));
  }

  @Test
  void aNightEndsWithTheStepThatFinishesIt() throws IOException {
    Path graph = folder.resolve("job_object");
    CommandRun run =
        launched(
            "preprocess",
            graph,
            "--input=" + BUCKET + "/in",
            "--output=" + BUCKET + "/out",
            "--recipe=default");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.err().contains("Its last step writes"), run.err());
    assertTrue(Files.exists(graph));
    assertTrue(GraphStager.graph().contains("FinishResults"), "the step");
    assertFalse(fake.names().contains("out/.handed-over"), "nights keep out of each other's way");
  }

  @Test
  void anExperimentKeepsItsRunDirectory() throws IOException {
    fake.put("tiny.yaml", TinyExperiment.YAML.getBytes(StandardCharsets.UTF_8));
    String[] parameters = {
      "--experimentFile=" + BUCKET + "/tiny.yaml", "--workspace=" + BUCKET + "/work"
    };
    CommandRun run = launched("experiment", folder.resolve("first"), parameters);
    assertEquals(0, run.status(), run.err());
    assertTrue(GraphStager.graph().contains("FinishResults"), "the step");
    List<String> markers =
        fake.names().stream().filter(name -> name.endsWith("/.handed-over")).toList();
    assertEquals(1, markers.size(), fake.names().toString());

    CommandRun second = launched("experiment", folder.resolve("second"), parameters);
    assertEquals(Twinbeam.BUSY, second.status(), second.err());
    assertTrue(second.err().contains("in use by job nightly-7, handed over by"), second.err());
    assertFalse(Files.exists(folder.resolve("second")));

    fake.delete(markers.get(0)); // As after a job that has failed.
    assertEquals(0, launched("experiment", folder.resolve("second"), parameters).status());
  }
}
