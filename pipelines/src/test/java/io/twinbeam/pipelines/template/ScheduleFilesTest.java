package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of templates/schedule, each against what reads it. */
final class ScheduleFilesTest {

  private static final Path SCHEDULE = Path.of("..", "templates", "schedule");

  @TempDir private Path folder;

  private static JsonObject cronJob() throws IOException {
    Object tree =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(SCHEDULE.resolve("preprocess-cronjob.yaml")));
    return JsonParser.parseString(CanonicalJson.write(tree)).getAsJsonObject();
  }

  @Test
  void theCronJobIsOneOfKubernetes() throws IOException {
    JsonObject job = cronJob();
    V1CronJob.validateJsonObject(job);
    assertEquals("Forbid", job.getAsJsonObject("spec").get("concurrencyPolicy").getAsString());
    JsonObject misspelt = job.deepCopy();
    misspelt.getAsJsonObject("spec").addProperty("concurencyPolicy", "Forbid");
    assertThrows(RuntimeException.class, () -> validate(misspelt));
  }

  /** The models check one level each; this goes through those that hold our fields. */
  private static void validate(JsonObject job) {
    try {
      V1CronJob.validateJsonObject(job);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theCronJobLaunchesWhatTheTemplateTakesAndNobodyIsRoot() throws IOException {
    JsonObject pod =
        cronJob()
            .getAsJsonObject("spec")
            .getAsJsonObject("jobTemplate")
            .getAsJsonObject("spec")
            .getAsJsonObject("template")
            .getAsJsonObject("spec");
    assertTrue(pod.getAsJsonObject("securityContext").get("runAsNonRoot").getAsBoolean());
    List<String> words = new ArrayList<>();
    pod.getAsJsonArray("containers")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("args")
        .forEach(word -> words.add(word.getAsString()));
    assertEquals(List.of("launch", "preprocess", "--target=local"), words.subList(0, 3));
    assertLaunches(words.subList(3, words.indexOf("--")));
  }

  @Test
  void theLineOfCronLaunchesWhatTheTemplateTakes() throws IOException {
    String line =
        Files.readAllLines(SCHEDULE.resolve("crontab")).stream()
            .filter(text -> text.contains("nightly"))
            .reduce((first, second) -> second)
            .orElseThrow();
    List<String> words = List.of(line.replace("\\%", "%").split(" +"));
    assertEquals(List.of("*", "*", "*"), words.subList(2, 5));
    assertLaunches(words.subList(words.indexOf("preprocess") + 1, words.size()));
  }

  private static void assertLaunches(List<String> parameters) {
    List<String> problems = new ArrayList<>();
    LaunchParameters read =
        LaunchParameters.read(Template.PREPROCESS, LaunchTarget.LOCAL, parameters, problems);
    assertEquals(List.of(), problems);
    assertTrue(read.values().size() >= 3);
  }

  @Test
  void aNightLogsAndGivesTheStatusOfItsLaunchAndASecondIsRefused() throws Exception {
    Path home = folder.resolve("home");
    Path nightly = home.resolve("templates/schedule/nightly");
    Files.createDirectories(nightly.getParent());
    Files.copy(SCHEDULE.resolve("nightly"), nightly);
    Path twinbeam = Files.createDirectories(home.resolve("bin")).resolve("twinbeam");
    // Starts the next night from within, where one is asked for; then ends with status 1.
    Files.writeString(
        twinbeam,
        """
        #!/usr/bin/env bash
        echo "arguments: $*"
        if [[ "$*" == *--again* ]]; then "$HOME_UNDER_TEST/templates/schedule/nightly" "$LOGS" preprocess; fi
        exit 1
        """);
    assertTrue(twinbeam.toFile().setExecutable(true) && nightly.toFile().setExecutable(true));
    Path logs = Files.createDirectories(folder.resolve("logs"));

    assertEquals(1, run(home, logs, nightly.toString(), logs.toString(), "preprocess", "--again"));

    try (Stream<Path> files = Files.list(logs)) {
      List<Path> written = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertEquals(1, written.size(), written.toString());
      String text = Files.readString(written.get(0));
      assertTrue(text.contains("arguments: launch preprocess --target=local --again"), text);
      assertTrue(text.contains("an earlier night is still at work; nothing was started"), text);
    }
    assertEquals(2, run(home, logs, nightly.toString(), folder + "/absent", "preprocess"));
  }

  private static int run(Path home, Path logs, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(logs.resolve("console.txt").toFile());
    builder.environment().put("HOME_UNDER_TEST", home.toString());
    builder.environment().put("LOGS", logs.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue();
  }

  private static Map<String, Object> terraform(String file) throws Exception {
    return new HCLParser().parse(Files.readString(SCHEDULE.resolve("terraform").resolve(file)));
  }

  @Test
  void everyVariableOfTheModuleIsDescribedAndUsedAndEveryUsedOneDeclared() throws Exception {
    Map<?, ?> variables = (Map<?, ?>) terraform("variables.tf").get("variable");
    String all =
        Files.readString(SCHEDULE.resolve("terraform/main.tf"))
            + Files.readString(SCHEDULE.resolve("terraform/outputs.tf"));
    for (Map.Entry<?, ?> variable : variables.entrySet()) {
      assertTrue(((Map<?, ?>) variable.getValue()).containsKey("description"));
      assertTrue(all.contains("var." + variable.getKey()), "unused: " + variable.getKey());
    }
    Matcher used = Pattern.compile("var\\.([a-z_]+)").matcher(all);
    while (used.find()) {
      assertTrue(variables.containsKey(used.group(1)), "undeclared: " + used.group(1));
    }
  }

  @Test
  void theModuleRefersToResourcesThatItHasAndGivesNoBroadRole() throws Exception {
    Map<?, ?> resources = (Map<?, ?>) terraform("main.tf").get("resource");
    String all =
        Files.readString(SCHEDULE.resolve("terraform/main.tf"))
            + Files.readString(SCHEDULE.resolve("terraform/outputs.tf"));
    Matcher reference = Pattern.compile("(?<![\"\\w.])(google_[a-z_]+)\\.([a-z_]+)").matcher(all);
    int found = 0;
    while (reference.find()) {
      Map<?, ?> ofType = (Map<?, ?>) resources.get(reference.group(1));
      assertTrue(ofType != null && ofType.containsKey(reference.group(2)), reference.group());
      found++;
    }
    assertTrue(found > 10, found + " references");
    for (String broad : List.of("roles/owner", "roles/editor", "admin", "Admin", "allUsers")) {
      assertTrue(!all.contains(broad), broad);
    }
  }

  @Test
  void nothingIsMadeBeforeItsApiIsEnabled() throws Exception {
    String main = Files.readString(SCHEDULE.resolve("terraform/main.tf"));
    for (String api : List.of("iam", "cloudresourcemanager", "cloudscheduler", "dataflow")) {
      assertTrue(main.contains("\"" + api + ".googleapis.com\""), api);
    }
    Map<?, ?> resources = (Map<?, ?>) terraform("main.tf").get("resource");
    resources.forEach(
        (type, byName) ->
            ((Map<?, ?>) byName)
                .forEach(
                    (name, resource) ->
                        assertEquals(
                            !type.equals("google_project_service"),
                            ((Map<?, ?>) resource).containsKey("depends_on"),
                            type + "." + name)));
  }

  @Test
  void theBodyOfTheScheduleHasTheFieldsOfALaunchRequest() throws Exception {
    String main = Files.readString(SCHEDULE.resolve("terraform/main.tf"));
    Map<?, ?> launch =
        (Map<?, ?>)
            new FlexTemplate(
                    Template.PREPROCESS,
                    GivenParameters.settings(Optional.of("account"), ImmutableList.of()))
                .launchRequest(GivenParameters.required(Template.PREPROCESS))
                .get("launchParameter");
    for (Object field : launch.keySet()) {
      assertTrue(main.contains(" " + field + " "), field.toString());
    }
    for (Object field : ((Map<?, ?>) launch.get("environment")).keySet()) {
      assertTrue(main.contains(" " + field + " "), field.toString());
    }
  }
}
