package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.template.Template;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.gcs.FakeStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Templates are listed, described, rendered and launched. */
final class LaunchCommandTest {

  @TempDir private Path folder;

  private static String[] preprocess(String target, String... more) {
    return Stream.concat(
            Stream.of(
                "launch",
                "preprocess",
                "--target=" + target,
                "--input=gs://bucket/in",
                "--output=gs://bucket/out",
                "--recipe=default"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void allTemplatesAreListed() {
    CommandRun run = CommandRun.of("templates", "list");
    assertEquals(0, run.status(), run.err());
    assertEquals(Template.keys(), run.out().lines().map(line -> line.split(" ", 2)[0]).toList());
  }

  @ParameterizedTest
  @EnumSource
  void aDescriptionNamesEveryParameter(Template template) {
    CommandRun run = CommandRun.of("templates", "describe", template.key());
    assertEquals(0, run.status(), run.err());
    template
        .parameters()
        .forEach(
            parameter ->
                assertTrue(run.out().contains("--" + parameter.name() + "="), parameter.name()));
  }

  @Test
  void aMisspeltTemplateIsToldWhatItMayBe() {
    CommandRun run = CommandRun.of("templates", "describe", "preproces");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("did you mean preprocess?"), run.err());
    assertEquals(2, CommandRun.of("templates").status());
  }

  @Test
  void everyMistakeOfALaunchIsToldAndNothingIsRun() {
    CommandRun run =
        CommandRun.of(
            "launch", "preprocess", "--target=dataflow", "--input=" + folder, "--maxFailed=2");
    assertEquals(2, run.status(), run.out());
    for (String part :
        List.of(
            "--project is missing",
            "--region is missing",
            "--spec is missing",
            "--input must be a path on Google Cloud Storage",
            "--output is missing",
            "--recipe is missing",
            "--maxFailed must be")) {
      assertTrue(run.err().contains(part), part + "\n" + run.err());
    }
  }

  @Test
  void theCommandForEachTargetIsPrinted() {
    CommandRun local = CommandRun.of(preprocess("local", "--print", "--", "--targetParallelism=2"));
    assertEquals(
        "bin/twinbeam preprocess --input=gs://bucket/in --output=gs://bucket/out --recipe=default"
            + " --targetParallelism=2",
        local.out().strip(),
        local.err());

    CommandRun flink =
        CommandRun.of(preprocess("flink", "--print", "--flinkMaster=host:8081", "--parallelism=2"));
    assertTrue(
        flink
            .out()
            .strip()
            .endsWith(
                "submit host:8081 preprocess --input=gs://bucket/in"
                    + " --output=gs://bucket/out --recipe=default --parallelism=2"),
        flink.out() + flink.err());

    CommandRun dataflow =
        CommandRun.of(
            preprocess(
                "dataflow",
                "--print",
                "--project=imaging",
                "--region=europe-west4",
                "--spec=gs://bucket/templates/preprocess.json"));
    assertEquals(
        "gcloud dataflow flex-template run twinbeam-preprocess --project=imaging"
            + " --region=europe-west4"
            + " --template-file-gcs-location=gs://bucket/templates/preprocess.json"
            + " --parameters=input=gs://bucket/in,output=gs://bucket/out,recipe=default",
        dataflow.out().strip(),
        dataflow.err());
  }

  @Test
  void optionsOfTheJobAreFlagsOfGcloudWhereItHasThem() {
    CommandRun run =
        CommandRun.of(
            preprocess(
                "dataflow",
                "--print",
                "--launcherMachineType=n1-standard-4",
                "--",
                "--workerMachineType=n1-standard-8",
                "--diskSizeGb=250",
                "--maxNumWorkers=8"));
    assertTrue(
        run.out()
            .strip()
            .endsWith(
                " --launcher-machine-type=n1-standard-4 --worker-machine-type=n1-standard-8"
                    + " --max-workers=8 --additional-pipeline-options=diskSizeGb=250"),
        run.out() + run.err());
  }

  @Test
  void whatBeamWouldNotTakeIsRefusedBeforeALaunch() {
    CommandRun run =
        CommandRun.of(
            preprocess(
                "dataflow",
                "--print",
                "--",
                "--project=other",
                "--numWorkers=few",
                "--dsikSizeGb=3"));
    assertEquals(2, run.status());
    for (String part :
        List.of(
            "--project after -- would reach the job twice on Dataflow",
            "--numWorkers must be a whole number",
            "--dsikSizeGb is not an option")) {
      assertTrue(run.err().contains(part), part + "\n" + run.err());
    }
    CommandRun flink =
        CommandRun.of(preprocess("flink", "--print", "--parallelism=2", "--", "--parallelism=4"));
    assertTrue(flink.err().contains("--parallelism after -- would reach"), flink.err());
  }

  @Test
  void localPathsAnywhereAreRefusedOnDataflowAllAtOnceAndNotOnFlink() throws IOException {
    CommandRun recipe =
        CommandRun.of(
            Stream.of(preprocess("dataflow", "--print"))
                .map(word -> word.replace("--recipe=default", "--recipe=mine.yaml"))
                .toArray(String[]::new));
    assertTrue(recipe.err().contains("--recipe, where it is a file, must be a path"), recipe.err());

    String[] train = {"train", "--experimentFile=gs://" + FakeStorage.BUCKET + "/lab/e.yaml"};
    try (FakeStorage fake = FakeStorage.startForProcess()) {
      fake.put(
          "lab/e.yaml",
          TinyExperiment.YAML
              .replaceFirst("phantom: .*", "folder: /scans\n  classes: {ball: [1]}")
              .replace("width: 1", "width: 0, initialWeights: {a: /w/a.safetensors}")
              .concat("preprocessing: {recipe: /recipes/mine.yaml}\n")
              .getBytes(StandardCharsets.UTF_8));
      CommandRun all = launch("dataflow", train);
      assertEquals(2, all.status(), all.out());
      for (String part :
          List.of(
              "data.folder must be a path on Google Cloud Storage, gs://BUCKET/..., is '/scans'",
              "name that, there or by --data",
              "preprocessing.recipe must be a path",
              "networks.initialWeights.a must be a path",
              "networks.width")) {
        assertTrue(all.err().contains(part), part + "\n" + all.err());
      }
      CommandRun replaced =
          launch("dataflow", "train", train[1], "--data=gs://b/d", "--initialWeights=b=/w/b");
      assertTrue(replaced.err().contains("--initialWeights: network b must be"), replaced.err());
      CommandRun absent = launch("dataflow", "train", train[1].replace("e.yaml", "none.yaml"));
      assertTrue(absent.err().contains("--experimentFile: file gs://"), absent.err());
      assertFalse(launch("flink", train).err().contains("Google Cloud Storage"));
    }
  }

  private CommandRun launch(String target, String... parameters) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(
                    "launch",
                    parameters[0],
                    "--target=" + target,
                    "--project=p",
                    "--region=europe-west4",
                    "--spec=gs://bucket/spec.json",
                    "--flinkMaster=host:8081",
                    "--workspace=gs://bucket/work"),
                Stream.of(parameters).skip(1))
            .toArray(String[]::new));
  }

  @Test
  void aRecipeFileIsReadBeforeALaunchOnDataflow() throws IOException {
    try (FakeStorage fake = FakeStorage.startForProcess()) {
      String bucket = "gs://" + FakeStorage.BUCKET;
      List<String> launch =
          List.of(
              "launch",
              "preprocess",
              "--target=dataflow",
              "--project=imaging",
              "--region=europe-west4",
              "--spec=" + bucket + "/spec.json",
              "--input=" + bucket + "/in",
              "--output=" + bucket + "/out",
              "--recipe=" + bucket + "/recipe.yaml");
      CommandRun absent = CommandRun.of(launch.toArray(String[]::new));
      assertEquals(2, absent.status(), absent.out());
      assertTrue(absent.err().contains("is neither a readable file nor one of"), absent.err());

      fake.put("recipe.yaml", "steps: auto\n".getBytes(StandardCharsets.UTF_8));
      CommandRun chosen = CommandRun.of(launch.toArray(String[]::new));
      assertEquals(2, chosen.status(), chosen.out());
      assertTrue(chosen.err().contains("--recipe must have steps, is 'recipe'"), chosen.err());
    }
  }

  @Test
  void aDryRunTellsAndLaunchesNothingWhateverTheTarget() throws IOException {
    PhantomFolder input = new PhantomFolder(folder.resolve("in"), new GridShape(16, 16, 12));
    input.write(0, 0);
    CommandRun run =
        CommandRun.of(
            "launch",
            "preprocess",
            "--target=flink",
            "--dryRun",
            "--input=" + input.path(),
            "--output=" + folder.resolve("out"),
            "--recipe=default");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("ReadCases"), run.out());
    assertFalse(Files.exists(folder.resolve("out/manifest.json")));
  }

  @Test
  void aScriptThatIsNotThereIsNamed() {
    CommandRun run = CommandRun.of(preprocess("flink", "--flinkMaster=host:8081"));
    assertEquals(2, run.status());
    assertTrue(run.err().contains("submit is not installed here"), run.err());
  }

  @Test
  void filesAreRenderedForEachTargetAndTwiceTheSame() throws IOException {
    for (String target : List.of("local", "flink", "dataflow")) {
      Path first = folder.resolve(target + "-1");
      Path second = folder.resolve(target + "-2");
      assertEquals(render(target, first), render(target, second));
      try (Stream<Path> files = Files.list(first)) {
        for (Path file : files.toList()) {
          String text = Files.readString(file);
          assertEquals(text, Files.readString(second.resolve(file.getFileName())));
          assertEquals(file.toString().endsWith(".sh"), Files.isExecutable(file), file.toString());
          assertTrue(text.endsWith("\n"), file.toString());
        }
      }
    }
    JsonNode spec =
        CanonicalJson.read(
            Files.readString(folder.resolve("dataflow-1/preprocess-spec.json")), JsonNode.class);
    assertEquals("image:1", spec.get("image").asText());
  }

  private List<String> render(String target, Path into) {
    CommandRun run =
        CommandRun.of(
            Stream.of(preprocess(target, "--into=" + into, "--image=image:1"))
                .map(word -> word.equals("launch") ? "templates render" : word)
                .flatMap(word -> Stream.of(word.split(" ")))
                .toArray(String[]::new));
    assertEquals(0, run.status(), run.err());
    return run.out().lines().map(line -> Path.of(line).getFileName().toString()).toList();
  }

  @Test
  void aLauncherOfAFlexTemplateKeepsParametersAndOptionsOfBeamApart() throws IOException {
    CommandRun wrong =
        TemplateLaunch.of(
            "preprocess",
            "--runner=DirectRunner",
            "--input=" + folder,
            "--output=gs://bucket/out",
            "--recipe=default");
    assertEquals(2, wrong.status());
    assertTrue(
        wrong.err().startsWith("--input must be a path on Google Cloud Storage"), wrong.err());
    assertFalse(wrong.err().contains("runner"), wrong.err());

    CommandRun none = TemplateLaunch.of("", "--input=gs://bucket/in");
    assertEquals(2, none.status());
    assertTrue(none.err().contains("TWINBEAM_TEMPLATE must be one of preprocess"), none.err());
  }
}
